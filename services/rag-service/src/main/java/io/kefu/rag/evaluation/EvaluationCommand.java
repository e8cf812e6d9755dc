package io.kefu.rag.evaluation;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kefu.rag.embedding.BgeSmallZh;
import io.kefu.rag.embedding.Embedded;
import io.kefu.rag.search.BoostedTrees;
import io.kefu.rag.search.ConfidenceModel;
import io.kefu.rag.search.Feature;
import io.kefu.rag.search.Scored;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Measures retrieval and confidence on labelled questions, and fits the confidence.
 *
 * <pre>
 * EvaluationCommand report KNOWLEDGE QUESTIONS [KNOWLEDGE QUESTIONS]… [--bare | --passages] [--mistakes]
 * EvaluationCommand fit OUT.json KNOWLEDGE QUESTIONS [KNOWLEDGE QUESTIONS]… [--mistakes]
 * EvaluationCommand dump OUT.tsv KNOWLEDGE QUESTIONS [KNOWLEDGE QUESTIONS]…
 * EvaluationCommand cosines KNOWLEDGE QUESTIONS [KNOWLEDGE QUESTIONS]…
 * </pre>
 *
 * {@code report} judges with the trees of this build. {@code fit} writes new ones and reports by
 * cross-validation: a question is judged by trees that never saw its entry. {@code dump} writes
 * every candidate's features as a table. {@code cosines} shows what the model's cosines mean.
 */
public final class EvaluationCommand {

  private static final int FOLDS = 10;

  /** Candidates of a question that are shown to the fit: those that could become the answer. */
  private static final int FITTED_DEPTH = 5;

  /** A question whose answer was taken away counts less: its neighbours often answer it in part. */
  private static final double REMOVED_WEIGHT = 0.3;

  /**
   * Nearly half of the questions of the sets have no answer, most of those on purpose close to one
   * that has: more, and harder ones, than customers ask.
   */
  private static final double UNANSWERABLE_WEIGHT = 0.6;

  private static final Set<Feature> VECTOR_FEATURES =
      EnumSet.of(
          Feature.CLAUSE_QUESTION_COSINE,
          Feature.CLAUSE_SUMMARY_COSINE,
          Feature.CLAUSE_CONTENT_COSINE,
          Feature.QUESTION_COSINE,
          Feature.SUMMARY_COSINE,
          Feature.CONTENT_COSINE,
          Feature.SUMMARY_LEAD,
          Feature.QUESTION_LEAD,
          Feature.SUMMARY_ABOVE,
          Feature.QUESTION_ABOVE,
          Feature.TOKEN_SHARE,
          Feature.TOKEN_ASKED,
          Feature.LEAST_TOKEN,
          Feature.WORST_TOKEN,
          Feature.TOKENS_MISSING,
          Feature.AGREEMENT,
          Feature.TOKEN_LEAD,
          Feature.TOKEN_ASKED_LEAD,
          Feature.AGREEMENT_LEAD);

  /** No feature comes near it. */
  private static final double MOST = 1e6;

  /** Says nothing beside the fused lead. */
  private static final Set<Feature> HYBRID_LEFT_OUT = EnumSet.of(Feature.KEYWORD_LEAD);

  private EvaluationCommand() {}

  /** Runs the command. */
  public static void main(String[] args) throws IOException {
    List<String> words = new ArrayList<>(List.of(args));
    boolean mistakes = words.remove("--mistakes");
    boolean bare = words.remove("--bare");
    boolean passages = words.remove("--passages");
    boolean fit = !words.isEmpty() && words.getFirst().equals("fit");
    boolean dump = !words.isEmpty() && words.getFirst().equals("dump");
    int first = fit || dump ? 2 : 1;
    if (words.size() < first + 2 || (words.size() - first) % 2 != 0) {
      throw new IllegalArgumentException(
          "usage: (report | cosines | fit OUT.json | dump OUT.tsv) KNOWLEDGE QUESTIONS … [--bare | --passages]"
              + " [--mistakes]");
    }
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    if (words.getFirst().equals("cosines")) {
      cosines(words.subList(1, words.size()), out);
      return;
    }
    Map<String, Embedded> known = new HashMap<>();
    List<Trial> hybrid = new ArrayList<>();
    List<Trial> keyword = new ArrayList<>();
    try (BgeSmallZh embedder = new BgeSmallZh(2)) {
      for (int i = first; i < words.size(); i += 2) {
        QuestionSet whole = QuestionSet.read(Path.of(words.get(i)), Path.of(words.get(i + 1)));
        List<QuestionSet> sets =
            bare
                ? List.of(whole.bare())
                : passages
                    ? List.of(whole.passages())
                    : fit || dump ? List.of(whole, whole.bare(), whole.passages()) : List.of(whole);
        for (QuestionSet set : sets) {
          try (Laboratory laboratory = new Laboratory(embedder, known, set)) {
            hybrid.addAll(laboratory.ask(set, FOLDS, false, true));
            keyword.addAll(laboratory.ask(set, FOLDS, true, true));
          }
        }
      }
    }
    if (dump) {
      Dump.write(Path.of(words.get(1)), hybrid);
    } else if (fit) {
      fit(Path.of(words.get(1)), hybrid, keyword, mistakes, out);
    } else {
      ConfidenceModel model = ConfidenceModel.load();
      out.print(Report.of("Hybrid search", hybrid, trial -> model));
      out.print(Report.of("Keywords only (degraded)", keyword, trial -> model));
      if (mistakes) {
        out.print(Report.mistakes(hybrid, trial -> model));
      }
    }
  }

