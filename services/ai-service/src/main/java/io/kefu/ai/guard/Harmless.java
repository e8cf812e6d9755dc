package io.kefu.ai.guard;

import io.kefu.contracts.answer.Evidence;
import java.util.List;

/**
 * Evidence without orders to a model. An entry that gives some is left out, for models and
 * customers alike; where only its surroundings do, it stays without them. Pure.
 */
public final class Harmless {

  private Harmless() {}

  /** What may be handed to a model. */
  public static List<Evidence> of(List<Evidence> evidence) {
    return evidence.stream()
        .filter(entry -> !isOrder(entry.title(), entry.question(), entry.content()))
        .map(
            entry -> isOrder(entry.before(), entry.content(), entry.after()) ? alone(entry) : entry)
        .toList();
  }

  private static boolean isOrder(String first, String second, String third) {
    return Injection.inMaterial(text(first) + "\n" + text(second) + "\n" + text(third));
  }

  private static Evidence alone(Evidence entry) {
    return new Evidence(
        entry.entryId(),
        entry.title(),
        entry.question(),
        entry.content(),
        entry.confidence(),
        entry.approved());
  }

  private static String text(String text) {
    return text == null ? "" : text;
  }
}
