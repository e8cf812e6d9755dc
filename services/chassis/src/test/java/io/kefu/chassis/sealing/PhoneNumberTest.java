package io.kefu.chassis.sealing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PhoneNumberTest {

  @Test
  void oneNumberHasOneForm() {
    assertThat(
            java.util.stream.Stream.of(
                    "13800000000",
                    "138 0000 0000",
                    "+86 138-0000-0000",
                    "0086 13800000000",
                    "８６１３８００００００００",
                    "(138) 0000.0000")
                .map(PhoneNumber::normalised)
                .distinct())
        .containsExactly(java.util.Optional.of("13800000000"));
    assertThat(PhoneNumber.normalised("023-8600 1234")).contains("02386001234");
  }

  @Test
  void whatIsNoNumberHasNone() {
    assertThat(PhoneNumber.normalised(null)).isEmpty();
    assertThat(PhoneNumber.normalised("")).isEmpty();
    assertThat(PhoneNumber.normalised("无")).isEmpty();
    assertThat(PhoneNumber.normalised("1234")).isEmpty();
    assertThat(PhoneNumber.normalised("138000000001234567890")).isEmpty();
  }
}
