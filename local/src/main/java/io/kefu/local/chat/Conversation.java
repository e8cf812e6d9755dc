package io.kefu.local.chat;

import io.kefu.contracts.conversation.DeliveryStatus;
import io.kefu.contracts.conversation.MessageOutcome;
import io.kefu.local.gateway.GatewayClient;
import io.kefu.local.gateway.GatewayException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Asks in one chat and waits for what comes of it. Not for use by several threads. */
public final class Conversation {

  private static final Duration ASK_EVERY = Duration.ofMillis(200);

  /** The receipt's time reaches the outcome a moment after the reply is seen. */
  private static final Duration FOR_RECEIPT = Duration.ofSeconds(2);

  private final AgentSocket agent;
  private final GatewayClient gateway;
  private final String agentId;
  private final Chat chat;
  private final Duration patience;

  /**
   * Where the customer speaks.
   *
   * @param id chat, and the customer in a private one
   * @param customer the customer's name
   * @param group name of the group; empty for a private chat
   * @param mentioned whether questions in a group mention us
   */
  public record Chat(String id, String customer, Optional<String> group, boolean mentioned) {}

  /** Questions wait at most the patience for their answers. */
  public Conversation(
      AgentSocket agent, GatewayClient gateway, String agentId, Chat chat, Duration patience) {
    this.agent = agent;
    this.gateway = gateway;
    this.agentId = agentId;
    this.chat = chat;
    this.patience = patience;
  }

  /**
   * Asks and waits until the platform has decided and all of the reply is shown.
   *
   * @throws IOException when the agent is gone
   * @throws GatewayException when the gateway refuses to say what came of it
   */
  public Answer ask(String question) throws IOException {
    long began = System.nanoTime();
    long deadline = began + patience.toNanos();
    String messageId = UUID.randomUUID().toString();
    agent.say(line(question, messageId));
    boolean accepted = false;
    var shown = new ArrayList<String>();
    Optional<Duration> seenAfter = Optional.empty();
    Optional<MessageOutcome> outcome = Optional.empty();
    long nextLook = began;
    while (System.nanoTime() < deadline) {
      Optional<AgentSaid> heard = agent.hear(ASK_EVERY);
      if (heard.isPresent()) {
        switch (heard.get()) {
          case AgentSaid.Acked acked -> accepted |= acked.messageId().equals(messageId);
          case AgentSaid.Sent sent -> {
            if (belongs(sent, messageId)) {
              shown.add(sent.content());
              seenAfter = Optional.of(Duration.ofNanos(System.nanoTime() - began));
            }
          }
          case AgentSaid.Refused refused ->
              throw new IOException("The agent refused the message: " + refused.message());
          case AgentSaid.Gone ignored -> throw new IOException("The agent closed the connection");
          case AgentSaid.Said ignored -> {
            // It is in the agent's queue: nothing to see yet.
          }
        }
      }
      if (accepted && System.nanoTime() >= nextLook) {
        outcome = look(messageId);
        nextLook = System.nanoTime() + ASK_EVERY.toNanos();
        if (outcome.isPresent() && isOver(outcome.get(), shown.size())) {
          break;
        }
      }
    }
    return new Answer(messageId, accepted, shown, seenAfter, withReceipt(messageId, outcome));
  }

  private CustomerLine line(String question, String messageId) {
    return chat.group().isPresent()
        ? CustomerLine.inGroup(
            chat.id(),
            chat.group().get(),
            "member-" + chat.id(),
            chat.customer(),
            question,
            chat.mentioned(),
            messageId)
        : CustomerLine.inPrivate(chat.id(), chat.customer(), question, messageId);
  }

  private boolean belongs(AgentSaid.Sent sent, String messageId) {
    return sent.chatId().equals(chat.id())
        && (sent.messageId().isEmpty() || sent.messageId().equals(messageId));
  }

  private Optional<MessageOutcome> look(String messageId) {
    try {
      return gateway.outcome(messageId, agentId);
    } catch (GatewayException e) {
      if (e.isPassing()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Decided, and every part is either seen or will never be. */
  static boolean isOver(MessageOutcome outcome, int shown) {
    if (!outcome.decided()) {
      return false;
    }
    long neverShown =
        outcome.replies().stream()
            .filter(
                part ->
                    part.status() != DeliveryStatus.PENDING && part.status() != DeliveryStatus.SENT)
            .count();
    return shown + neverShown >= outcome.replies().size();
  }

  private Optional<MessageOutcome> withReceipt(String messageId, Optional<MessageOutcome> seen) {
    Optional<MessageOutcome> outcome = seen;
    long deadline = System.nanoTime() + FOR_RECEIPT.toNanos();
    while (outcome.isPresent() && isReceiptMissing(outcome.get()) && System.nanoTime() < deadline) {
      agent.hear(ASK_EVERY);
      outcome = look(messageId).or(() -> seen);
    }
    return outcome;
  }

  private static boolean isReceiptMissing(MessageOutcome outcome) {
    List<DeliveryStatus> states = outcome.replies().stream().map(part -> part.status()).toList();
    return states.contains(DeliveryStatus.PENDING);
  }
}
