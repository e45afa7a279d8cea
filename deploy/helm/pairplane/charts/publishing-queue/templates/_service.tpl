{{- define "publishing-queue.facts" -}}
component: publishing
job: publishing-queue
dashboard: publishing-queue-tn056
ports:
  http: 8082
  management: 9482
scrapePort: management
probes:
  startup: {path: /startupz, initialDelaySeconds: 0, periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 60}
  liveness: {path: /healthz, initialDelaySeconds: 0, periodSeconds: 10, timeoutSeconds: 3, failureThreshold: 3}
  readiness: {path: /readyz, initialDelaySeconds: 0, periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 2}
{{- end -}}

{{- define "publishing-queue.configFile" -}}/etc/pairplane/application.properties{{- end -}}

{{/* The most replicas that run at once, an update's extra one left out. */}}
{{- define "publishing-queue.mostReplicas" -}}
{{- ternary .Values.autoscaling.maxReplicas .Values.replicas .Values.autoscaling.enabled | int -}}
{{- end -}}

{{/* What a replica holds beside the pool that it writes on: one connection for its lock, four for reading. */}}
{{- define "publishing-queue.besidesPool" -}}5{{- end -}}

{{/* A replica's share of the budget; an update adds a replica. */}}
{{- define "publishing-queue.pool" -}}
{{- if eq (toString .Values.database.poolMax) "auto" -}}
{{- $replicas := add1 (include "publishing-queue.mostReplicas" . | int) -}}
{{- min 10 (sub (div (int .Values.database.connectionBudget) $replicas) (include "publishing-queue.besidesPool" . | int)) -}}
{{- else -}}
{{- int .Values.database.poolMax -}}
{{- end -}}
{{- end -}}

{{- define "publishing-queue.typed" -}}
config.strict: {{ .Values.strictConfig }}
server.host: {{ .Values.global.bindAddress | quote }}
server.port: 8082
server.pre_stop_delay: {{ .Values.shutdown.preStop }}
server.shutdown_timeout: {{ .Values.shutdown.timeout }}
metrics.port: 9482
auth.allow_anonymous: {{ eq .Values.auth.mode "none" }}
{{- if eq .Values.auth.mode "static" }}
auth.tokens_file: /etc/pairplane-tokens/{{ .Values.auth.key }}
{{- end }}
database.pool_size: {{ include "publishing-queue.pool" . }}
targets.path: /etc/publishing-queue/targets
queue.workers: {{ .Values.workers }}
queue.capacity_high: {{ int .Values.capacity.high }}
queue.capacity_medium: {{ int .Values.capacity.medium }}
queue.capacity_low: {{ int .Values.capacity.low }}
logging.level: {{ .Values.global.log.level | lower }}
logging.format: {{ .Values.global.log.format }}
{{- end -}}

{{- define "publishing-queue.config" -}}
{{- include "common.properties" (mergeOverwrite (include "publishing-queue.typed" . | fromYaml) (.Values.config | default dict)) | trim -}}
{{- end -}}

{{- define "publishing-queue.mounts" -}}
{{ include "common.mounts" . }}
- name: targets
  mountPath: /etc/publishing-queue/targets
  readOnly: true
{{- if eq .Values.auth.mode "static" }}
{{ include "common.tokensMount" . }}
{{- end }}
{{- end -}}

{{- define "publishing-queue.volumes" -}}
{{ include "common.volumes" . }}
- name: targets
  secret:
    secretName: {{ .Values.targets.existingSecret | toYaml }}
{{- if eq .Values.auth.mode "static" }}
{{ include "common.tokensVolume" .Values.auth }}
{{- end }}
{{- end -}}

{{/* The database's own name: CloudNativePG's are 50 at most, a StatefulSet's 52. */}}
{{- define "publishing-queue.databaseName" -}}
{{- include "common.fullname" . | trunc 47 | trimSuffix "-" }}-db
{{- end -}}

{{/* The Secret with the way to the database, in each of the three modes. */}}
{{- define "publishing-queue.databaseSecret" -}}
{{- if eq .Values.database.mode "cnpg" -}}
{{ include "publishing-queue.databaseName" . }}-app
{{- else -}}
{{ .Values.database.existingSecret }}
{{- end -}}
{{- end -}}

{{/* In mode trial the Secret holds the password only: all else is the chart's own doing. */}}
{{- define "publishing-queue.env" -}}
{{- $secret := include "publishing-queue.databaseSecret" . -}}
{{- $names := dict "DB_HOST" "host" "DB_PORT" "port" "DB_NAME" "dbname" "DATABASE_USERNAME" "username" -}}
{{- $keys := .Values.database.keys -}}
{{- if eq .Values.database.mode "cnpg" -}}
{{- $keys = dict "host" "host" "port" "port" "dbname" "dbname" "username" "username" "password" "password" -}}
{{- end -}}
{{- $trial := dict "host" (include "publishing-queue.databaseName" .) "port" "5432" "dbname" "publishing" "username" "publishing" -}}
{{- range $variable, $what := $names }}
- name: {{ $variable }}
  {{- if eq $.Values.database.mode "trial" }}
  value: {{ get $trial $what | quote }}
  {{- else }}
  valueFrom:
    secretKeyRef:
      name: {{ $secret | toYaml }}
      key: {{ get $keys $what | toYaml }}
  {{- end }}
{{- end }}
- name: DATABASE_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ $secret | toYaml }}
      key: {{ get $keys "password" | toYaml }}
