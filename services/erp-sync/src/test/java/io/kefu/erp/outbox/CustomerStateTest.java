package io.kefu.erp.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class CustomerStateTest {

  private final CustomerState known =
      CustomerState.UNKNOWN.apply(3, Map.of("phone", "138", "company_name", "甲公司")).state();

  @Test
  void aNewerEventOverwrites() {
    CustomerState.Applied applied = known.apply(4, Map.of("phone", "139"));

    assertThat(applied.stale()).isFalse();
    assertThat(applied.state().fields()).containsEntry("phone", "139").hasSize(2);
  }

  @Test
  void anOlderEventNeverOverwrites() {
    CustomerState.Applied applied = known.apply(2, Map.of("phone", "137"));

    assertThat(applied.stale()).isTrue();
    assertThat(applied.state()).isEqualTo(known);
  }

  @Test
  void anOlderEventStillTellsWhatNobodyElseTold() {
    CustomerState.Applied applied = known.apply(2, Map.of("phone", "137", "email", "a@b.cn"));

    assertThat(applied.stale()).isFalse();
    assertThat(applied.state().version()).isEqualTo(3);
    assertThat(applied.state().fields())
        .containsEntry("phone", "138")
        .containsEntry("email", "a@b.cn");
  }
}
