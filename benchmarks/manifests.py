"""An application as benchmarks make it by the dozen, and what stands between two of them."""

from __future__ import annotations

APART = "---\n"
OBJECT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {{name: web-{0}}}
spec:
  selector: {{matchLabels: {{app: web-{0}}}}}
  template:
    metadata: {{labels: {{app: web-{0}}}}}
    spec:
      containers:
        - name: web
          image: registry.example/web:1.{0}
          ports: [{{name: http, containerPort: 8080}}]
          env:
            - {{name: HOST, value: web-{0}}}
            - {{name: URL, value: "http://$(HOST):8080/"}}
          readinessProbe: {{httpGet: {{path: /, port: http}}}}
          resources:
            requests: {{cpu: 100m, memory: 128Mi}}
            limits: {{memory: 128Mi}}
---
apiVersion: v1
kind: Service
metadata: {{name: web-{0}}}
spec: {{selector: {{app: web-{0}}}, ports: [{{port: 80, targetPort: http}}]}}
"""
