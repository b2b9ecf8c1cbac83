{{- define "egressguard.labels" -}}
{app.kubernetes.io/name: egressguard, app.kubernetes.io/component: webhook}
{{- end -}}

{{- define "egressguard.unguarded" -}}
namespaceSelector:
  matchExpressions:
  - key: kubernetes.io/metadata.name
    operator: NotIn
    values:
    - {{ .Release.Namespace }}
    - kube-system
    {{- if .Values.webhooks.excludedNamespaces }}
    {{- toYaml .Values.webhooks.excludedNamespaces | nindent 4 }}
    {{- end }}
{{- end -}}

{{- define "egressguard.secret" -}}
{{- if .Values.certificates.secretName -}}
{{ .Values.certificates.secretName }}
{{- else -}}
{{- if eq .Values.certificates.mode "cert-manager" -}}
egressguard-tls
{{- else -}}
egressguard-serving
{{- end -}}
{{- end -}}
{{- end -}}
