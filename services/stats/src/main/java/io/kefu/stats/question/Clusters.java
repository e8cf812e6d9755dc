package io.kefu.stats.question;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Puts questions together that ask the same in other words. The most frequent question leads a
 * cluster; a rarer one joins the leader it shares most pairs of characters with, if they are enough
 * (Dice's coefficient), and leads one itself if none fits. Chinese has no spaces, so pairs of
 * characters are its words. Pure, and the same for the same input.
 */
final class Clusters {

  /** Half of the pairs in common: "保修多久" joins "保修期多久", "保修几年" does not join "交期几天". */
  private static final double ENOUGH = 0.5;

  /** What carries no meaning of its own: politeness, question words' tails, punctuation. */
  private static final Pattern FILLERS =
      Pattern.compile("请问|你好|您好|麻烦|想问|问一下|一下|帮我|谢谢|那个|这个|咱们|你们|您们|我们|[吗呢吧啊呀哦嘛的了么]");

  private static final Pattern NO_WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");

  /** A question and how often it was asked. */
  record Asked(String question, long times) {}

  private Clusters() {}

  /**
   * Makes clusters.
   *
   * @param asked the most frequent first
   * @param variants most other wordings shown of a cluster
   */
  static List<UnansweredQuestions.Cluster> of(List<Asked> asked, int variants) {
    List<Growing> clusters = new ArrayList<>();
    Map<String, List<Integer>> leadersByPair = new HashMap<>();
    for (Asked one : asked) {
      Set<String> pairs = pairs(one.question());
      int nearest = nearest(pairs, clusters, leadersByPair);
      if (nearest >= 0) {
        clusters.get(nearest).add(one);
        continue;
      }
      int place = clusters.size();
      clusters.add(new Growing(one, pairs));
      pairs.forEach(
          pair -> leadersByPair.computeIfAbsent(pair, key -> new ArrayList<>()).add(place));
    }
    return clusters.stream()
        .map(cluster -> cluster.done(variants))
        .sorted((a, b) -> Long.compare(b.times(), a.times()))
        .toList();
  }

  private static int nearest(
      Set<String> pairs, List<Growing> clusters, Map<String, List<Integer>> leadersByPair) {
    Map<Integer, Integer> common = new HashMap<>();
    for (String pair : pairs) {
      leadersByPair
          .getOrDefault(pair, List.of())
          .forEach(leader -> common.merge(leader, 1, Integer::sum));
    }
    int best = -1;
    double likeness = 0;
    for (Map.Entry<Integer, Integer> shared : common.entrySet()) {
      int size = clusters.get(shared.getKey()).pairs.size() + pairs.size();
      double dice = 2.0 * shared.getValue() / size;
      boolean better = dice > likeness || (dice == likeness && best >= 0 && shared.getKey() < best);
      if (dice >= ENOUGH && better) {
        best = shared.getKey();
        likeness = dice;
      }
    }
    return best;
  }

  /** Pairs of characters of what is left without fillers; a short question is its own pair. */
  static Set<String> pairs(String question) {
    String plain =
        NO_WORDS
            .matcher(Normalizer.normalize(question, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT))
            .replaceAll("");
    String meaning = FILLERS.matcher(plain).replaceAll("");
    String text = meaning.isEmpty() ? plain : meaning;
    Set<String> pairs = new HashSet<>();
    int[] characters = text.codePoints().toArray();
    for (int i = 0; i + 1 < characters.length; i++) {
      pairs.add(new String(characters, i, 2));
    }
    if (pairs.isEmpty()) {
      pairs.add(text);
    }
    return pairs;
  }

  private static final class Growing {
    private final String leader;
    private final Set<String> pairs;
    private final List<String> others = new ArrayList<>();
    private long times;

    Growing(Asked first, Set<String> pairs) {
      this.leader = first.question();
      this.pairs = pairs;
      this.times = first.times();
    }

    void add(Asked other) {
      others.add(other.question());
      times += other.times();
    }

    UnansweredQuestions.Cluster done(int variants) {
      return new UnansweredQuestions.Cluster(
          leader, times, others.size() + 1, others.stream().limit(variants).toList());
    }
  }
}
