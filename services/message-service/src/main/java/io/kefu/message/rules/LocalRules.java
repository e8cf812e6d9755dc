package io.kefu.message.rules;

import io.kefu.contracts.rules.LocalRuleKind;
import io.kefu.contracts.rules.LocalRuleMatch;
import io.kefu.contracts.rules.LocalRuleSet;
import io.kefu.message.settings.BotMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Makes what agents are told of a tenant's rules. Pure. */
final class LocalRules {

  /** A frame holds 64 KiB; the command's envelope and the JSON around the texts take some. */
  static final int MOST_BYTES = 56 * 1024;

  private static final int BYTES_AROUND_A_RULE = 200;
  private static final int BYTES_AROUND_A_PHRASE = 4;

  /**
   * Local rules.
   *
   * @param set what agents are told
   * @param leftOut rules that found no room, the least urgent ones
   */
  record Made(LocalRuleSet set, List<String> leftOut) {}

  private LocalRules() {}

  /** What agents are told of a policy, by priority as far as it fits into a frame. */
  static Made of(TenantPolicy policy, Instant now) {
    List<io.kefu.contracts.rules.LocalRule> rules = new ArrayList<>();
    List<String> leftOut = new ArrayList<>();
    int bytes = 0;
    // What the bot keeps to itself here, agents do not say by themselves either.
    boolean speaks = policy.settings().bot() == BotMode.ON;
    for (RuleSet.Entry entry : speaks ? policy.rules().entries() : List.<RuleSet.Entry>of()) {
      Rule rule = entry.rule();
      if (rule.local() == null || !rule.isActive(now)) {
        continue;
      }
      io.kefu.contracts.rules.LocalRule told = told(rule, policy);
      int size = size(told);
      if (leftOut.isEmpty() && bytes + size <= MOST_BYTES) {
        rules.add(told);
        bytes += size;
      } else {
        leftOut.add(rule.id());
      }
    }
    return new Made(new LocalRuleSet(policy.localVersion(), rules), leftOut);
  }

  private static io.kefu.contracts.rules.LocalRule told(Rule rule, TenantPolicy policy) {
    RuleAction.Reply reply =
        rule.actions().stream()
            .filter(RuleAction.Reply.class::isInstance)
            .map(RuleAction.Reply.class::cast)
            .findFirst()
            .orElseThrow();
    LocalRule local = rule.local();
    return new io.kefu.contracts.rules.LocalRule(
        rule.id(),
        LocalRuleKind.valueOf(local.kind().name()),
        local.match() == null ? null : LocalRuleMatch.valueOf(local.match().name()),
        local.phrases(),
        reply.text().render(name -> policy.settings().text(name.substring("text.".length()))));
  }

  private static int size(io.kefu.contracts.rules.LocalRule rule) {
    int bytes = BYTES_AROUND_A_RULE + escaped(rule.reply());
    for (String phrase : rule.phrases()) {
      bytes += BYTES_AROUND_A_PHRASE + escaped(phrase);
    }
    return bytes;
  }

  /** Upper bound of a text in JSON: a line break or a quote takes two bytes. */
  private static int escaped(String text) {
    long marks = text.chars().filter(c -> c == '"' || c == '\\' || c < 0x20).count();
    return text.getBytes(StandardCharsets.UTF_8).length + (int) marks;
  }
}
