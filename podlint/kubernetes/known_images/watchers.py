"""Exporters: what watches others and gives their metrics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.kubernetes.images import ImageFacts, Serves, Starts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from podlint.kubernetes.images import Rows

_GITHUB = "https://github.com"
_PROMETHEUS = f"{_GITHUB}/prometheus"
_LISTENING = ("--web.listen-address", "--web.config.file")
_VARIANTS = {"distroless": {"shell": False, "user": ""}}


def _exporter(
    *names: str,
    port: int,
    source: str,
    user: str = "nobody",
    shell: bool | None = True,
    program: str | None = None,
    moves: tuple[str, ...] = _LISTENING,
    exposes: tuple[int, ...] = (),
    tags: Mapping[str, Mapping[str, Any]] = _VARIANTS,
) -> tuple[tuple[str, ...], ImageFacts]:
    name = names[0].rpartition("/")[2].replace("_", "-")
    facts = ImageFacts(
        name,
        Serves.MONITORING,
        (port,),
        (program or name.replace("-", "_"),),
        http=True,
        exposes=exposes,
        moves=moves,
        user=user,
        shell=shell,
        starts=Starts.PROGRAM,
        source=source,
        tags=tags,
    )
    return names, facts


ROWS: Rows = (
    _exporter(
        *("prom/node-exporter", "prometheus/node-exporter"),
        port=9100,
        source=f"{_PROMETHEUS}/node_exporter/blob/master/Dockerfile",
    ),
    _exporter(
        *("prom/blackbox-exporter", "prometheus/blackbox-exporter"),
        port=9115,
        source=f"{_PROMETHEUS}/blackbox_exporter/blob/master/Dockerfile",
        user="",
    ),
    _exporter(
        *("prom/pushgateway", "prometheus/pushgateway"),
        port=9091,
        source=f"{_PROMETHEUS}/pushgateway/blob/master/Dockerfile",
    ),
    _exporter(
        *("prom/mysqld-exporter", "prometheus/mysqld-exporter"),
        port=9104,
        source=f"{_PROMETHEUS}/mysqld_exporter/blob/main/Dockerfile",
    ),
    _exporter(
        *("prom/statsd-exporter", "prometheus/statsd-exporter"),
        port=9102,
        source=f"{_PROMETHEUS}/statsd_exporter/blob/master/Dockerfile",
        user="65534",
        exposes=(9125,),
    ),
    _exporter(
        *("prometheuscommunity/postgres-exporter", "prometheus-community/postgres-exporter"),
        port=9187,
        source=f"{_GITHUB}/prometheus-community/postgres_exporter/blob/master/Dockerfile",
        shell=None,
    ),
    _exporter(
        *("prom/memcached-exporter", "prometheus/memcached-exporter"),
        port=9150,
        source=f"{_PROMETHEUS}/memcached_exporter/blob/master/Dockerfile",
    ),
    _exporter(
        *("prom/snmp-exporter", "prometheus/snmp-exporter"),
        port=9116,
        source=f"{_PROMETHEUS}/snmp_exporter/blob/main/Dockerfile",
        user="",
    ),
    _exporter(
        *("prometheuscommunity/pgbouncer-exporter", "prometheus-community/pgbouncer-exporter"),
        port=9127,
        source=f"{_GITHUB}/prometheus-community/pgbouncer_exporter/blob/master/Dockerfile",
    ),
    _exporter(
        *("prometheuscommunity/elasticsearch-exporter", "prometheus-community/elasticsearch-exporter"),
        port=9114,
        source=f"{_GITHUB}/prometheus-community/elasticsearch_exporter/blob/master/Dockerfile",
        user="",
        shell=None,
    ),
    _exporter(
        "percona/mongodb_exporter",
        port=9216,
        source=f"{_GITHUB}/percona/mongodb_exporter/blob/main/Dockerfile",
        user="",
        shell=None,
    ),
    _exporter(
        "natsio/prometheus-nats-exporter",
        port=7777,
        source=f"{_GITHUB}/nats-io/prometheus-nats-exporter/blob/main/Dockerfile",
        user="",
        shell=None,
        program="prometheus-nats-exporter",
        moves=("-p", "-port", "--port", "-a", "-addr", "--addr"),
        tags={},
    ),
    _exporter(
        "oliver006/redis_exporter",
        port=9121,
        source=f"{_GITHUB}/oliver006/redis_exporter/blob/master/docker/Dockerfile",
        user="59000",
        shell=False,
        moves=("--web.listen-address", "-web.listen-address", "REDIS_EXPORTER_WEB_LISTEN_ADDRESS"),
        tags={"alpine": {"shell": True}},
    ),
    (
        ("nginx/nginx-prometheus-exporter",),
        ImageFacts(
            "nginx-prometheus-exporter",
            Serves.MONITORING,
            (9113,),
            http=True,
            moves=("--web.listen-address", "-web.listen-address", "LISTEN_ADDRESS", "--web.config.file"),
            user="1001",
            shell=False,
            starts=Starts.PROGRAM,
            source=f"{_GITHUB}/nginx/nginx-prometheus-exporter/blob/main/build/Dockerfile",
        ),
    ),
    (
        ("registry.k8s.io/kube-state-metrics/kube-state-metrics", "kube-state-metrics/kube-state-metrics"),
        ImageFacts(
            "kube-state-metrics",
            Serves.MONITORING,
            (8080, 8081),
            http=True,
            moves=("--port", "--telemetry-port", "--config"),
            user="nobody",
            shell=False,
            starts=Starts.PROGRAM,
            source=f"{_GITHUB}/kubernetes/kube-state-metrics/blob/main/Dockerfile",
        ),
    ),
)
