{{- define "storage-node.facts" -}}
component: storage
job: pairdb-storage-node
dashboard: pairplane-storage-node
ports:
  grpc: 8080
  metrics: 9091
scrapePort: metrics
probes:
  startup: {path: /health/live, initialDelaySeconds: 5, periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 12}
  liveness: {path: /health/live, initialDelaySeconds: 10, periodSeconds: 10, timeoutSeconds: 3, failureThreshold: 3}
  readiness: {path: /health/ready, initialDelaySeconds: 5, periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 2}
{{- end -}}

{{- define "storage-node.configFile" -}}/etc/pairdb/config.yaml{{- end -}}

{{/* What the chart writes. Before 1.30 the kubelet cannot sleep and the image has no shell, so the process waits itself. */}}
{{- define "storage-node.typed" -}}
config:
  strict: {{ .Values.strictConfig }}
server:
  host: {{ .Values.global.bindAddress | quote }}
  port: 8080
  pre_stop_delay: {{ ternary "0s" (printf "%ds" (int .Values.preStopSeconds)) (eq (include "common.since" (list . "1.30")) "true") }}
  shutdown_timeout: {{ .Values.shutdownTimeout }}
storage:
  # Below the mount: a file system's own lost+found is no business of the node's.
  data_dir: /data/pairdb
metrics:
  port: 9091
logging:
  level: {{ .Values.global.log.level | lower }}
  format: {{ .Values.global.log.format }}
{{- end -}}

{{- define "storage-node.config" -}}
{{- include "common.nested" (mergeOverwrite (include "storage-node.typed" . | fromYaml) (.Values.config | default dict)) | trim -}}
{{- end -}}

{{- define "storage-node.faults" -}}
{{- $drain := add .Values.preStopSeconds (include "common.seconds" .Values.shutdownTimeout) -}}
{{- include "common.faults" (list . $drain (list "server.node_id" "server.grpc_port" "server.metrics_port")) }}
{{- include "common.faults.duration" (list "storage-node.shutdownTimeout" .Values.shutdownTimeout "1s" "1h") }}
{{- include "common.faults.pdb" (list . .Values.replicas) }}
{{- end -}}

{{- define "storage-node.mounts" -}}
{{ include "common.mounts" . }}
- name: data
  mountPath: /data
{{- end -}}

{{- define "storage-node.env" -}}
- name: NODE_ID
  valueFrom:
    fieldRef:
      fieldPath: metadata.name
{{- end -}}
