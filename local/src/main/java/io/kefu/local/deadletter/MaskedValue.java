package io.kefu.local.deadletter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kefu.local.Json;
import java.io.IOException;
import java.util.Set;

/**
 * A record's value for people's eyes: ids, kinds and times, but no word of what a customer wrote.
 * What is not known to be harmless is masked.
 */
final class MaskedValue {

  private static final Set<String> HARMLESS =
      Set.of(
          "event_id",
          "tenant_id",
          "agent_id",
          "message_id",
          "reply_id",
          "chat_id",
          "customer_id",
          "conversation_id",
          "document_id",
          "command_id",
          "session_id",
          "gateway_id",
          "kind",
          "origin",
          "action",
          "status",
          "branch",
          "chat_type",
          "content_type",
          "direction",
          "cause",
          "occurred_at",
          "received_at",
          "timestamp",
          "not_before");

  private static final int LONGEST_SHOWN = 128;

  private MaskedValue() {}

  /** One line. */
  static String of(byte[] value) {
    if (value == null) {
      return "(no value)";
    }
    JsonNode tree;
    try {
      tree = Json.MAPPER.readTree(value);
    } catch (IOException notJson) {
      return "(%d bytes that are not JSON)".formatted(value.length);
    }
    if (tree == null || !tree.isContainerNode()) {
      return "(%d bytes, no JSON object)".formatted(value.length);
    }
    try {
      return Json.MAPPER.writeValueAsString(masked("", tree));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
  }

  private static JsonNode masked(String name, JsonNode node) {
    if (node.isObject()) {
      ObjectNode shown = JsonNodeFactory.instance.objectNode();
      node.properties()
          .forEach(field -> shown.set(field.getKey(), masked(field.getKey(), field.getValue())));
      return shown;
    }
    if (node.isArray()) {
      var shown = JsonNodeFactory.instance.arrayNode();
      node.forEach(element -> shown.add(masked(name, element)));
      return shown;
    }
    boolean shown =
        !node.isTextual() || HARMLESS.contains(name) && node.textValue().length() <= LONGEST_SHOWN;
    return shown ? node : JsonNodeFactory.instance.textNode("…(" + node.textValue().length() + ")");
  }
}
