package io.kefu.rag.quality;

import io.kefu.contracts.knowledge.EntryKind;
import io.kefu.rag.knowledge.KnowledgeEntry;
import io.kefu.rag.knowledge.VectorizedEntry;
import io.kefu.rag.text.ExactTokens;
import io.kefu.rag.text.TextNormalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an author should look at in a document: nothing here is wrong for certain, all of it makes
 * answers worse. Pure.
 */
public final class QualityReport {

  /** Answers this alike say the same in other words ({@code ./evaluate cosines}). */
  static final double NEAR_DUPLICATE = 0.9;

  /** An answer shorter than this many characters seldom answers anything. */
  static final int THIN_CHARACTERS = 8;

  /** Longer than a reply (domain.md §5): it reaches the customer in parts. */
  static final int LONG_CHARACTERS = 400;

  /** Only this many entries, from the first, are compared with one another by meaning. */
  private static final int MOST_COMPARED = 2_000;

  private static final int MAX_ISSUES = 200;
  private static final Set<String> MONEY = Set.of("元", "万", "块", "人民币");

  /** Kinds of findings. */
  public enum Kind {
    /** The very same answer stands twice. */
    DUPLICATE,
    /** Two answers say almost the same. */
    NEAR_DUPLICATE,
    /** Two entries with different answers are asked for in the same words. */
    SAME_QUESTION,
    /** The answer is very short. */
    THIN,
    /** The answer is longer than a reply. */
    TOO_LONG,
    /** One thing has different prices in different entries. */
    CONTRADICTORY_PRICE
  }

  /**
   * A finding.
   *
   * @param kind kind
   * @param entryIds entries it is about
   * @param detail what was found, for a person
   */
  public record Issue(Kind kind, List<String> entryIds, String detail) {}

  private QualityReport() {}

  /** Looks at the entries of a document. */
  public static List<Issue> of(List<VectorizedEntry> entries) {
    List<Issue> issues = new ArrayList<>();
    prices(entries, issues);
    sameQuestions(entries, issues);
    duplicates(entries, issues);
    for (VectorizedEntry one : entries) {
      KnowledgeEntry entry = one.entry();
      int length = entry.content().length();
      if (length < THIN_CHARACTERS) {
        issues.add(new Issue(Kind.THIN, List.of(entry.entryId()), length + " characters"));
      } else if (length > LONG_CHARACTERS) {
        issues.add(new Issue(Kind.TOO_LONG, List.of(entry.entryId()), length + " characters"));
      }
    }
    return List.copyOf(issues.subList(0, Math.min(MAX_ISSUES, issues.size())));
  }

  private static void prices(List<VectorizedEntry> entries, List<Issue> issues) {
    Map<String, Map<String, Set<String>>> pricesOf = new LinkedHashMap<>();
    for (VectorizedEntry one : entries) {
      for (String sentence : one.entry().content().split("[。！？!?；;\\n]")) {
        addPrices(one.entry(), TextNormalizer.normalize(sentence), pricesOf);
      }
    }
    pricesOf.forEach(
        (thing, byPrice) -> {
          Set<String> holders = new LinkedHashSet<>();
          byPrice.values().forEach(holders::addAll);
          if (byPrice.size() > 1 && holders.size() > 1) {
            issues.add(
                new Issue(
                    Kind.CONTRADICTORY_PRICE,
                    List.copyOf(holders),
                    thing + ": " + String.join(", ", byPrice.keySet())));
          }
        });
  }

  /** A price belongs to the one thing its sentence names; with several things nobody can tell. */
  private static void addPrices(
      KnowledgeEntry entry, String sentence, Map<String, Map<String, Set<String>>> pricesOf) {
    ExactTokens exact = ExactTokens.of(sentence);
    Set<String> things = new TreeSet<>(exact.codes());
    Set<String> prices = new TreeSet<>();
    for (ExactTokens.Quantity quantity : exact.quantities()) {
      if (MONEY.contains(quantity.unit())) {
        prices.add(quantity.number() + quantity.unit());
      } else if (quantity.unit().equals("kw") && exact.codes().isEmpty()) {
        things.add(quantity.number() + quantity.unit());
      }
    }
    if (things.size() == 1 && prices.size() == 1) {
      pricesOf
          .computeIfAbsent(things.iterator().next(), none -> new LinkedHashMap<>())
          .computeIfAbsent(prices.iterator().next(), none -> new LinkedHashSet<>())
          .add(entry.entryId());
    }
  }

  private static void sameQuestions(List<VectorizedEntry> entries, List<Issue> issues) {
    Map<String, Set<String>> holders = new LinkedHashMap<>();
    Map<String, Set<String>> answers = new LinkedHashMap<>();
    for (VectorizedEntry one : entries) {
      for (String question : one.entry().questions()) {
        String asked = TextNormalizer.normalize(question).replaceAll("[?。！!？\\s]+", "");
        holders.computeIfAbsent(asked, none -> new LinkedHashSet<>()).add(one.entry().entryId());
        answers.computeIfAbsent(asked, none -> new LinkedHashSet<>()).add(one.entry().content());
      }
    }
    holders.forEach(
        (asked, ids) -> {
          boolean passages =
              entries.stream()
                  .filter(one -> ids.contains(one.entry().entryId()))
                  .allMatch(one -> one.entry().kind() != EntryKind.QA);
          if (ids.size() > 1 && answers.get(asked).size() > 1 && !passages) {
            issues.add(new Issue(Kind.SAME_QUESTION, List.copyOf(ids), asked));
          }
        });
  }

  private static void duplicates(List<VectorizedEntry> entries, List<Issue> issues) {
    Map<String, List<String>> same = new LinkedHashMap<>();
    for (VectorizedEntry one : entries) {
      same.computeIfAbsent(
              TextNormalizer.normalize(one.entry().content()), none -> new ArrayList<>())
          .add(one.entry().entryId());
    }
    same.forEach(
        (content, ids) -> {
          if (ids.size() > 1) {
            issues.add(new Issue(Kind.DUPLICATE, List.copyOf(ids), ids.size() + " times"));
          }
        });
    List<VectorizedEntry> compared = entries.subList(0, Math.min(MOST_COMPARED, entries.size()));
    for (int i = 0; i < compared.size(); i++) {
      for (int j = i + 1; j < compared.size(); j++) {
        VectorizedEntry a = compared.get(i);
        VectorizedEntry b = compared.get(j);
        boolean alike =
            a.isEmbedded()
                && b.isEmbedded()
                && dot(a.content(), b.content()) > NEAR_DUPLICATE
                && !a.entry().content().equals(b.entry().content())
                && sameExactParts(a.entry(), b.entry());
        if (alike) {
          issues.add(
              new Issue(
                  Kind.NEAR_DUPLICATE,
                  List.of(a.entry().entryId(), b.entry().entryId()),
                  "almost the same answer"));
        }
      }
    }
  }

  /** E02 and E03 are worded alike and say different things. */
  private static boolean sameExactParts(KnowledgeEntry a, KnowledgeEntry b) {
    return ExactTokens.of(TextNormalizer.normalize(a.content()))
        .equals(ExactTokens.of(TextNormalizer.normalize(b.content())));
  }

  private static double dot(float[] a, float[] b) {
    float sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
