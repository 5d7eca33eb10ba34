{{- /* The files from Secrets and ConfigMaps, as the sources of a projected volume; a file is named as its setting. */}}
{{- define "gateway.fileSources" -}}
{{- range $name, $from := .Values.files }}
{{- if $from.secretName }}
- secret:
    name: {{ $from.secretName }}
    items:
      - key: {{ $from.key }}
        path: {{ $name }}
{{- else if $from.configMapName }}
- configMap:
    name: {{ $from.configMapName }}
    items:
      - key: {{ $from.key }}
        path: {{ $name }}
{{- end }}
{{- end }}
{{- end }}

{{- /* Whole directories, never single files (subPath): Kubernetes renews only those. */}}
{{- define "gateway.volumes" -}}
{{- if or .Values.publicKey.secretName .Values.publicKey.configMapName }}
- name: keys
  {{- if .Values.publicKey.secretName }}
  secret:
    secretName: {{ .Values.publicKey.secretName }}
  {{- else }}
  configMap:
    name: {{ .Values.publicKey.configMapName }}
  {{- end }}
    items:
      - key: {{ .Values.publicKey.key }}
        path: public.pem
{{- end }}
{{- if .Values.tls.secretName }}
- name: tls
  secret:
    secretName: {{ .Values.tls.secretName }}
    items:
      - key: {{ .Values.tls.certificateKey }}
        path: tls.crt
      - key: {{ .Values.tls.privateKeyKey }}
        path: tls.key
{{- end }}
{{- with include "gateway.fileSources" . }}
- name: files
  projected:
    sources:
      {{- . | trim | nindent 6 }}
{{- end }}
# For jcmd and heap dumps; the gateway itself writes nothing.
- name: tmp
  emptyDir: {}
{{- with .Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end }}
