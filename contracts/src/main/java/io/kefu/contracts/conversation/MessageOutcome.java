package io.kefu.contracts.conversation;

import static java.util.Objects.requireNonNull;

import io.kefu.contracts.answer.Branch;
import io.kefu.contracts.answer.StageLatency;
import io.kefu.contracts.chat.ReplyAction;
import java.util.List;

/**
 * What became of one customer message.
 *
 * @param messageId message
 * @param agentId agent
 * @param chatId chat
 * @param decided false while it is still being worked on
 * @param action what was decided (optional)
 * @param content the whole answer (optional)
 * @param confidence 0 to 1 (optional)
 * @param branch way of the answer policy (optional)
 * @param reason stable code of the cause, for a handover (optional)
 * @param evidence what it rests on
 * @param replies parts in order
 * @param provider provider that wrote it (optional)
 * @param model model that wrote it (optional)
 * @param latency time of each stage (optional)
 * @param shadow what would have been done, in shadow mode (optional)
 */
public record MessageOutcome(
    String messageId,
    String agentId,
    String chatId,
    boolean decided,
    ReplyAction action,
    String content,
    Double confidence,
    Branch branch,
    String reason,
    List<EvidenceView> evidence,
    List<ReplyPartView> replies,
    String provider,
    String model,
    StageLatency latency,
    ShadowDecision shadow) {

  /** An outcome outside of shadow mode. */
  public MessageOutcome(
      String messageId,
      String agentId,
      String chatId,
      boolean decided,
      ReplyAction action,
      String content,
      Double confidence,
      Branch branch,
      String reason,
      List<EvidenceView> evidence,
      List<ReplyPartView> replies,
      String provider,
      String model,
      StageLatency latency) {
    this(
        messageId,
        agentId,
        chatId,
        decided,
        action,
        content,
        confidence,
        branch,
        reason,
        evidence,
        replies,
        provider,
        model,
        latency,
        null);
  }

  /** Checks that every required value is there. */
  public MessageOutcome {
    requireNonNull(messageId, "message_id");
    requireNonNull(agentId, "agent_id");
    requireNonNull(chatId, "chat_id");
    evidence = List.copyOf(requireNonNull(evidence, "evidence"));
    replies = List.copyOf(requireNonNull(replies, "replies"));
  }
}
