{{- /* OISP_WEBSOCKET_SERVER_CONFIG: refers to the variables that are given. */}}
{{- define "gateway.websocketServer" -}}
{{- $sections := dict -}}
{{- range $section, $variable := dict "postgresConfig" "OISP_POSTGRES_CONFIG" "websocketUserConfig" "OISP_WEBSOCKETUSER_CONFIG" "redisConfig" "OISP_REDIS_CONFIG" "kafkaConfig" "OISP_KAFKA_CONFIG" "keycloakConfig" "OISP_KEYCLOAK_CONFIG" -}}
{{- if get $.Values.configuration.variables $variable -}}
{{- $sections = set $sections $section (printf "@@%s" $variable) -}}
{{- end -}}
{{- end -}}
{{ .Values.configuration.websocketServer | default (empty $sections | ternary "" (toJson $sections)) }}
{{- end }}

{{- /* The variables that the chart gives the gateway, as a list. */}}
{{- define "gateway.environment" -}}
- name: POD_NAME
  valueFrom:
    fieldRef:
      fieldPath: metadata.name
- name: GATEWAY_ADVERTISED_SERVER
  value: {{ include "gateway.advertisedServer" . | quote }}
- name: GATEWAY_PORT
  value: {{ .Values.ports.devices | quote }}
- name: GATEWAY_MANAGEMENT_PORT
  value: {{ .Values.ports.management | quote }}
- name: GATEWAY_MANAGEMENT_HOST
  value: "0.0.0.0"
- name: GATEWAY_MAX_CONNECTIONS
  value: {{ include "gateway.text" .Values.connections | quote }}
- name: GATEWAY_LOG_LEVEL
  value: {{ .Values.logLevel | quote }}
{{- if or .Values.publicKey.secretName .Values.publicKey.configMapName }}
- name: GATEWAY_PUBLIC_KEY
  value: /app/keys/public.pem
{{- end }}
{{- if .Values.tls.secretName }}
- name: GATEWAY_TLS_CERTIFICATE
  value: /app/tls/tls.crt
- name: GATEWAY_TLS_KEY
  value: /app/tls/tls.key
{{- end }}
{{- with .Values.jvmOptions }}
- name: JVM_OPTIONS
  value: {{ . | quote }}
{{- end }}
{{- with include "gateway.websocketServer" . }}
- name: OISP_WEBSOCKET_SERVER_CONFIG
  value: {{ . | quote }}
{{- end }}
{{- range $name, $from := .Values.configuration.variables }}
{{- with $from }}
- name: {{ $name }}
  valueFrom:
    {{- toYaml . | nindent 4 }}
{{- end }}
{{- end }}
{{- range $name, $from := .Values.secrets }}
{{- if $from.name }}
- name: {{ $name }}
  valueFrom:
    secretKeyRef:
      name: {{ $from.name }}
      key: {{ $from.key }}
{{- end }}
{{- end }}
{{- range $name, $from := .Values.files }}
{{- if or $from.secretName $from.configMapName }}
- name: {{ $name }}
  value: /app/files/{{ $name }}
{{- end }}
{{- end }}
{{- range $name, $value := .Values.settings }}
{{- with include "gateway.text" $value }}
- name: {{ $name }}
  value: {{ . | quote }}
{{- end }}
{{- end }}
{{- end }}
