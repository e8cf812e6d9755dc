package io.kefu.rag.evaluation;

import io.kefu.rag.search.ConfidenceModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Figures of a question set, as Markdown. */
final class Report {

  private static final double ANSWER = 0.75;
  private static final double CLARIFY = 0.55;
  private static final int BINS = 10;

  private final StringBuilder text = new StringBuilder();

  /** Reports trials; each is judged by the model its fold may see. */
  static String of(String title, List<Trial> trials, Function<Trial, ConfidenceModel> models) {
    Report report = new Report();
    report.line("### %s%n", title);
    List<Trial> answerable = trials.stream().filter(t -> !t.gold().isEmpty()).toList();
    report.retrieval(answerable, models);
    report.routing(trials, models);
    report.reliability(trials, models);
    return report.text.toString();
  }

  /** The wrong answers that would have been given, to look at. */
  static String mistakes(List<Trial> trials, Function<Trial, ConfidenceModel> models) {
    Report report = new Report();
    for (Trial trial : trials) {
      List<Trial.Verdict> verdicts = trial.verdicts(models.apply(trial));
      boolean right = !verdicts.isEmpty() && trial.gold().contains(verdicts.getFirst().entryId());
      double confidence = verdicts.isEmpty() ? 0 : verdicts.getFirst().confidence();
      if ((confidence >= ANSWER && !right) || (!trial.gold().isEmpty() && confidence < CLARIFY)) {
        report.line(
            "%s\t%.2f\t%s\t%s%n",
            trial.category(),
            confidence,
            trial.question(),
            verdicts.isEmpty() ? "" : (right ? "= " : "! ") + label(trial, verdicts.getFirst()));
      }
    }
    return report.text.toString();
  }

  private static String label(Trial trial, Trial.Verdict verdict) {
    return trial.scored().stream()
        .map(one -> one.candidate().stored().entry())
        .filter(entry -> entry.entryId().equals(verdict.entryId()))
        .map(entry -> entry.questions().isEmpty() ? entry.title() : entry.questions().getFirst())
        .findFirst()
        .orElse("");
  }

  private void retrieval(List<Trial> answerable, Function<Trial, ConfidenceModel> models) {
    int[] ranks = answerable.stream().mapToInt(t -> t.rank(models.apply(t))).toArray();
    double first = Arrays.stream(ranks).filter(rank -> rank == 1).count();
    double five = Arrays.stream(ranks).filter(rank -> rank >= 1 && rank <= 5).count();
    double reciprocal =
        Arrays.stream(ranks).mapToDouble(r -> r >= 1 && r <= 10 ? 1.0 / r : 0).sum();
    long[] nanos = answerable.stream().mapToLong(Trial::nanos).sorted().toArray();
    int n = Math.max(1, ranks.length);
    line("| answerable questions | Recall@1 | Recall@5 | MRR@10 | search p50 | search p95 |%n");
    line("|---|---|---|---|---|---|%n");
    line(
        "| %d | %.3f | %.3f | %.3f | %.1f ms | %.1f ms |%n%n",
        ranks.length,
        first / n,
        five / n,
        reciprocal / n,
        percentile(nanos, 0.5),
        percentile(nanos, 0.95));
  }

  private void routing(List<Trial> trials, Function<Trial, ConfidenceModel> models) {
    Map<String, List<Trial>> categories = new LinkedHashMap<>();
    for (Trial trial : trials) {
      categories.computeIfAbsent(trial.category(), none -> new ArrayList<>()).add(trial);
    }
    line("| kind of question | n | answered right | answered wrong | clarified | handed over |%n");
    line("|---|---|---|---|---|---|%n");
    categories.forEach((category, members) -> row(category, members, models));
    row("**all that can be answered**", asked(trials, true), models);
    row("**all that cannot**", asked(trials, false), models);
    line("%n");
  }

  /** What people ask; the questions whose answer was taken away are no part of it. */
  private static List<Trial> asked(List<Trial> trials, boolean answerable) {
    return trials.stream()
        .filter(trial -> !trial.category().equals(Laboratory.WITHOUT_ANSWER))
        .filter(trial -> trial.gold().isEmpty() != answerable)
        .toList();
  }

  private void row(String category, List<Trial> members, Function<Trial, ConfidenceModel> models) {
    if (members.isEmpty()) {
      return;
    }
    int[] counts = new int[4];
    for (Trial trial : members) {
      List<Trial.Verdict> verdicts = trial.verdicts(models.apply(trial));
      double confidence = verdicts.isEmpty() ? 0 : verdicts.getFirst().confidence();
      boolean right = !verdicts.isEmpty() && trial.gold().contains(verdicts.getFirst().entryId());
      counts[confidence >= ANSWER ? (right ? 0 : 1) : confidence >= CLARIFY ? 2 : 3]++;
    }
    line(
        "| %s | %d | %s | %s | %s | %s |%n",
        category,
        members.size(),
        share(counts[0], members),
        share(counts[1], members),
        share(counts[2], members),
        share(counts[3], members));
  }

  private void reliability(List<Trial> trials, Function<Trial, ConfidenceModel> models) {
    double[] sum = new double[BINS];
    int[] right = new int[BINS];
    int[] count = new int[BINS];
    for (Trial trial : trials) {
      List<Trial.Verdict> verdicts = trial.verdicts(models.apply(trial));
      if (verdicts.isEmpty()) {
        continue;
      }
      Trial.Verdict best = verdicts.getFirst();
      int bin = Math.min(BINS - 1, (int) (best.confidence() * BINS));
      sum[bin] += best.confidence();
      count[bin]++;
      if (trial.gold().contains(best.entryId())) {
        right[bin]++;
      }
    }
    line("| confidence | n | said | was right |%n|---|---|---|---|%n");
    for (int bin = 0; bin < BINS; bin++) {
      if (count[bin] > 0) {
        line(
            "| %.1f–%.1f | %d | %.2f | %.2f |%n",
            bin / (double) BINS,
            (bin + 1) / (double) BINS,
            count[bin],
            sum[bin] / count[bin],
            right[bin] / (double) count[bin]);
      }
    }
    line("%n");
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values));
  }

  private static String share(int count, List<Trial> members) {
    return String.format(Locale.ROOT, "%.1f %%", 100.0 * count / members.size());
  }

  private static double percentile(long[] sortedNanos, double share) {
    if (sortedNanos.length == 0) {
      return 0;
    }
    return sortedNanos[(int) Math.min(sortedNanos.length - 1, share * sortedNanos.length)] / 1e6;
  }
}
