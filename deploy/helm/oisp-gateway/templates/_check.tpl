{{- /* What cannot work is said before anything is installed. */}}
{{- define "gateway.check" -}}
{{- $values := .Values -}}
{{- if not $values.image.repository }}
{{- fail "image.repository: no public registry has the image. Build it (docker build -t REGISTRY/oisp-gateway:0.1.0 .), push it (docker push REGISTRY/oisp-gateway:0.1.0), and give --set image.repository=REGISTRY/oisp-gateway" }}
{{- end }}
{{- if and $values.publicKey.secretName $values.publicKey.configMapName }}
{{- fail "publicKey: give secretName or configMapName, not both" }}
{{- end }}
{{- if not (or $values.publicKey.secretName $values.publicKey.configMapName (include "gateway.realm" .) $values.envFrom) }}
{{- fail "publicKey: give secretName or configMapName, or a realm (settings.GATEWAY_KEYCLOAK_URL)" }}
{{- end }}
{{- if and $values.prometheusRule.enabled (not $values.prometheusRule.runbookBase) }}
{{- fail "prometheusRule.runbookBase: give the address where your operators read this repository, such as https://git.example/oisp-gateway/blob/main/; the alerts link to docs/operating.md there" }}
{{- end }}
{{- if and $values.httpRoute.enabled (not $values.httpRoute.parentRefs) }}
{{- fail "httpRoute.parentRefs: name the Gateway, such as [{ name: public, namespace: gateways }]" }}
{{- end }}
{{- include "gateway.checkDrain" . }}
{{- include "gateway.checkMemory" . }}
{{- include "gateway.checkAddress" . }}
{{- include "gateway.checkSettings" . }}
{{- include "gateway.checkVariables" . }}
{{- end }}

{{- define "gateway.checkDrain" -}}
{{- $drain := .Values.settings.GATEWAY_DRAIN_TIMEOUT | default "25s" -}}
{{- $amount := regexFind "^[0-9]+" $drain | int64 -}}
{{- $milliseconds := mul $amount (get (dict "ms" 1 "s" 1000 "m" 60000 "h" 3600000) (regexFind "[a-z]+$" $drain)) -}}
{{- if lt (mul 1000 (int64 .Values.terminationGracePeriodSeconds)) (add $milliseconds 5000) }}
{{- fail (printf "terminationGracePeriodSeconds: it has to be at least five seconds more than settings.GATEWAY_DRAIN_TIMEOUT, which is %s" $drain) }}
{{- end }}
{{- end }}

{{- /* The binding row holds 50 characters. */}}
{{- define "gateway.checkAddress" -}}
{{- $pods := .Values.autoscaling.enabled | ternary .Values.autoscaling.maxReplicas .Values.replicas | int64 -}}
{{- $last := printf "%s-%d" (include "gateway.fullname" .) (max 0 (sub $pods 1)) -}}
{{- $address := include "gateway.advertisedServer" . | replace "$(POD_NAME)" $last -}}
{{- if gt (len $address) 50 }}
{{- fail (printf "fullnameOverride: give a shorter name; the binding row of %s would have %d characters, and holds 50" $address (len $address)) }}
{{- end }}
{{- end }}

{{- define "gateway.checkSettings" -}}
{{- $values := .Values -}}
{{- $own := dict "GATEWAY_PORT" "ports.devices" "GATEWAY_MANAGEMENT_PORT" "ports.management" "GATEWAY_MANAGEMENT_HOST" "itself" "GATEWAY_ADVERTISED_SERVER" "advertisedServer" "GATEWAY_MAX_CONNECTIONS" "connections" "GATEWAY_PUBLIC_KEY" "publicKey" "GATEWAY_LOG_LEVEL" "logLevel" -}}
{{- range $name, $value := $values.settings }}
{{- if hasKey $own $name }}
{{- fail (printf "settings.%s: the chart sets it from %s" $name (get $own $name)) }}
{{- end }}
{{- if hasKey $values.secrets $name }}
{{- fail (printf "settings.%s: a secret is not given here, but by the name of a Secret: secrets.%s.name and .key" $name $name) }}
{{- end }}
{{- end }}
{{- range $name, $from := $values.files }}
{{- if and $from.secretName $from.configMapName }}
{{- fail (printf "files.%s: give secretName or configMapName, not both" $name) }}
{{- end }}
{{- if and (or $from.secretName $from.configMapName) (get $values.settings $name) }}
{{- fail (printf "files.%s: settings.%s names a file too; give one of them" $name $name) }}
{{- end }}
{{- end }}
{{- range $name := list "GATEWAY_TLS_CERTIFICATE" "GATEWAY_TLS_KEY" }}
{{- if and $values.tls.secretName (get $values.settings $name) }}
{{- fail (printf "tls.secretName: settings.%s names a file too; give one of them" $name) }}
{{- end }}
{{- end }}
{{- end }}

{{- define "gateway.checkVariables" -}}
{{- $root := . -}}
{{- range $name, $from := .Values.configuration.variables }}
{{- if and $from (not (or $from.secretKeyRef $from.configMapKeyRef)) }}
{{- fail (printf "configuration.variables.%s: give secretKeyRef or configMapKeyRef, or null for none" $name) }}
{{- end }}
{{- end }}
{{- range $variable, $others := dict "OISP_POSTGRES_CONFIG" (list "GATEWAY_DATABASE_URL" "GATEWAY_DATABASE_HOST") "OISP_WEBSOCKETUSER_CONFIG" (list "GATEWAY_SENDER_USERNAME") "OISP_REDIS_CONFIG" (list "GATEWAY_REDIS_HOST") "OISP_KAFKA_CONFIG" (list "GATEWAY_KAFKA_SERVERS") "OISP_KEYCLOAK_CONFIG" (list "GATEWAY_KEYCLOAK_URL" "GATEWAY_KEYCLOAK_DISCOVERY_URL") }}
{{- range $other := $others }}
{{- if and (get $root.Values.configuration.variables $variable) (include "gateway.gives" (dict "root" $root "names" (list $other))) }}
{{- fail (printf "configuration.variables.%s: %s is given too, and says the same; set one of them to null" $variable $other) }}
{{- end }}
{{- end }}
{{- end }}
{{- $names := list -}}
{{- range include "gateway.environment" . | fromYamlArray }}
{{- $names = append $names .name }}
{{- end }}
{{- range .Values.extraEnv }}
{{- if has .name $names }}
{{- fail (printf "extraEnv: %s is set already, by the chart or by another of its values" .name) }}
{{- end }}
{{- $names = append $names .name }}
{{- end }}
{{- end }}
