{{- define "recto.name" -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{- define "recto.tag" -}}
{{- .Values.image.tag | default (printf "%s-%s" .Chart.AppVersion .Values.image.accelerator) -}}
{{- end -}}

{{/* What a thing is called and what selects it: dict "root" $ "part" NAME */}}
{{- define "recto.selector" -}}
app.kubernetes.io/name: recto
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .part }}
{{- end -}}

{{- define "recto.labels" -}}
{{ include "recto.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- end -}}

{{- define "recto.secretName" -}}
{{- .Values.existingSecret | default (include "recto.name" .) -}}
{{- end -}}

{{/* The chart runs model servers itself. */}}
{{- define "recto.runsServers" -}}
{{- if and (ne .Values.vlm.backend "native") (not .Values.vlm.externalUrls) (not .Values.gateway.pools) }}yes{{ end -}}
{{- end -}}

{{/* Jobs are shared by all pods. */}}
{{- define "recto.hasQueue" -}}
{{- if and .Values.jobs.store (or .Values.redis.enabled .Values.redis.external.url .Values.existingSecret) }}yes{{ end -}}
{{- end -}}

{{- define "recto.runsRedis" -}}
{{- if and .Values.jobs.store .Values.redis.enabled }}yes{{ end -}}
{{- end -}}

{{/* Addresses of the servers: each pod its own, so that the gateway sees every replica. */}}
{{- define "recto.serverUrls" -}}
{{- if .Values.vlm.externalUrls -}}
{{- join "," .Values.vlm.externalUrls -}}
{{- else -}}
{{- $name := include "recto.name" . -}}
{{- range $i := until (int .Values.vlm.server.replicas) -}}
{{- if $i }},{{ end }}http://{{ $name }}-vlm-{{ $i }}.{{ $name }}-vlm:8080/v1
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "recto.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile: { type: RuntimeDefault }
{{- end -}}

{{- define "recto.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end -}}

{{/* Environment of pipeline and workers: dict "root" $ "env" MAP */}}
{{- define "recto.pipelineEnv" -}}
- { name: VLM_BACKEND, value: {{ .root.Values.vlm.backend | quote }} }
- { name: RECOGNITION_URL, value: "http://{{ include "recto.name" .root }}-gateway:8118/v1" }
- { name: RECOGNITION_MODEL, value: {{ .root.Values.vlm.modelName | quote }} }
- { name: DATA_DIR, value: /data }
- { name: SPOOL_DIR, value: /data/spool }
{{- if include "recto.hasQueue" .root }}
- name: JOBS_URL
  valueFrom: { secretKeyRef: { name: {{ include "recto.secretName" .root }}, key: JOBS_URL } }
- { name: JOBS_STORE, value: {{ .root.Values.jobs.store | quote }} }
{{- range list "STORAGE_ACCESS_KEY_ID" "STORAGE_SECRET_ACCESS_KEY" }}
- name: {{ . }}
  valueFrom: { secretKeyRef: { name: {{ include "recto.secretName" $.root }}, key: {{ . }} } }
{{- end }}
{{- end }}
- name: FILE_URL_SECRET
  valueFrom: { secretKeyRef: { name: {{ include "recto.secretName" .root }}, key: FILE_URL_SECRET, optional: true } }
- name: API_KEYS
  valueFrom: { secretKeyRef: { name: {{ include "recto.secretName" .root }}, key: API_KEYS, optional: true } }
{{- range $name, $value := .env }}
- { name: {{ $name }}, value: {{ $value | quote }} }
{{- end }}
{{- end -}}

{{/* Pods of one part on different nodes where there are several. */}}
{{- define "recto.spread" -}}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels: {{- include "recto.selector" . | nindent 8 }}
{{- end -}}

{{- define "recto.placement" -}}
{{- with .nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "recto.pullSecrets" -}}
{{- with .Values.image.pullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}
