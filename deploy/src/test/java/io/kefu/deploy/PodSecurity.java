package io.kefu.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The "restricted" profile of the Kubernetes Pod Security Standards. */
final class PodSecurity {

  private static final Set<String> VOLUMES =
      Set.of(
          "configMap",
          "csi",
          "downwardAPI",
          "emptyDir",
          "ephemeral",
          "persistentVolumeClaim",
          "projected",
          "secret");

  private PodSecurity() {}

  /** What a pod specification does that the profile forbids. */
  static List<String> violations(JsonNode pod) {
    List<String> violations = new ArrayList<>();
    for (String host : List.of("hostNetwork", "hostPID", "hostIPC")) {
      if (pod.path(host).asBoolean()) {
        violations.add(host);
      }
    }
    for (JsonNode volume : pod.path("volumes")) {
      volume
          .fieldNames()
          .forEachRemaining(
              kind -> {
                if (!kind.equals("name") && !VOLUMES.contains(kind)) {
                  violations.add("volume of kind " + kind);
                }
              });
    }
    List<JsonNode> containers = new ArrayList<>();
    pod.path("initContainers").forEach(containers::add);
    pod.path("containers").forEach(containers::add);
    containers.forEach(container -> check(pod, container, violations));
    return violations;
  }

  private static void check(JsonNode pod, JsonNode container, List<String> violations) {
    String name = container.path("name").asText();
    JsonNode own = container.path("securityContext");
    JsonNode shared = pod.path("securityContext");
    if (!own.path("allowPrivilegeEscalation").isBoolean()
        || own.path("allowPrivilegeEscalation").asBoolean()) {
      violations.add(name + ": allowPrivilegeEscalation is not false");
    }
    if (own.path("privileged").asBoolean()) {
      violations.add(name + ": privileged");
    }
    if (!either(own, shared, "runAsNonRoot").asBoolean()) {
      violations.add(name + ": runAsNonRoot is not true");
    }
    if (either(own, shared, "runAsUser").asInt(1) == 0) {
      violations.add(name + ": runAsUser is 0");
    }
    String seccomp = either(own, shared, "seccompProfile").path("type").asText();
    if (!Set.of("RuntimeDefault", "Localhost").contains(seccomp)) {
      violations.add(name + ": no seccomp profile");
    }
    if (!own.path("capabilities").path("drop").toString().equals("[\"ALL\"]")
        || !own.path("capabilities").path("add").isMissingNode()) {
      violations.add(name + ": does not drop ALL capabilities");
    }
    for (JsonNode port : container.path("ports")) {
      if (port.has("hostPort")) {
        violations.add(name + ": hostPort");
      }
    }
    if (container.path("resources").path("limits").path("memory").isMissingNode()) {
      violations.add(name + ": no memory limit (a rule of ours)");
    }
  }

  private static JsonNode either(JsonNode own, JsonNode shared, String field) {
    return own.has(field) ? own.path(field) : shared.path(field);
  }
}
