package io.kefu.ai.provider;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * What a model is asked.
 *
 * @param system the instruction
 * @param user the material and the question
 * @param jsonSchema a JSON Schema when the answer must be an object of it
 */
public record ModelCall(String system, String user, Optional<String> jsonSchema) {

  /** Checks that every value is there. */
  public ModelCall {
    requireNonNull(system, "system");
    requireNonNull(user, "user");
    requireNonNull(jsonSchema, "jsonSchema");
  }

  /** A call for plain text. */
  public static ModelCall text(String system, String user) {
    return new ModelCall(system, user, Optional.empty());
  }
}
