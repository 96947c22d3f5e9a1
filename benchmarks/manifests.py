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
TYPICAL = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop-{0}
  namespace: shop
  labels:
    app.kubernetes.io/name: shop-{0}
    app.kubernetes.io/part-of: shop
spec:
  replicas: 2
  selector:
    matchLabels:
      app.kubernetes.io/name: shop-{0}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: shop-{0}
        app.kubernetes.io/part-of: shop
      annotations:
        prometheus.io/scrape: "true"
        prometheus.io/port: "9090"
    spec:
      serviceAccountName: shop
      securityContext:
        runAsNonRoot: true
        runAsUser: 10001
        fsGroup: 10001
      containers:
        - name: web
          image: registry.example/shop/web:1.{1}.0
          command: ["/app/server"]
          args: ["--port=8080", "--config=/etc/shop/config.yaml"]
          ports:
            - name: http
              containerPort: 8080
            - name: metrics
              containerPort: 9090
          env:
            - name: LOG_LEVEL
              value: info
            - name: POD_NAME
              valueFrom:
                fieldRef:
                  fieldPath: metadata.name
            - name: DATABASE_URL
              valueFrom:
                secretKeyRef:
                  name: shop-{0}
                  key: url
            - name: CACHE_URL
              value: redis://cache.shop.svc:6379
          readinessProbe:
            httpGet:
              path: /ready
              port: http
            periodSeconds: 10
          livenessProbe:
            httpGet:
              path: /live
              port: http
            initialDelaySeconds: 10
          resources:
            requests:
              cpu: 100m
              memory: 128Mi
            limits:
              memory: 256Mi
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities:
              drop: ["ALL"]
          volumeMounts:
            - name: config
              mountPath: /etc/shop
              readOnly: true
            - name: tmp
              mountPath: /tmp
        - name: proxy
          image: registry.example/shop/proxy:2.{1}.1
          ports:
            - name: https
              containerPort: 8443
          env:
            - name: UPSTREAM
              value: http://127.0.0.1:8080
          readinessProbe:
            tcpSocket:
              port: https
          resources:
            requests:
              cpu: 50m
              memory: 64Mi
            limits:
              memory: 128Mi
          volumeMounts:
            - name: certs
              mountPath: /etc/certs
              readOnly: true
      volumes:
        - name: config
          configMap:
            name: shop-{0}
        - name: tmp
          emptyDir: {{}}
        - name: certs
          secret:
            secretName: shop-certs-{0}
"""
"""A Deployment of two containers with what a manifest usually says of them; its number and a version are filled in."""
