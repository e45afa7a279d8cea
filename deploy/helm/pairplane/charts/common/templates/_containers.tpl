{{/* The head of a service's container. Takes a list: root, environment as a list, folder of its configuration. */}}
{{- define "common.container" -}}
{{- $root := index . 0 -}}
{{- $facts := include "common.facts" $root | fromYaml -}}
name: {{ $root.Chart.Name }}
image: {{ include "common.image" $root }}
imagePullPolicy: {{ $root.Values.image.pullPolicy }}
command:
  {{- include "common.command" $root | nindent 2 }}
env:
  {{- toYaml (concat (include "common.env" $root | fromYamlArray) (index . 1) ($root.Values.extraEnv | default list)) | nindent 2 }}
{{- with $root.Values.extraEnvFrom }}
envFrom:
  {{- toYaml . | nindent 2 }}
{{- end }}
ports:
  {{- range $name, $port := $facts.ports }}
  - name: {{ $name }}
    containerPort: {{ $port }}
    protocol: TCP
  {{- end }}
{{- range $probe := list "startup" "liveness" "readiness" }}
{{ $probe }}Probe:
  {{- $ours := dict "httpGet" (dict "path" (index $facts.probes $probe).path "port" $facts.scrapePort) }}
  {{- $_ := merge $ours (omit (index $facts.probes $probe) "path") }}
  {{- $theirs := index $root.Values.probes $probe | default dict }}
  {{- toYaml (mergeOverwrite $ours $theirs) | nindent 2 }}
{{- end }}
resources:
  {{- toYaml $root.Values.resources | nindent 2 }}
securityContext:
  {{- include "common.containerSecurityContext" $root | nindent 2 }}
{{- end -}}

{{/* Environment that every service has. Everything else of the configuration stands in its file. */}}
{{- define "common.env" -}}
- name: QUARKUS_PROFILE
  value: {{ .Values.global.profile }}
- name: CONFIG_PATH
  value: {{ include (printf "%s.configFile" .Chart.Name) . }}
# glibc's arena per core would cost memory that the limits do not have.
- name: MALLOC_ARENA_MAX
  value: "2"
{{- with .Values.global.otlpEndpoint }}
- name: OTEL_EXPORTER_OTLP_ENDPOINT
  value: {{ . | quote }}
{{- end }}
{{- end -}}

{{/*
Volumes and mounts of configuration and scratch space, which "<chart>.volumes" and "<chart>.mounts"
begin with; the root is read-only.
*/}}
{{- define "common.mounts" -}}
- name: config
  mountPath: {{ dir (include (printf "%s.configFile" .Chart.Name) .) }}
  readOnly: true
- name: tmp
  mountPath: /tmp
{{- end -}}

{{- define "common.volumes" -}}
- name: config
  configMap:
    name: {{ include "common.fullname" . }}-config
- name: tmp
  emptyDir:
    sizeLimit: 64Mi
{{- end -}}

{{/* The mount and the volume of a file of tokens. The latter takes values with existingSecret and key. */}}
{{- define "common.tokensMount" -}}
- name: tokens
  mountPath: /etc/pairplane-tokens
  readOnly: true
{{- end -}}

{{- define "common.tokensVolume" -}}
- name: tokens
  secret:
    secretName: {{ .existingSecret | toYaml }}
    items:
      - key: {{ .key | toYaml }}
        path: {{ .key | toYaml }}
{{- end -}}

{{/* The Job of "helm test". Takes a list: root, suffix, list of commands as lists of arguments, run in order. */}}
{{- define "common.testJob" -}}
{{- $root := index . 0 -}}
{{- $commands := index . 2 -}}
apiVersion: batch/v1
kind: Job
metadata:
  {{- include "common.metadata" (list $root (printf "-test-%s" (index . 1)) (dict "helm.sh/hook" "test" "helm.sh/hook-delete-policy" "before-hook-creation,hook-succeeded")) | nindent 2 }}
spec:
  backoffLimit: 2
  activeDeadlineSeconds: 120
  template:
    metadata:
      {{- include "common.otherPodMetadata" (list $root (include "common.testSelector" $root)) | nindent 6 }}
    spec:
      restartPolicy: Never
      {{- include "common.podSettings" (list $root false) | trim | nindent 6 }}
      {{- $last := sub (len $commands) 1 | int }}
      {{- if $last }}
      initContainers:
        {{- range $i, $command := $commands }}
        {{- if lt $i $last }}
        - {{ include "common.testContainer" (list $root (printf "step-%d" (add1 $i)) $command) | indent 10 | trim }}
        {{- end }}
        {{- end }}
      {{- end }}
      containers:
        - {{ include "common.testContainer" (list $root (printf "step-%d" (len $commands)) (index $commands $last)) | indent 10 | trim }}
      volumes:
        - name: tmp
          emptyDir:
            sizeLimit: 64Mi
{{- end -}}

{{- define "common.testContainer" -}}
{{- $root := index . 0 -}}
name: {{ index . 1 }}
image: {{ include "common.image" $root }}
imagePullPolicy: {{ $root.Values.image.pullPolicy }}
command:
  {{- include "common.client" $root | nindent 2 }}
args:
  {{- toYaml (index . 2) | nindent 2 }}
resources:
  requests:
    cpu: 50m
    memory: 64Mi
  limits:
    cpu: "1"
    memory: 256Mi
securityContext:
  {{- include "common.containerSecurityContext" $root | nindent 2 }}
volumeMounts:
  - name: tmp
    mountPath: /tmp
{{- end -}}

{{- define "common.testSelector" -}}
app.kubernetes.io/name: {{ include "common.name" . }}-test
app.kubernetes.io/instance: {{ .Release.Name | toYaml }}
{{- end -}}
