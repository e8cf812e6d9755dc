package io.kefu.deploy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/**
 * Reads an object as the API server would, with unknown fields refused. Kinds of Kubernetes itself
 * are read into its model; kinds of operators are held against schemas of our own, which name the
 * fields that the chart may use.
 */
final class ObjectSchema {

  private static final ObjectMapper STRICT =
      JsonMapper.builder()
          .annotationIntrospector(new KnowsNoAnySetter())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private static final Map<String, Class<?>> KINDS =
      Map.ofEntries(
          Map.entry("v1 ConfigMap", ConfigMap.class),
          Map.entry("v1 PersistentVolumeClaim", PersistentVolumeClaim.class),
          Map.entry("v1 Pod", Pod.class),
          Map.entry("v1 Secret", Secret.class),
          Map.entry("v1 Service", Service.class),
          Map.entry("v1 ServiceAccount", ServiceAccount.class),
          Map.entry("apps/v1 Deployment", Deployment.class),
          Map.entry("apps/v1 StatefulSet", StatefulSet.class),
          Map.entry("batch/v1 Job", Job.class),
          Map.entry("batch/v1 CronJob", CronJob.class),
          Map.entry("autoscaling/v2 HorizontalPodAutoscaler", HorizontalPodAutoscaler.class),
          Map.entry("policy/v1 PodDisruptionBudget", PodDisruptionBudget.class),
          Map.entry("networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class),
          Map.entry("networking.k8s.io/v1 Ingress", Ingress.class),
          Map.entry("gateway.networking.k8s.io/v1 HTTPRoute", HTTPRoute.class));

  private ObjectSchema() {}

  /** What the API server would refuse; empty when it takes the object. */
  static List<String> faults(JsonNode object) {
    String kind = object.path("kind").asText();
    String version = object.path("apiVersion").asText();
    InputStream ours = ObjectSchema.class.getResourceAsStream("/schemas/" + kind + ".json");
    if (ours != null) {
      JsonSchema schema =
          JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(ours);
      return schema.validate(object).stream().map(ValidationMessage::getMessage).toList();
    }
    Class<?> model = KINDS.get(version + " " + kind);
    if (model == null) {
      return List.of("no model for " + version + " " + kind);
    }
    try {
      STRICT.treeToValue(object, model);
      return List.of();
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      return List.of(kind + " " + object.path("metadata").path("name") + ": " + e.getMessage());
    }
  }

  /** The model keeps unknown fields in a map; without the setter they are faults. */
  private static final class KnowsNoAnySetter extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1;

    @Override
    public Boolean hasAnySetter(Annotated annotated) {
      return false;
    }

    @Override
    public Boolean hasAnyGetter(Annotated annotated) {
      return annotated instanceof AnnotatedMember ? false : null;
    }
  }
}