  private static void cosines(List<String> folders, PrintStream out) throws IOException {
    List<QuestionSet> sets = new ArrayList<>();
    for (int i = 0; i < folders.size(); i += 2) {
      sets.add(QuestionSet.read(Path.of(folders.get(i)), Path.of(folders.get(i + 1))));
    }
    try (BgeSmallZh published = new BgeSmallZh(2, false);
        BgeSmallZh tuned = new BgeSmallZh(2)) {
      out.print(Cosines.of(published, tuned, sets));
    }
  }

  private static void fit(
      Path target, List<Trial> hybrid, List<Trial> keyword, boolean mistakes, PrintStream out)
      throws IOException {
    List<Feature> hybridFeatures =
        EnumSet.complementOf(EnumSet.copyOf(HYBRID_LEFT_OUT)).stream().toList();
    List<Feature> keywordFeatures =
        EnumSet.complementOf(EnumSet.copyOf(VECTOR_FEATURES)).stream().toList();
    List<ConfidenceModel> models = new ArrayList<>();
    for (int fold = 0; fold < FOLDS; fold++) {
      models.add(
          new ConfidenceModel(
              BoostedFit.fit(hybridFeatures, examples(hybrid, fold)),
              BoostedFit.fit(keywordFeatures, examples(keyword, fold))));
    }
    out.print(Report.of("Hybrid search", hybrid, trial -> models.get(trial.fold())));
    out.print(Report.of("Keywords only (degraded)", keyword, trial -> models.get(trial.fold())));
    if (mistakes) {
      out.print(Report.mistakes(hybrid, trial -> models.get(trial.fold())));
    }
    JsonMapper json = new JsonMapper();
    ObjectNode root = json.createObjectNode();
    root.set("hybrid", node(json, BoostedFit.fit(hybridFeatures, examples(hybrid, -1))));
    root.set("keyword_only", node(json, BoostedFit.fit(keywordFeatures, examples(keyword, -1))));
    Files.writeString(
        target, json.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n");
  }

  /** What the fit may see: everything outside one fold. */
  private static List<BoostedFit.Example> examples(List<Trial> trials, int leftOut) {
    List<BoostedFit.Example> examples = new ArrayList<>();
    for (Trial trial : trials) {
      if (trial.fold() == leftOut) {
        continue;
      }
      double weight = weight(trial);
      for (Scored one : trial.scored().stream().limit(FITTED_DEPTH).toList()) {
        boolean right = trial.gold().contains(one.candidate().stored().key().entryId());
        examples.add(new BoostedFit.Example(one.features(), right, weight));
      }
    }
    return examples;
  }

  private static double weight(Trial trial) {
    if (!trial.gold().isEmpty()) {
      return 1;
    }
    boolean removed = trial.category().equals(Laboratory.WITHOUT_ANSWER);
    return removed ? REMOVED_WEIGHT : UNANSWERABLE_WEIGHT;
  }

  private static ObjectNode node(JsonMapper json, BoostedTrees model) {
    ObjectNode node = json.createObjectNode();
    node.put("intercept", rounded(model.intercept()));
    ArrayNode trees = node.putArray("trees");
    for (BoostedTrees.Tree tree : model.trees()) {
      ObjectNode one = trees.addObject();
      ArrayNode features = one.putArray("features");
      Arrays.stream(tree.features())
          .forEach(feature -> features.add(feature.name().toLowerCase(Locale.ROOT)));
      ArrayNode thresholds = one.putArray("thresholds");
      Arrays.stream(tree.thresholds()).map(EvaluationCommand::rounded).forEach(thresholds::add);
      ArrayNode values = one.putArray("values");
      Arrays.stream(tree.values()).map(EvaluationCommand::rounded).forEach(values::add);
    }
    return node;
  }

  private static double rounded(double value) {
    return Math.round(Math.clamp(value, -MOST, MOST) * 10_000) / 10_000.0;
  }
}
