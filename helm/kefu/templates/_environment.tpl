{{/* The whole environment of a service: dict root, service, schema, settings. */}}
{{- define "kefu.serviceEnv" -}}
{{- $root := .root -}}
{{- $secret := include "kefu.secretName" $root -}}
{{- include "kefu.backendEnv" . }}
- name: KEFU_SERVICE_TOKEN_SECRET
  valueFrom:
    secretKeyRef: { name: {{ $secret }}, key: service-token }
{{- range $neighbour, $facts := fromYaml (include "kefu.catalogue" $root) }}
- name: KEFU_{{ $neighbour | upper | replace "-" "_" }}_URL
  value: http://{{ include "kefu.fullname" $root }}-{{ $neighbour }}:{{ $facts.port }}
{{- end }}
- name: QUARKUS_LOG_LEVEL
  value: {{ $root.Values.logs.level }}
{{- if $root.Values.database.migrationJob }}
- name: QUARKUS_FLYWAY_MIGRATE_AT_START
  value: "false"
{{- end }}
{{- if $root.Values.telemetry.traces }}
- name: KEFU_TRACING_ENABLED
  value: "true"
- name: KEFU_TRACING_ENDPOINT
  value: {{ $root.Values.telemetry.otlpEndpoint | quote }}
- name: KEFU_TRACING_PROTOCOL
  value: {{ $root.Values.telemetry.protocol }}
- name: KEFU_TRACING_RATIO
  value: {{ $root.Values.telemetry.sampling | quote }}
{{- end }}
{{- if or (eq $root.Values.image.variant "jvm") (eq .service "rag-service") }}
- name: JAVA_TOOL_OPTIONS
  value: {{ .settings.javaOptions | quote }}
{{- end }}
{{- if eq .service "gateway" }}
- name: KEFU_TOKEN_KEYS_SECRET
  valueFrom:
    secretKeyRef: { name: {{ $secret }}, key: token-keys }
{{- if $root.Values.bootstrap.tenant }}
- name: KEFU_BOOTSTRAP_TENANT
  value: {{ $root.Values.bootstrap.tenant | quote }}
- name: KEFU_BOOTSTRAP_ADMIN_USERNAME
  valueFrom:
    secretKeyRef: { name: {{ include "kefu.bootstrapSecretName" $root }}, key: admin-username }
- name: KEFU_BOOTSTRAP_ADMIN_PASSWORD
  valueFrom:
    secretKeyRef: { name: {{ include "kefu.bootstrapSecretName" $root }}, key: admin-password }
{{- end }}
{{ include "kefu.filesEnv" $root }}
{{- else if eq .service "message-service" }}
- name: KEFU_MESSAGE_DATA_KEYS
  valueFrom:
    secretKeyRef: { name: {{ $secret }}, key: message-data-keys }
{{- else if eq .service "ai-service" }}
- name: KEFU_AI_KEYS_SECRET
  valueFrom:
    secretKeyRef: { name: {{ $secret }}, key: ai-keys }
{{- else if eq .service "erp-sync" }}
- name: KEFU_ERP_DATA_KEYS
  valueFrom:
    secretKeyRef: { name: {{ $secret }}, key: erp-data-keys }
{{- else if eq .service "rag-service" }}
- name: KEFU_RAG_INDEX_DIR
  value: /var/lib/kefu/index
{{- end }}
{{- range $name, $value := .settings.env }}
- name: {{ $name }}
  value: {{ $value | quote }}
{{- end }}
{{- range .settings.secretEnv }}
- name: {{ .name }}
  valueFrom:
    secretKeyRef: { name: {{ .secret }}, key: {{ .key }} }
{{- end }}
{{- end -}}

{{/* Where the gateway keeps files. */}}
{{- define "kefu.filesEnv" -}}
- name: KEFU_FILE_STORE
  value: {{ .Values.files.store }}
{{- if eq .Values.files.store "folder" }}
- name: KEFU_FILE_FOLDER_PATH
  value: /var/lib/kefu/files
{{- else }}
- name: KEFU_FILE_S3_ENDPOINT
  value: {{ .Values.files.s3.endpoint | quote }}
- name: KEFU_FILE_S3_REGION
  value: {{ .Values.files.s3.region | quote }}
- name: KEFU_FILE_S3_BUCKET
  value: {{ .Values.files.s3.bucket | quote }}
- name: KEFU_FILE_S3_PATH_STYLE
  value: {{ .Values.files.s3.pathStyle | quote }}
- name: KEFU_FILE_S3_SERVER_SIDE_ENCRYPTION
  value: {{ .Values.files.s3.serverSideEncryption | default "none" | quote }}
- name: KEFU_FILE_S3_ACCESS_KEY
  valueFrom:
    secretKeyRef: { name: {{ .Values.files.s3.existingSecret }}, key: access-key }
- name: KEFU_FILE_S3_SECRET_KEY
  valueFrom:
    secretKeyRef: { name: {{ .Values.files.s3.existingSecret }}, key: secret-key }
{{- end }}
{{- end -}}
