package io.kefu.message.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.message.settings.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the service's configuration says is what a tenant's settings begin with. */
class PolicyDefaultsTest {

  @Test
  void figuresOfTheDomainAreTheDefaults() {
    Settings.Limits limits = PolicyDesk.defaults(Map.of()).limits();

    assertThat(limits).isEqualTo(new Settings.Limits(20, 30, 100, 400, 500, 2_000, 1_500, 3_500));
  }

  @Test
  void environmentOfRepliesIsTheOneSource() {
    Settings.Limits limits =
        PolicyDesk.defaults(
                Map.of(
                    "kefu.message.reply.limits.agent-per-minute", "0",
                    "kefu.message.reply.limits.group-per-minute", "0",
                    "kefu.message.reply.limits.user-in-group-every", "0s",
                    "kefu.message.reply.pace.shortest", "0s",
                    "kefu.message.reply.pace.longest", "10ms",
                    "kefu.message.reply.max-characters", "100"))
            .limits();

    assertThat(limits).isEqualTo(new Settings.Limits(0, 0, 0, 100, 500, 2_000, 0, 10));
  }
}
