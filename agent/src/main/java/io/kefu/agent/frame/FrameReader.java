package io.kefu.agent.frame;

import io.kefu.agent.json.BadJson;
import io.kefu.agent.json.Json;
import io.kefu.agent.json.JsonObject;
import java.util.Optional;

/** Reads frames of protocol 2.0; fields it does not know are ignored. */
public final class FrameReader {

  private FrameReader() {}

  /**
   * Reads one text frame.
   *
   * @throws BadJson when it is no frame or a needed field is missing or of a wrong type
   */
  public static ServerFrame read(String text) throws BadJson {
    JsonObject frame = Json.read(text);
    return read(frame.text("type"), frame.object("payload"));
  }

  /**
   * Reads one text frame with a sealed payload.
   *
   * @throws PayloadSeal.Broken when it does not open, or is not sealed
   */
  public static ServerFrame read(String text, PayloadSeal seal) throws BadJson, PayloadSeal.Broken {
    JsonObject frame = Json.read(text);
    String type = frame.text("type");
    return read(type, seal.open(type, frame.object("payload")));
  }

  private static ServerFrame read(String type, JsonObject payload) throws BadJson {
    return switch (type) {
      case "welcome" -> welcome(payload);
      case "ack" -> new ServerFrame.Accepted(payload.id("message_id"));
      case "reply" -> new ServerFrame.ReplyPart(reply(payload));
      case "heartbeat" -> new ServerFrame.HeartbeatAnswer(payload.time("server_time"));
      case "command" ->
          new ServerFrame.Command(
              payload.id("command_id"), payload.id("name"), payload.object("args"));
      case "error" ->
          new ServerFrame.Refusal(
              payload.text("code"), payload.text("message"), payload.optionalText("message_id"));
      default -> new ServerFrame.Unknown(type);
    };
  }

  private static ServerFrame.Welcome welcome(JsonObject payload) throws BadJson {
    int heartbeat = (int) payload.integer("heartbeat_seconds", 30);
    int bytes = (int) payload.integer("max_frame_bytes", 65536);
    if (heartbeat < 1 || bytes < 1024) {
      throw new BadJson("heartbeat_seconds or max_frame_bytes is too small to work with");
    }
    return new ServerFrame.Welcome(
        payload.id("session_id"),
        payload.time("server_time"),
        heartbeat,
        bytes,
        payload.integer("rules_version", 0),
        sealing(payload.optionalObject("sealing")));
  }

  private static Optional<Sealing> sealing(Optional<JsonObject> answer) throws BadJson {
    if (answer.isEmpty()) {
      return Optional.empty();
    }
    if (!PayloadSeal.A256GCM.equals(answer.get().text("enc"))) {
      throw new BadJson("sealing.enc must be " + PayloadSeal.A256GCM);
    }
    return Optional.of(new Sealing(answer.get().id("key_id"), answer.get().id("salt")));
  }

  private static Reply reply(JsonObject payload) throws BadJson {
    int part = (int) payload.integer("part", 1);
    int parts = (int) payload.integer("parts", 1);
    if (part < 1 || parts < part) {
      throw new BadJson("part must be between 1 and parts");
    }
    return new Reply(
        payload.id("reply_id"),
        payload.optionalText("message_id"),
        payload.id("chat_id"),
        payload.text("chat_name"),
        action(payload.text("action")),
        payload.text("content"),
        part,
        parts,
        payload.optionalText("mention"),
        payload.optionalTime("not_before"),
        payload.number("confidence", 0),
        payload.time("timestamp"));
  }

  private static Reply.Action action(String name) throws BadJson {
    for (Reply.Action action : Reply.Action.values()) {
      if (action.wire().equals(name)) {
        return action;
      }
    }
    throw new BadJson("action " + name + " is not known to this version");
  }
}
