package io.kefu.agent.frame;

import java.time.Instant;
import java.util.Optional;

/**
 * One part of a reply, as the gateway handed it over (design.md §4, {@code reply}).
 *
 * @param replyId unique; never begun twice
 * @param messageId the message it answers, if any
 * @param chatId the chat window
 * @param chatName title that must be read back before typing
 * @param action what to do
 * @param content text to send; empty when nothing is to be sent
 * @param part position of this part, from 1
 * @param parts number of parts
 * @param mention name to @-mention in a group, if any
 * @param notBefore earliest time to send it, on the server's clock, if any
 * @param confidence 0 to 1
 * @param timestamp when it was decided, on the server's clock
 */
public record Reply(
    String replyId,
    Optional<String> messageId,
    String chatId,
    String chatName,
    Action action,
    String content,
    int part,
    int parts,
    Optional<String> mention,
    Optional<Instant> notBefore,
    double confidence,
    Instant timestamp) {

  /**
   * How the id of a reply begins that the agent made itself; the gateway hears no receipt of it.
   */
  public static final String LOCAL = "local-";

  /** The id of the agent's own answer to a message; a message has one at most. */
  public static String localAnswer(String messageId) {
    return LOCAL + messageId;
  }

  /** The id of the agent's own notice that nobody can answer a message now. */
  public static String localNotice(String messageId) {
    return LOCAL + "notice-" + messageId;
  }

  /** Whether the agent made a reply itself. */
  public static boolean isLocal(String replyId) {
    return replyId.startsWith(LOCAL);
  }

  /** What the platform decided. */
  public enum Action {
    /** Send the content. */
    REPLY("reply"),
    /** A person takes over; the content, if any, tells the customer so. */
    TRANSFER_HUMAN("transfer_human"),
    /** Nothing is sent. */
    IGNORE("ignore");

    private final String wire;

    Action(String wire) {
      this.wire = wire;
    }

    /** The name in frames. */
    public String wire() {
      return wire;
    }
  }

  /** Whether there is anything to type. */
  public boolean hasText() {
    return action != Action.IGNORE && !content.isBlank();
  }
}
