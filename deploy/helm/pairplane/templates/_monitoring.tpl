{{/* What the umbrella makes of the files of its services' alerts and recording rules. */}}

{{/* "true" when PrometheusRules are made. */}}
{{- define "pairplane.rules.enabled" -}}
{{- $value := toString .Values.global.monitoring.rules.enabled -}}
{{- if eq $value "auto" -}}
{{- .Capabilities.APIVersions.Has "monitoring.coreos.com/v1/PrometheusRule" -}}
{{- else -}}
{{- $value -}}
{{- end -}}
{{- end -}}

{{/*
Groups of recording rules and alerts of a service, as YAML: those of its files, with the values' changes made to them
as data, so that nothing in their texts has to be escaped. Takes a list: root, service.
*/}}
{{- define "pairplane.rules" -}}
{{- $root := index . 0 -}}
{{- $service := index . 1 -}}
{{- $settings := $root.Values.global.monitoring.rules -}}
{{- $groups := list -}}
{{- range $kind := list "rules" "alerts" -}}
{{- range ($root.Files.Get (printf "files/%s/%s.yaml" $kind $service) | fromYaml).groups -}}
{{- $rules := list -}}
{{- range .rules -}}
{{- if not .alert -}}
{{- $rules = append $rules . -}}
{{- else if not (get ($settings.disabled | default dict) .alert) -}}
{{- $rules = append $rules (include "pairplane.alert" (list $settings .) | fromYaml) -}}
{{- end -}}
{{- end -}}
{{- if $rules -}}
{{- $groups = append $groups (set . "rules" $rules) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{ toYaml (dict "groups" $groups) }}
{{- end -}}

{{/* One alert with the values' changes. Takes a list: values of the rules, the alert as in its file. */}}
{{- define "pairplane.alert" -}}
{{- $settings := index . 0 -}}
{{- $alert := index . 1 -}}
{{- $custom := get ($settings.custom | default dict) $alert.alert | default dict -}}
{{- $severity := ternary (dict "severity" $custom.severity) dict (hasKey $custom "severity") -}}
{{- $labels := include "common.merged" (list $severity $custom.labels $alert.labels $settings.additionalRuleLabels) | fromYaml -}}
{{- $page := printf "%s/%s" (trimSuffix "/" $settings.runbookUrl) (base $alert.annotations.runbook_url) -}}
{{- $annotations := mergeOverwrite (dict) $alert.annotations (dict "runbook_url" $page) -}}
{{ toYaml (mergeOverwrite (dict) $alert (pick $custom "expr" "for") (dict "labels" $labels "annotations" $annotations)) }}
{{- end -}}

{{/*
Faults of what the values change in alerts: a name with a typing error would change nothing, and nobody would notice.
Names of services that are off are fine, so that one file of values is good for all clusters.
*/}}
{{- define "pairplane.faults.rules" -}}
{{- $root := . -}}
{{- $settings := .Values.global.monitoring.rules -}}
{{- $known := list -}}
{{- range $path, $_ := .Files.Glob "files/alerts/*.yaml" -}}
{{- range ($root.Files.Get $path | fromYaml).groups -}}
{{- range .rules -}}
{{- $known = append $known .alert -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- range $what := list "disabled" "custom" -}}
{{- range $name, $_ := index $settings $what -}}
{{- if not (has $name $known) }}
{{- $near := list -}}
{{- range $known -}}
{{- if hasPrefix (trunc 5 $name) . -}}{{- $near = append $near . -}}{{- end -}}
{{- end }}
global.monitoring.rules.{{ $what }}: {{ $name | quote }} is no alert of this chart; one of {{ $near | default $known | sortAlpha | join ", " }}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
