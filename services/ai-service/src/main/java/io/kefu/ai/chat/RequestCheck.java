package io.kefu.ai.chat;

import io.kefu.chassis.problem.Problem.FieldError;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.contracts.answer.AnswerRequest;
import io.kefu.contracts.answer.Evidence;
import java.util.ArrayList;
import java.util.List;

/** Refuses what cannot be answered, naming each wrong field as it stands in the body. */
final class RequestCheck {

  private final ChatConfig config;

  RequestCheck(ChatConfig config) {
    this.config = config;
  }

  /**
   * Checks ranges and sizes.
   *
   * @throws ProblemException 400 with all that is wrong
   */
  void check(AnswerRequest request) {
    List<FieldError> errors = new ArrayList<>();
    if (request == null) {
      throw new ProblemException(400, "invalid_request", "Send an answer request as JSON.");
    }
    if (request.messageId().isBlank()) {
      errors.add(new FieldError("message_id", "must not be blank"));
    }
    if (request.question().isBlank()) {
      errors.add(new FieldError("question", "must not be blank"));
    }
    atMost(errors, "question", request.question().length(), config.maxQuestionCharacters());
    atMost(errors, "evidence", request.evidence().size(), config.maxEvidence());
    atMost(errors, "history", request.history().size(), config.maxHistory());
    if (request.maxCharacters() < 1) {
      errors.add(new FieldError("max_characters", "must be at least 1"));
    }
    for (int i = 0; i < request.evidence().size(); i++) {
      Evidence entry = request.evidence().get(i);
      if (!(entry.confidence() >= 0 && entry.confidence() <= 1)) {
        errors.add(new FieldError("evidence[" + i + "].confidence", "must be between 0 and 1"));
      }
      if (entry.entryId().isBlank()) {
        errors.add(new FieldError("evidence[" + i + "].entry_id", "must not be blank"));
      }
    }
    if (!errors.isEmpty()) {
      throw new ProblemException(
          400, "invalid_request", "Correct the fields listed under errors.", errors);
    }
  }

  private static void atMost(List<FieldError> errors, String field, int size, int limit) {
    if (size > limit) {
      errors.add(new FieldError(field, "must not exceed " + limit));
    }
  }
}
