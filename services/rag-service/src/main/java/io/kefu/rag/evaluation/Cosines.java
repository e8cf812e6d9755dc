package io.kefu.rag.evaluation;

import io.kefu.rag.embedding.Embedder;
import io.kefu.rag.knowledge.KnowledgeEntry;
import io.kefu.rag.text.ExactTokens;
import io.kefu.rag.text.TextNormalizer;
import io.kefu.rag.text.TextProfile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * What cosines mean with this model: how like texts are that have nothing to do with each other,
 * and how like different answers of one business. The fixed limits on cosines ({@code
 * Ranking.UNRELATED_COSINE}, {@code Ranking.SAME_ANSWER}, {@code QualityReport.NEAR_DUPLICATE})
 * rest on these figures; with another model they are chosen anew. The published model stands beside
 * it: a limit of the old one has its place there.
 */
final class Cosines {

  /** Texts of one set that are looked at. */
  private static final int MOST = 120;

  private static final int FRAMED = 25;
  private static final int SHOWN = 25;
  private static final double[] QUANTILES = {0.01, 0.1, 0.5, 0.9, 0.99, 0.999, 0.9999};
  private static final long SEED = 20_261_122;

  /** Texts of one set with their vectors by either model. */
  private record Texts(List<String> texts, List<float[]> published, List<float[]> tuned) {}

  /** Two texts and how like they are. */
  private record Pair(String one, String other, double published, double tuned) {
    boolean sameExactParts() {
      return ExactTokens.of(one).equals(ExactTokens.of(other));
    }
  }

  private Cosines() {}

  static String of(Embedder published, Embedder tuned, List<QuestionSet> sets) {
    List<Texts> questions = new ArrayList<>();
    List<Texts> summaries = new ArrayList<>();
    List<Texts> answers = new ArrayList<>();
    for (QuestionSet set : sets) {
      List<KnowledgeEntry> entries =
          set.documents().values().stream().flatMap(List::stream).toList();
      questions.add(
          texts(
              published,
              tuned,
              set.questions().stream()
                  .map(one -> TextProfile.ofQuestion(one.question()).normalized())
                  .toList()));
      summaries.add(
          texts(
              published,
              tuned,
              entries.stream().map(e -> TextNormalizer.normalize(e.summaryText())).toList()));
      answers.add(
          texts(
              published,
              tuned,
              entries.stream().map(e -> TextNormalizer.normalize(e.content())).toList()));
    }
    List<Pair> asked = new ArrayList<>();
    List<Pair> foreign = new ArrayList<>();
    List<Pair> own = new ArrayList<>();
    for (int i = 0; i < sets.size(); i++) {
      for (int j = 0; j < sets.size(); j++) {
        if (i != j) {
          pairs(questions.get(i), summaries.get(j), asked);
        }
        if (i < j) {
          pairs(answers.get(i), answers.get(j), foreign);
        }
      }
      pairs(answers.get(i), answers.get(i), own);
    }
    StringBuilder out = new StringBuilder();
    table(out, "Questions with entries of other trades (unrelated)", asked);
    table(out, "Answers of different trades", foreign);
    table(out, "Answers with the same in a polite frame", framed(published, tuned, answers));
    table(out, "Different answers of one knowledge base", own);
    out.append("Likest answers of one knowledge base (published, tuned; = same codes, numbers)\n");
    own.stream()
        .sorted(Comparator.comparingDouble(Pair::tuned).reversed())
        .limit(SHOWN)
        .forEach(
            pair ->
                out.append(
                    String.format(
                        Locale.ROOT,
                        "%.3f %.3f %s %s | %s%n",
                        pair.published(),
                        pair.tuned(),
                        pair.sameExactParts() ? "=" : " ",
                        pair.one(),
                        pair.other())));
    return out.toString();
  }

  private static Texts texts(Embedder published, Embedder tuned, List<String> all) {
    List<String> some = new ArrayList<>(all.stream().distinct().toList());
    Collections.shuffle(some, new Random(SEED));
    List<String> texts = some.subList(0, Math.min(MOST, some.size()));
    return new Texts(
        texts,
        texts.stream().map(published::vector).toList(),
        texts.stream().map(tuned::vector).toList());
  }

  /** The same said again: what is to be held for a repetition. */
  private static List<Pair> framed(Embedder published, Embedder tuned, List<Texts> answers) {
    List<Pair> pairs = new ArrayList<>();
    for (Texts some : answers) {
      for (int i = 0; i < Math.min(FRAMED, some.texts().size()); i++) {
        String text = some.texts().get(i);
        String again = "您好," + text + "如有疑问请联系客服。";
        pairs.add(
            new Pair(
                text,
                again,
                dot(some.published().get(i), published.vector(again)),
                dot(some.tuned().get(i), tuned.vector(again))));
      }
    }
    return pairs;
  }

  private static void pairs(Texts some, Texts others, List<Pair> pairs) {
    for (int i = 0; i < some.texts().size(); i++) {
      for (int j = some == others ? i + 1 : 0; j < others.texts().size(); j++) {
        pairs.add(
            new Pair(
                some.texts().get(i),
                others.texts().get(j),
                dot(some.published().get(i), others.published().get(j)),
                dot(some.tuned().get(i), others.tuned().get(j))));
      }
    }
  }

  private static void table(StringBuilder out, String title, List<Pair> pairs) {
    out.append(title).append(": ").append(pairs.size()).append(" pairs\n");
    line(out, "published", pairs.stream().mapToDouble(Pair::published).sorted().toArray());
    line(out, "tuned    ", pairs.stream().mapToDouble(Pair::tuned).sorted().toArray());
  }

  private static void line(StringBuilder out, String model, double[] sorted) {
    out.append(
        String.format(
            Locale.ROOT, "  %s mean %.3f", model, Arrays.stream(sorted).average().orElse(0)));
    for (double quantile : QUANTILES) {
      int place = (int) Math.min(sorted.length - 1, quantile * sorted.length);
      out.append(
          String.format(
              Locale.ROOT, ", %s %.3f", quantile, sorted.length == 0 ? 0 : sorted[place]));
    }
    out.append('\n');
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
