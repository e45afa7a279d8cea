{{/* Objects that every service has in the same form. */}}

{{- define "common.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- $facts := include "common.facts" . | fromYaml -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  {{- $annotations := include "common.merged" (list .Values.serviceAccount.annotations $facts.accountAnnotations) | fromYaml }}
  {{- include "common.namedMetadata" (list . (include "common.serviceAccountName" .) $annotations) | nindent 2 }}
# Pods that call the API server ask for the token themselves.
automountServiceAccountToken: false
{{- end -}}
{{- end -}}

{{- define "common.configMap" -}}
apiVersion: v1
kind: ConfigMap
metadata:
  {{- include "common.metadata" (list . "-config" dict) | nindent 2 }}
data:
  {{ base (include (printf "%s.configFile" .Chart.Name) .) }}: |
    {{- include (printf "%s.config" .Chart.Name) . | nindent 4 }}
{{- end -}}

{{/* Exactly one Service of a workload carries the mark that monitors select. Takes a list: root, whether this is it. */}}
{{- define "common.service" -}}
{{- $root := index . 0 -}}
{{- $facts := include "common.facts" $root | fromYaml -}}
apiVersion: v1
kind: Service
metadata:
  name: {{ include "common.fullname" $root | toYaml }}
  namespace: {{ $root.Release.Namespace | toYaml }}
  labels:
    {{- include "common.labels" $root | nindent 4 }}
    {{- if index . 1 }}
    pairplane.dev/scrape: "true"
    {{- end }}
  {{- with include "common.merged" (list $root.Values.service.annotations $root.Values.global.annotations) | fromYaml }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  type: {{ $root.Values.service.type }}
  {{- with $root.Values.service.ipFamilyPolicy }}
  ipFamilyPolicy: {{ . }}
  {{- end }}
  selector:
    {{- include "common.selectorLabels" $root | nindent 4 }}
  ports:
    {{- include "common.servicePorts" $root | nindent 4 }}
{{- end -}}

{{- define "common.servicePorts" -}}
{{- range $name, $port := (include "common.facts" . | fromYaml).ports -}}
- name: {{ $name }}
  port: {{ $port }}
  targetPort: {{ $name }}
  protocol: TCP
{{ end -}}
{{- end -}}

{{/* Only from two replicas on: a budget for one would block every drain of its node. Takes a list: root, replicas. */}}
{{- define "common.pdb" -}}
{{- $root := index . 0 -}}
{{- $pdb := $root.Values.pdb -}}
{{- if and $pdb.enabled (gt (int (index . 1)) 1) -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  {{- include "common.metadata" (list $root "-pdb" dict) | nindent 2 }}
spec:
  {{- if $pdb.minAvailable }}
  minAvailable: {{ $pdb.minAvailable }}
  {{- else }}
  maxUnavailable: {{ $pdb.maxUnavailable }}
  {{- end }}
  {{- if eq (include "common.since" (list $root "1.27")) "true" }}
  unhealthyPodEvictionPolicy: AlwaysAllow
  {{- end }}
  selector:
    matchLabels:
      {{- include "common.selectorLabels" $root | nindent 6 }}
{{- end -}}
{{- end -}}
