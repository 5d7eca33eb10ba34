{{- /* The heap that `connections` and the settings need, in bytes: the sum of docs/operating.md, section "Memory", with four event loops. */}}
{{- define "gateway.heap" -}}
{{- $settings := .Values.settings -}}
{{- $share := $settings.GATEWAY_MEMORY_SHARE | default "0.4" | float64 -}}
{{- $strangers := $settings.GATEWAY_UNREGISTERED_MEMORY_SHARE | default "0.1" | float64 -}}
{{- $message := $settings.GATEWAY_MAX_MESSAGE_BYTES | default 1048576 | int64 -}}
{{- $mailbox := $settings.GATEWAY_MAILBOX_BYTES | default 2097152 | int64 -}}
{{- $connections := int64 .Values.connections -}}
{{- $each := 6500 -}}
{{- $need := add 50331648 (mul 8 $message) -}}
{{- $need = add $need (mul 500 ($settings.GATEWAY_JOURNAL_ENTRIES | default 30000 | int64)) -}}
{{- $need = add $need (mul 500 ($settings.GATEWAY_ACTUATION_RECORDS | default 10000 | int64)) -}}
{{- if $settings.GATEWAY_REDIS_EVENTS -}}
{{- $need = add $need (mul 300 ($settings.GATEWAY_REDIS_EVENTS_WAITING | default 10000 | int64)) -}}
{{- end -}}
{{- range list $settings.GATEWAY_REMEMBERED_TOKENS $settings.GATEWAY_REMEMBERED_ROUTES -}}
{{- if . -}}
{{- $need = add $need (mul 200 (int64 .)) -}}
{{- else -}}
{{- $each = add $each 200 -}}
{{- end -}}
{{- end -}}
{{- $need = add $need (mul $each $connections) (mul 320 (min $connections 65536)) -}}
{{- /* One message may be half of what strangers have, one mailbox half of what all peers have. */ -}}
{{- $heap := maxf (divf $need (subf 1 $share)) (divf (mul 2 $message) $strangers) (divf (mul 2 $mailbox) $share) -}}
{{- /* One of the young generation's two survivor spaces does not count, and the JVM rounds. */ -}}
{{ add (ceil $heap | int64) 7340032 }}
{{- end }}

{{- /* The memory that a pod needs, in mebibytes: half of it is the heap. */}}
{{- define "gateway.mebibytes" -}}
{{ mul 64 (divf (mul 2 (include "gateway.heap" . | int64)) 67108864 | ceil | int64) }}
{{- end }}

{{- /* A quantity of Kubernetes, in bytes. */}}
{{- define "gateway.bytes" -}}
{{- $text := include "gateway.text" . -}}
{{- $number := regexFind "^[0-9.]+" $text -}}
{{- $factors := dict "" 1 "k" 1000 "M" 1000000 "G" 1000000000 "T" 1000000000000 "Ki" 1024 "Mi" 1048576 "Gi" 1073741824 "Ti" 1099511627776 -}}
{{ mulf (float64 $number) (get $factors (trimPrefix $number $text) | default 1) | int64 }}
{{- end }}

{{- /* The resources of a pod: what is given, and memory by the connections where none is given. */}}
{{- define "gateway.resources" -}}
{{- $given := deepCopy .Values.resources -}}
{{- $limits := merge ($given.limits | default dict) (dict "memory" (printf "%sMi" (include "gateway.mebibytes" .))) -}}
{{- $requests := merge ($given.requests | default dict) (dict "memory" $limits.memory) -}}
{{ toYaml (dict "requests" $requests "limits" $limits) }}
{{- end }}

{{- define "gateway.checkMemory" -}}
{{- $limit := (.Values.resources.limits | default dict).memory -}}
{{- if and $limit (not (regexMatch "Xmx|MaxRAM|MaxHeap" .Values.jvmOptions)) -}}
{{- if lt (include "gateway.bytes" $limit | int64) (mul 2 (include "gateway.heap" . | int64)) -}}
{{- $text := include "gateway.text" $limit -}}
{{- fail (printf "resources.limits.memory: %s is too little for %d connections and these settings, which need %sMi; leave it out, or lower connections" $text (int64 .Values.connections) (include "gateway.mebibytes" .)) }}
{{- end -}}
{{- end -}}
{{- end }}
