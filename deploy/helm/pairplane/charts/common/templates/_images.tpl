{{/* Puts another registry before an image's name. Takes a list: root, name. */}}
{{- define "common.fromRegistry" -}}
{{- $registry := (index . 0).Values.global.imageRegistry | default "" | trimSuffix "/" -}}
{{- if $registry -}}
{{- printf "%s/%s" $registry (regexReplaceAll "^[^/]*[.:][^/]*/" (index . 1) "") -}}
{{- else -}}
{{- index . 1 -}}
{{- end -}}
{{- end -}}

{{- define "common.image" -}}
{{- $image := .Values.image -}}
{{- $name := include "common.fromRegistry" (list . $image.repository) -}}
{{- if $image.digest -}}
{{- printf "%s@%s" $name $image.digest -}}
{{- else -}}
{{- printf "%s:%s" $name ($image.tag | default (printf "%s-%s" .Chart.AppVersion .Values.global.imageFlavor)) -}}
{{- end -}}
{{- end -}}

{{/*
How a service is started, in either flavour. The JVM's options are arguments, not JAVA_TOOL_OPTIONS:
those print a line into the JSON logs. They repeat the image's own file of options, which names a
share of the heap that fits nobody in particular.
*/}}
{{- define "common.command" -}}
{{- if eq .Values.global.imageFlavor "jvm" -}}
- /app/runtime/bin/java
- -XX:AOTCache=/app/service.aot
- -XX:MaxRAMPercentage={{ .Values.heapPercent }}
- -XX:+ExitOnOutOfMemoryError
- --enable-native-access=ALL-UNNAMED
- --sun-misc-unsafe-memory-access=allow
- -jar
- /app/quarkus-run.jar
{{- else -}}
- /app/service
- -XX:MaximumHeapSizePercent={{ .Values.heapPercent }}
{{- end -}}
{{- end -}}

{{/* The same executable as a command for a test: short-lived, so without heap or cache. */}}
{{- define "common.client" -}}
{{- if eq .Values.global.imageFlavor "jvm" -}}
- /app/runtime/bin/java
- -XX:TieredStopAtLevel=1
- --sun-misc-unsafe-memory-access=allow
- -jar
- /app/quarkus-run.jar
{{- else -}}
- /app/service
{{- end -}}
{{- end -}}

{{- define "common.faults.image" -}}
{{- $image := .Values.image -}}
{{- $path := printf "%s.image" .Chart.Name -}}
{{- if eq "latest" ($image.tag | default "") }}
{{ $path }}.tag: "latest" names another image each day, and no rollback brings one back; name a version, or leave it empty for {{ .Chart.AppVersion }}-{{ .Values.global.imageFlavor }}
{{- end }}
{{- $other := ternary "native" "jvm" (eq .Values.global.imageFlavor "jvm") }}
{{- if and $image.tag (hasSuffix (printf "-%s" $other) $image.tag) }}
{{ $path }}.tag: {{ $image.tag | quote }} is an image of the flavour {{ $other }}, whose command differs; set global.imageFlavor to {{ $other }}, or name a tag that ends in -{{ .Values.global.imageFlavor }}
{{- end }}
{{- end -}}
