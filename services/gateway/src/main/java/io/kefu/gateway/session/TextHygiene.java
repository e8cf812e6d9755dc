package io.kefu.gateway.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;

/**
 * Takes out of texts what no database stores and no encoder writes: U+0000, and halves of surrogate
 * pairs (replaced by U+FFFD). Neither can stand in valid UTF-8 of a chat; only JSON escapes smuggle
 * them in, so a frame without such escapes is not looked at again.
 */
public final class TextHygiene {

  private static final char REPLACEMENT = '\uFFFD';

  private TextHygiene() {}

  static boolean needed(String rawJson) {
    int at = rawJson.indexOf("\\u");
    while (at >= 0 && at + 3 < rawJson.length()) {
      char first = rawJson.charAt(at + 2);
      char second = rawJson.charAt(at + 3);
      if (first == 'd' || first == 'D' || (first == '0' && second == '0')) {
        return true;
      }
      at = rawJson.indexOf("\\u", at + 2);
    }
    return false;
  }

  /** The same tree without them, names of fields included. */
  public static JsonNode clean(JsonNode node) {
    if (node instanceof ObjectNode object) {
      ObjectNode cleaned = object.objectNode();
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        cleaned.set(clean(field.getKey()), clean(field.getValue()));
      }
      return cleaned;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode cleaned = array.arrayNode();
      array.forEach(element -> cleaned.add(clean(element)));
      return cleaned;
    }
    return node.isTextual() ? TextNode.valueOf(clean(node.textValue())) : node;
  }

  static String clean(String text) {
    StringBuilder cleaned = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      boolean bad = c == 0 || (Character.isSurrogate(c) && !pair);
      if (bad && cleaned == null) {
        cleaned = new StringBuilder(text.length()).append(text, 0, i);
      }
      if (cleaned != null && !bad) {
        cleaned.append(c);
      } else if (bad && c != 0) {
        cleaned.append(REPLACEMENT);
      }
      if (pair) {
        i++;
        if (cleaned != null) {
          cleaned.append(text.charAt(i));
        }
      }
    }
    return cleaned == null ? text : cleaned.toString();
  }
}
