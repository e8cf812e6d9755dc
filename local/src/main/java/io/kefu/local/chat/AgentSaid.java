package io.kefu.local.chat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kefu.local.Json;
import java.io.IOException;
import java.util.Optional;

/** What the simulated agent tells everybody who listens. */
public sealed interface AgentSaid {

  /** The message is in the agent's queue. */
  record Said(String messageId, String chatId) implements AgentSaid {}

  /** The gateway has the message. */
  record Acked(String messageId) implements AgentSaid {}

  /** The simulated WeChat shows a reply of ours. */
  record Sent(String chatId, String messageId, String content, int part, int parts)
      implements AgentSaid {}

  /** Something went wrong with what was said. */
  record Refused(String message) implements AgentSaid {}

  /** The connection has ended. */
  record Gone() implements AgentSaid {}

  /** Reads one line; empty for what this version does not know. */
  static Optional<AgentSaid> parse(String line) {
    try {
      JsonNode json = Json.MAPPER.readTree(line);
      return switch (json.path("type").asText()) {
        case "said" ->
            Optional.of(new Said(json.path("message_id").asText(), json.path("chat_id").asText()));
        case "acked" -> Optional.of(new Acked(json.path("message_id").asText()));
        case "sent" ->
            Optional.of(
                new Sent(
                    json.path("chat_id").asText(),
                    json.path("message_id").asText(),
                    json.path("content").asText(),
                    json.path("part").asInt(1),
                    json.path("parts").asInt(1)));
        case "error" -> Optional.of(new Refused(json.path("message").asText("unknown error")));
        default -> Optional.empty();
      };
    } catch (IOException notJson) {
      return Optional.empty();
    }
  }
}
