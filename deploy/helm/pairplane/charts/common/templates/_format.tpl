{{/* Texts in other forms. */}}

{{/*
A value of the configuration as text. YAML's numbers arrive as floating point, and 1000000 would be
printed as 1e+06.
*/}}
{{- define "common.scalar" -}}
{{- if and (kindIs "float64" .) (eq (floor .) .) -}}
{{- int64 . -}}
{{- else -}}
{{- toString . -}}
{{- end -}}
{{- end -}}

{{/* Maps as one, as YAML; the first that has a key wins, and nothing at all (null) is an empty map. */}}
{{- define "common.merged" -}}
{{- $all := dict -}}
{{- range . -}}{{- $all = merge $all (. | default dict) -}}{{- end -}}
{{- toYaml $all -}}
{{- end -}}

{{/* Nested maps as YAML whose leaves are texts. */}}
{{- define "common.nested" -}}
{{- range $key, $value := . -}}
{{- if kindIs "map" $value -}}
{{ $key }}:
  {{- include "common.nested" $value | trim | nindent 2 }}
{{ else -}}
{{ $key }}: {{ include "common.scalar" $value | quote }}
{{ end -}}
{{- end -}}
{{- end -}}

{{/* A flat map as Java properties. */}}
{{- define "common.properties" -}}
{{- range $key, $value := . }}
{{ $key }}={{ include "common.scalar" $value | replace "\\" "\\\\" | replace "\n" "\\n" }}
{{- end }}
{{- end -}}

{{/* The dotted names of a nested map's leaves, a line each. Takes a list: prefix, map. */}}
{{- define "common.leaves" -}}
{{- $prefix := index . 0 -}}
{{- range $key, $value := index . 1 -}}
{{- if kindIs "map" $value -}}
{{ include "common.leaves" (list (printf "%s%s." $prefix $key) $value) }}
{{- else -}}
{{ printf "%s%s\n" $prefix $key }}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* A key of the configuration as the chart writes it: dashes and quotes are another way to say the same. */}}
{{- define "common.plainKey" -}}
{{- . | replace "-" "_" | replace "\"" "" -}}
{{- end -}}

{{/* The variable that a key of the configuration is set by. */}}
{{- define "common.variable" -}}
{{- regexReplaceAll "[^A-Z0-9]" (upper .) "_" -}}
{{- end -}}

{{/* A duration such as 1m or 500ms in seconds, rounded up. */}}
{{- define "common.seconds" -}}
{{- $number := regexFind "^[0-9]+" . | int64 -}}
{{- $unit := regexFind "[a-z]+$" . -}}
{{- if eq $unit "ms" -}}
{{- div (add $number 999) 1000 -}}
{{- else -}}
{{- mul $number (get (dict "s" 1 "m" 60 "h" 3600) $unit) -}}
{{- end -}}
{{- end -}}
