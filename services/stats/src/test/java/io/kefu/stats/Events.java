package io.kefu.stats;

import io.kefu.contracts.answer.Branch;
import io.kefu.contracts.answer.DecisionSummary;
import io.kefu.contracts.chat.ChatType;
import io.kefu.contracts.chat.ContentType;
import io.kefu.contracts.chat.InboundMessage;
import io.kefu.contracts.chat.OutboundReply;
import io.kefu.contracts.chat.ReceiptStatus;
import io.kefu.contracts.chat.ReplyAction;
import io.kefu.contracts.chat.ReplyOrigin;
import io.kefu.contracts.chat.WeChatStatus;
import io.kefu.contracts.conversation.ConversationStatus;
import io.kefu.contracts.conversation.CustomerTraits;
import io.kefu.contracts.event.AgentEvent;
import io.kefu.contracts.event.AgentEventKind;
import io.kefu.contracts.event.ConversationEvent;
import io.kefu.contracts.event.ConversationEventKind;
import io.kefu.contracts.event.CustomerEvent;
import io.kefu.contracts.event.CustomerEventKind;
import io.kefu.contracts.event.DecidedMessage;
import io.kefu.contracts.event.EpisodeClosed;
import io.kefu.contracts.event.MessageIn;
import io.kefu.contracts.event.Receipt;
import io.kefu.contracts.event.ReplyOut;
import io.kefu.contracts.event.ReplyOutKind;
import io.kefu.contracts.frame.Heartbeat;
import io.kefu.contracts.frame.Hello;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Events as the neighbours produce them, of one tenant. */
public record Events(String tenant) {

  public static final String AGENT = "agent_001";

  public MessageIn message(String id, Instant receivedAt) {
    return message(id, receivedAt, ContentType.TEXT, false);
  }

  public MessageIn message(String id, Instant receivedAt, ContentType type, boolean own) {
    return new MessageIn(
        UUID.randomUUID(),
        tenant,
        receivedAt,
        1,
        AGENT,
        receivedAt,
        new InboundMessage(
            id,
            "chat-1",
            ChatType.PRIVATE,
            "张先生",
            "wxid",
            "张先生",
            type,
            "保修多久？",
            receivedAt,
            false,
            own,
            null,
            null,
            null),
        null);
  }

  public ReplyOut reply(String messageId, Instant at, ReplyAction action, int attempt) {
    return reply("r-" + messageId, messageId, at, action, attempt);
  }

  public ReplyOut reply(
      String replyId, String messageId, Instant at, ReplyAction action, int attempt) {
    Branch branch =
        switch (action) {
          case REPLY -> Branch.DIRECT_ANSWER;
          case TRANSFER_HUMAN -> Branch.HANDOFF;
          case IGNORE -> Branch.IGNORED;
        };
    List<String> evidence = action == ReplyAction.REPLY ? List.of("faq-1") : List.of();
    return new ReplyOut(
        UUID.randomUUID(),
        tenant,
        at.plusSeconds(attempt - 1L),
        1,
        AGENT,
        ReplyOutKind.REPLY,
        attempt,
        ReplyOrigin.BOT,
        new OutboundReply(
            replyId,
            messageId,
            "chat-1",
            "张先生",
            action,
            action == ReplyAction.IGNORE ? "" : "两年。",
            1,
            1,
            null,
            null,
            0.9,
            at),
        new DecisionSummary(branch, 0.9, null, evidence, "extractive", null, 10L, 20L, null, null),
        null,
        null);
  }

  /** A decision announced by itself; the last of the messages leads. */
  public ReplyOut decision(Instant at, ReplyAction action, String reason, String... messageIds) {
    Branch branch =
        switch (action) {
          case REPLY -> Branch.DIRECT_ANSWER;
          case TRANSFER_HUMAN -> Branch.HANDOFF;
          case IGNORE -> Branch.IGNORED;
        };
    List<String> evidence = action == ReplyAction.REPLY ? List.of("faq-1") : List.of();
    return new ReplyOut(
        UUID.randomUUID(),
        tenant,
        at,
        1,
        AGENT,
        ReplyOutKind.DECISION,
        1,
        ReplyOrigin.BOT,
        null,
        new DecisionSummary(
            branch, 0.9, reason, evidence, "extractive", null, 10L, 20L, null, null),
        null,
        new DecidedMessage(
            messageIds[messageIds.length - 1], "chat-1", action, List.of(messageIds)));
  }

