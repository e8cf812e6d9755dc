{{- define "kefu.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{- define "kefu.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* Selector labels of a component: dict root, component. */}}
{{- define "kefu.selector" -}}
app.kubernetes.io/name: {{ include "kefu.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{/* Labels of a component: dict root, component. */}}
{{- define "kefu.labels" -}}
{{ include "kefu.selector" . }}
app.kubernetes.io/part-of: kefu
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end -}}

{{/* What is fixed about each service: port, schema, and whose lag tells its load. */}}
{{- define "kefu.catalogue" -}}
gateway: { port: 8080, schema: gateway }
message-service: { port: 8081, schema: message, topic: message.in, group: message-service }
ai-service: { port: 8082, schema: ai }
rag-service: { port: 8083, schema: rag }
erp-sync: { port: 8084, schema: erp, topic: erp.sync, group: erp-sync }
stats: { port: 8085, schema: stats, topic: message.in, group: stats }
{{- end -}}

{{/* The settings of one service, its own over the defaults: dict root, service. */}}
{{- define "kefu.settings" -}}
{{- $own := index .root.Values.services .service | default dict -}}
{{- mergeOverwrite (deepCopy .root.Values.defaults) (deepCopy $own) | toYaml -}}
{{- end -}}

{{- define "kefu.image" -}}
{{- $variant := ternary "jvm" .root.Values.image.variant (eq .service "rag-service") -}}
{{- printf "%s/%s/%s:%s-%s" .root.Values.image.registry .root.Values.image.repository .service (.root.Values.image.tag | default .root.Chart.AppVersion) $variant -}}
{{- end -}}

{{- define "kefu.secretName" -}}
{{- .Values.secrets.existingSecret | default (printf "%s-secrets" (include "kefu.fullname" .)) -}}
{{- end -}}

{{- define "kefu.bootstrapSecretName" -}}
{{- .Values.bootstrap.existingSecret | default (printf "%s-bootstrap" (include "kefu.fullname" .)) -}}
{{- end -}}

{{- define "kefu.databaseSecretName" -}}
{{- .Values.database.existingSecret | default (printf "%s-database" (include "kefu.fullname" .)) -}}
{{- end -}}

{{- define "kefu.databaseHost" -}}
{{- if .Values.bundled.postgresql.enabled -}}{{ include "kefu.fullname" . }}-postgresql{{- else -}}{{ .Values.database.host }}{{- end -}}
{{- end -}}

{{- define "kefu.databaseSslMode" -}}
{{- if .Values.bundled.postgresql.enabled -}}disable{{- else -}}{{ .Values.database.sslMode }}{{- end -}}
{{- end -}}

{{- define "kefu.kafkaBootstrap" -}}
{{- if .Values.bundled.kafka.enabled -}}{{ include "kefu.fullname" . }}-kafka:9092{{- else -}}{{ .Values.kafka.bootstrapServers }}{{- end -}}
{{- end -}}

{{- define "kefu.kafkaProtocol" -}}
{{- if .Values.bundled.kafka.enabled -}}PLAINTEXT{{- else -}}{{ .Values.kafka.securityProtocol }}{{- end -}}
{{- end -}}

{{- define "kefu.redisUrl" -}}
{{- if .Values.bundled.redis.enabled -}}redis://{{ include "kefu.fullname" . }}-redis:6379{{- else -}}{{ ternary "rediss" "redis" .Values.redis.tls }}://{{ .Values.redis.host }}:{{ .Values.redis.port }}{{- end -}}
{{- end -}}

