package io.kefu.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Stream;

/** Finds what becomes a pod. */
final class Pods {

  private Pods() {}

  /** The pod specification of an object, if it has one. */
  static Stream<JsonNode> of(JsonNode object) {
    return switch (object.path("kind").asText()) {
      case "Pod" -> Stream.of(object.path("spec"));
      case "Deployment", "StatefulSet", "DaemonSet", "Job" ->
          Stream.of(object.path("spec").path("template").path("spec"));
      case "CronJob" ->
          Stream.of(
              object.path("spec").path("jobTemplate").path("spec").path("template").path("spec"));
      default -> Stream.empty();
    };
  }

  /** Whether labels have everything a selector asks for; an empty selector matches nothing. */
  static boolean matches(JsonNode selector, JsonNode labels) {
    return !selector.isEmpty()
        && selector.properties().stream()
            .allMatch(entry -> labels.path(entry.getKey()).equals(entry.getValue()));
  }
}
