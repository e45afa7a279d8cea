{{/* What belongs to no service: facts as a service has them, as far as they are asked for. */}}
{{- define "pairplane.facts" -}}
component: platform
dashboard: pairplane-overview
{{- end -}}

{{/*
Name and namespace of an object that may be made elsewhere. There it meets those of other releases,
so its name ends in the release's namespace. Takes a list: root, name, namespace or nothing.
*/}}
{{- define "pairplane.placed" -}}
{{- $home := (index . 0).Release.Namespace -}}
{{- $namespace := index . 2 | default $home -}}
name: {{ ternary (index . 1) (printf "%s-%s" (index . 1) $home) (eq $namespace $home) | toYaml }}
namespace: {{ $namespace | toYaml }}
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
  {{- include "pairplane.placed" (list $root (printf "%s-dashboard" (include "common.fullname" $chart)) $dashboards.namespace) | nindent 2 }}
  labels:
    {{- toYaml (merge (dict $dashboards.label $dashboards.labelValue) (include "common.labels" $chart | fromYaml)) | nindent 4 }}
  {{- $folder := ternary (dict $dashboards.folderAnnotation $dashboards.folder) dict (ne $dashboards.folder "") }}
  {{- with include "common.merged" (list $folder $root.Values.global.annotations) | fromYaml }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
data:
  {{ $uid }}.json: |-
    {{ printf "files/dashboards/%s.json" $uid | $root.Files.Get | fromJson | toRawJson }}
{{- end -}}
