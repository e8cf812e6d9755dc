package io.kefu.message.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kefu.message.answer.PolicyDesk;
import io.kefu.message.document.DocumentRefused;
import io.kefu.message.document.Documents;
import io.kefu.message.document.Fault;
import io.kefu.message.document.Faults;
import io.kefu.message.settings.SettingsDocument;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is wrong with a rule is told with its place. */
class RuleReaderTest {

  private static final RuleLimits LIMITS = RuleLimits.of(PolicyDesk.DEFAULTS);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "message.txt == 'a'|1|1|\"message.txt\" is neither|did you mean message.text?",
        "message.text == 'a' && custmer.grade == 'A'|1|24|\"custmer.grade\" is neither|did you mean"
            + " customer.grade?",
        "message.length|1|1|must be true or false, but is of type int|",
        "message.text == 3|1|14|no matching overload|the types do not fit",
        "message.text == 'a' &&|1|23|mismatched input|",
        "message.text.has_any(['a'])|1|21|\"has_any\" is neither|docs/rules.md",
        "retrieval.sure()|1|1|neither|write it without ()",
        "message.text.contains_any(words['my_list'])|1|32|no word list \"my_list\"|add it to the"
            + " settings",
        "message.text.contains_any(words.transfr)|1|32|no word list \"transfr\"|did you mean"
            + " transfer?",
        "true ? words['nobody'].size() > 0 : true|1|13|no word list|known are"
      })
  void conditionIsRefusedAtItsPosition(
      String when, int line, int column, String message, String hint) {
    List<Fault> faults =
        faults(rule("\"when\":\"" + when + "\",\"actions\":[{\"type\":\"stop\"}]"));

    assertThat(faults).isNotEmpty();
    Fault fault = faults.getFirst();
    assertThat(fault.pointer()).isEqualTo("/rules/0/when");
    assertThat(fault.message()).contains(message);
    assertThat(fault.line()).isEqualTo(line);
    assertThat(fault.column()).isEqualTo(column);
    if (hint != null) {
      assertThat(fault.hint()).contains(hint);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"when\":\"true\",\"actions\":[{\"type\":\"stop\"}],\"priorty\":3|/rules/0/priorty|did you"
            + " mean priority?",
        "\"when\":\"true\"|/rules/0/actions|",
        "\"when\":\"true\",\"actions\":[]|/rules/0/actions|1 to 10",
        "\"when\":\"true\",\"actions\":[{\"type\":\"replay\",\"text\":\"a\"}]|/rules/0/actions/0/type|did"
            + " you mean reply?",
        "\"when\":\"true\",\"actions\":[{\"type\":\"reply\"}]|/rules/0/actions/0/text|",
        "\"when\":\"true\",\"actions\":[{\"type\":\"reply\",\"text\":\"{{customer.phone}}\"}]|/rules/0/actions/0/text|customer.name",
        "\"when\":\"true\",\"actions\":[{\"type\":\"reply\",\"text\":\"a\",\"to\":\"b\"}]|/rules/0/actions/0/to|",
        "\"when\":\"true\",\"actions\":[{\"type\":\"run_form\",\"label\":\"售\"}]|/rules/0/actions/0/label|use"
            + " one of 售前",
        "\"when\":\"true\",\"actions\":[{\"type\":\"set_bucket\",\"bucket\":\"WHITE\"}]|/rules/0/actions/0/bucket|operator",
        "\"when\":\"true\",\"actions\":[{\"type\":\"transfer\",\"reason\":\"mood\"}]|/rules/0/actions/0/reason|use"
            + " one of",
        "\"when\":\"true\",\"actions\":[{\"type\":\"ignore\"},{\"type\":\"clarify\"}]|/rules/0/actions/1|a"
            + " rule has one",
        "\"when\":\"true\",\"actions\":[{\"type\":\"stop\"}],\"priority\":10000|/rules/0/priority|use"
            + " 0 to 9999",
        "\"when\":\"true\",\"actions\":[{\"type\":\"stop\"}],\"enabled\":\"yes\"|/rules/0/enabled|",
        "\"when\":\"true\",\"actions\":[{\"type\":\"reply\",\"text\":\"{{customer.name}}\"}],\"local\":{\"kind\":\"faq\",\"phrases\":[\"a\"]}|/rules/0/local|text.",
        "\"when\":\"true\",\"actions\":[{\"type\":\"stop\"}],\"valid_from\":\"tomorrow\"|/rules/0/valid_from|for"
            + " instance"
      })
  void ruleIsRefusedAtItsPlace(String fields, String pointer, String hint) {
    List<Fault> faults = faults(rule(fields));

    assertThat(faults).extracting(Fault::pointer).contains(pointer);
    if (hint != null) {
      assertThat(faults)
          .anySatisfy(
              fault -> {
                assertThat(fault.pointer()).isEqualTo(pointer);
                assertThat(fault.hint()).contains(hint);
              });
    }
  }

  @Test
  void positionsCountLinesOfTheCondition() {
    Fault fault =
        faults(
                rule(
                    "\"when\":\"true &&\\n"
                        + "  message.lenght > 3\",\"actions\":[{\"type\":\"stop\"}]"))
            .getFirst();

    assertThat(fault.line()).isEqualTo(2);
    assertThat(fault.column()).isEqualTo(3);
    assertThat(fault.hint()).isEqualTo("did you mean message.length?");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "message.text.contains_any(words.transfer)",
        "'mine' in words && message.text.contains_any(words['mine'])",
        "has(words.mine) && message.text.contains_any(words.mine)"
      })
  void aWordListThatIsThereOrAskedAboutMayBeUsed(String when) {
    assertThat(faults(rule("\"when\":\"" + when + "\",\"actions\":[{\"type\":\"stop\"}]")))
        .isEmpty();
  }

  @Test
  void idIsGivenOnce() {
    String one = rule("\"when\":\"true\",\"actions\":[{\"type\":\"stop\"}]");

    assertThat(faults(one + "," + one)).extracting(Fault::pointer).containsExactly("/rules/1/id");
  }

  @Test
  void tooManyRulesTooLongRepliesAndTooLargeConditionsAreRefused() {
    String one = rule("\"when\":\"true\",\"actions\":[{\"type\":\"stop\"}]");
    String longReply =
        rule(
            "\"when\":\"true\",\"actions\":[{\"type\":\"reply\",\"text\":\""
                + "长".repeat(2_001)
                + "\"}]");
    String large =
        rule("\"when\":\"" + "true||".repeat(330) + "true\",\"actions\":[{\"type\":\"stop\"}]");
    String deep =
        rule(
            "\"when\":\"[1].all(a, [1].all(b, [1].all(c, a + b + c >"
                + " 0)))\",\"actions\":[{\"type\":\"stop\"}]");

    assertThat(faults((one + ",").repeat(500) + one).getFirst().message()).contains("501 rules");
    assertThat(faults(longReply).getFirst().hint()).isEqualTo("write at most 2000");
    assertThat(faults(large)).isNotEmpty();
    assertThat(faults(deep).getFirst().message()).contains("nests");
  }

  @Test
  void ruleThatCannotBeEvaluatedDoesNotMatchAndTheNextDecides() {
    RuleSet rules =
        RuleSet.of(
            List.of(),
            PolicyDesk.READER.readAll(
                Documents.parse(
                    "["
                        + rule(
                            "\"priority\":1,\"when\":\"1 / message.length >"
                                + " 3\",\"actions\":[{\"type\":\"stop\"}]")
                        + ",{\"id\":\"next\",\"name\":\"n\",\"when\":\"true\",\"actions\":[{\"type\":\"ignore\"}]}]"),
                "",
                LIMITS,
                new Faults()));

    RuleEngine.Verdict verdict = RuleEngine.run(rules, fact -> 0L, PolicyDesk.NOON, false);

    assertThat(verdict.failed()).containsExactly("r1");
    assertThat(verdict.decision().orElseThrow().ruleId()).isEqualTo("next");
  }

  @Test
  void factIsAskedForOnlyWhenItIsNeeded() {
    RuleSet rules =
        RuleSet.of(
            List.of(),
            PolicyDesk.READER.readAll(
                Documents.parse(
                    "["
                        + rule(
                            "\"when\":\"message.mentioned &&"
                                + " retrieval.sure\",\"actions\":[{\"type\":\"stop\"}]")
                        + "]"),
                "",
                LIMITS,
                new Faults()));

    RuleEngine.Verdict verdict =
        RuleEngine.run(
            rules,
            fact -> {
              assertThat(fact.ofRetrieval()).isFalse();
              return false;
            },
            PolicyDesk.NOON,
            false);

    assertThat(verdict.decision()).isEmpty();
  }

  @Property(tries = 300)
  void arbitraryJsonIsReadOrRefusedNeverMore(@ForAll("json") String text) {
    Faults faults = new Faults();
    try {
      JsonNode node = Documents.parse(text);
      PolicyDesk.READER.readAll(node, "/rules", LIMITS, faults);
      PolicyDesk.READER.read(node, "", LIMITS, faults);
      SettingsDocument.over(PolicyDesk.DEFAULTS, node, faults);
    } catch (DocumentRefused refused) {
      assertThat(refused.faults()).isNotEmpty();
      return;
    }
    assertThat(faults.list()).allSatisfy(fault -> assertThat(fault.message()).isNotBlank());
  }

  @Property(tries = 300)
  void arbitraryConditionIsCompiledOrRefusedNeverMore(@ForAll("conditions") String text) {
    Faults faults = new Faults();

    var condition = new Conditions().compile(text, "/when", faults);

    assertThat(condition.isPresent()).isEqualTo(faults.isEmpty());
  }

  @Provide
  Arbitrary<String> json() {
    Arbitrary<String> names =
        Arbitraries.of(
            "id",
            "name",
            "when",
            "actions",
            "type",
            "text",
            "local",
            "words",
            "limits",
            "texts",
            "thresholds",
            "quiet_hours",
            "priority",
            "phrases",
            "kind",
            "zone",
            "to",
            "from",
            "x");
    Arbitrary<String> leaves =
        Arbitraries.of(
            "1",
            "-1",
            "1e400",
            "0.5",
            "true",
            "null",
            "\"\"",
            "\"reply\"",
            "\"{{\"",
            "\"{{x}}\"",
            "\"true\"",
            "\"a.b(\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"售前\"",
            "{",
            "]",
            "[]",
            "{}",
            "99999999999999999999");
    return Arbitraries.recursive(
        () -> leaves,
        inner ->
            Arbitraries.oneOf(
                inner.list().ofMaxSize(3).map(items -> "[" + String.join(",", items) + "]"),
                Combinators.combine(names, inner)
                    .as((name, value) -> "\"" + name + "\":" + value)
                    .list()
                    .ofMaxSize(5)
                    .map(fields -> "{" + String.join(",", fields) + "}")),
        0,
        4);
  }

  @Provide
  Arbitrary<String> conditions() {
    return Arbitraries.of(
            "message.text",
            "retrieval.sure",
            "words",
            "==",
            "&&",
            "||",
            "!",
            "(",
            ")",
            "[",
            "]",
            "'a'",
            "\"",
            "1",
            "0.5",
            "null",
            ".contains_any(",
            ".exists(x,",
            "in",
            "?",
            ":",
            "has(",
            "matches",
            "\\",
            "\n",
            "{",
            "}",
            "，",
            "\u0000",
            "size(",
            "duration('1s')")
        .list()
        .ofMinSize(1)
        .ofMaxSize(12)
        .map(parts -> String.join(" ", parts));
  }

  private static List<Fault> faults(String rules) {
    Faults faults = new Faults();
    PolicyDesk.READER.readAll(Documents.parse("[" + rules + "]"), "/rules", LIMITS, faults);
    return faults.list();
  }

  private static String rule(String fields) {
    return "{\"id\":\"r1\",\"name\":\"n\"," + fields + "}";
  }
}
