package io.kefu.deploy.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A kind of object that the cluster knows, and the documents by which clients discover them.
 *
 * @param group empty for the core
 */
record Kind(String group, String version, String plural, String name) {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final List<Kind> ALL =
      List.of(
          new Kind("", "v1", "namespaces", "Namespace"),
          new Kind("", "v1", "secrets", "Secret"),
          new Kind("", "v1", "configmaps", "ConfigMap"),
          new Kind("", "v1", "services", "Service"),
          new Kind("", "v1", "serviceaccounts", "ServiceAccount"),
          new Kind("", "v1", "persistentvolumeclaims", "PersistentVolumeClaim"),
          new Kind("", "v1", "pods", "Pod"),
          new Kind("apps", "v1", "deployments", "Deployment"),
          new Kind("apps", "v1", "statefulsets", "StatefulSet"),
          new Kind("batch", "v1", "jobs", "Job"),
          new Kind("batch", "v1", "cronjobs", "CronJob"),
          new Kind("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget"),
          new Kind("autoscaling", "v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler"),
          new Kind("networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy"),
          new Kind("networking.k8s.io", "v1", "ingresses", "Ingress"),
          new Kind("monitoring.coreos.com", "v1", "servicemonitors", "ServiceMonitor"),
          new Kind("monitoring.coreos.com", "v1", "prometheusrules", "PrometheusRule"));

  /** The kind at an address such as {@code /apis/apps/v1}, {@code deployments}. */
  static Optional<Kind> at(String group, String version, String plural) {
    return ALL.stream()
        .filter(kind -> kind.group.equals(group) && kind.version.equals(version))
        .filter(kind -> kind.plural.equals(plural))
        .findFirst();
  }

  /** As {@code apiVersion} has it. */
  String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /** The document of discovery at a path; empty where there is none. */
  static Optional<JsonNode> discovery(String path) {
    return switch (path) {
      case "/version" ->
          Optional.of(
              JSON.createObjectNode()
                  .put("major", "1")
                  .put("minor", "31")
                  .put("gitVersion", "v1.31.0"));
      case "/api" -> {
        ObjectNode versions = JSON.createObjectNode().put("kind", "APIVersions");
        versions.putArray("versions").add("v1");
        yield Optional.of(versions);
      }
      case "/apis" -> Optional.of(groups());
      case "/openapi/v3" -> Optional.of(documents());
      default -> {
        if (path.startsWith("/openapi/v3/")) {
          yield Optional.of(document(path.replaceFirst("^/openapi/v3/apis?/", "")));
        }
        ObjectNode list = resources(path.replaceFirst("^/apis?/", ""));
        yield list.path("resources").isEmpty() ? Optional.empty() : Optional.of(list);
      }
    };
  }

  private static ObjectNode groups() {
    ObjectNode answer = JSON.createObjectNode().put("kind", "APIGroupList").put("apiVersion", "v1");
    ArrayNode groups = answer.putArray("groups");
    for (String apiVersion : versions()) {
      ObjectNode version =
          JSON.createObjectNode()
              .put("groupVersion", apiVersion)
              .put("version", apiVersion.substring(apiVersion.indexOf('/') + 1));
      ObjectNode group =
          groups.addObject().put("name", apiVersion.substring(0, apiVersion.indexOf('/')));
      group.putArray("versions").add(version);
      group.set("preferredVersion", version.deepCopy());
    }
    return answer;
  }

  private static TreeSet<String> versions() {
    TreeSet<String> versions = new TreeSet<>();
    ALL.stream()
        .filter(kind -> !kind.group.isEmpty())
        .forEach(kind -> versions.add(kind.apiVersion()));
    return versions;
  }

  private static ObjectNode documents() {
    ObjectNode answer = JSON.createObjectNode();
    ObjectNode paths = answer.putObject("paths");
    ALL.forEach(
        kind ->
            paths
                .putObject(kind.root())
                .put("serverRelativeURL", "/openapi/v3/" + kind.root() + "?hash=1"));
    return answer;
  }

  private String root() {
    return (group.isEmpty() ? "api/" : "apis/") + apiVersion();
  }

  /** Says that the server checks fields by itself, so that clients do not ask for its schemas. */
  private static ObjectNode document(String apiVersion) {
    ObjectNode answer = JSON.createObjectNode().put("openapi", "3.0.0");
    answer.putObject("info").put("title", "Kubernetes").put("version", "v1.31.0");
    ObjectNode paths = answer.putObject("paths");
    for (Kind kind : ALL) {
      if (kind.apiVersion().equals(apiVersion)) {
        ObjectNode patch =
            paths
                .putObject("/" + kind.root() + "/namespaces/{namespace}/" + kind.plural + "/{name}")
                .putObject("patch");
        patch
            .putObject("x-kubernetes-group-version-kind")
            .put("group", kind.group)
            .put("version", kind.version)
            .put("kind", kind.name);
        patch.putArray("parameters").addObject().put("name", "fieldValidation").put("in", "query");
      }
    }
    return answer;
  }

  private static ObjectNode resources(String apiVersion) {
    ObjectNode answer =
        JSON.createObjectNode()
            .put("kind", "APIResourceList")
            .put("apiVersion", "v1")
            .put("groupVersion", apiVersion);
    ArrayNode resources = answer.putArray("resources");
    for (Kind kind : ALL) {
      if (kind.apiVersion().equals(apiVersion)) {
        ObjectNode resource =
            resources
                .addObject()
                .put("name", kind.plural)
                .put("singularName", kind.name.toLowerCase(java.util.Locale.ROOT))
                .put("namespaced", !kind.name.equals("Namespace"))
                .put("kind", kind.name);
        ArrayNode verbs = resource.putArray("verbs");
        List.of("create", "delete", "get", "list", "patch", "update", "watch").forEach(verbs::add);
      }
    }
    return answer;
  }
}
