package io.kefu.ai.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Pattern;

/**
 * Answers whose content is a list of parts, as some servers of OpenAI's format write it (Mistral
 * beside its thoughts, some gateways always), with their text parts as one text: langchain4j reads
 * texts alone. What is no text (thoughts, references) is left out. Thread-safe.
 */
final class Parts {

  private static final Pattern LIST = Pattern.compile("\"content\"\\s*:\\s*\\[");

  private static final ObjectMapper JSON = new ObjectMapper();

  private Parts() {}

  /** The body, or the data of an event, with texts in the place of lists; else as it came. */
  static String joined(String body) {
    if (body == null || !body.contains("\"choices\"") || !LIST.matcher(body).find()) {
      return body;
    }
    try {
      JsonNode root = JSON.readTree(body);
      for (JsonNode choice : root.path("choices")) {
        join(choice.path("message"));
        join(choice.path("delta"));
      }
      return root.toString();
    } catch (JsonProcessingException e) {
      return body;
    }
  }

  private static void join(JsonNode message) {
    if (message instanceof ObjectNode object && object.path("content").isArray()) {
      StringBuilder text = new StringBuilder();
      for (JsonNode part : object.path("content")) {
        text.append(part.isTextual() ? part.asText() : text(part));
      }
      object.put("content", text.toString());
    }
  }

  private static String text(JsonNode part) {
    String type = part.path("type").asText("text");
    return type.equals("text") || type.equals("output_text") ? part.path("text").asText("") : "";
  }
}
