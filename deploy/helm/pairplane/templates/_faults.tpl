{{/* Every fault of the values, a line each: "path: what is wrong; what would be right". */}}
{{- define "pairplane.faults" -}}
{{- range $service, $chart := omit .Subcharts "common" }}
{{ include (printf "%s.faults" $service) $chart }}
{{- end }}
{{ include "pairplane.faults.shared" . }}
{{ include "common.faults.blocks" (list "global.networkPolicy.apiServer.cidrs" .Values.global.networkPolicy.apiServer.cidrs) }}
{{ include "pairplane.faults.scraping" . }}
{{ include "pairplane.faults.rules" . }}
{{- end -}}

{{/*
Names that two services have in common: their objects would be one another's, their Services would
select each other's pods. The overview's dashboard is called after the release.
*/}}
{{- define "pairplane.faults.shared" -}}
{{- $seen := dict -}}
{{- if .Values.global.monitoring.dashboards.enabled -}}
{{- $_ := set $seen (printf "fullnameOverride %s" (include "common.fullname" .)) "the overview's dashboard" -}}
{{- end -}}
{{- range $service, $chart := omit .Subcharts "common" -}}
{{- $names := dict "fullnameOverride" (include "common.fullname" $chart) "nameOverride" (include "common.name" $chart) -}}
{{- if $chart.Values.serviceAccount.create -}}
{{- $_ := set $names "serviceAccount.name" (include "common.serviceAccountName" $chart) -}}
{{- end -}}
{{- range $key, $name := $names -}}
{{- $id := printf "%s %s" $key $name -}}
{{- if hasKey $seen $id }}
{{ $service }}.{{ $key }}: {{ get $seen $id }} and {{ $service }} would both be called {{ quote $name }}; give one of them a name of its own{{ ternary ", or name the release otherwise" "" (eq $key "fullnameOverride") }}
{{- end -}}
{{- $_ := set $seen $id $service -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "pairplane.faults.scraping" -}}
{{- $monitoring := .Values.global.monitoring -}}
{{- $monitor := $monitoring.serviceMonitor -}}
{{- include "common.faults.duration" (list "global.monitoring.serviceMonitor.interval" $monitor.interval "1s" "2m") }}
{{- if gt (include "common.seconds" $monitor.scrapeTimeout | int) (include "common.seconds" $monitor.interval | int) }}
global.monitoring.serviceMonitor.scrapeTimeout: {{ $monitor.scrapeTimeout }} is more than interval, {{ $monitor.interval }}; that or less
{{- end }}
{{- if and (eq (toString $monitoring.scrapeAnnotations) "true") (eq (include "common.serviceMonitor" .) "true") }}
global.monitoring.scrapeAnnotations: is true, and so are ServiceMonitors, so that every pod would be scraped twice; auto, or serviceMonitor.enabled false
{{- end }}
{{- end -}}
