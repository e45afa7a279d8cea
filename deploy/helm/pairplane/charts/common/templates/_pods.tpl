{{/* "true" where pods get uid, gid and fsGroup from the cluster. */}}
{{- define "common.openshift" -}}
{{- $value := toString .Values.global.openshift -}}
{{- if eq $value "auto" -}}
{{- .Capabilities.APIVersions.Has "security.openshift.io/v1" -}}
{{- else -}}
{{- $value -}}
{{- end -}}
{{- end -}}

{{/* "true" from a version of Kubernetes on. Takes a list: root, version. */}}
{{- define "common.since" -}}
{{- semverCompare (printf ">=%s-0" (index . 1)) (index . 0).Capabilities.KubeVersion.Version -}}
{{- end -}}

{{/* Pod Security "restricted". On OpenShift the ids are left out here: no values file could. */}}
{{- define "common.podSecurityContext" -}}
runAsNonRoot: true
{{- if ne (include "common.openshift" .) "true" }}
runAsUser: 1000
runAsGroup: 1000
fsGroup: 1000
fsGroupChangePolicy: OnRootMismatch
{{- end }}
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "common.containerSecurityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop:
    - ALL
{{- end -}}

{{/* Metadata of a service's pods. Takes a list: root, further labels. */}}
{{- define "common.podMetadata" -}}
{{- $root := index . 0 -}}
{{- $facts := include "common.facts" $root | fromYaml -}}
{{- $own := dict "checksum/config" (include (printf "%s.config" $root.Chart.Name) $root | sha256sum) -}}
{{- if eq (include "common.scrapeAnnotations" $root) "true" -}}
{{- $_ := set $own "prometheus.io/scrape" "true" -}}
{{- $_ := set $own "prometheus.io/port" (index $facts.ports $facts.scrapePort | toString) -}}
{{- $_ := set $own "prometheus.io/path" "/metrics" -}}
{{- end -}}
labels:
  {{- include "common.merged" (list (include "common.labels" $root | fromYaml) (index . 1) $root.Values.podLabels $root.Values.global.podLabels) | nindent 2 }}
annotations:
  {{- include "common.merged" (list $own $root.Values.podAnnotations $root.Values.global.annotations) | nindent 2 }}
{{- end -}}

{{/*
Metadata of other pods: of tests, of the trial database. They have a name of their own, so that no
Service sends them traffic. Takes a list: root, name and instance as YAML.
*/}}
{{- define "common.otherPodMetadata" -}}
{{- $root := index . 0 -}}
labels:
  {{- index . 1 | nindent 2 }}
  {{- include "common.standardLabels" $root | nindent 2 }}
  {{- range $key, $value := include "common.merged" (list $root.Values.global.labels $root.Values.global.podLabels) | fromYaml }}
  {{ $key }}: {{ $value | quote }}
  {{- end }}
{{- with $root.Values.global.annotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* prometheus.io annotations stand only where no ServiceMonitor is: both would scrape twice. */}}
{{- define "common.scrapeAnnotations" -}}
{{- $monitoring := .Values.global.monitoring -}}
{{- $value := toString $monitoring.scrapeAnnotations -}}
{{- if eq $value "auto" -}}
{{- ne (include "common.serviceMonitor" .) "true" -}}
{{- else -}}
{{- $value -}}
{{- end -}}
{{- end -}}

{{- define "common.serviceMonitor" -}}
{{- $value := toString .Values.global.monitoring.serviceMonitor.enabled -}}
{{- if eq $value "auto" -}}
{{- .Capabilities.APIVersions.Has "monitoring.coreos.com/v1/ServiceMonitor" -}}
{{- else -}}
{{- $value -}}
{{- end -}}
{{- end -}}

{{/* What every pod of a service has beside its containers. Takes a list: root, whether it calls the API server. */}}
{{- define "common.podSettings" -}}
{{- $root := index . 0 -}}
{{- with $root.Values.global.imagePullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . | toYaml }}
  {{- end }}
{{- end }}
serviceAccountName: {{ include "common.serviceAccountName" $root | toYaml }}
automountServiceAccountToken: {{ index . 1 }}
# A Service would inject <NAME>_PORT=tcp://…, which is a configuration key to the services.
enableServiceLinks: false
terminationGracePeriodSeconds: {{ $root.Values.terminationGracePeriodSeconds }}
securityContext:
  {{- include "common.podSecurityContext" $root | nindent 2 }}
{{- with $root.Values.priorityClassName }}
priorityClassName: {{ . | toYaml }}
{{- end }}
{{- with $root.Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $root.Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* Replicas apart from each other: on other nodes where possible, and spread over zones. Takes a list: root, whether revisions count apart. */}}
{{- define "common.spread" -}}
{{- $revisions := index . 1 -}}
{{- $root := index . 0 -}}
affinity:
  {{- if $root.Values.affinity }}
  {{- toYaml $root.Values.affinity | nindent 2 }}
  {{- else }}
  podAntiAffinity:
    preferredDuringSchedulingIgnoredDuringExecution:
      - weight: 100
        podAffinityTerm:
          topologyKey: kubernetes.io/hostname
          labelSelector:
            matchLabels:
              {{- include "common.selectorLabels" $root | nindent 14 }}
  {{- end }}
topologySpreadConstraints:
  {{- range $root.Values.topologySpreadConstraints }}
  - {{ toYaml (omit . "labelSelector") | indent 4 | trim }}
    labelSelector:
      {{- if .labelSelector }}
      {{- toYaml .labelSelector | nindent 6 }}
      {{- else }}
      matchLabels:
        {{- include "common.selectorLabels" $root | nindent 8 }}
      {{- end }}
  {{- else }}
  - maxSkew: 1
    topologyKey: topology.kubernetes.io/zone
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "common.selectorLabels" $root | nindent 8 }}
    {{- if and $revisions (eq (include "common.since" (list $root "1.27")) "true") }}
    matchLabelKeys:
      - pod-template-hash
    {{- end }}
  {{- end }}
{{- end -}}
