"""Thirty pods of several containers, half of them right: what each is, what is said of it, and the pod."""

from __future__ import annotations

from typing import NamedTuple


class Pod(NamedTuple):
    """A pod; `spec` is what stands below its spec, `said` the findings: a rule, and words of its message or help."""

    what: str
    said: tuple[tuple[str, str], ...]
    spec: str
    kind: str = "Deployment"
    more: str = ""
    """Further lines of the workload's own spec."""
    beside: str = ""
    """Further objects."""


_LIFE = "do they live and die together"
_SCALE = "do they scale together"
_NODE = "does the pod still find a node"

RIGHT = (
    Pod(
        "a log shipper that reads the files of the application",
        (),
        """
        containers:
          - {name: shop, image: "registry.example/shop:1", volumeMounts: [{name: logs, mountPath: /var/log/shop}]}
          - name: logs
            image: fluent/fluent-bit:3.1
            volumeMounts: [{name: logs, mountPath: /logs, readOnly: true}]
        volumes: [{name: logs, emptyDir: {}}]
        """,
    ),
    Pod(
        "a web server that passes on to the application",
        (),
        """
        containers:
          - name: nginx
            image: nginx:1.27
            ports: [{containerPort: 80}]
            volumeMounts: [{name: conf, mountPath: /etc/nginx/conf.d}]
          - {name: app, image: "registry.example/shop:1", ports: [{containerPort: 8080}]}
        volumes: [{name: conf, configMap: {name: nginx}}]
        """,
    ),
    Pod(
        "a reloader beside what it reloads",
        (),
        """
        containers:
          - {name: prometheus, image: "prom/prometheus:v2.54.0", volumeMounts: [{name: c, mountPath: /etc/prometheus}]}
          - name: reload
            image: ghcr.io/jimmidyson/configmap-reload:v0.15.0
            args: ["--webhook-url=http://localhost:9090/-/reload", "--volume-dir=/etc/prometheus"]
            volumeMounts: [{name: c, mountPath: /etc/prometheus, readOnly: true}]
        volumes: [{name: c, configMap: {name: prometheus}}]
        """,
    ),
    Pod(
        "dashboards that are kept in step with ConfigMaps",
        (),
        """
        containers:
          - {name: grafana, image: "grafana/grafana:11.2.0", volumeMounts: [{name: boards, mountPath: /boards}]}
          - name: boards
            image: quay.io/kiwigrid/k8s-sidecar:1.27.5
            env: [{name: LABEL, value: dashboard}, {name: FOLDER, value: /tmp/boards}]
            volumeMounts: [{name: boards, mountPath: /tmp/boards}]
        volumes: [{name: boards, emptyDir: {}}]
        """,
    ),
    Pod(
        "a database with its exporter",
        (),
        """
        containers:
          - {name: mysql, image: "mysql:8.4", ports: [{containerPort: 3306}]}
          - {name: exporter, image: "prom/mysqld-exporter:v0.15.1", ports: [{containerPort: 9104}]}
        """,
        kind="StatefulSet",
        more="serviceName: db",
    ),
    Pod(
        "a cache of the application's own, with its exporter",
        (),
        """
        containers:
          - {name: app, image: "registry.example/shop:1", env: [{name: REDIS, value: "redis://localhost:6379"}]}
          - {name: redis, image: "redis:7", ports: [{containerPort: 6379}]}
          - {name: exporter, image: "oliver006/redis_exporter:v1.62.0", ports: [{containerPort: 9121}]}
        """,
    ),
    Pod(
        "a service mesh",
        (),
        """
        initContainers:
          - {name: istio-init, image: "docker.io/istio/proxyv2:1.23.0", args: [istio-iptables, -p, "15001"]}
        containers:
          - {name: app, image: "registry.example/shop:1", ports: [{containerPort: 8080}]}
          - {name: istio-proxy, image: "docker.io/istio/proxyv2:1.23.0", args: [proxy, sidecar]}
        """,
    ),
    Pod(
        "pages from a repository, fetched once and then again and again",
        (),
        """
        initContainers:
          - name: first
            image: registry.k8s.io/git-sync/git-sync:v4.2.3
            args: ["--repo=https://git.example/pages", "--root=/git", --one-time]
            volumeMounts: [{name: pages, mountPath: /git}]
        containers:
          - name: git-sync
            image: registry.k8s.io/git-sync/git-sync:v4.2.3
            args: ["--repo=https://git.example/pages", "--root=/git"]
            volumeMounts: [{name: pages, mountPath: /git}]
          - {name: web, image: "nginx:1.27", volumeMounts: [{name: pages, mountPath: /usr/share/nginx/html}]}
        volumes: [{name: pages, emptyDir: {}}]
        """,
    ),
    Pod(
        "an ambassador to a store outside",
        (),
        """
        containers:
          - {name: app, image: "registry.example/shop:1", env: [{name: STORE, value: "localhost:6379"}]}
          - {name: ambassador, image: "envoyproxy/envoy:v1.31.0", ports: [{containerPort: 6379}]}
        """,
    ),
    Pod(
        "an adapter that gives metrics another form",
        (),
        """
        containers:
          - {name: app, image: "registry.example/shop:1", env: [{name: STATSD, value: "localhost:9125"}]}
          - {name: adapter, image: "prom/statsd-exporter:v0.27.1", ports: [{containerPort: 9102}]}
        """,
    ),
    Pod(
        "init containers in a row",
        (),
        """
        initContainers:
          - {name: wait, image: "busybox:1.36", command: [sh, -c, "until nc -z db 5432; do sleep 1; done"]}
          - {name: migrate, image: "registry.example/shop:1", args: [migrate]}
        containers:
          - {name: app, image: "registry.example/shop:1", ports: [{containerPort: 8080}]}
        """,
    ),
    Pod(
        "an agent that fetches secrets before and beside",
        (),
        """
        initContainers:
          - {name: vault-agent-init, image: "hashicorp/vault:1.17", args: [agent, -exit-after-auth, -config=/v/a.hcl]}
        containers:
          - {name: app, image: "registry.example/shop:1", ports: [{containerPort: 8080}]}
          - {name: vault-agent, image: "hashicorp/vault:1.17", args: [agent, -config=/v/a.hcl]}
        """,
    ),
    Pod(
        "a proxy that asks who comes in",
        (),
        """
        containers:
          - {name: board, image: "grafana/grafana:11.2.0", ports: [{containerPort: 3000}]}
          - name: login
            image: quay.io/oauth2-proxy/oauth2-proxy:v7.6.0
            args: ["--upstream=http://localhost:3000", "--http-address=0.0.0.0:4180"]
            ports: [{containerPort: 4180}]
        """,
    ),
    Pod(
        "a database with its backups",
        (),
        """
        containers:
          - {name: db, image: "postgres:16", volumeMounts: [{name: data, mountPath: /var/lib/postgresql/data}]}
          - name: wal
            image: registry.example/wal-archive:1
            ports: [{containerPort: 8080}]
            volumeMounts: [{name: data, mountPath: /data, readOnly: true}]
        volumes: [{name: data, persistentVolumeClaim: {claimName: db}}]
        """,
    ),
    Pod(
        "an operator's manager behind kube-rbac-proxy",
        (),
        """
        containers:
          - {name: manager, image: "registry.example/operator:1", args: ["--metrics-addr=127.0.0.1:8080"]}
          - name: kube-rbac-proxy
            image: quay.io/brancz/kube-rbac-proxy:v0.19.1
            args: ["--secure-listen-address=0.0.0.0:8443", "--upstream=http://127.0.0.1:8080/"]
            ports: [{containerPort: 8443}]
        """,
    ),
    Pod(
        "a CSI driver on each node",
        (),
        """
        containers:
          - {name: driver, image: "registry.example/csi:1", ports: [{containerPort: 9808}]}
          - {name: registrar, image: "registry.k8s.io/sig-storage/csi-node-driver-registrar:v2.11.1", args: [--v=2]}
          - {name: livenessprobe, image: "registry.k8s.io/sig-storage/livenessprobe:v2.13.1", args: [--v=2]}
        """,
        kind="DaemonSet",
    ),
    Pod(
        "a Job with its database proxy as a sidecar",
        (),
        """
        restartPolicy: Never
        initContainers:
          - name: db-proxy
            image: gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.14.1
            args: [example:europe-west1:main]
            restartPolicy: Always
        containers:
          - {name: report, image: "registry.example/report:1"}
        """,
        kind="Job",
    ),
    Pod(
        "a shell for looking into the pod",
        (),
        """
        shareProcessNamespace: true
        containers:
          - {name: app, image: "registry.example/shop:1", ports: [{containerPort: 8080}]}
          - {name: debug, image: "busybox:1.36", command: [sleep, infinity]}
        """,
    ),
)

