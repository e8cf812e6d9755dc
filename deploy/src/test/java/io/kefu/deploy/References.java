package io.kefu.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Names of objects that other objects need. */
final class References {

  private References() {}

  /** {@code Kind/name} of everything the pods of these objects refer to. */
  static Set<String> of(Collection<JsonNode> objects) {
    Set<String> names = new TreeSet<>();
    for (JsonNode object : objects) {
      Pods.of(object).forEach(pod -> ofPod(pod, names));
      JsonNode target = object.path("spec").path("scaleTargetRef");
      if (target.has("name")) {
        names.add("Deployment/" + target.path("name").asText());
      }
      for (JsonNode reference : object.path("spec").path("triggers")) {
        if (reference.has("authenticationRef")) {
          names.add(
              "TriggerAuthentication/" + reference.path("authenticationRef").path("name").asText());
        }
      }
      for (JsonNode reference : object.findValues("backend")) {
        names.add("Service/" + reference.path("service").path("name").asText());
      }
    }
    return names;
  }

  private static void ofPod(JsonNode pod, Set<String> names) {
    if (pod.has("serviceAccountName")) {
      names.add("ServiceAccount/" + pod.path("serviceAccountName").asText());
    }
    for (String field : List.of("secretKeyRef", "configMapKeyRef")) {
      for (JsonNode reference : pod.findValues(field)) {
        names.add(
            (field.startsWith("secret") ? "Secret/" : "ConfigMap/")
                + reference.path("name").asText());
      }
    }
    for (JsonNode volume : pod.path("volumes")) {
      if (volume.has("secret")) {
        names.add("Secret/" + volume.path("secret").path("secretName").asText());
      }
      if (volume.has("configMap")) {
        names.add("ConfigMap/" + volume.path("configMap").path("name").asText());
      }
      if (volume.has("persistentVolumeClaim")) {
        names.add(
            "PersistentVolumeClaim/"
                + volume.path("persistentVolumeClaim").path("claimName").asText());
      }
    }
  }
}
