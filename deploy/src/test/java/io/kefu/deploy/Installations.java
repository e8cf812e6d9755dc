package io.kefu.deploy;

import java.util.LinkedHashMap;
import java.util.Map;

/** What different people write into their values. */
final class Installations {

  /** External back ends, all secured. */
  static final String EXTERNAL =
      """
      database: {host: db.example.com, existingSecret: database, caConfigMap: database-ca}
      kafka: {bootstrapServers: "k1.example.com:9093,k2.example.com:9093", existingSecret: kafka}
      redis: {host: redis.example.com, existingSecret: redis}
      files: {s3: {endpoint: "https://s3.example.com", existingSecret: s3}}
      """;

  /** A public key of nobody. */
  private static final String RECIPIENT =
      "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";

  private Installations() {}

  /** Name to the sizes of values and the values of one's own. */
  static Map<String, Installation> all() {
    Map<String, Installation> all = new LinkedHashMap<>();
    all.put("small", new Installation("small", ""));
    all.put(
        "small, own secrets",
        new Installation(
            "small", "secrets: {existingSecret: mine}\nbootstrap: {existingSecret: mine-too}"));
    all.put("small, no policy", new Installation("small", "networkPolicy: {enabled: false}"));
    all.put(
        "small, native",
        new Installation("small", "image: {variant: native, tag: 1.2.3, pullSecrets: [registry]}"));
    all.put("external", new Installation(null, EXTERNAL));
    all.put("standard", new Installation("standard", EXTERNAL));
    all.put("large", new Installation("large", EXTERNAL));
    all.put(
        "ingress",
        new Installation(
            "standard",
            EXTERNAL + "ingress: {enabled: true, host: kefu.example.com, tlsSecret: tls}"));
    all.put(
        "ingress of another class",
        new Installation(
            "standard",
            EXTERNAL
                + "ingress: {enabled: true, className: traefik, host: kefu.example.com, tlsSecret:"
                + " tls, annotations: {a: b}}"));
    all.put(
        "HTTPRoute",
        new Installation(
            "standard",
            EXTERNAL
                + "httpRoute: {enabled: true, host: kefu.example.com, parentRefs: [{name: public,"
                + " namespace: gateways}]}"));
    all.put(
        "role bootstrap",
        new Installation(
            "standard",
            EXTERNAL.replace(
                "existingSecret: database,",
                "existingSecret: database, bootstrap: {enabled: true, adminSecret: root},")));
    all.put(
        "migrations at start",
        new Installation(
            "standard",
            EXTERNAL.replace(
                "existingSecret: database,", "existingSecret: database, migrationJob: false,")));
    all.put(
        "Kafka over TLS with its own CA",
        new Installation(
            "large",
            EXTERNAL.replace(
                "existingSecret: kafka}",
                "existingSecret: kafka, securityProtocol: SSL, caConfigMap: kafka-ca}")));
    all.put(
        "Kafka in the clear",
        new Installation(
            "large", EXTERNAL.replace("existingSecret: kafka}", "securityProtocol: PLAINTEXT}")));
    all.put(
        "Kafka with SASL PLAIN",
        new Installation(
            "large",
            EXTERNAL.replace(
                "existingSecret: kafka}", "existingSecret: kafka, saslMechanism: PLAIN}")));
    all.put(
        "topics made elsewhere",
        new Installation(
            "standard",
            EXTERNAL.replace(
                "existingSecret: kafka}",
                "existingSecret: kafka, createTopics: {enabled: false}}")));
    all.put(
        "own files claim",
        new Installation("small", "files: {store: folder, folder: {existingClaim: files}}"));
    all.put(
        "everything measured",
        new Installation(
            "large",
            EXTERNAL
                + "metrics: {serviceMonitor: {labels: {release: prometheus}}, prometheusRule:"
                + " {labels: {release: prometheus}}}"));
    all.put(
        "spans over HTTP",
        new Installation(
            "small",
            "telemetry: {traces: true, protocol: http, otlpEndpoint:"
                + " \"http://otel.example.com:4318\"}"));
    all.put(
        "backed up",
        new Installation(
            "standard",
            EXTERNAL
                + "backup: {enabled: true, to: \"s3://backups/kefu\", recipient: "
                + RECIPIENT
                + ", existingSecret: backup}"));
    all.put(
        "small, backed up",
        new Installation(
            "small",
            "backup: {enabled: true, schedule: \"@daily\", to: \"s3://backups\", recipient: "
                + RECIPIENT
                + ", existingSecret: backup, s3: {endpoint: \"https://s3.example.com\"}}"));
    all.put(
        "placed",
        new Installation(
            "standard",
            EXTERNAL
                + """
                defaults:
                  nodeSelector: {pool: kefu}
                  tolerations: [{key: kefu, operator: Exists, effect: NoSchedule}]
                  podAnnotations: {a: b}
                  podLabels: {team: kefu}
                  env: {KEFU_MESSAGE_REPLY_EXPIRY: 5m}
                services:
                  ai-service:
                    secretEnv: [{name: KEFU_AI_PROVIDERS_QWEN_API_KEY, secret: qwen, key: api-key}]
                    env: {KEFU_AI_CHAIN_ORDER: qwen}
                """));
    return all;
  }

  /**
   * One installation.
   *
   * @param size shipped values it starts from; null for the defaults alone
   * @param own values of its own
   */
  record Installation(String size, String own) {}
}
