"""What collects metrics, logs and traces, and keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.kubernetes.images import ImageFacts, Serves, Starts

if TYPE_CHECKING:
    from podlint.kubernetes.images import Rows

_APP, _WATCHER = Serves.APP, Serves.MONITORING
_PROGRAM, _SCRIPT, _ARGUMENTS = Starts.PROGRAM, Starts.SCRIPT, Starts.ARGUMENTS

ROWS: Rows = (
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
            source="https://github.com/prometheus/alertmanager/blob/main/Dockerfile",
            tags={"distroless": {"shell": False, "user": ""}},
        ),
    ),
    (
        ("thanos/thanos", "thanosio/thanos"),
        ImageFacts(
            "thanos",
            _WATCHER,
            programs=("thanos",),
            shell=True,
            starts=_PROGRAM,
            source="https://github.com/thanos-io/thanos/blob/main/Dockerfile",
        ),
    ),
    (
        ("grafana/loki",),
        ImageFacts(
            "loki",
            _WATCHER,
            (3100,),
            ("loki",),
            http=True,
            user="10001",
            data=("/loki",),
            starts=_PROGRAM,
            source="https://github.com/grafana/loki/blob/main/cmd/loki/Dockerfile",
        ),
    ),
    (
        ("grafana/tempo",),
        ImageFacts(
            "tempo",
            _WATCHER,
            user="10001",
            data=("/var/tempo",),
            starts=_PROGRAM,
            source="https://github.com/grafana/tempo/blob/main/cmd/tempo/Dockerfile",
        ),
    ),
    (
        ("grafana/mimir",),
        ImageFacts(
            "mimir",
            _WATCHER,
            programs=("mimir",),
            exposes=(8080,),
            starts=_PROGRAM,
            source="https://github.com/grafana/mimir/blob/main/cmd/mimir/Dockerfile",
        ),
    ),
    (
        ("grafana/promtail",),
        ImageFacts(
            "promtail",
            _WATCHER,
            programs=("promtail",),
            user="root",
            shell=True,
            starts=_PROGRAM,
            source="https://github.com/grafana/loki/blob/v3.3.0/clients/cmd/promtail/Dockerfile",
        ),
    ),
    (
        ("grafana/alloy",),
        ImageFacts(
            "alloy",
            _WATCHER,
            user="root",
            shell=True,
            data=("/var/lib/alloy",),
            starts=_PROGRAM,
            source="https://github.com/grafana/alloy/blob/main/Dockerfile",
        ),
    ),
    (
        ("victoriametrics/vmagent",),
        ImageFacts(
            "vmagent",
            _WATCHER,
            (8429,),
            ("vmagent-prod",),
            http=True,
            moves=("-httpListenAddr", "--httpListenAddr"),
            starts=_PROGRAM,
            source="https://github.com/VictoriaMetrics/VictoriaMetrics/blob/master/app/vmagent/deployment/Dockerfile",
            tags={"scratch": {"shell": False}},
        ),
    ),
    (
        ("jaegertracing/all-in-one",),
        ImageFacts(
            "jaeger",
            _APP,
            (16686, 14268, 14250, 4317, 4318),
            http=True,
            udp=(6831, 6832, 5775),
            exposes=(5778, 9411),
            starts=_PROGRAM,
            source="https://github.com/jaegertracing/jaeger/blob/v1.62.0/cmd/all-in-one/Dockerfile",
            tags={"<1.35": {"ports": (16686, 14268, 14250)}},
        ),
    ),
    (
        ("otel/opentelemetry-collector", "otel/opentelemetry-collector-contrib"),
        ImageFacts(
            "opentelemetry-collector",
            _WATCHER,
            exposes=(4317, 4318, 55678, 55679),
            user="10001",
            shell=False,
            starts=_PROGRAM,
            source="https://github.com/open-telemetry/opentelemetry-collector-releases/blob/main/distributions/otelcol/Dockerfile",
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
            tags={"debug": {"shell": True, "starts": _ARGUMENTS}},
        ),
    ),
    (
        ("fluent/fluentd",),
        ImageFacts(
            "fluentd",
            _WATCHER,
            exposes=(24224, 5140),
            shell=True,
            starts=_SCRIPT,
            source="https://github.com/fluent/fluentd-docker-image/blob/master/v1.16/debian/Dockerfile",
            tags={">=1.16": {"user": "fluent"}},
        ),
    ),
    (
        ("fluent/fluentd-kubernetes-daemonset",),
        ImageFacts(
            "fluentd",
            _WATCHER,
            exposes=(24224, 5140),
            user="root",
            shell=True,
            starts=_SCRIPT,
            source="https://github.com/fluent/fluentd-kubernetes-daemonset/blob/master/docker-image/v1.16/debian-forward/Dockerfile",
        ),
    ),
    (
        ("library/logstash", "logstash/logstash"),
        ImageFacts(
            "logstash",
            _WATCHER,
            (9600, 5044),
            ("logstash",),
            user="1000",
            shell=True,
            data=("/usr/share/logstash/data",),
            starts=_SCRIPT,
            local=True,
            source="https://github.com/elastic/dockerfiles/blob/7.16/logstash/Dockerfile",
            tags={"<6": {"user": ""}},
        ),
    ),
    (
        ("library/telegraf",),
        ImageFacts(
            "telegraf",
            _WATCHER,
            programs=("telegraf",),
            exposes=(8125, 8092, 8094),
            user="root",
            shell=True,
            starts=_SCRIPT,
            source="https://github.com/influxdata/influxdata-docker/blob/master/telegraf/1.33/Dockerfile",
        ),
    ),
    (
        ("timberio/vector",),
        ImageFacts(
            "vector",
            _WATCHER,
            data=("/var/lib/vector",),
            starts=_PROGRAM,
            source="https://github.com/vectordotdev/vector/blob/master/distribution/docker/alpine/Dockerfile",
            tags={
                "alpine": {"shell": True, "user": "root", "local": True},
                "debian": {"shell": True},
                "static": {"shell": False},
                "distroless": {"shell": False},
            },
        ),
    ),
    (
        ("datadog/agent", "datadoghq/agent"),
        ImageFacts(
            "datadog-agent",
            _WATCHER,
            exposes=(8125, 8126),
            user="root",
            shell=True,
            data=("/var/log/datadog",),
            starts=_ARGUMENTS,
            source="https://github.com/DataDog/datadog-agent/blob/main/Dockerfiles/agent/Dockerfile",
        ),
    ),
    (
        ("registry.k8s.io/node-problem-detector/node-problem-detector",),
        ImageFacts(
            "node-problem-detector",
            _WATCHER,
            user="root",
            shell=True,
            starts=_PROGRAM,
            source="https://github.com/kubernetes/node-problem-detector/blob/master/Dockerfile",
        ),
    ),
    (
        ("prometheus-operator/prometheus-config-reloader",),
        ImageFacts(
            "prometheus-config-reloader",
            _WATCHER,
            shell=True,
            starts=_PROGRAM,
            source="https://github.com/prometheus-operator/prometheus-operator/blob/main/cmd/prometheus-config-reloader/Dockerfile",
        ),
    ),
)
