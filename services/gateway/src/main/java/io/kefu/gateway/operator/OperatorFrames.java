package io.kefu.gateway.operator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kefu.contracts.event.AgentEvent;
import io.kefu.contracts.event.ConversationEvent;
import io.kefu.contracts.event.MessageIn;
import io.kefu.contracts.event.ReplyOut;
import io.kefu.gateway.session.FrameCodec;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Frames of {@code /ws/operator} (docs/protocol.md). Thread-safe. */
@ApplicationScoped
class OperatorFrames {

  private static final int MAX_ID = 256;

  /** What an operator's client said. */
  sealed interface Said {

    /**
     * What it wants to see from now on.
     *
     * @param subscription replaces the one before
     * @param lastEventId last event it has, to be told what it missed (may be null)
     */
    record Subscribe(Subscription subscription, String lastEventId) implements Said {}

    /**
     * The operator types, or has stopped.
     *
     * @param chat where
     * @param typing whether they type
     */
    record Typing(Subscription.Chat chat, boolean typing) implements Said {}

    /**
     * A fresh access token, so that the socket may live on.
     *
     * @param accessToken token
     */
    record Token(String accessToken) implements Said {
      @Override
      public String toString() {
        return "Token[]";
      }
    }

    /** It is alive. */
    record Beat() implements Said {}

    /**
     * Not usable.
     *
     * @param code stable code
     * @param detail what to change
     */
    record Bad(String code, String detail) implements Said {}
  }

  private final ObjectMapper json;
  private final FrameCodec codec;
  private final Clock clock;
  private final OperatorConfig config;

  OperatorFrames(ObjectMapper json, Clock clock, OperatorConfig config) {
    this.json = json;
    this.codec = new FrameCodec(clock);
    this.clock = clock;
    this.config = config;
  }

  Said read(String text) {
    ObjectNode frame;
    try {
      frame = codec.object(text);
    } catch (JsonProcessingException e) {
      return new Said.Bad("bad_json", "Send one JSON object.");
    }
    JsonNode payload = frame.path("payload");
    return switch (frame.path("type").asText()) {
      case "subscribe" -> subscribe(payload);
      case "typing" -> typing(payload);
      case "token" ->
          payload.path("access_token").isTextual()
              ? new Said.Token(payload.path("access_token").textValue())
              : invalid("access_token: must be text");
      case "heartbeat" -> new Said.Beat();
      default -> new Said.Bad("unknown_type", "Send one of subscribe, typing, token, heartbeat.");
    };
  }

  private Said subscribe(JsonNode payload) {
    Set<String> agents = new HashSet<>();
    Set<Subscription.Chat> chats = new HashSet<>();
    for (JsonNode agent : payload.path("agents")) {
      if (!id(agent)) {
        return invalid("agents: must be agent ids");
      }
      agents.add(agent.textValue());
    }
    for (JsonNode chat : payload.path("chats")) {
      if (!id(chat.path("agent_id")) || !id(chat.path("chat_id"))) {
        return invalid("chats: each must name agent_id and chat_id");
      }
      chats.add(chat(chat));
    }
    if (agents.size() + chats.size() > config.maxSubscriptions()) {
      return invalid("at most " + config.maxSubscriptions() + " agents and chats; or send all");
    }
    return new Said.Subscribe(
        new Subscription(payload.path("all").asBoolean(false), agents, chats),
        payload.path("last_event_id").textValue());
  }

  private static Said typing(JsonNode payload) {
    if (!id(payload.path("agent_id")) || !id(payload.path("chat_id"))) {
      return invalid("agent_id and chat_id: must be text");
    }
    return new Said.Typing(chat(payload), payload.path("typing").asBoolean(true));
  }

  private static Subscription.Chat chat(JsonNode node) {
    return new Subscription.Chat(
        node.path("agent_id").textValue(), node.path("chat_id").textValue());
  }

  private static boolean id(JsonNode node) {
    return node.isTextual() && !node.textValue().isBlank() && node.textValue().length() <= MAX_ID;
  }

  private static Said.Bad invalid(String detail) {
    return new Said.Bad("invalid_frame", detail);
  }

  /** A frame that is no event. */
  String write(String type, Map<String, ?> payload) {
    ObjectNode frame = json.createObjectNode().put("type", type);
    frame.set("payload", json.valueToTree(payload));
    return frame.toString();
  }

