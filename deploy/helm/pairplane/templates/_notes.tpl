{{/* Parts of NOTES.txt. */}}

{{- define "pairplane.metrics" -}}
{{- $monitoring := .Values.global.monitoring }}

Metrics
{{- $monitor := toString $monitoring.serviceMonitor.enabled }}
{{- $found := .Capabilities.APIVersions.Has "monitoring.coreos.com/v1/ServiceMonitor" }}
{{- if or (eq $monitor "true") (and (eq $monitor "auto") $found) }}
  Prometheus finds the services by their ServiceMonitors{{ with $monitoring.labels }} (labels: {{ range $key, $value := . }}{{ $key }}={{ $value }} {{ end }}){{ end }}.
{{- else if eq $monitor "auto" }}
  No ServiceMonitor was made: this cluster does not know monitoring.coreos.com/v1 (or helm was not
  connected to it). The pods carry prometheus.io annotations instead; with the Prometheus operator,
  upgrade after it was installed, or set global.monitoring.serviceMonitor.enabled to true.
{{- else }}
  No ServiceMonitor was made, as the values ask.
{{- end }}
{{- $rules := include "pairplane.rules.enabled" . }}
{{- if eq $rules "true" }}
  Alerts and recording rules are in PrometheusRules.
{{- end }}
{{- if $monitoring.rules.configMap }}
  Alerts and recording rules are files in the ConfigMap {{ .Release.Name }}-alerts; let Prometheus mount it.
{{- else if ne $rules "true" }}
  Nothing raises an alert: no PrometheusRule was made, {{ ternary "which this cluster does not know either" "as the values ask" (eq (toString $monitoring.rules.enabled) "auto") }}.
{{- end }}
{{- with $monitoring.dashboards }}
{{- if and .enabled (omit $.Subcharts "common") }}
  Grafana's sidecar finds the dashboards by the label {{ .label }}={{ .labelValue }}, where it looks into namespace {{ .namespace | default $.Release.Namespace }}.
{{- end }}
{{- end }}
{{- end -}}

{{- define "pairplane.warnings" -}}
{{- $warnings := list -}}
{{- if not .Values.global.networkPolicy.enabled -}}
{{- $warnings = append $warnings "global.networkPolicy.enabled is false: any pod reaches every port." -}}
{{- end -}}
{{- with index .Subcharts "publishing-queue" -}}
{{- if eq .Values.auth.mode "none" -}}
{{- $warnings = append $warnings "publishing-queue answers anybody, without a token." -}}
{{- end -}}
{{- if eq .Values.database.mode "trial" -}}
{{- $warnings = append $warnings "publishing-queue keeps its alerts in a trial database on one disk, without a copy." -}}
{{- end -}}
{{- if eq (include "publishing-queue.mostReplicas" .) "1" -}}
{{- $warnings = append $warnings "publishing-queue has one replica: a drained node interrupts it." -}}
{{- end -}}
{{- end -}}
{{- with index .Subcharts "storage-node" -}}
{{- if eq (int .Values.replicas) 1 -}}
{{- $warnings = append $warnings "storage-node has one replica: a drained node interrupts it." -}}
{{- end -}}
{{- if and (not .Values.persistence.retain) (ne (include "common.since" (list . "1.27")) "true") -}}
{{- $warnings = append $warnings "storage-node.persistence.retain is false, which Kubernetes before 1.27 does not know: claims stay." -}}
{{- end -}}
{{- end -}}
{{- if $warnings }}

Mind
{{- range $warnings }}
  - {{ . }}
{{- end }}
{{- end }}
{{- end -}}
