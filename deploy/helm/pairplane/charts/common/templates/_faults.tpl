{{/*
Faults that every service can have. Each fault is a line "path: what is wrong; what would be right";
the umbrella's validate.yaml gathers them all and fails once.
*/}}

{{/*
Takes a list: root, seconds that an orderly stop may take, keys of the configuration that the chart
writes at times, or under other names.
*/}}
{{- define "common.faults" -}}
{{- $root := index . 0 -}}
{{- $name := $root.Chart.Name -}}
{{- $written := include (printf "%s.typed" $name) $root | fromYaml | list "" | include "common.leaves" | trim | splitList "\n" -}}
{{- $written = concat $written (index . 2) | uniq -}}
{{- include "common.faults.image" $root -}}
{{- include "common.faults.config" (list $root $written) -}}
{{- include "common.faults.extras" (list $root $written) -}}
{{- $needed := add (index . 1) 10 }}
{{- if lt (int64 $root.Values.terminationGracePeriodSeconds) $needed }}
{{ $name }}.terminationGracePeriodSeconds: {{ $root.Values.terminationGracePeriodSeconds }} ends the process before it has stopped in order, which may take {{ index . 1 }} s; {{ $needed }} or more
{{- end }}
{{- if and (not $root.Values.serviceAccount.create) (not $root.Values.serviceAccount.name) }}
{{ $name }}.serviceAccount.name: is empty, and serviceAccount.create is false, so pods would run as the namespace's default account; name an account that exists
{{- end }}
{{- if eq $root.Values.global.profile "prod" }}
{{- range $root.Values.extraEnv }}
{{- if and .value (eq (include "common.secretLike" .name) "true") }}
{{ $name }}.extraEnv: {{ .name }} looks like a secret, and values end in the release's history; give it as valueFrom.secretKeyRef
{{- end }}
{{- end }}
{{- end }}
{{- end -}}

{{/* Takes a list: root, minAvailable's upper bound as replicas. */}}
{{- define "common.faults.pdb" -}}
{{- $root := index . 0 -}}
{{- $name := $root.Chart.Name -}}
{{- $pdb := $root.Values.pdb -}}
{{- if $pdb.enabled }}
{{- $min := int ($pdb.minAvailable | default 0) -}}
{{- if eq (empty $pdb.minAvailable) (empty $pdb.maxUnavailable) }}
{{ $name }}.pdb: {{ ternary "neither minAvailable nor maxUnavailable is set" "minAvailable and maxUnavailable are both set" (eq $min 0) }}; set one of them (null or "" unsets a default), or pdb.enabled to false
{{- end }}
{{- if and (gt (int (index . 1)) 1) (ge $min (int (index . 1))) }}
{{ $name }}.pdb.minAvailable: {{ $min }} of {{ index . 1 }} replicas lets no node be drained; at most {{ sub (index . 1) 1 }}
{{- end }}
{{- end }}
{{- end -}}

{{/* Keys of the free configuration. Takes a list: root, list of the keys that the chart writes itself. */}}
{{- define "common.faults.config" -}}
{{- $root := index . 0 -}}
{{- $written := index . 1 -}}
{{- range $key := include "common.leaves" (list "" ($root.Values.config | default dict)) | trim | splitList "\n" | compact }}
{{- $plain := include "common.plainKey" $key -}}
{{- $own := "" -}}
{{- range $written -}}
{{- if or (eq . $plain) (hasPrefix (printf "%s." $plain) .) (hasPrefix (printf "%s." .) $plain) -}}{{- $own = $own | default . -}}{{- end -}}
{{- end }}
{{- if $own }}
{{ $root.Chart.Name }}.config: {{ $key }} {{ if ne $own $plain }}takes the place of {{ $own }}, which {{ end }}is written by the chart itself; set the value that it comes from (the README names it), and leave the key out here
{{- end }}
{{- if and (eq $root.Values.global.profile "prod") (eq (include "common.secretLike" $key) "true") }}
{{ $root.Chart.Name }}.config: {{ $key }} looks like a secret, and values and ConfigMaps are no place for one; give it by extraEnv from a Secret
{{- end }}
{{- end }}
{{- end -}}

{{/*
What repeats the chart's own: of two variables or volumes of one name the API server drops one, or
refuses both. Takes a list: root, list of the keys that the chart writes itself.
*/}}
{{- define "common.faults.extras" -}}
{{- $root := index . 0 -}}
{{- $name := $root.Chart.Name -}}
{{- $variables := list -}}
{{- range index . 1 -}}{{- $variables = append $variables (include "common.variable" .) -}}{{- end -}}
{{- range concat (include "common.env" $root | fromYamlArray) (include (printf "%s.env" $name) $root | fromYamlArray) -}}{{- $variables = append $variables .name -}}{{- end -}}
{{- range $root.Values.extraEnv }}
{{- if has (include "common.variable" .name | trimPrefix "_PROD" | trimPrefix "_LOCAL" | trimPrefix "_") $variables }}
{{ $name }}.extraEnv: {{ .name }} is set by the chart itself; set the value that it comes from (the README names it), and leave the variable out here
{{- end }}
{{- end }}
{{- range $mount := include (printf "%s.mounts" $name) $root | fromYamlArray }}
{{- range $root.Values.extraVolumes }}
{{- if eq (toString .name) $mount.name }}
{{ $name }}.extraVolumes: {{ .name }} is a volume of the chart's own; another name
{{- end }}
{{- end }}
{{- range $root.Values.extraVolumeMounts }}
{{- if eq (clean (toString .mountPath)) $mount.mountPath }}
{{ $name }}.extraVolumeMounts: {{ .mountPath }} is where the chart mounts a volume of its own; another path
{{- end }}
{{- end }}
{{- end }}
{{- end -}}

{{/* A duration that the service refuses. Takes a list: path, duration, least, most. */}}
{{- define "common.faults.duration" -}}
{{- $seconds := include "common.seconds" (index . 1) | int64 -}}
{{- if or (lt $seconds (include "common.seconds" (index . 2) | int64)) (gt $seconds (include "common.seconds" (index . 3) | int64)) }}
{{ index . 0 }}: {{ index . 1 }} is out of range; {{ index . 2 }} to {{ index . 3 }}
{{- end }}
{{- end -}}

{{/* "true" for names of secrets, not of files or sources of them. */}}
{{- define "common.secretLike" -}}
{{- $name := lower . -}}
{{- and (regexMatch "(password|passwd|secret|token|credential|api_?key|private_?key)" $name) (not (regexMatch "_(file|path|source|url|ttl|timeout)$" $name)) -}}
{{- end -}}