{{/* What no schema can say: refused with a sentence that tells what to set. */}}
{{- define "kefu.validate" -}}
{{- $v := .Values -}}
{{- if and $v.bundled.postgresql.enabled $v.database.host -}}
{{- fail "database.host and bundled.postgresql.enabled exclude each other: name your server or use the trial one" -}}
{{- end -}}
{{- if not (or $v.bundled.postgresql.enabled $v.database.host) -}}
{{- fail "no PostgreSQL: set database.host and database.existingSecret, or bundled.postgresql.enabled=true for a trial" -}}
{{- end -}}
{{- if and $v.database.host (not $v.database.existingSecret) -}}
{{- fail "database.existingSecret is missing: a Secret with the keys gateway, message, ai, rag, erp, stats (passwords of the users kefu_<key>)" -}}
{{- end -}}
{{- if and $v.database.bootstrap.enabled (not $v.database.bootstrap.adminSecret) -}}
{{- fail "database.bootstrap.adminSecret is missing: a Secret with the keys username and password of a role that may create roles" -}}
{{- end -}}
{{- if and $v.bundled.kafka.enabled $v.kafka.bootstrapServers -}}
{{- fail "kafka.bootstrapServers and bundled.kafka.enabled exclude each other" -}}
{{- end -}}
{{- if not (or $v.bundled.kafka.enabled $v.kafka.bootstrapServers) -}}
{{- fail "no Kafka: set kafka.bootstrapServers, or bundled.kafka.enabled=true for a trial" -}}
{{- end -}}
{{- if and $v.kafka.bootstrapServers (hasPrefix "SASL" $v.kafka.securityProtocol) (not $v.kafka.existingSecret) -}}
{{- fail (printf "kafka.existingSecret is missing: %s needs a Secret with the keys username and password" $v.kafka.securityProtocol) -}}
{{- end -}}
{{- if and $v.bundled.redis.enabled $v.redis.host -}}
{{- fail "redis.host and bundled.redis.enabled exclude each other" -}}
{{- end -}}
{{- if not (or $v.bundled.redis.enabled $v.redis.host) -}}
{{- fail "no Redis: set redis.host, or bundled.redis.enabled=true for a trial" -}}
{{- end -}}
{{- if and (eq $v.files.store "s3") (or (not $v.files.s3.endpoint) (not $v.files.s3.existingSecret)) -}}
{{- fail "files.store=s3 needs files.s3.endpoint and files.s3.existingSecret (keys access-key and secret-key); or set files.store=folder" -}}
{{- end -}}
{{- if and $v.ingress.enabled (or (not $v.ingress.host) (not $v.ingress.tlsSecret)) -}}
{{- fail "ingress needs ingress.host and ingress.tlsSecret: agents connect by WSS only" -}}
{{- end -}}
{{- if and $v.httpRoute.enabled (or (not $v.httpRoute.host) (empty $v.httpRoute.parentRefs)) -}}
{{- fail "httpRoute needs httpRoute.host and at least one of httpRoute.parentRefs" -}}
{{- end -}}
{{- if and $v.kafka.createTopics.enabled (not $v.bundled.kafka.enabled) (gt (int $v.kafka.createTopics.minInsyncReplicas) (int $v.kafka.createTopics.replicationFactor)) -}}
{{- fail "kafka.createTopics.minInsyncReplicas must not exceed replicationFactor: nothing could be written" -}}
{{- end -}}
{{- if and (eq $v.files.store "folder") (not $v.files.folder.existingClaim) (not (has "ReadWriteMany" $v.files.folder.accessModes)) -}}
{{- $gateway := fromYaml (include "kefu.settings" (dict "root" $ "service" "gateway")) -}}
{{- if or (gt (int $gateway.replicas) 1) (ne $gateway.autoscaling.kind "none") -}}
{{- fail "files.folder without ReadWriteMany serves one gateway only: set services.gateway.replicas=1, or use files.store=s3" -}}
{{- end -}}
{{- end -}}
{{- if and $v.backup.enabled (or (not $v.backup.to) (not $v.backup.recipient) (not $v.backup.existingSecret)) -}}
{{- fail "backup needs backup.to (s3://bucket/prefix), backup.recipient (public key of: kefu backup keygen) and backup.existingSecret" -}}
{{- end -}}
{{- range $service, $facts := fromYaml (include "kefu.catalogue" $) -}}
{{- $settings := fromYaml (include "kefu.settings" (dict "root" $ "service" $service)) -}}
{{- if and (eq $settings.autoscaling.kind "keda") (not $facts.topic) -}}
{{- fail (printf "services.%s.autoscaling.kind=keda: %s consumes no topic whose lag tells its load; use hpa" $service $service) -}}
{{- end -}}
{{- if gt (int $settings.autoscaling.minReplicas) (int $settings.autoscaling.maxReplicas) -}}
{{- fail (printf "services.%s.autoscaling.minReplicas exceeds maxReplicas" $service) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "kefu.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: {{ .Values.podSecurity.runAsUser }}
runAsGroup: {{ .Values.podSecurity.runAsUser }}
fsGroup: {{ .Values.podSecurity.fsGroup }}
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "kefu.containerSecurityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities:
  drop: [ALL]
{{- end -}}

{{/* Environment by which a service finds its back ends: dict root, service, schema. */}}
{{- define "kefu.backendEnv" -}}
{{- $root := .root -}}
{{- $ssl := include "kefu.databaseSslMode" $root -}}
{{- $ca := and $root.Values.database.caConfigMap (not $root.Values.bundled.postgresql.enabled) -}}
- name: QUARKUS_DATASOURCE_USERNAME
  value: kefu_{{ .schema }}
- name: QUARKUS_DATASOURCE_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ include "kefu.databaseSecretName" $root }}
      key: {{ .schema }}