  LiveEvent message(MessageIn event) {
    ObjectNode payload = json.createObjectNode().put("agent_id", event.agentId());
    payload.put("received_at", event.receivedAt().toString());
    payload.set("message", json.valueToTree(event.message()));
    return live(
        "message",
        event.eventId().toString(),
        event.occurredAt(),
        event.tenantId(),
        new Subscription.Chat(event.agentId(), event.message().chatId()),
        payload);
  }

  /** A reply part; empty for a repetition, a command and a decision that sends nothing. */
  Optional<LiveEvent> reply(ReplyOut event) {
    if (event.reply() == null || event.attempt() > 1) {
      return Optional.empty();
    }
    ObjectNode payload = json.createObjectNode().put("agent_id", event.agentId());
    payload.set("origin", json.valueToTree(event.origin()));
    payload.set("reply", json.valueToTree(event.reply()));
    return Optional.of(
        live(
            "reply",
            event.eventId().toString(),
            event.occurredAt(),
            event.tenantId(),
            new Subscription.Chat(event.agentId(), event.reply().chatId()),
            payload));
  }

  LiveEvent conversation(ConversationEvent event) {
    ObjectNode payload = json.valueToTree(event);
    payload.remove(java.util.List.of("event_id", "tenant_id", "occurred_at", "schema_version"));
    return live(
        "conversation",
        event.eventId().toString(),
        event.occurredAt(),
        event.tenantId(),
        new Subscription.Chat(event.agentId(), event.chatId()),
        payload);
  }

  /** Online, offline, a receipt or a command's end; empty for a heartbeat. */
  Optional<LiveEvent> agent(AgentEvent event) {
    ObjectNode payload = json.createObjectNode().put("agent_id", event.agentId());
    String type =
        switch (event.kind()) {
          case ONLINE -> {
            payload.put("online", true);
            payload.set("wechat_status", json.valueToTree(event.hello().wechatStatus()));
            payload.put("client_version", event.hello().clientVersion());
            yield "agent";
          }
          case OFFLINE -> {
            payload.put("online", false).put("reason", event.reason());
            yield "agent";
          }
          case RECEIPT -> {
            payload.set("receipt", json.valueToTree(event.receipt()));
            yield "receipt";
          }
          case COMMAND_RESULT -> {
            payload.put("command_id", event.commandResult().commandId());
            payload.set("status", json.valueToTree(event.commandResult().status()));
            yield "command";
          }
          case HEARTBEAT -> null;
        };
    if (type == null) {
      return Optional.empty();
    }
    return Optional.of(
        live(
            type,
            event.eventId().toString(),
            event.occurredAt(),
            event.tenantId(),
            new Subscription.Chat(event.agentId(), null),
            payload));
  }

  /** An agent that fell silent. */
  LiveEvent silent(String tenantId, String agentId, Instant since) {
    ObjectNode payload =
        json.createObjectNode()
            .put("agent_id", agentId)
            .put("online", false)
            .put("reason", "silent");
    return live(
        "agent",
        // The same on every replica: they all compute the same moment.
        UUID.nameUUIDFromBytes(
                (tenantId + '/' + agentId + '/' + since).getBytes(StandardCharsets.UTF_8))
            .toString(),
        since,
        tenantId,
        new Subscription.Chat(agentId, null),
        payload);
  }

  LiveEvent typing(String tenantId, String eventId, String operator, Said.Typing typing) {
    ObjectNode payload =
        json.createObjectNode()
            .put("agent_id", typing.chat().agentId())
            .put("chat_id", typing.chat().chatId())
            .put("operator", operator)
            .put("typing", typing.typing());
    return live("typing", eventId, clock.instant(), tenantId, typing.chat(), payload);
  }

  private LiveEvent live(
      String type,
      String eventId,
      Instant occurredAt,
      String tenantId,
      Subscription.Chat about,
      ObjectNode payload) {
    ObjectNode frame =
        json.createObjectNode()
            .put("type", type)
            .put("event_id", eventId)
            .put("occurred_at", occurredAt.toString());
    frame.set("payload", payload);
    return new LiveEvent(
        tenantId, eventId, about.agentId(), about.chatId(), frame.toString(), clock.instant());
  }
}
