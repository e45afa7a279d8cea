{{- define "difftracker.facts" -}}
component: difftracker
job: difftracker
dashboard: pairplane-difftracker
ports:
  http: 8083
  management: 9483
scrapePort: management
# A start waits for Azure without limit, so only readiness may ask for it.
probes:
  startup: {path: /livez, initialDelaySeconds: 0, periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 12}
  liveness: {path: /livez, initialDelaySeconds: 0, periodSeconds: 10, timeoutSeconds: 3, failureThreshold: 3}
  readiness: {path: /readyz, initialDelaySeconds: 0, periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 2}
{{- if eq .Values.identity.mode "workload" }}
accountAnnotations:
  azure.workload.identity/client-id: {{ .Values.identity.clientId | quote }}
  {{- with .Values.identity.tenantId }}
  azure.workload.identity/tenant-id: {{ . | quote }}
  {{- end }}
{{- end }}
{{- end -}}

{{- define "difftracker.configFile" -}}/etc/pairplane/application.properties{{- end -}}

{{/* Calls to Azure need room for those of the operations and two more; the service's default is 32. */}}
{{- define "difftracker.typed" -}}
{{- $azure := .Values.azure -}}
config.strict: {{ .Values.strictConfig }}
server.host: {{ .Values.global.bindAddress | quote }}
server.port: 8083
server.shutdown_timeout: {{ .Values.shutdownTimeout }}
metrics.port: 9483
difftracker.cluster_name: {{ .Values.clusterName | quote }}
difftracker.service_selection: {{ .Values.serviceSelection }}
difftracker.load_balancer_class: {{ .Values.loadBalancerClass | quote }}
difftracker.adopt_untagged: {{ .Values.adoptUntagged }}
difftracker.azure.subscription_id: {{ $azure.subscriptionId | quote }}
difftracker.azure.resource_group: {{ $azure.resourceGroup | quote }}
difftracker.azure.location: {{ $azure.location | quote }}
difftracker.azure.service_gateway_name: {{ $azure.serviceGatewayName | quote }}
difftracker.azure.vnet_name: {{ $azure.vnetName | quote }}
{{- with $azure.networkSubscriptionId }}
difftracker.azure.network_subscription_id: {{ . | quote }}
{{- end }}
{{- with $azure.vnetResourceGroup }}
difftracker.azure.vnet_resource_group: {{ . | quote }}
{{- end }}
{{- with $azure.armEndpoint }}
difftracker.azure.arm_endpoint: {{ . | quote }}
{{- end }}
difftracker.azure.max_concurrent_calls: {{ max 32 (add (int .Values.maxConcurrentOperations) 2) }}
difftracker.operations.concurrency: {{ int .Values.maxConcurrentOperations }}
difftracker.operations.max_retries: {{ int .Values.maxRetries }}
difftracker.operations.timeout: {{ .Values.operationTimeout }}
difftracker.locations.sync_timeout: {{ .Values.locationSyncTimeout }}
{{- if .Values.debug.existingSecret }}
auth.tokens_file: /etc/pairplane-tokens/{{ .Values.debug.key }}
{{- end }}
logging.level: {{ .Values.global.log.level | lower }}
logging.format: {{ .Values.global.log.format }}
{{- end -}}

{{- define "difftracker.config" -}}
{{- include "common.properties" (mergeOverwrite (include "difftracker.typed" . | fromYaml) (.Values.config | default dict)) | trim -}}
{{- end -}}

{{- define "difftracker.mounts" -}}
{{ include "common.mounts" . }}
{{- if .Values.debug.existingSecret }}
{{ include "common.tokensMount" . }}
{{- end }}
{{- end -}}

{{- define "difftracker.volumes" -}}
{{ include "common.volumes" . }}
{{- if .Values.debug.existingSecret }}
{{ include "common.tokensVolume" .Values.debug }}
{{- end }}
{{- end -}}

