package io.kefu.message.rules;

import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.UUID;

/**
 * Carries out effects of one kind; a bean of the room that knows how. Called at least once for each
 * effect, by one replica at a time: it must be idempotent by the effect's id. Effects of a kind
 * without a handler wait.
 */
public interface EffectHandler {

  /** Form to be filled for a conversation; the subject is its label. */
  String RUN_FORM = "run_form";

  /**
   * What is to be done.
   *
   * @param tenantId tenant
   * @param effectId unique; the key of idempotence
   * @param kind the constant above
   * @param ruleId rule that wants it
   * @param subject what it is about
   * @param agentId agent of the message
   * @param messageId message that made the rule match
   * @param conversationId its conversation
   * @param customerId its customer
   * @param createdAt when it was decided
   */
  record Effect(
      String tenantId,
      UUID effectId,
      String kind,
      String ruleId,
      String subject,
      String agentId,
      String messageId,
      UUID conversationId,
      UUID customerId,
      Instant createdAt) {}

  /** The kind it carries out. */
  String kind();

  /** Does it; a failure is tried again later. */
  Uni<Void> carryOut(Effect effect);
}
