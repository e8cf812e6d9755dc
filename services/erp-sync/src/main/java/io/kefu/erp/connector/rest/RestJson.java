package io.kefu.erp.connector.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** Dotted places in JSON. Pure. */
final class RestJson {

  private RestJson() {}

  /** The node at a place; the whole for an empty one; missing when it is not there. */
  static JsonNode at(JsonNode node, String place) {
    JsonNode found = node;
    for (String step : place.isEmpty() ? new String[0] : place.split("\\.")) {
      found =
          step.matches("[0-9]+") && found.isArray()
              ? found.path(Integer.parseInt(step))
              : found.path(step);
    }
    return found;
  }

  /** Every value by its place. */
  static Map<String, String> flat(JsonNode node) {
    Map<String, String> flat = new LinkedHashMap<>();
    flatten(node, "", flat);
    return flat;
  }

  private static void flatten(JsonNode node, String place, Map<String, String> into) {
    if (node.isObject()) {
      node.properties()
          .forEach(
              field ->
                  flatten(
                      field.getValue(),
                      place.isEmpty() ? field.getKey() : place + '.' + field.getKey(),
                      into));
    } else if (node.isValueNode()) {
      into.put(place, node.isNull() ? "" : node.asText());
    }
  }

  /** An object with values at their places, itself at a place. */
  static ObjectNode nested(ObjectMapper mapper, Map<String, String> values, String place) {
    ObjectNode root = mapper.createObjectNode();
    ObjectNode inner = step(root, place);
    values.forEach(
        (name, value) -> {
          int dot = name.lastIndexOf('.');
          step(inner, dot < 0 ? "" : name.substring(0, dot)).put(name.substring(dot + 1), value);
        });
    return root;
  }

  private static ObjectNode step(ObjectNode from, String place) {
    ObjectNode node = from;
    for (String step : place.isEmpty() ? new String[0] : place.split("\\.")) {
      node = node.get(step) instanceof ObjectNode known ? known : node.putObject(step);
    }
    return node;
  }
}
