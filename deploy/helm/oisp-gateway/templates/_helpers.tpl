{{- define "gateway.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "gateway.labels" -}}
{{ include "gateway.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "gateway.serviceAccount" -}}
{{- if .Values.serviceAccount.name -}}
{{ .Values.serviceAccount.name }}
{{- else if .Values.serviceAccount.create -}}
{{ .Values.name }}
{{- else -}}
default
{{- end -}}
{{- end }}

{{- /* What cannot work is said before anything is installed. */}}
{{- define "gateway.check" -}}
{{- if and .Values.publicKey.secretName .Values.publicKey.configMapName }}
{{- fail "publicKey: give secretName or configMapName, not both" }}
{{- end }}
{{- if not (or .Values.publicKey.secretName .Values.publicKey.configMapName) }}
{{- fail "publicKey: give secretName or configMapName" }}
{{- end }}
{{- $drain := toString (.Values.settings.GATEWAY_DRAIN_TIMEOUT | default "25s") }}
{{- if regexMatch "^[0-9]+(s|m)$" $drain }}
{{- $seconds := int (regexFind "^[0-9]+" $drain) }}
{{- if hasSuffix "m" $drain }}
{{- $seconds = mul $seconds 60 }}
{{- end }}
{{- if lt (int .Values.terminationGracePeriodSeconds) (int (add $seconds 5)) }}
{{- fail "terminationGracePeriodSeconds: it has to be at least five seconds more than settings.GATEWAY_DRAIN_TIMEOUT" }}
{{- end }}
{{- end }}
{{- range $name, $reference := .Values.configuration.variables }}
{{- if not (or $reference.secretKeyRef $reference.configMapKeyRef) }}
{{- fail (printf "configuration.variables.%s: give secretKeyRef or configMapKeyRef" $name) }}
{{- end }}
{{- end }}
{{- range $name := list "GATEWAY_PORT" "GATEWAY_MANAGEMENT_PORT" "GATEWAY_MANAGEMENT_HOST" "GATEWAY_ADVERTISED_SERVER" "GATEWAY_PUBLIC_KEY" }}
{{- if hasKey $.Values.settings $name }}
{{- fail (printf "settings.%s: the chart sets it itself, from ports, advertisedServer or publicKey" $name) }}
{{- end }}
{{- end }}
{{- end }}