  /** A decision that names the customer, its cost and what it had no answer to. */
  public ReplyOut decision(
      String messageId, Instant at, ReplyAction action, CustomerTraits customer, String question) {
    ReplyOut plain = decision(at, action, question == null ? null : "low_confidence", messageId);
    DecisionSummary why = plain.decision();
    return new ReplyOut(
        plain.eventId(),
        tenant,
        at,
        1,
        AGENT,
        ReplyOutKind.DECISION,
        1,
        ReplyOrigin.BOT,
        null,
        new DecisionSummary(
            why.branch(),
            why.confidence(),
            why.reason(),
            why.evidenceIds(),
            "deepseek",
            "deepseek-flash",
            10L,
            20L,
            "shipped.answer",
            null,
            1_500L,
            customer,
            question),
        null,
        plain.decided());
  }

  /** A text that an operator wrote. */
  public ReplyOut operatorText(String replyId, Instant at, String operator) {
    return new ReplyOut(
        UUID.randomUUID(),
        tenant,
        at,
        1,
        AGENT,
        ReplyOutKind.REPLY,
        1,
        ReplyOrigin.OPERATOR,
        new OutboundReply(
            replyId, null, "chat-1", "张先生", ReplyAction.REPLY, "您好。", 1, 1, null, null, 1, at),
        null,
        null,
        null,
        operator);
  }

  public ConversationEvent conversation(
      String id, long version, ConversationStatus status, Instant at, CustomerTraits customer) {
    return new ConversationEvent(
        UUID.randomUUID(),
        tenant,
        at,
        1,
        id,
        AGENT,
        "chat-1",
        "张先生",
        "customer-1",
        "张先生",
        ConversationEventKind.STATUS_CHANGED,
        status,
        "HELD",
        "li",
        null,
        "sla",
        null,
        version,
        customer);
  }

  public CustomerEvent pool(UUID id, boolean entered, Instant at) {
    return new CustomerEvent(
        id,
        tenant,
        at,
        1,
        "customer-1",
        entered ? CustomerEventKind.POOL_ENTERED : CustomerEventKind.POOL_LEFT,
        new CustomerTraits(entered ? "GRAY" : "WHITE", "C", null),
        null);
  }

  public CustomerEvent episode(
      String outcomeId, long version, String outcome, Integer satisfaction, Instant closedAt) {
    return new CustomerEvent(
        UUID.randomUUID(),
        tenant,
        closedAt.plusSeconds(version),
        1,
        "customer-1",
        CustomerEventKind.EPISODE_CLOSED,
        new CustomerTraits("WHITE", "A", "售后"),
        new EpisodeClosed(
            outcomeId,
            version,
            "conversation-1",
            AGENT,
            closedAt,
            outcome,
            "human",
            "li",
            satisfaction,
            900L,
            60_000L,
            1));
  }

  public AgentEvent receipt(String replyId, Instant at, ReceiptStatus status) {
    return event(at, AgentEventKind.RECEIPT, "s-1", new Receipt(replyId, status, null, at));
  }

  public AgentEvent online(String session, Instant at) {
    return event(at, AgentEventKind.ONLINE, session, null);
  }

  public AgentEvent heartbeat(String session, Instant at) {
    return event(at, AgentEventKind.HEARTBEAT, session, null);
  }

  public AgentEvent offline(String session, Instant at) {
    return event(at, AgentEventKind.OFFLINE, session, null);
  }

  private AgentEvent event(Instant at, AgentEventKind kind, String session, Receipt receipt) {
    return new AgentEvent(
        UUID.randomUUID(),
        tenant,
        at,
        1,
        AGENT,
        kind,
        session,
        "gateway-0",
        kind == AgentEventKind.ONLINE
            ? new Hello("0.1.0", WeChatStatus.SIMULATED, null, 0, null, null)
            : null,
        kind == AgentEventKind.HEARTBEAT
            ? new Heartbeat(0.1, 30, WeChatStatus.SIMULATED, 0, false, at)
            : null,
        receipt,
        null,
        kind == AgentEventKind.OFFLINE ? "closed" : null);
  }
}