{{/* Who the pod is to the cluster, for its events; and who it is to Azure. */}}
{{- define "difftracker.env" -}}
- name: POD_NAME
  valueFrom:
    fieldRef:
      fieldPath: metadata.name
- name: POD_NAMESPACE
  valueFrom:
    fieldRef:
      fieldPath: metadata.namespace
- name: POD_UID
  valueFrom:
    fieldRef:
      fieldPath: metadata.uid
{{- if and (eq .Values.identity.mode "managed") .Values.identity.clientId }}
- name: AZURE_CLIENT_ID
  value: {{ .Values.identity.clientId | quote }}
{{- end }}
{{- if eq .Values.identity.mode "servicePrincipal" }}
{{- range $variable, $key := dict "AZURE_TENANT_ID" .Values.identity.keys.tenantId "AZURE_CLIENT_ID" .Values.identity.keys.clientId "AZURE_CLIENT_SECRET" .Values.identity.keys.clientSecret }}
- name: {{ $variable }}
  valueFrom:
    secretKeyRef:
      name: {{ $.Values.identity.existingSecret | toYaml }}
      key: {{ $key | toYaml }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "difftracker.faults" -}}
{{- $drain := include "common.seconds" .Values.shutdownTimeout | int -}}
{{- range $key, $value := .Values.config }}
{{- if eq (include "common.plainKey" $key) "server.pre_stop_delay" }}
{{- $drain = add $drain (include "common.seconds" (toString $value)) }}
{{- end }}
{{- end }}
{{- include "common.faults" (list . $drain (list "auth.tokens_file" "difftracker.azure.network_subscription_id" "difftracker.azure.vnet_resource_group" "difftracker.azure.arm_endpoint")) }}
{{- range $key := list "operationTimeout" "locationSyncTimeout" "shutdownTimeout" }}
{{- include "common.faults.duration" (list (printf "difftracker.%s" $key) (get $.Values $key) "1s" "1h") }}
{{- end }}
{{- if not .Values.clusterName }}
difftracker.clusterName: is empty; a name for this cluster, unique in the resource group and never changed
{{- end }}
{{- range $key, $what := dict "subscriptionId" "the subscription's id" "resourceGroup" "the resource group of the service gateway" "location" "the region, such as westeurope" "serviceGatewayName" "the service gateway's name" "vnetName" "the virtual network's name" }}
{{- if not (get $.Values.azure $key) }}
difftracker.azure.{{ $key }}: is empty; {{ $what }}
{{- end }}
{{- end }}
{{- include "difftracker.faults.identity" . }}
{{- end -}}

{{- define "difftracker.faults.identity" -}}
{{- $identity := .Values.identity -}}
{{- if and (eq $identity.mode "workload") (not $identity.clientId) }}
difftracker.identity.clientId: is empty, and identity.mode is workload; the client id of the identity that is federated with the ServiceAccount
{{- end }}
{{- if and (eq $identity.mode "managed") (not $identity.clientId) (not $identity.systemAssigned) }}
difftracker.identity.clientId: is empty, and identity.mode is managed; the client id of the identity, or identity.systemAssigned true for the nodes' own
{{- end }}
{{- if and (eq $identity.mode "servicePrincipal") (not $identity.existingSecret) }}
difftracker.identity.existingSecret: is empty, and identity.mode is servicePrincipal; name a Secret with the keys {{ values $identity.keys | sortAlpha | join ", " }}
{{- end }}
{{- if eq $identity.mode "none" }}
{{- if ne .Values.global.profile "local" }}
difftracker.identity.mode: "none" signs in to nothing, and global.profile is prod; workload, managed or servicePrincipal, or the profile local
{{- end }}
{{- if not .Values.azure.armEndpoint }}
difftracker.azure.armEndpoint: is empty, and identity.mode is none, which Azure itself refuses; the URL of a simulator
{{- end }}
{{- end }}
{{- end -}}