SMELLS = (
    Pod(
        "a web server and a database",
        (
            (
                "multi-app-containers",
                f'(mysql, a database) and container "web" (httpd, a web server) .*{_LIFE}, and {_SCALE}',
            ),
        ),
        """
        containers:
          - {name: web, image: "httpd:2.4", ports: [{containerPort: 80}]}
          - {name: db, image: "mysql:8.4", ports: [{containerPort: 3306}]}
        """,
    ),
    Pod(
        "an application and its database, three times",
        (
            (
                "multi-app-containers",
                f"(shop, with port 8080) .*each of the 3 replicas has a postgres of its own.*{_SCALE}",
            ),
            ("replicated-database", _SCALE),
        ),
        """
        containers:
          - {name: shop, image: "registry.example/shop:1", ports: [{containerPort: 8080}]}
          - {name: db, image: "postgres:16", ports: [{containerPort: 5432}]}
        """,
        more="replicas: 3",
    ),
    Pod(
        "two known applications",
        (("multi-app-containers", f"(wordpress, an application) .*{_LIFE}"),),
        """
        containers:
          - {name: blog, image: "wordpress:6", ports: [{containerPort: 80}]}
          - {name: db, image: "mariadb:11", ports: [{containerPort: 3306}]}
        """,
    ),
    Pod(
        "a message broker beside one that sends to it",
        (("multi-app-containers", "rabbitmq, a message broker"),),
        """
        containers:
          - {name: worker, image: "registry.example/mailer:1"}
          - {name: queue, image: "rabbitmq:3.13", ports: [{containerPort: 5672}]}
        """,
    ),
    Pod(
        "a web server without a configuration, and a Prometheus",
        (("multi-app-containers", "prometheus"),),
        """
        containers:
          - {name: web, image: "nginx:1.27", ports: [{containerPort: 80}]}
          - {name: prometheus, image: "prom/prometheus:v2.54.0", ports: [{containerPort: 9090}]}
        """,
    ),
    Pod(
        "two applications, each with its Service",
        (("multi-app-containers", f"Service cart sends to the one, Service shop to the other: {_SCALE}"),),
        """
        containers:
          - {name: shop, image: "registry.example/shop:1", ports: [{containerPort: 8080}]}
          - {name: cart, image: "registry.example/cart:1", ports: [{containerPort: 9000}]}
        """,
        beside="""
apiVersion: v1
kind: Service
metadata: {name: shop}
spec: {selector: {app: pod}, ports: [{port: 8080}]}
---
apiVersion: v1
kind: Service
metadata: {name: cart}
spec: {selector: {app: pod}, ports: [{port: 9000}]}
""",
    ),
    Pod(
        "a Job that waits for its database proxy",
        (("job-with-plain-sidecar", f"the Job never completes: {_LIFE}"),),
        """
        restartPolicy: Never
        containers:
          - {name: report, image: "registry.example/report:1"}
          - name: db-proxy
            image: gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.14.1
            args: [example:europe-west1:main]
        """,
        kind="Job",
    ),
    Pod(
        "a Job that waits for a database of its own",
        (("job-with-plain-sidecar", f"postgres, a database: it goes on .*{_LIFE}"),),
        """
        restartPolicy: Never
        containers:
          - {name: tests, image: "registry.example/tests:1"}
          - {name: db, image: "postgres:16", env: [{name: POSTGRES_HOST_AUTH_METHOD, value: trust}]}
        """,
        kind="Job",
    ),
    Pod(
        "a proxy before the start, which never comes",
        (("init-never-ends", f"the pod waits for its end, which does not come: {_LIFE}"),),
        """
        initContainers:
          - {name: proxy, image: "envoyproxy/envoy:v1.31.0", args: [-c, /etc/envoy.yaml]}
        containers:
          - {name: app, image: "registry.example/shop:1"}
        """,
    ),
    Pod(
        "a repository that is to be fetched once, and is fetched for ever",
        (("init-never-ends", "repository sync git-sync"),),
        """
        initContainers:
          - {name: pages, image: "registry.k8s.io/git-sync/git-sync:v4.2.3", args: ["--repo=https://git.example/pages"]}
        containers:
          - {name: web, image: "nginx:1.27"}
        """,
    ),
    Pod(
        "three databases that know nothing of each other",
        (("replicated-database", f"3 replicas of postgres .*emptyDir.*{_SCALE}"),),
        """
        containers:
          - {name: db, image: "postgres:16", volumeMounts: [{name: data, mountPath: /var/lib/postgresql/data}]}
          - {name: exporter, image: "prometheuscommunity/postgres-exporter:v0.15.0"}
        volumes: [{name: data, emptyDir: {}}]
        """,
        more="replicas: 3",
    ),
    Pod(
        "two databases on one claim",
        (("replicated-database", f'write the same files, on claim "db": {_SCALE}'),),
        """
        containers:
          - {name: db, image: "mysql:8.4", volumeMounts: [{name: data, mountPath: /var/lib/mysql}]}
          - {name: exporter, image: "prom/mysqld-exporter:v0.15.1"}
        volumes: [{name: data, persistentVolumeClaim: {claimName: db}}]
        """,
        more="replicas: 2",
    ),
    Pod(
        "two containers that fit on no node together",
        (("oversized-pod", f"20 CPUs together.*{_NODE}"),),
        """
        containers:
          - {name: train, image: "registry.example/train:1", resources: {requests: {cpu: 12}}}
          - {name: serve, image: "registry.example/serve:1", resources: {requests: {cpu: 8}}}
        """,
    ),
    Pod(
        "five containers in one pod",
        (("too-many-containers", f"5 containers .*{_LIFE}, and {_SCALE}"),),
        """
        containers:
          - {name: a, image: "registry.example/a:1"}
          - {name: b, image: "registry.example/b:1"}
          - {name: c, image: "registry.example/c:1"}
          - {name: d, image: "registry.example/d:1"}
          - {name: e, image: "registry.example/e:1"}
        """,
    ),
    Pod(
        "a sidecar below the init container that needs it",
        (("sidecar-lifecycle-order", f"connects to localhost:5432: {_LIFE}"),),
        """
        initContainers:
          - {name: migrate, image: "registry.example/shop:1", args: [migrate, "--db=localhost:5432"]}
          - {name: proxy, image: "registry.example/db:1", restartPolicy: Always, ports: [{containerPort: 5432}]}
        containers:
          - {name: app, image: "registry.example/shop:1"}
        """,
    ),
    Pod(
        "a cache that nobody asks at its port",
        (("localhost-port-unserved", "asks localhost:6378.*the others declare 6379"),),
        """
        containers:
          - name: app
            image: registry.example/shop:1
            ports: [{containerPort: 8080}]
            env: [{name: CACHE, value: "localhost:6378"}]
          - {name: cache, image: "redis:7", ports: [{containerPort: 6379}]}
        """,
    ),
)
