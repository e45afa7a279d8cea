{{/*
Names and labels. Every template here takes a chart's root ("." in its templates, or an entry of
.Subcharts in the umbrella's), and asks the chart itself for its facts: "<chart>.facts" is YAML with
component, job, dashboard, ports, scrapePort and probes.
*/}}

{{- define "common.facts" -}}
{{- include (printf "%s.facts" .Chart.Name) . -}}
{{- end -}}

{{- define "common.name" -}}
{{- .Values.nameOverride | default .Chart.Name -}}
{{- end -}}

{{/*
Cut to 52: the revision label that a StatefulSet puts on its pods adds 11, and 63 is the limit. The
release is cut, not the service, so that the services of one long-named release stay apart.
*/}}
{{- define "common.fullname" -}}
{{- $name := include "common.name" . -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride -}}
{{- else if contains $name .Release.Name -}}
{{- .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- $room := sub 51 (len $name) | int -}}
{{- printf "%s-%s" (.Release.Name | trunc $room | trimSuffix "-") $name -}}
{{- end -}}
{{- end -}}

{{/* Name and instance only, for ever: a selector cannot be changed by an upgrade. */}}
{{- define "common.selectorLabels" -}}
app.kubernetes.io/name: {{ include "common.name" . | toYaml }}
app.kubernetes.io/instance: {{ .Release.Name | toYaml }}
{{- end -}}

{{- define "common.standardLabels" -}}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/component: {{ (include "common.facts" . | fromYaml).component }}
app.kubernetes.io/part-of: pairplane
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "common.labels" -}}
{{ include "common.selectorLabels" . }}
{{ include "common.standardLabels" . }}
{{- range $key, $value := .Values.global.labels }}
{{ $key }}: {{ $value | quote }}
{{- end }}
{{- end -}}

{{/*
What opens every object: its metadata. Takes a list: root, suffix of the name, further annotations.
*/}}
{{- define "common.metadata" -}}
{{- include "common.namedMetadata" (list (index . 0) (printf "%s%s" (include "common.fullname" (index . 0)) (index . 1)) (index . 2)) -}}
{{- end -}}

{{/* The same of an object with another name. Takes a list: root, name, further annotations. Texts that look like numbers stay texts. */}}
{{- define "common.namedMetadata" -}}
{{- $root := index . 0 -}}
name: {{ index . 1 | toYaml }}
namespace: {{ $root.Release.Namespace | toYaml }}
labels:
  {{- include "common.labels" $root | nindent 2 }}
{{- with include "common.merged" (list (index . 2) $root.Values.global.annotations) | fromYaml }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "common.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- .Values.serviceAccount.name | default (include "common.fullname" .) -}}
{{- else -}}
{{- .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{/* A host inside the cluster, from any namespace. Takes a list: root, first part. */}}
{{- define "common.host" -}}
{{- $root := index . 0 -}}
{{- printf "%s.%s.svc.%s" (index . 1) $root.Release.Namespace $root.Values.global.clusterDomain -}}
{{- end -}}
