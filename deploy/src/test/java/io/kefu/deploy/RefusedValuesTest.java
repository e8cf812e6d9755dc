package io.kefu.deploy;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values that would make a broken installation are refused, and the words say what to set. */
class RefusedValuesTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                                                              | set database.host and"
            + " database.existingSecret",
        "{database: {host: db}}                                          | database.existingSecret"
            + " is missing",
        "{database: {host: db, existingSecret: d}}                       | no Kafka",
        "{database: {host: db, existingSecret: d}, kafka: {bootstrapServers: 'k:9093'}} |"
            + " kafka.existingSecret is missing",
        "{database: {host: db, existingSecret: d}, kafka: {bootstrapServers: 'k:9093',"
            + " existingSecret: k}} | no Redis",
        "{database: {host: db, existingSecret: d}, kafka: {bootstrapServers: 'k:9093',"
            + " existingSecret: k}, redis: {host: r}} | files.s3.endpoint",
      })
  void whatIsMissingIsNamed(String values, String words) {
    assertThatThrownBy(() -> Chart.render(Chart.values(folder, values)))
        .hasMessageContaining(words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{database: {host: db}}                                  | exclude each other",
        "{kafka: {bootstrapServers: 'k:9092'}}                   | exclude each other",
        "{redis: {host: r}}                                      | exclude each other",
        "{defaults: {replicas: 2}, services: {gateway: {replicas: 2}}} | files.folder without"
            + " ReadWriteMany",
        "{ingress: {enabled: true}}                              | ingress.host and"
            + " ingress.tlsSecret",
        "{ingress: {enabled: true, host: kefu.example.com}}      | ingress.host and"
            + " ingress.tlsSecret",
        "{httpRoute: {enabled: true, host: kefu.example.com}}    | httpRoute.parentRefs",
        "{database: {bootstrap: {enabled: true}}}                | database.bootstrap.adminSecret",
        "{services: {ai-service: {autoscaling: {kind: keda}}}}   | consumes no topic",
        "{services: {stats: {autoscaling: {minReplicas: 9}}}}    | minReplicas exceeds maxReplicas",
        "{backup: {enabled: true}}                               | backup needs backup.to",
        "{backup: {recipient: AGE-SECRET-KEY-1X}}                | recipient",
        "{backup: {schedule: nightly}}                           | schedule",
        "{backup: {to: /var/backups}}                            | to",
        "{replicaCount: 3}                                       | replicaCount",
        "{services: {gatway: {replicas: 3}}}                     | gatway",
        "{services: {gateway: {replicas: 0}}}                    | replicas",
        "{services: {gateway: {replicas: two}}}                  | replicas",
        "{services: {gateway: {autoscaling: {kind: both}}}}      | kind",
        "{image: {variant: python}}                              | variant",
        "{database: {port: 70000}}                               | port",
        "{database: {sslMode: maybe}}                            | sslMode",
        "{kafka: {saslMechanism: GSSAPI}}                        | saslMechanism",
        "{telemetry: {sampling: 2}}                              | sampling",
        "{telemetry: {protocol: jaeger}}                         | protocol",
        "{telemetry: {traces: true, otlpEndpoint: collector}}    | otlpEndpoint",
        "{bootstrap: {tenant: 'a b'}}                            | tenant",
        "{networkPolicy: {egressCidrs: [everywhere]}}            | egressCidrs",
        "{services: {gateway: {env: {lower: x}}}}                | lower",
        "{services: {gateway: {resources: {limits: {memory: much}}}}} | memory",
      })
  void whatContradictsOrIsUnknownIsNamed(String values, String words) {
    assertThatThrownBy(() -> Chart.render(Chart.shipped("small"), Chart.values(folder, values)))
        .hasMessageContaining(words);
  }
}
