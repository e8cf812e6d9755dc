package io.kefu.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The check itself finds what it is there to find. */
class ObjectSchemaTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {replica: 2}}",
        "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: a, livenessProbe: {httpGet: {path: /, prt: 1}}}]}}",
        "{apiVersion: v1, kind: Service, metadata: {nmae: a}, spec: {}}",
        "{apiVersion: keda.sh/v1alpha1, kind: ScaledObject, metadata: {name: a}, spec: {scaleTargetRef: {name: a}, triggers: [{type: kafka, metadata: {lag: x}}]}}",
        "{apiVersion: extensions/v1beta1, kind: Ingress, metadata: {name: a}}",
      })
  void aFieldOrKindThatDoesNotExistIsAFault(String object) {
    assertThat(Chart.objects(object))
        .allSatisfy(o -> assertThat(ObjectSchema.faults(o)).isNotEmpty());
  }

  @Test
  void aPodThatIsNotRestrictedIsAViolation() {
    String pod =
        "{apiVersion: v1, kind: Pod, spec: {hostNetwork: true, volumes: [{name: a, hostPath: {path: /}}],"
            + " containers: [{name: c, securityContext: {privileged: true}}]}}";

    List<String> violations =
        Chart.objects(pod).stream()
            .flatMap(Pods::of)
            .flatMap(p -> PodSecurity.violations(p).stream())
            .toList();

    assertThat(violations)
        .contains(
            "hostNetwork",
            "volume of kind hostPath",
            "c: privileged",
            "c: runAsNonRoot is not true",
            "c: no seccomp profile",
            "c: does not drop ALL capabilities");
  }
}
