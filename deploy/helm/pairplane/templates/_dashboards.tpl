{{/* What belongs to no service: facts as a service has them, as far as they are asked for. */}}
{{- define "pairplane.facts" -}}
component: platform
dashboard: pairplane-overview
{{- end -}}

{{/* A dashboard, without its blanks. Takes a list: the umbrella's root, the root of the chart that it belongs to. */}}
{{- define "pairplane.dashboard" -}}
{{- $root := index . 0 -}}
{{- $chart := index . 1 -}}
{{- $dashboards := $root.Values.global.monitoring.dashboards -}}
{{- $uid := (include "common.facts" $chart | fromYaml).dashboard }}
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ include "common.fullname" $chart }}-dashboard
  namespace: {{ $dashboards.namespace | default $root.Release.Namespace }}
  labels:
    {{- toYaml (merge (dict $dashboards.label $dashboards.labelValue) (include "common.labels" $chart | fromYaml)) | nindent 4 }}
  {{- $folder := ternary (dict $dashboards.folderAnnotation $dashboards.folder) dict (ne $dashboards.folder "") }}
  {{- with merge $folder $root.Values.global.annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
data:
  {{ $uid }}.json: |-
    {{ printf "files/dashboards/%s.json" $uid | $root.Files.Get | fromJson | toRawJson }}
{{- end -}}
