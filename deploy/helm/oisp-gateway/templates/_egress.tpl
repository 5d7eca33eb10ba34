{{- /* The port of a URL; that of its scheme where it has none. */}}
{{- define "gateway.urlPort" -}}
{{- $host := (urlParse .).host -}}
{{- $port := regexFind ":[0-9]+$" $host | trimPrefix ":" -}}
{{ $port | default (hasPrefix "http:" . | ternary "80" "443") }}
{{- end }}

{{- /* The ports in a list of hosts, separated by commas: "5432 5433". */}}
{{- define "gateway.hostPorts" -}}
{{- range regexFindAll ":[0-9]+(,|$)" (nospace .) -1 }} {{ . | trimPrefix ":" | trimSuffix "," }}{{ end -}}
{{- end }}

{{- /* The ports of each neighbour that is configured, by name, separated by spaces. Where the address is in a Secret, the usual port. */}}
{{- define "gateway.neighbours" -}}
{{- $settings := .Values.settings -}}
{{- $database := list ($settings.GATEWAY_DATABASE_PORT | default 5432 | int64 | toString) -}}
{{- range list $settings.GATEWAY_DATABASE_HOST $settings.GATEWAY_DATABASE_REPLICAS -}}
{{- $database = concat $database (include "gateway.hostPorts" (. | default "") | trim | splitList " ") -}}
{{- end -}}
database: {{ join " " $database | quote }}
{{- if include "gateway.redis" . }}
{{- /* Sentinels and clusters name the servers, so the chart cannot know their ports: the usual one, beside those that are given. */}}
{{- $redis := list ($settings.GATEWAY_REDIS_PORT | default 6379 | int64 | toString) -}}
{{- with $settings.GATEWAY_REDIS_SENTINELS -}}
{{- $redis = concat $redis (include "gateway.hostPorts" . | trim | default "26379" | splitList " ") -}}
{{- end -}}
{{- with $settings.GATEWAY_REDIS_CLUSTER -}}
{{- $redis = concat $redis (include "gateway.hostPorts" . | trim | splitList " ") -}}
{{- end }}
redis: {{ join " " $redis | quote }}
{{- end }}
{{- if include "gateway.gives" (dict "root" . "names" (list "GATEWAY_KAFKA_SERVERS" "OISP_KAFKA_CONFIG")) }}
kafka: {{ include "gateway.hostPorts" ($settings.GATEWAY_KAFKA_SERVERS | default "") | trim | default "9092" | quote }}
{{- end }}
{{- if include "gateway.realm" . }}
identityProvider: {{ include "gateway.urlPort" (coalesce $settings.GATEWAY_KEYCLOAK_URL $settings.GATEWAY_KEYCLOAK_DISCOVERY_URL "https:") | quote }}
{{- end }}
{{- with $settings.GATEWAY_TRACING_ENDPOINT }}
traces: {{ include "gateway.urlPort" . | quote }}
{{- end }}
{{- end }}

{{- /* The rules for where the gateway may connect to. */}}
{{- define "gateway.egress" -}}
{{- $egress := .Values.networkPolicy.egress -}}
- ports:
    {{- range $egress.dns.ports }}
    - port: {{ . }}
      protocol: UDP
    - port: {{ . }}
      protocol: TCP
    {{- end }}
  {{- with $egress.dns.to }}
  to:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- range $name, $ports := include "gateway.neighbours" . | fromYaml }}
{{- $rule := get $egress $name }}
# {{ $name }}
- ports:
    {{- range $rule.ports | default (splitList " " $ports | compact | uniq) }}
    - port: {{ . | int64 }}
      protocol: TCP
    {{- end }}
  {{- with $rule.to }}
  to:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}
{{- end }}