- name: QUARKUS_DATASOURCE_JDBC_URL
  value: "jdbc:postgresql://{{ include "kefu.databaseHost" $root }}:{{ $root.Values.database.port }}/{{ $root.Values.database.name }}?sslmode={{ $ssl }}{{ if $ca }}&sslrootcert=/etc/kefu/database-ca/ca.crt{{ end }}"
- name: QUARKUS_DATASOURCE_REACTIVE_URL
  value: "postgresql://{{ include "kefu.databaseHost" $root }}:{{ $root.Values.database.port }}/{{ $root.Values.database.name }}"
- name: QUARKUS_DATASOURCE_REACTIVE_POSTGRESQL_SSL_MODE
  value: {{ $ssl }}
{{- if $ca }}
- name: QUARKUS_DATASOURCE_REACTIVE_TRUST_CERTIFICATE_PEM
  value: "true"
- name: QUARKUS_DATASOURCE_REACTIVE_TRUST_CERTIFICATE_PEM_CERTS
  value: /etc/kefu/database-ca/ca.crt
{{- end }}
{{- if eq $ssl "verify-full" }}
- name: QUARKUS_DATASOURCE_REACTIVE_HOSTNAME_VERIFICATION_ALGORITHM
  value: HTTPS
{{- end }}
- name: KAFKA_BOOTSTRAP_SERVERS
  value: {{ include "kefu.kafkaBootstrap" $root | quote }}
{{- include "kefu.kafkaSecurityEnv" $root }}
- name: QUARKUS_REDIS_HOSTS
  value: {{ include "kefu.redisUrl" $root | quote }}
{{- if and $root.Values.redis.existingSecret (not $root.Values.bundled.redis.enabled) }}
- name: QUARKUS_REDIS_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ $root.Values.redis.existingSecret }}
      key: password
{{- end }}
{{- end -}}

{{- define "kefu.kafkaSecurityEnv" -}}
{{- $protocol := include "kefu.kafkaProtocol" . -}}
{{- if ne $protocol "PLAINTEXT" }}
- name: KAFKA_SECURITY_PROTOCOL
  value: {{ $protocol }}
{{- if hasPrefix "SASL" $protocol }}
- name: KAFKA_SASL_MECHANISM
  value: {{ .Values.kafka.saslMechanism }}
- name: KEFU_KAFKA_USERNAME
  valueFrom:
    secretKeyRef:
      name: {{ .Values.kafka.existingSecret }}
      key: username
- name: KEFU_KAFKA_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ .Values.kafka.existingSecret }}
      key: password
- name: KAFKA_SASL_JAAS_CONFIG
  value: {{ printf "org.apache.kafka.common.security.%s required username=\"$(KEFU_KAFKA_USERNAME)\" password=\"$(KEFU_KAFKA_PASSWORD)\";" (ternary "plain.PlainLoginModule" "scram.ScramLoginModule" (eq .Values.kafka.saslMechanism "PLAIN")) | quote }}
{{- end }}
{{- if .Values.kafka.caConfigMap }}
- name: KAFKA_SSL_TRUSTSTORE_TYPE
  value: PEM
- name: KAFKA_SSL_TRUSTSTORE_LOCATION
  value: /etc/kefu/kafka-ca/ca.crt
{{- end }}
{{- end }}
{{- end -}}

{{/* Volumes of certificates. */}}
{{- define "kefu.caVolumes" -}}
{{- if and .Values.database.caConfigMap (not .Values.bundled.postgresql.enabled) }}
- name: database-ca
  configMap:
    name: {{ .Values.database.caConfigMap }}
{{- end }}
{{- if and .Values.kafka.caConfigMap (not .Values.bundled.kafka.enabled) }}
- name: kafka-ca
  configMap:
    name: {{ .Values.kafka.caConfigMap }}
{{- end }}
{{- end -}}

{{- define "kefu.caMounts" -}}
{{- if and .Values.database.caConfigMap (not .Values.bundled.postgresql.enabled) }}
- name: database-ca
  mountPath: /etc/kefu/database-ca
  readOnly: true
{{- end }}
{{- if and .Values.kafka.caConfigMap (not .Values.bundled.kafka.enabled) }}
- name: kafka-ca
  mountPath: /etc/kefu/kafka-ca
  readOnly: true
{{- end }}
{{- end -}}
