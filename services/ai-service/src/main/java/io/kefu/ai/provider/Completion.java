package io.kefu.ai.provider;

import static java.util.Objects.requireNonNull;

/**
 * What a model wrote, without its thinking.
 *
 * @param text never blank
 * @param model as the provider was asked for it
 * @param tokensIn tokens read; 0 when the provider does not tell
 * @param tokensOut tokens written; 0 when the provider does not tell
 */
public record Completion(String text, String model, long tokensIn, long tokensOut) {

  /** Checks that every value is there. */
  public Completion {
    requireNonNull(text, "text");
    requireNonNull(model, "model");
  }
}
