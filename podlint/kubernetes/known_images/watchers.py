"""Images of what watches others: exporters, collectors of logs and traces."""

from __future__ import annotations

from podlint.kubernetes.images import ImageFacts, Serves, Starts

_WATCHER = Serves.MONITORING
_SCRIPT, _PROGRAM = Starts.SCRIPT, Starts.PROGRAM
_PROMETHEUS = "https://github.com/prometheus"

Rows = tuple[tuple[tuple[str, ...], ImageFacts], ...]


def _exporter(name: str, port: int, source: str, *, user: str = "nobody", shell: bool | None = True) -> ImageFacts:
    return ImageFacts(
        name,
        _WATCHER,
        (port,),
        (name.replace("-", "_"),),
        http=True,
        moves=("--web.listen-address", "--web.config.file"),
        user=user,
        shell=shell,
        starts=_PROGRAM,
        source=source,
    )


WATCHERS: Rows = (
    (
        ("prom/alertmanager", "prometheus/alertmanager"),
        ImageFacts(
            "alertmanager",
            _WATCHER,
            (9093,),
            ("alertmanager",),
            http=True,
            moves=("--web.listen-address",),
            user="nobody",
            shell=True,
            data=("/alertmanager", "/etc/alertmanager"),
            starts=_PROGRAM,
            source=f"{_PROMETHEUS}/alertmanager/blob/main/Dockerfile",
        ),
    ),
    (
        ("prom/node-exporter", "prometheus/node-exporter"),
        _exporter("node-exporter", 9100, f"{_PROMETHEUS}/node_exporter/blob/master/Dockerfile"),
    ),
    (
        ("prom/blackbox-exporter", "prometheus/blackbox-exporter"),
        _exporter("blackbox-exporter", 9115, f"{_PROMETHEUS}/blackbox_exporter/blob/master/Dockerfile", user=""),
    ),
    (
        ("prom/pushgateway", "prometheus/pushgateway"),
        _exporter("pushgateway", 9091, f"{_PROMETHEUS}/pushgateway/blob/master/Dockerfile"),
    ),
    (
        ("prom/mysqld-exporter", "prometheus/mysqld-exporter"),
        _exporter("mysqld-exporter", 9104, f"{_PROMETHEUS}/mysqld_exporter/blob/main/Dockerfile"),
    ),
    (
        ("prom/statsd-exporter", "prometheus/statsd-exporter"),
        _exporter("statsd-exporter", 9102, f"{_PROMETHEUS}/statsd_exporter/blob/master/Dockerfile", user="65534"),
    ),
    (
        ("prometheuscommunity/postgres-exporter",),
        _exporter(
            "postgres-exporter",
            9187,
            "https://github.com/prometheus-community/postgres_exporter/blob/master/Dockerfile",
        ),
    ),
    (
        ("oliver006/redis_exporter",),
        ImageFacts(
            "redis-exporter",
            _WATCHER,
            (9121,),
            ("redis_exporter",),
            http=True,
            moves=("--web.listen-address", "-web.listen-address", "REDIS_EXPORTER_WEB_LISTEN_ADDRESS"),
            user="59000",
            shell=False,
            starts=_PROGRAM,
            source="https://github.com/oliver006/redis_exporter/blob/master/docker/Dockerfile",
            tags={"alpine": {"shell": True}},
        ),
    ),
    (
        ("nginx/nginx-prometheus-exporter",),
        ImageFacts(
            "nginx-prometheus-exporter",
            _WATCHER,
            (9113,),
            http=True,
            moves=("--web.listen-address", "-web.listen-address", "LISTEN_ADDRESS", "--web.config.file"),
            user="1001",
            shell=False,
            starts=_PROGRAM,
            source="https://github.com/nginx/nginx-prometheus-exporter/blob/main/build/Dockerfile",
        ),
    ),
    (
        ("registry.k8s.io/kube-state-metrics/kube-state-metrics", "kube-state-metrics/kube-state-metrics"),
        ImageFacts(
            "kube-state-metrics",
            _WATCHER,
            (8080, 8081),
            http=True,
            moves=("--port", "--telemetry-port", "--config"),
            user="nobody",
            shell=False,
            starts=_PROGRAM,
            source="https://github.com/kubernetes/kube-state-metrics/blob/main/Dockerfile",
        ),
    ),
    (
        ("fluent/fluent-bit",),
        ImageFacts(
            "fluent-bit",
            _WATCHER,
            exposes=(2020,),
            user="root",
            shell=False,
            starts=_PROGRAM,
            source="https://github.com/fluent/fluent-bit/blob/master/dockerfiles/Dockerfile",
            tags={"debug": {"shell": True}},
        ),
    ),
    (
        ("fluent/fluentd", "fluent/fluentd-kubernetes-daemonset"),
        ImageFacts(
            "fluentd",
            _WATCHER,
            exposes=(24224, 5140),
            shell=True,
            starts=_SCRIPT,
            source="https://github.com/fluent/fluentd-docker-image",
        ),
    ),
    (
        ("timberio/vector",),
        ImageFacts(
            "vector",
            _WATCHER,
            data=("/var/lib/vector",),
            starts=_PROGRAM,
            source="https://github.com/vectordotdev/vector/tree/master/distribution/docker",
            tags={
                "alpine": {"shell": True},
                "debian": {"shell": True},
                "static": {"shell": False},
                "distroless": {"shell": False},
            },
        ),
    ),
    (
        ("otel/opentelemetry-collector", "otel/opentelemetry-collector-contrib"),
        ImageFacts(
            "opentelemetry-collector",
            _WATCHER,
            exposes=(4317, 4318),
            user="10001",
            shell=False,
            starts=_PROGRAM,
            source="https://github.com/open-telemetry/opentelemetry-collector-releases/blob/main/distributions/otelcol/Dockerfile",
        ),
    ),
    (
        ("grafana/promtail",),
        ImageFacts(
            "promtail",
            _WATCHER,
            programs=("promtail",),
            starts=_PROGRAM,
            source="https://github.com/grafana/loki/blob/v3.3.0/clients/cmd/promtail/Dockerfile",
        ),
    ),
    (
        ("prometheus-operator/prometheus-config-reloader",),
        ImageFacts(
            "prometheus-config-reloader",
            _WATCHER,
            user="nobody",
            shell=True,
            starts=_PROGRAM,
            source="https://github.com/prometheus-operator/prometheus-operator/blob/main/cmd/prometheus-config-reloader/Dockerfile",
        ),
    ),
)
