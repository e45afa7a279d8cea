{{/*
Faults that every service can have. Each fault is a line "path: what is wrong; what would be right";
the umbrella's validate.yaml gathers them all and fails once.
*/}}

{{/* Takes a list: root, seconds that an orderly stop may take. */}}
{{- define "common.faults" -}}
{{- $root := index . 0 -}}
{{- $name := $root.Chart.Name -}}
{{- include "common.faults.image" $root -}}
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
{{- $min := toString $pdb.minAvailable -}}
{{- $max := toString $pdb.maxUnavailable -}}
{{- if eq (eq $min "") (eq $max "") }}
{{ $name }}.pdb: {{ ternary "neither minAvailable nor maxUnavailable is set" "minAvailable and maxUnavailable are both set" (eq $min "") }}; set one of them (null or "" unsets a default), or pdb.enabled to false
{{- end }}
{{- if and (ne $min "") (gt (int (index . 1)) 1) (ge (int $min) (int (index . 1))) }}
{{ $name }}.pdb.minAvailable: {{ $min }} of {{ index . 1 }} replicas lets no node be drained; at most {{ sub (index . 1) 1 }}
{{- end }}
{{- end }}
{{- end -}}

{{/*
Keys of the free configuration. Takes a list: root, list of the keys that the chart writes itself
(under all their names).
*/}}
{{- define "common.faults.config" -}}
{{- $root := index . 0 -}}
{{- $written := index . 1 -}}
{{- range $key := include "common.leaves" (list "" $root.Values.config) | trim | splitList "\n" }}
{{- if has $key $written }}
{{ $root.Chart.Name }}.config: {{ $key }} is written by the chart itself; set the value that it comes from (the README names it), and leave the key out here
{{- end }}
{{- if and (eq $root.Values.global.profile "prod") (eq (include "common.secretLike" $key) "true") }}
{{ $root.Chart.Name }}.config: {{ $key }} looks like a secret, and values and ConfigMaps are no place for one; give it by extraEnv from a Secret
{{- end }}
{{- end }}
{{- end -}}

{{/* "true" for names of secrets, not of files or sources of them. */}}
{{- define "common.secretLike" -}}
{{- $name := lower . -}}
{{- and (regexMatch "(password|passwd|secret|token|credential|api_?key|private_?key)" $name) (not (regexMatch "_(file|path|source|url|ttl|timeout)$" $name)) -}}
{{- end -}}
