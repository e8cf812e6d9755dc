package io.kefu.ai.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.ai.Settings;
import io.kefu.contracts.answer.Evidence;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Hundreds of texts of models and customers, one a line, each with what the guards say. */
class GuardCorpusTest {

  private static final int MOST = 400;
  private static final String BETWEEN = " \\| ";

  private final Guards guards =
      new Guards(Settings.of(GuardConfig.class, Map.of()), GuardBeans.builtInWords());

  @ParameterizedTest
  @MethodSource("answers")
  void judgesWhatAModelWrote(String line) {
    String[] parts = line.replace("\\n", "\n").split(BETWEEN, 3);
    boolean cites = parts[2].contains("[1]") || parts[0].equals("no_answer");
    Evidence entry = new Evidence("e1", "售后", null, parts[1], 0.9, true);

    Verdict verdict =
        guards.after(parts[2] + (cites ? "" : "[1]"), List.of(entry), new PersonalData(), MOST);

    assertThat(code(verdict)).isEqualTo(parts[0]);
  }

  @ParameterizedTest
  @MethodSource("questions")
  void judgesWhatACustomerAsks(String line) {
    String[] parts = line.split(BETWEEN, 2);

    String code = guards.before(parts[1]).map(Objection::code).orElse("passed");

    assertThat(code).isEqualTo(parts[0]);
  }

  @ParameterizedTest
  @MethodSource("entries")
  void judgesWhatAnEntrySays(String line) {
    String[] parts = line.split(BETWEEN, 2);

    boolean orders = Injection.inMaterial(parts[1]);

    assertThat(orders).isEqualTo(parts[0].equals("prompt_injection"));
  }

  private static String code(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Passed passed -> "passed";
      case Verdict.NoAnswer none -> "no_answer";
      case Verdict.Refused refused -> refused.objection().code();
    };
  }

  static Stream<String> answers() throws IOException {
    return lines("answers.txt");
  }

  static Stream<String> questions() throws IOException {
    return lines("questions.txt");
  }

  static Stream<String> entries() throws IOException {
    return lines("entries.txt");
  }

  private static Stream<String> lines(String name) throws IOException {
    try (InputStream file =
        GuardCorpusTest.class.getClassLoader().getResourceAsStream("guard/" + name)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"));
    }
  }
}
