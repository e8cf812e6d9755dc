package io.kefu.message.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.contracts.rules.LocalRule;
import io.kefu.message.answer.PolicyDesk;
import io.kefu.message.document.Documents;
import io.kefu.message.document.Faults;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What agents are told fits into a frame. */
class LocalRulesTest {

  @Test
  void agentsGetTheShippedSmallTalkAndTheOfflineText() {
    LocalRules.Made made = LocalRules.of(policy(List.of(), 0), PolicyDesk.NOON);

    assertThat(made.set().rules())
        .extracting(LocalRule::id)
        .contains("shipped.greeting", "shipped.thanks", "shipped.farewell");
    assertThat(made.set().rules())
        .filteredOn(rule -> rule.id().equals("shipped.greeting"))
        .extracting(LocalRule::reply)
        .containsExactly("您好，请问有什么可以帮您？");
    assertThat(made.leftOut()).isEmpty();
  }

  @Test
  void surplusIsLeftOutByPriorityAndTheRestFitsIntoAFrame() throws Exception {
    StringBuilder json = new StringBuilder("[");
    for (int i = 0; i < 60; i++) {
      json.append(i == 0 ? "" : ",")
          .append(
              """
              {"id":"faq%d","name":"n","priority":%d,"when":"true",
               "actions":[{"type":"reply","text":"%s"}],
               "local":{"kind":"faq","phrases":["问题%d"]}}\
              """
                  .formatted(i, i, "答\\\"".repeat(500), i));
    }
    Faults faults = new Faults();
    List<Rule> own =
        PolicyDesk.READER.readAll(
            Documents.parse(json + "]"), "", RuleLimits.of(PolicyDesk.DEFAULTS), faults);
    faults.throwIfAny();

    LocalRules.Made made = LocalRules.of(policy(own, 1), PolicyDesk.NOON);

    assertThat(made.set().rules().getFirst().id()).isEqualTo("faq0");
    assertThat(made.leftOut()).contains("faq59", "shipped.greeting");
    assertThat(new ObjectMapper().writeValueAsBytes(made.set())).hasSizeLessThan(60 * 1024);
  }

  @Test
  void versionGrowsWithEveryChange() {
    long before = policy(List.of(), 0).localVersion();

    assertThat(policy(List.of(), 1).localVersion()).isGreaterThan(before);
    assertThat(before).isPositive();
  }

  private static TenantPolicy policy(List<Rule> own, long version) {
    return new TenantPolicy(
        "t", version, 0, PolicyDesk.DEFAULTS, RuleSet.of(PolicyDesk.SHIPPED, own));
  }
}
