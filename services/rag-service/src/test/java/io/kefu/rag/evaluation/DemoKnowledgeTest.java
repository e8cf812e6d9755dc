package io.kefu.rag.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.rag.embedding.BgeSmallZh;
import io.kefu.rag.search.ConfidenceModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Holds the answer quality on the repository's own questions. The bounds lie a little below what
 * was measured (docs/evaluation.md): a change that loses quality must say so here.
 */
class DemoKnowledgeTest {

  private static final double ANSWER = 0.75;
  private static final double CLARIFY = 0.55;

  private static final ConfidenceModel MODEL = ConfidenceModel.load();
  private static List<Trial> hybrid;
  private static List<Trial> keywordOnly;

  @BeforeAll
  static void ask() throws IOException {
    QuestionSet set =
        QuestionSet.read(Path.of("../../local/demo/knowledge"), Path.of("src/eval/demo.tsv"));
    try (BgeSmallZh embedder = new BgeSmallZh(2);
        Laboratory laboratory = new Laboratory(embedder, new HashMap<>(), set)) {
      hybrid = laboratory.ask(set, 1, false, false);
      keywordOnly = laboratory.ask(set, 1, true, false);
    }
  }

  @Test
  void paraphrasesFindTheirAnswerAndMostAreCertain() {
    List<Trial> paraphrases = of(hybrid, "paraphrase");

    assertThat(share(paraphrases, trial -> trial.rank(MODEL) == 1)).isGreaterThan(0.95);
    assertThat(share(paraphrases, trial -> confidence(trial) >= ANSWER)).isGreaterThan(0.78);
    assertThat(share(paraphrases, trial -> isWrong(trial))).isLessThan(0.01);
  }

  @Test
  void otherCodesAndModelsAreNeverAnsweredNorOffered() {
    for (String kind : List.of("code", "model")) {
      assertThat(of(hybrid, kind)).allMatch(trial -> confidence(trial) < CLARIFY);
      assertThat(of(keywordOnly, kind)).allMatch(trial -> confidence(trial) < CLARIFY);
    }
  }

  @Test
  void smallTalkOtherTradesAndGeneralQuestionsAreRefused() {
    for (String kind : List.of("chitchat", "othertrade", "general")) {
      assertThat(of(hybrid, kind)).allMatch(trial -> confidence(trial) < ANSWER);
      assertThat(share(of(hybrid, kind), trial -> confidence(trial) < CLARIFY)).isGreaterThan(0.97);
    }
  }

  @Test
  void questionsOfTheTradeThatTheKnowledgeLacksAreSeldomAnswered() {
    assertThat(share(of(hybrid, "indomain"), trial -> confidence(trial) >= ANSWER))
        .isLessThan(0.05);
  }

  @Test
  void keywordsAloneStillAnswerMuchAndSeldomWrongly() {
    List<Trial> paraphrases = of(keywordOnly, "paraphrase");

    assertThat(share(paraphrases, trial -> trial.rank(MODEL) == 1)).isGreaterThan(0.9);
    assertThat(share(paraphrases, trial -> confidence(trial) >= ANSWER)).isGreaterThan(0.6);
    assertThat(share(paraphrases, trial -> isWrong(trial))).isLessThan(0.02);
  }

  private static List<Trial> of(List<Trial> trials, String category) {
    return trials.stream().filter(trial -> trial.category().equals(category)).toList();
  }

  private static double confidence(Trial trial) {
    return trial.verdicts(MODEL).stream().mapToDouble(Trial.Verdict::confidence).max().orElse(0);
  }

  private static boolean isWrong(Trial trial) {
    return confidence(trial) >= ANSWER && trial.rank(MODEL) != 1;
  }

  private static double share(List<Trial> trials, Predicate<Trial> condition) {
    return trials.stream().filter(condition).count() / (double) trials.size();
  }
}
