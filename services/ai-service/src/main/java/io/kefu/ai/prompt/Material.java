package io.kefu.ai.prompt;

import io.kefu.contracts.answer.Evidence;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The evidence that a model is handed, within a budget of tokens: the best entry always, of what
 * stands around it at least a share, the other entries as far as they fit, and of their
 * surroundings what is left. Surroundings are cut between sentences, from far to near, and say
 * nothing twice that an entry says. Pure.
 */
public final class Material {

  /** Share of the budget that the best entry's surroundings may take from other entries. */
  private static final int RESERVED = 3;

  private static final Pattern SENTENCE = Pattern.compile("[^。！？!?；;\n]*(?:[。！？!?；;\n]+|$)");

  private Material() {}

  /**
   * What of the evidence is handed over.
   *
   * @param evidence best first
   * @param tokens budget, as {@link TokenEstimate} counts; the best entry itself may exceed it
   * @return as it is shown to the model: with no more around an entry than fits
   */
  public static List<Evidence> within(List<Evidence> evidence, int tokens) {
    if (evidence.isEmpty()) {
      return List.of();
    }
    Evidence best = evidence.getFirst();
    int reserved =
        Math.min(tokens / RESERVED, tokens(text(best.before())) + tokens(text(best.after())));
    List<Evidence> entries = new ArrayList<>();
    int left = tokens;
    for (Evidence entry : evidence) {
      int cost = tokens(entry.title()) + tokens(entry.content());
      if (!entries.isEmpty() && left - reserved < cost) {
        break;
      }
      entries.add(entry);
      left -= cost;
    }
    List<Evidence> given = new ArrayList<>(entries.size());
    for (Evidence entry : entries) {
      Evidence shown = around(entry, entries, left);
      left -= tokens(text(shown.before())) + tokens(text(shown.after()));
      given.add(shown);
    }
    return List.copyOf(given);
  }

  /** The evidence as a model reads it; entry number 1 is the first. */
  public static String text(List<Evidence> given) {
    StringBuilder material = new StringBuilder();
    for (int i = 0; i < given.size(); i++) {
      Evidence entry = given.get(i);
      material.append('[').append(i + 1).append("] ").append(entry.title());
      if (!text(entry.question()).isBlank()) {
        material.append("｜").append(entry.question());
      }
      material.append('\n');
      if (!text(entry.before()).isEmpty()) {
        material.append("（上文）").append(entry.before()).append('\n');
      }
      material.append(entry.content().strip()).append('\n');
      if (!text(entry.after()).isEmpty()) {
        material.append("（下文）").append(entry.after()).append('\n');
      }
      material.append('\n');
    }
    return material.toString().strip();
  }

  private static Evidence around(Evidence entry, List<Evidence> all, int tokens) {
    List<String> before = sentences(entry.before(), all);
    Collections.reverse(before);
    List<String> after = sentences(entry.after(), all);
    // What stands before explains more often than what comes after.
    List<String> shownBefore = fitting(before, Math.max(tokens - tokens / RESERVED, 0));
    int used = shownBefore.stream().mapToInt(Material::tokens).sum();
    List<String> shownAfter = fitting(after, Math.max(tokens - used, 0));
    int rest = tokens - shownAfter.stream().mapToInt(Material::tokens).sum();
    shownBefore = fitting(before, Math.max(rest, 0));
    Collections.reverse(shownBefore);
    return new Evidence(
        entry.entryId(),
        entry.title(),
        entry.question(),
        entry.content(),
        entry.confidence(),
        entry.approved(),
        joined(shownBefore),
        joined(shownAfter));
  }

  /** Sentences that no entry says. */
  private static List<String> sentences(String text, List<Evidence> entries) {
    List<String> sentences = new ArrayList<>();
    SENTENCE
        .matcher(text(text))
        .results()
        .map(MatchResult::group)
        .filter(sentence -> !sentence.isBlank())
        .filter(
            sentence -> entries.stream().noneMatch(one -> one.content().contains(sentence.strip())))
        .forEach(sentences::add);
    return sentences;
  }

  /** The first ones, as many as fit; nothing beyond a gap. */
  private static List<String> fitting(List<String> sentences, int tokens) {
    List<String> fitting = new ArrayList<>();
    int left = tokens;
    for (String sentence : sentences) {
      left -= tokens(sentence);
      if (left < 0) {
        break;
      }
      fitting.add(sentence);
    }
    return fitting;
  }

  private static String joined(List<String> sentences) {
    String text = String.join("", sentences).strip();
    return text.isEmpty() ? null : text;
  }

  private static int tokens(String text) {
    return TokenEstimate.of(text);
  }

  private static String text(String text) {
    return text == null ? "" : text;
  }
}
