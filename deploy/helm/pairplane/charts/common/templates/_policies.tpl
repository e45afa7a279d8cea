{{/* Parts of the network policies. */}}

{{/* Who may scrape and probe: the namespaces of the monitoring, and the own one. */}}
{{- define "common.policy.monitoring" -}}
{{- $facts := include "common.facts" . | fromYaml -}}
- from:
    - podSelector: {}
    {{- with .Values.global.networkPolicy.monitoringNamespaces }}
    - namespaceSelector:
        matchExpressions:
          - key: kubernetes.io/metadata.name
            operator: In
            values:
              {{- toYaml . | nindent 14 }}
    {{- end }}
  ports:
    - port: {{ index $facts.ports $facts.scrapePort }}
      protocol: TCP
{{- end -}}

{{/* Who may call: what the values allow, and this release's own tests. Takes a list: root, port. */}}
{{- define "common.policy.callers" -}}
{{- $root := index . 0 -}}
- from:
    {{- with $root.Values.networkPolicy.allowFrom }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
    - podSelector:
        matchLabels:
          {{- include "common.testSelector" $root | nindent 10 }}
  ports:
    - port: {{ index . 1 }}
      protocol: TCP
{{- with $root.Values.networkPolicy.extraIngress }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* What every pod may call: names, and the collector of traces. */}}
{{- define "common.policy.always" -}}
- ports:
    - port: 53
      protocol: UDP
    - port: 53
      protocol: TCP
{{- with .Values.global.otlpEndpoint }}
- ports:
    - port: {{ include "common.urlPort" . }}
      protocol: TCP
  to:
    {{- include "common.policy.anywhere" $ | nindent 4 }}
{{- end }}
{{- end -}}

{{/* Every pod and every address but the link-local ones. */}}
{{- define "common.policy.anywhere" -}}
- namespaceSelector: {}
- {{ include "common.policy.block" "0.0.0.0/0" | indent 2 | trim }}
- {{ include "common.policy.block" "::/0" | indent 2 | trim }}
{{- end -}}

{{/* The API server, whose address nobody knows: it is no pod. */}}
{{- define "common.policy.apiServer" -}}
{{- $api := .Values.global.networkPolicy.apiServer -}}
- ports:
    {{- range $api.ports }}
    - port: {{ . }}
      protocol: TCP
    {{- end }}
  {{- with $api.cidrs }}
  to:
    {{- range . }}
    - ipBlock:
        cidr: {{ . | quote }}
    {{- end }}
  {{- end }}
{{- end -}}

{{/* The port of an http URL. */}}
{{- define "common.urlPort" -}}
{{- $url := urlParse . -}}
{{- regexFind "[0-9]+$" (regexFind ":[0-9]+$" $url.host) | default (ternary "443" "80" (eq $url.scheme "https")) -}}
{{- end -}}

{{/*
An ipBlock that leaves out link-local addresses, where clouds answer with credentials. "except" must
lie inside of the block, so it stands only where the block holds them; blocks that lie inside of
them are refused ("common.linkLocal").
*/}}
{{- define "common.policy.block" -}}
ipBlock:
  cidr: {{ . | quote }}
  {{- if eq (include "common.holdsLinkLocal" .) "true" }}
  except:
    - {{ ternary "fe80::/10" "169.254.0.0/16" (contains ":" .) | quote }}
  {{- end }}
{{- end -}}

{{/* "true" when a block is larger than the link-local one and holds it. */}}
{{- define "common.holdsLinkLocal" -}}
{{- $prefix := regexFind "[0-9]+$" . | int -}}
{{- if contains ":" . -}}
{{- eq $prefix 0 -}}
{{- else if lt $prefix 16 -}}
{{- $size := 1 -}}
{{- range until (sub 16 $prefix | int) -}}{{- $size = mul $size 2 -}}{{- end -}}
{{- $octets := splitList "." . -}}
{{- $first := add (mul (index $octets 0 | int) 256) (index $octets 1 | int) -}}
{{- eq (div $first $size) (div 43518 $size) -}}
{{- end -}}
{{- end -}}

{{/* "true" when a block lies in the link-local one, or (IPv6) may hold it in part. */}}
{{- define "common.linkLocal" -}}
{{- $prefix := regexFind "[0-9]+$" . | int -}}
{{- if contains ":" . -}}
{{- or (regexMatch "^[fF][eE][89abAB]" .) (and (gt $prefix 0) (lt $prefix 10)) -}}
{{- else -}}
{{- and (ge $prefix 16) (hasPrefix "169.254." .) -}}
{{- end -}}
{{- end -}}

{{/* Blocks of addresses that are none. Takes a list: path, blocks. */}}
{{- define "common.faults.blocks" -}}
{{- $path := index . 0 -}}
{{- $octet := "([1-9]?[0-9]|1[0-9][0-9]|2[0-4][0-9]|25[0-5])" -}}
{{- $four := printf "^(%s\\.){3}%s/([0-9]|[12][0-9]|3[0-2])$" $octet $octet -}}
{{- $groups := "([0-9a-fA-F]{1,4}:){0,6}[0-9a-fA-F]{1,4}" -}}
{{- $six := printf "^((%s)?::(%s)?|([0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4})/([0-9]|[1-9][0-9]|1[01][0-9]|12[0-8])$" $groups $groups -}}
{{- range index . 1 }}
{{- if not (or (regexMatch $four .) (regexMatch $six .)) }}
{{ $path }}: {{ . | quote }} is no block of addresses; such as 10.0.0.0/8 or 2001:db8::/32
{{- end }}
{{- end }}
{{- end -}}
