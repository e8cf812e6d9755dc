package io.kefu.deploy.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/**
 * Kubernetes' strategic merge patch as far as Helm makes use of it: objects are merged, null
 * removes a field, lists of named things are merged by what names them, other lists are replaced.
 */
final class StrategicMerge {

  /** What names the elements of a list, in the order in which it is looked for. */
  private static final List<String> KEYS =
      List.of("name", "mountPath", "containerPort", "port", "topologyKey", "ip");

  private StrategicMerge() {}

  static JsonNode merge(JsonNode target, JsonNode patch) {
    if (!patch.isObject()) {
      return patch;
    }
    ObjectNode merged = target.isObject() ? target.deepCopy() : ((ObjectNode) patch).objectNode();
    for (Map.Entry<String, JsonNode> field : patch.properties()) {
      String name = field.getKey();
      JsonNode value = field.getValue();
      if (name.startsWith("$")) {
        continue;
      }
      if (value.isNull()) {
        merged.remove(name);
      } else if (value.isArray() && merged.path(name).isArray() && key(value) != null) {
        merged.set(name, lists((ArrayNode) merged.get(name), (ArrayNode) value, key(value)));
      } else {
        merged.set(name, merge(merged.path(name), value));
      }
    }
    return merged;
  }

  private static String key(JsonNode list) {
    return KEYS.stream()
        .filter(key -> !list.isEmpty() && list.get(0).has(key))
        .findFirst()
        .orElse(null);
  }

  private static ArrayNode lists(ArrayNode target, ArrayNode patch, String key) {
    ArrayNode merged = target.deepCopy();
    for (JsonNode element : patch) {
      int known = -1;
      for (int i = 0; i < merged.size(); i++) {
        if (merged.get(i).path(key).equals(element.path(key))) {
          known = i;
        }
      }
      boolean deleted = element.path("$patch").asText().equals("delete");
      if (known < 0 && !deleted) {
        merged.add(element);
      } else if (known >= 0 && deleted) {
        merged.remove(known);
      } else if (known >= 0) {
        merged.set(known, merge(merged.get(known), element));
      }
    }
    return merged;
  }
}
