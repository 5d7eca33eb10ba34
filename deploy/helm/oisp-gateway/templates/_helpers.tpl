{{- define "gateway.name" -}}
{{ .Values.nameOverride | default .Chart.Name | trunc 52 | trimSuffix "-" }}
{{- end }}

{{- /* The name of the pods and of their headless Service, and the beginning of all other names. With 52 characters the longest name,
that of a pod's revision, is a label. */}}
{{- define "gateway.fullname" -}}
{{- $name := .Values.nameOverride | default .Chart.Name -}}
{{- $full := contains $name .Release.Name | ternary .Release.Name (printf "%s-%s" .Release.Name $name) -}}
{{ .Values.fullnameOverride | default $full | trunc 52 | trimSuffix "-" }}
{{- end }}

{{- define "gateway.selector" -}}
app.kubernetes.io/name: {{ include "gateway.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- /* Labels that no selector looks for. */}}
{{- define "gateway.information" -}}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "gateway.labels" -}}
{{ include "gateway.selector" . }}
{{ include "gateway.information" . }}
{{- end }}

{{- /* The labels of the chart's test, which is no gateway: no Service may choose it. */}}
{{- define "gateway.testSelector" -}}
app.kubernetes.io/name: {{ include "gateway.name" . }}-test
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "gateway.serviceAccount" -}}
{{- if .Values.serviceAccount.name -}}
{{ .Values.serviceAccount.name }}
{{- else if .Values.serviceAccount.create -}}
{{ include "gateway.fullname" . }}
{{- else -}}
default
{{- end -}}
{{- end }}

{{- define "gateway.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}
{{- end }}

{{- define "gateway.advertisedServer" -}}
{{ .Values.advertisedServer | default (printf "$(POD_NAME).%s:%v" (include "gateway.fullname" .) .Values.ports.devices) }}
{{- end }}

{{- /* Helm reads numbers of files as floats: 2000000 must not become 2e+06. YAML reads on and off as true and false. */}}
{{- define "gateway.text" -}}
{{- if kindIs "bool" . -}}
{{ . | ternary "on" "off" }}
{{- else if and (kindIs "float64" .) (eq (floor .) .) -}}
{{ int64 . }}
{{- else -}}
{{ . }}
{{- end -}}
{{- end }}

{{- /* "true" if one of the variables `names` is given a value anywhere that the chart can see. */}}
{{- define "gateway.gives" -}}
{{- $values := .root.Values -}}
{{- $found := "" -}}
{{- range $name := .names -}}
{{- $secret := get $values.secrets $name | default dict -}}
{{- if or (get $values.settings $name) $secret.name (get $values.configuration.variables $name) -}}
{{- $found = "true" -}}
{{- end -}}
{{- range $values.extraEnv -}}
{{- if has .name (list $name (printf "%s_FILE" $name)) -}}
{{- $found = "true" -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{ $found }}
{{- end }}

{{- define "gateway.redis" -}}
{{ include "gateway.gives" (dict "root" . "names" (list "GATEWAY_REDIS_HOST" "GATEWAY_REDIS_SENTINELS" "GATEWAY_REDIS_CLUSTER" "OISP_REDIS_CONFIG")) }}
{{- end }}
{{- define "gateway.realm" -}}
{{ include "gateway.gives" (dict "root" . "names" (list "GATEWAY_KEYCLOAK_URL" "GATEWAY_KEYCLOAK_DISCOVERY_URL" "OISP_KEYCLOAK_CONFIG")) }}
{{- end }}

{{- /* Which Secrets and ConfigMaps the gateway reads at its start, in the versions that the cluster has. Their versions, not their
contents: whoever may see pods must not be able to try passwords against a checksum. */}}
{{- define "gateway.readAtStart" -}}
{{- $names := list -}}
{{- range $variable, $from := .Values.configuration.variables -}}
{{- range $kind, $field := dict "Secret" "secretKeyRef" "ConfigMap" "configMapKeyRef" -}}
{{- with get ($from | default dict) $field }}{{ $names = append $names (printf "%s/%s" $kind .name) }}{{ end -}}
{{- end -}}
{{- end -}}
{{- range $variable, $from := .Values.secrets -}}
{{- with $from.name }}{{ $names = append $names (printf "Secret/%s" .) }}{{ end -}}
{{- end -}}
{{- /* The other files are read again while the gateway runs. */ -}}
{{- range $from := list .Values.publicKey .Values.files.GATEWAY_REDIS_CA -}}
{{- with $from.secretName }}{{ $names = append $names (printf "Secret/%s" .) }}{{ end -}}
{{- with $from.configMapName }}{{ $names = append $names (printf "ConfigMap/%s" .) }}{{ end -}}
{{- end -}}
{{- range .Values.envFrom -}}
{{- with .secretRef }}{{ $names = append $names (printf "Secret/%s" .name) }}{{ end -}}
{{- with .configMapRef }}{{ $names = append $names (printf "ConfigMap/%s" .name) }}{{ end -}}
{{- end -}}
{{- range .Values.extraEnv -}}
{{- with .valueFrom -}}
{{- with .secretKeyRef }}{{ $names = append $names (printf "Secret/%s" .name) }}{{ end -}}
{{- with .configMapKeyRef }}{{ $names = append $names (printf "ConfigMap/%s" .name) }}{{ end -}}
{{- end -}}
{{- end -}}
{{- $versions := list -}}
{{- range $names | uniq | sortAlpha -}}
{{- $object := lookup "v1" (dir .) $.Release.Namespace (base .) -}}
{{- $versions = append $versions (printf "%s=%s" . (dig "metadata" "resourceVersion" "" $object)) -}}
{{- end -}}
{{ join "," $versions | sha256sum }}
{{- end }}
