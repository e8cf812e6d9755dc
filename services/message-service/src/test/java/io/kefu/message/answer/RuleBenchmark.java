package io.kefu.message.answer;

import static io.kefu.message.answer.PolicyDesk.NOON;
import static io.kefu.message.answer.PolicyDesk.inquiry;

import io.kefu.contracts.chat.ChatType;
import io.kefu.contracts.chat.ContentType;
import io.kefu.message.answer.Inquiry.Attention;
import io.kefu.message.document.Documents;
import io.kefu.message.document.Faults;
import io.kefu.message.rules.Rule;
import io.kefu.message.rules.RuleEngine;
import io.kefu.message.rules.RuleLimits;
import io.kefu.message.rules.RuleSet;
import java.util.List;
import java.util.Locale;

/**
 * Prints what the rules cost per message, on one thread: {@code main} of the test classes. Not
 * asserted: figures depend on the machine.
 */
public final class RuleBenchmark {

  private static final int WARM = 20_000;
  private static final int MEASURED = 50_000;

  private RuleBenchmark() {}

  /** Runs all cases. */
  public static void main(String[] arguments) {
    RuleSet shipped = RuleSet.of(PolicyDesk.SHIPPED, List.of());
    RuleSet many = RuleSet.of(PolicyDesk.SHIPPED, own(200));
    Inquiry greeting = inquiry("您好，在吗？", Attention.BOT, null);
    Inquiry question = inquiry("请问你们的充电桩户外安装需要什么条件？", Attention.BOT, null);
    Inquiry chatter =
        inquiry("晚上几点集合", ChatType.GROUP, ContentType.TEXT, false, Attention.BOT, null, NOON);
    run("canned, shipped rules", shipped, greeting);
    run("ignored, shipped rules", shipped, chatter);
    run("question, shipped rules, search apart", shipped, question);
    run("canned, 200 rules of the tenant before", many, greeting);
    run("question, 200 rules of the tenant before", many, question);
  }

  private static List<Rule> own(int count) {
    StringBuilder json = new StringBuilder("[");
    for (int i = 0; i < count; i++) {
      json.append(i == 0 ? "" : ",")
          .append(
              """
              {"id":"own%d","name":"n","priority":%d,
               "when":"message.text.contains_any(['优惠%d','活动%d']) && customer.grade == 'A'",
               "actions":[{"type":"reply","text":"a"}]}\
              """
                  .formatted(i, i, i, i));
    }
    Faults faults = new Faults();
    List<Rule> rules =
        PolicyDesk.READER.readAll(
            Documents.parse(json + "]"), "", RuleLimits.of(PolicyDesk.DEFAULTS), faults);
    faults.throwIfAny();
    return rules;
  }

  private static void run(String name, RuleSet rules, Inquiry inquiry) {
    Retrieval found = new Retrieval(PolicyDesk.found(PolicyDesk.hit(0.8, true)), 1);
    long decided = 0;
    for (int i = 0; i < WARM; i++) {
      decided += once(rules, inquiry, found);
    }
    long begun = System.nanoTime();
    for (int i = 0; i < MEASURED; i++) {
      decided += once(rules, inquiry, found);
    }
    double micros = (System.nanoTime() - begun) / 1_000.0 / MEASURED;
    System.out.printf(
        Locale.ROOT, "%-42s %7.1f µs a message (%d decided)%n", name, micros, decided);
  }

  private static int once(RuleSet rules, Inquiry inquiry, Retrieval found) {
    MessageFacts facts = new MessageFacts(inquiry, PolicyDesk.DEFAULTS, () -> found);
    return RuleEngine.run(rules, facts, inquiry.at(), false).decision().isPresent() ? 1 : 0;
  }
}
