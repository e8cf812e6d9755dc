package io.kefu.deploy.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * The objects of a cluster in one namespace, and what was done to them in its order. Nothing runs:
 * what runs to its end in a cluster, a job or a pod that ends, has done so when it is created, or
 * has failed if {@link #failing} says so. Safe for many threads.
 */
public final class Cluster {

  private static final ObjectMapper JSON = new ObjectMapper();

  private record Key(String plural, String name) {}

  private final Map<Key, ObjectNode> objects = new LinkedHashMap<>();
  private final List<String> deeds = new ArrayList<>();
  private Predicate<String> fails = job -> false;
  private long revision = 1;

  /** Jobs by name that fail from now on. */
  public synchronized void failing(Predicate<String> jobs) {
    fails = jobs;
  }

  /** What was created, changed and deleted, as {@code create jobs/kefu-topics}. */
  public synchronized List<String> deeds() {
    return List.copyOf(deeds);
  }

  /** Begins a new list of deeds. */
  public synchronized void forgetDeeds() {
    deeds.clear();
  }

  /** Names of the objects of a kind. */
  public synchronized List<String> names(String plural) {
    return objects.keySet().stream()
        .filter(key -> key.plural().equals(plural))
        .map(Key::name)
        .sorted()
        .toList();
  }

  /** An object; empty when there is none. */
  public synchronized Optional<JsonNode> get(String plural, String name) {
    return Optional.ofNullable(objects.get(new Key(plural, name))).map(ObjectNode::deepCopy);
  }

  synchronized ObjectNode list(Kind kind, Predicate<JsonNode> selected) {
    ObjectNode list =
        JSON.createObjectNode()
            .put("kind", kind.name() + "List")
            .put("apiVersion", kind.apiVersion());
    list.putObject("metadata").put("resourceVersion", Long.toString(revision));
    ArrayNode items = list.putArray("items");
    objects.forEach(
        (key, object) -> {
          if (key.plural().equals(kind.plural()) && selected.test(object)) {
            items.add(object.deepCopy());
          }
        });
    return list;
  }

  /** Empty when there is one of that name. */
  synchronized Optional<JsonNode> create(Kind kind, ObjectNode object) {
    Key key = new Key(kind.plural(), object.path("metadata").path("name").asText());
    if (objects.containsKey(key)) {
      return Optional.empty();
    }
    deeds.add("create " + key.plural() + "/" + key.name());
    ObjectNode metadata = object.withObject("/metadata");
    metadata.put("namespace", "kefu").put("uid", UUID.randomUUID().toString());
    metadata.put("creationTimestamp", "2026-11-22T00:00:00Z");
    return Optional.of(keep(kind, key, object));
  }

  /** Empty when there is none. */
  synchronized Optional<JsonNode> replace(Kind kind, String name, ObjectNode object) {
    Key key = new Key(kind.plural(), name);
    if (!objects.containsKey(key)) {
      return Optional.empty();
    }
    deeds.add("change " + key.plural() + "/" + name);
    return Optional.of(keep(kind, key, object));
  }

  /** Empty when there is none. */
  synchronized Optional<JsonNode> patch(Kind kind, String name, JsonNode patch) {
    ObjectNode known = objects.get(new Key(kind.plural(), name));
    return known == null
        ? Optional.empty()
        : replace(kind, name, (ObjectNode) StrategicMerge.merge(known, patch));
  }

  /** Empty when there was none. */
  synchronized Optional<JsonNode> delete(Kind kind, String name) {
    ObjectNode gone = objects.remove(new Key(kind.plural(), name));
    if (gone != null) {
      deeds.add("delete " + kind.plural() + "/" + name);
      revision++;
    }
    return Optional.ofNullable(gone);
  }

  private JsonNode keep(Kind kind, Key key, ObjectNode object) {
    object.put("kind", kind.name()).put("apiVersion", kind.apiVersion());
    object.withObject("/metadata").put("resourceVersion", Long.toString(++revision));
    switch (kind.name()) {
      case "Job" -> ended(object, fails.test(key.name()));
      case "Pod" ->
          object.putObject("status").put("phase", fails.test(key.name()) ? "Failed" : "Succeeded");
      default -> {
        // Has no end.
      }
    }
    objects.put(key, object);
    return object.deepCopy();
  }

  private static void ended(ObjectNode job, boolean failed) {
    ObjectNode status = job.putObject("status").put(failed ? "failed" : "succeeded", 1);
    status
        .putArray("conditions")
        .addObject()
        .put("type", failed ? "Failed" : "Complete")
        .put("status", "True")
        .put("reason", failed ? "BackoffLimitExceeded" : "");
  }
}
