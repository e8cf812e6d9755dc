package io.kefu.gateway.session;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.MutableCoercionConfig;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.kefu.contracts.chat.InboundMessage;
import io.kefu.contracts.chat.ReceiptStatus;
import io.kefu.contracts.event.CommandResult;
import io.kefu.contracts.event.Receipt;
import io.kefu.contracts.frame.Ack;
import io.kefu.contracts.frame.CommandStatus;
import io.kefu.contracts.frame.Frame;
import io.kefu.contracts.frame.FrameType;
import io.kefu.contracts.frame.Heartbeat;
import io.kefu.contracts.frame.Hello;
import java.time.Clock;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads and writes the frames of protocol 2.0 (design.md §4). Whatever an agent sends, reading it
 * ends in an {@link Inbound}, never in an exception; nesting, numbers and texts are bounded before
 * anything is built from them. Pure and thread-safe.
 */
public final class FrameCodec {

  private static final int MAX_DEPTH = 32;
  private static final int MAX_NUMBER_CHARACTERS = 64;

  /** Only a sealed payload has this field. */
  private static final String SEALED = "enc";

  private final ObjectMapper json;
  private final Clock clock;

  /** Stamps receipts that carry no time with this clock. */
  public FrameCodec(Clock clock) {
    this.clock = clock;
    this.json =
        JsonMapper.builder(
                JsonFactory.builder()
                    .streamReadConstraints(
                        StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(MAX_NUMBER_CHARACTERS)
                            .maxStringLength(Frame.MAX_BYTES)
                            .build())
                    .build())
            .addModule(new JavaTimeModule())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .defaultPropertyInclusion(
                JsonInclude.Value.construct(
                    JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .withCoercionConfig(LogicalType.Textual, FrameCodec::onlyText)
            .build();
  }

  /** A number where a text belongs is a fault of the sender's, not its digits. */
  private static void onlyText(MutableCoercionConfig texts) {
    texts
        .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
        .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
  }

  /** Writes a frame. */
  public String write(FrameType type, Object payload, String agentId) {
    try {
      return json.writeValueAsString(Frame.of(type, payload, agentId));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not writable as a frame: " + type, e);
    }
  }

  /** Writes a frame whose payload is sealed. */
  String write(FrameType type, Object payload, String agentId, PayloadSeal seal) {
    String place = PayloadSeal.place(wireName(type), agentId, Frame.VERSION);
    try {
      return write(type, seal.seal(place, json.writeValueAsString(payload)), agentId);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not writable as a frame: " + type, e);
    }
  }

  /** Reads a frame that came over the socket of an agent. */
  public Inbound read(String text, String agentId) {
    return read(text, agentId, null);
  }

  /**
   * Reads a frame of an agent that seals its payloads.
   *
   * @param seal what opens them; null while payloads are plain
   */
  Inbound read(String text, String agentId, PayloadSeal seal) {
    JsonNode frame;
    try {
      frame = json.readTree(text);
    } catch (JsonProcessingException e) {
      return rejected(
          FrameError.BAD_JSON, "Send one JSON object, nested at most " + MAX_DEPTH + " deep.");
    }
    if (frame == null || !frame.isObject()) {
      return rejected(FrameError.BAD_JSON, "Send one JSON object.");
    }
    if (TextHygiene.needed(text)) {
      frame = TextHygiene.clean(frame);
    }
    boolean sealed = frame.path("payload").has(SEALED);
    if (seal == null) {
      return sealed ? broken("Payloads are not sealed in this session.") : read(frame, agentId);
    }
    if (!sealed) {
      return new Inbound.Rejected(
          FrameError.SEALING_REQUIRED,
          "Payloads are sealed in this session.",
          Optional.empty(),
          true);
    }
    try {
      return read(SealedFrame.opened(json, (ObjectNode) frame, agentId, seal), agentId);
    } catch (JsonProcessingException e) {
      return broken("Send enc, nonce and data.");
    } catch (PayloadSeal.Broken e) {
      return broken(e.getMessage());
    }
  }

  /**
   * Reads what an agent sent without a socket, under the rules of the frame that it would be.
   *
   * @param payload what the frame's payload would be
   */
  public Inbound read(FrameType type, JsonNode payload, String agentId) {
    ObjectNode frame = json.createObjectNode();
    frame.put("type", wireName(type));
    frame.set("payload", payload);
    frame.putObject("metadata").put("agent_id", agentId).put("version", Frame.VERSION);
    return read(TextHygiene.clean(frame), agentId);
  }

  /**
   * Reads a JSON object within the limits of frames.
   *
   * @throws JsonProcessingException when it is not one, or nested too deeply
   */
  public ObjectNode object(String text) throws JsonProcessingException {
    if (json.readTree(text) instanceof ObjectNode object) {
      return object;
    }
    throw new JsonParseException(null, "not an object");
  }

  private Inbound read(JsonNode frame, String agentId) {
    JsonNode typeNode = frame.path("type");
    JsonNode payload = frame.path("payload");
    Optional<String> messageId = shortText(payload.path("message_id"));
    if (!typeNode.isTextual()) {
      return invalid("type: must be text", messageId);
    }
    Optional<FrameType> type = frameType(typeNode.textValue());
    if (type.isEmpty()) {
      return new Inbound.Rejected(
          FrameError.UNKNOWN_TYPE, "Send one of hello, message, ack, heartbeat.", messageId, false);
    }
    if (!payload.isObject()) {
      return invalid("payload: must be an object", messageId);
    }
    JsonNode metadata = frame.path("metadata");
    if (!metadata.path("agent_id").isTextual() || !metadata.path("version").isTextual()) {
      return invalid("metadata: agent_id and version must be text", messageId);
    }
    if (!metadata.path("version").textValue().startsWith(majorVersion())) {
      return new Inbound.Rejected(
          FrameError.UNSUPPORTED_VERSION,
          "This server speaks protocol " + Frame.VERSION + ".",
          messageId,
          true);
    }
    if (!metadata.path("agent_id").textValue().equals(agentId)) {
      return new Inbound.Rejected(
          FrameError.WRONG_AGENT,
          "metadata.agent_id must be the agent that the socket was opened for.",
          messageId,
          false);
    }
    return read(type.get(), payload, messageId);
  }

  private Inbound read(FrameType type, JsonNode payload, Optional<String> messageId) {
    try {
      return switch (type) {
        case HELLO -> greeting(payload);
        case MESSAGE ->
            new Inbound.Message(FrameChecks.checked(value(payload, InboundMessage.class)));
        case ACK -> acknowledgement(value(payload, Ack.class));
        case HEARTBEAT -> new Inbound.Beat(FrameChecks.checked(value(payload, Heartbeat.class)));
        case WELCOME, REPLY, COMMAND, ERROR ->
            new Inbound.Rejected(
                FrameError.UNEXPECTED_TYPE, "Only the server sends this type.", messageId, false);
      };
    } catch (JsonProcessingException e) {
      return invalid(whatIsWrong(e), messageId);
    } catch (IllegalArgumentException e) {
      return invalid(e.getMessage(), messageId);
    }
  }

  private Inbound greeting(JsonNode payload) throws JsonProcessingException {
    Hello said = FrameChecks.checked(value(payload, Hello.class));
    // The token stays here: what goes on into events must not open a door.
    Hello hello =
        new Hello(
            said.clientVersion(),
            said.wechatStatus(),
            said.wechatVersion(),
            said.rulesVersion(),
            said.lastReplyId());
    return new Inbound.Greeting(
        hello, Optional.ofNullable(said.accessToken()), Optional.ofNullable(said.sealing()));
  }

  private Inbound acknowledgement(Ack ack) {
    if (ack.replyId() != null) {
      FrameChecks.id("reply_id", ack.replyId());
      return new Inbound.Receipted(
          new Receipt(
              ack.replyId(),
              wireEnum(ReceiptStatus.class, ack.status()),
              FrameChecks.shortened(ack.error()),
              FrameChecks.orNow(ack.timestamp(), clock)));
    }
    if (ack.commandId() != null) {
      FrameChecks.id("command_id", ack.commandId());
      return new Inbound.Commanded(
          new CommandResult(
              ack.commandId(),
              wireEnum(CommandStatus.class, ack.status()),
              ack.result(),
              FrameChecks.shortened(ack.error())));
    }
    throw new IllegalArgumentException("an agent acknowledges a reply_id or a command_id");
  }

  private <T> T value(JsonNode payload, Class<T> type) throws JsonProcessingException {
    return json.treeToValue(payload, type);
  }

  private static <E extends Enum<E>> E wireEnum(Class<E> type, String name) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> constant.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "status: must be one of " + Arrays.toString(type.getEnumConstants())));
  }

  private static Optional<FrameType> frameType(String name) {
    return Arrays.stream(FrameType.values())
        .filter(type -> wireName(type).equals(name))
        .findFirst();
  }

  private static String wireName(FrameType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }

  private static String majorVersion() {
    return Frame.VERSION.substring(0, Frame.VERSION.indexOf('.') + 1);
  }

  private static Optional<String> shortText(JsonNode node) {
    return node.isTextual() && node.textValue().length() <= FrameChecks.MAX_ID
        ? Optional.of(node.textValue())
        : Optional.empty();
  }

  /** The field and the fault, never the content: Jackson's own messages quote it. */
  private static String whatIsWrong(JsonProcessingException e) {
    Throwable cause = e.getCause();
    if (cause instanceof NullPointerException && cause.getMessage() != null) {
      return cause.getMessage() + ": is missing";
    }
    if (cause instanceof IllegalArgumentException && cause.getMessage() != null) {
      return cause.getMessage();
    }
    if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
      StringBuilder path = new StringBuilder();
      for (JsonMappingException.Reference step : mapping.getPath()) {
        path.append(path.isEmpty() ? "" : ".")
            .append(step.getFieldName() == null ? "[]" : step.getFieldName());
      }
      return path + ": is of the wrong type or not an allowed value";
    }
    return "payload: is not of the form that its type asks for";
  }

  private static Inbound rejected(FrameError error, String detail) {
    return new Inbound.Rejected(error, detail, Optional.empty(), false);
  }

  private static Inbound broken(String detail) {
    return new Inbound.Rejected(FrameError.SEAL_BROKEN, detail, Optional.empty(), true);
  }

  private static Inbound invalid(String detail, Optional<String> messageId) {
    return new Inbound.Rejected(FrameError.INVALID_FRAME, detail, messageId, false);
  }
}