- name: DATABASE_URL
  value: postgresql://$(DB_HOST):$(DB_PORT)/$(DB_NAME)
{{- end -}}

{{- define "publishing-queue.faults" -}}
{{- $drain := add (include "common.seconds" .Values.shutdown.preStop) (include "common.seconds" .Values.shutdown.timeout) -}}
{{- include "common.faults" (list . $drain (list "auth.tokens_file" "database.url" "database.username" "database.password")) }}
{{- include "common.faults.duration" (list "publishing-queue.shutdown.preStop" .Values.shutdown.preStop "0s" "5m") }}
{{- include "common.faults.duration" (list "publishing-queue.shutdown.timeout" .Values.shutdown.timeout "1s" "10m") }}
{{- $fewest := ternary .Values.autoscaling.minReplicas .Values.replicas .Values.autoscaling.enabled }}
{{- include "common.faults.pdb" (list . $fewest) }}
{{- include "publishing-queue.faults.database" . }}
{{- include "publishing-queue.faults.own" . }}
{{- end -}}

{{- define "publishing-queue.faults.database" -}}
{{- $database := .Values.database -}}
{{- if and (ne $database.mode "cnpg") (not $database.existingSecret) }}
publishing-queue.database.existingSecret: is empty; name a Secret with the keys {{ ternary $database.keys.password (values $database.keys | sortAlpha | join ", ") (eq $database.mode "trial") }}{{ ternary "" ", or set database.mode to cnpg" (eq $database.mode "trial") }}
{{- end }}
{{- if and (eq $database.mode "trial") (eq .Values.global.profile "prod") }}
publishing-queue.database.mode: "trial" keeps alerts on one disk without a copy, and global.profile is prod; use external or cnpg, or the profile local
{{- end }}
{{- $replicas := add1 (include "publishing-queue.mostReplicas" . | int) -}}
{{- $pool := include "publishing-queue.pool" . | int -}}
{{- $besides := include "publishing-queue.besidesPool" . | int -}}
{{- $budget := int $database.connectionBudget -}}
{{- $room := sub (div $budget $replicas) $besides -}}
{{- if and (eq (toString $database.poolMax) "auto") (lt $pool 4) }}
publishing-queue.database.connectionBudget: {{ $budget }} connections over {{ $replicas }} replicas (one of them an update's), each with {{ $besides }} beside its pool, leave a pool of {{ max 0 $pool }}, and 4 is the least; {{ mul $replicas (add $besides 4) }} or more, or fewer replicas{{ if ge $room 2 }}, or poolMax {{ $room }} if that is enough{{ end }}
{{- end }}
{{- if and (ne (toString $database.poolMax) "auto") (gt (mul $replicas (add $pool $besides)) $budget) }}
publishing-queue.database.poolMax: {{ $pool }} (and {{ $besides }} besides) in {{ $replicas }} replicas (one of them an update's) is more than connectionBudget, {{ $budget }}; {{ if ge $room 2 }}{{ $room }} or less, or auto{{ else }}fewer replicas{{ end }}
{{- end }}
{{- end -}}

{{- define "publishing-queue.faults.own" -}}
{{- if and .Values.autoscaling.enabled (gt (int .Values.autoscaling.minReplicas) (int .Values.autoscaling.maxReplicas)) }}
publishing-queue.autoscaling.minReplicas: {{ .Values.autoscaling.minReplicas }} is more than maxReplicas, {{ .Values.autoscaling.maxReplicas }}; that or less
{{- end }}
{{- if and (eq .Values.auth.mode "static") (not .Values.auth.existingSecret) }}
publishing-queue.auth.existingSecret: is empty, and auth.mode is static; name a Secret whose key {{ .Values.auth.key | quote }} holds lines "name role sha256"
{{- end }}
{{- if and (eq .Values.auth.mode "none") (not .Values.auth.allowAnonymous) }}
publishing-queue.auth.allowAnonymous: is false, and auth.mode is none, so that anybody who reaches the API may do everything; set it to true if that is meant, or auth.mode to static
{{- end }}
{{- if not .Values.targets.existingSecret }}
publishing-queue.targets.existingSecret: is empty, so nothing could be delivered; name a Secret whose keys are files of targets, such as targets.yaml
{{- end }}
{{- include "common.faults.blocks" (list "publishing-queue.targets.egress.cidrs" .Values.targets.egress.cidrs) }}
{{- range .Values.targets.egress.cidrs }}
{{- if eq (include "common.linkLocal" .) "true" }}
publishing-queue.targets.egress.cidrs: {{ . }} reaches into the link-local addresses, where clouds answer with credentials; a block outside of 169.254.0.0/16 and fe80::/10
{{- end }}
{{- end }}
{{- $insecure := get (.Values.config | default dict) "targets.allow_insecure" | toString }}
{{- if and (eq .Values.global.profile "prod") (eq $insecure "true") }}
publishing-queue.config: targets.allow_insecure lets every target be plain http, and global.profile is prod; give allow_insecure to the single target, or set the profile to local
{{- end }}
{{- if and .Values.ingress.enabled (not .Values.ingress.hosts) }}
publishing-queue.ingress.hosts: is empty, and ingress.enabled is true; name a host at least
{{- end }}
{{- if and .Values.httpRoute.enabled (not .Values.httpRoute.parentRefs) }}
publishing-queue.httpRoute.parentRefs: is empty, and httpRoute.enabled is true; name the Gateway that serves it
{{- end }}
{{- end -}}
