"""Databases of columns, of documents, of series and of vectors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.kubernetes.images import ImageFacts, Serves, Starts

if TYPE_CHECKING:
    from podlint.kubernetes.images import Rows

_DATABASE = Serves.DATABASE
_PROGRAM, _SCRIPT = Starts.PROGRAM, Starts.SCRIPT

ROWS: Rows = (
    (
        ("library/clickhouse",),
        ImageFacts(
            "clickhouse",
            _DATABASE,
            (8123, 9000),
            http=True,
            exposes=(9009,),
            user="root",
            shell=True,
            data=("/var/lib/clickhouse",),
            starts=_SCRIPT,
            source="https://github.com/ClickHouse/ClickHouse/blob/master/docker/server/Dockerfile.ubuntu",
        ),
    ),
    (
        ("library/influxdb",),
        ImageFacts(
            "influxdb",
            _DATABASE,
            (8086,),
            ("influxd",),
            http=True,
            user="root",
            shell=True,
            data=("/var/lib/influxdb2",),
            starts=_SCRIPT,
            local=True,
            source="https://github.com/influxdata/influxdata-docker/blob/master/influxdb/2.7/Dockerfile",
            tags={
                "<2": {"data": ("/var/lib/influxdb",), "local": False},
                "core": {
                    "ports": (8181,),
                    "programs": ("influxdb3",),
                    "user": "influxdb3",
                    "data": ("/var/lib/influxdb3",),
                    "local": False,
                },
                "enterprise": {"ports": (), "user": "", "data": (), "local": False},
            },
        ),
    ),
    (
        ("prom/prometheus", "prometheus/prometheus"),
        ImageFacts(
            "prometheus",
            _DATABASE,
            (9090,),
            ("prometheus",),
            http=True,
            moves=("--web.listen-address",),
            user="nobody",
            shell=True,
            data=("/prometheus", "/etc/prometheus"),
            starts=_PROGRAM,
            source="https://github.com/prometheus/prometheus/blob/main/Dockerfile",
            tags={"distroless": {"shell": False, "user": "65532"}},
        ),
    ),
    (
        ("victoriametrics/victoria-metrics",),
        ImageFacts(
            "victoria-metrics",
            _DATABASE,
            (8428,),
            ("victoria-metrics-prod",),
            http=True,
            moves=("-httpListenAddr", "--httpListenAddr"),
            data=("/victoria-metrics-data",),
            starts=_PROGRAM,
            source="https://github.com/VictoriaMetrics/VictoriaMetrics/blob/master/app/victoria-metrics/deployment/Dockerfile",
            tags={"scratch": {"shell": False}},
        ),
    ),
    (
        ("qdrant/qdrant",),
        ImageFacts(
            "qdrant",
            _DATABASE,
            (6333, 6334),
            http=True,
            moves=("QDRANT__SERVICE__HTTP_PORT", "QDRANT__SERVICE__GRPC_PORT", "--config-path", "/qdrant/config"),
            shell=True,
            data=("/qdrant/storage", "/qdrant/snapshots"),
            source="https://github.com/qdrant/qdrant/blob/master/Dockerfile",
        ),
    ),
    (
        ("semitechnologies/weaviate",),
        ImageFacts(
            "weaviate",
            _DATABASE,
            (8080,),
            ("weaviate",),
            http=True,
            moves=("--port", "--host", "--config-file"),
            user="root",
            shell=True,
            starts=_PROGRAM,
            source="https://github.com/weaviate/weaviate/blob/main/Dockerfile",
        ),
    ),
    (
        ("library/couchbase",),
        ImageFacts(
            "couchbase",
            _DATABASE,
            (8091,),
            http=True,
            exposes=(8092, 8093, 8094, 8095, 8096, 8097, 11207, 11210, 18091),
            user="root",
            shell=True,
            data=("/opt/couchbase/var",),
            starts=_SCRIPT,
            source="https://github.com/couchbase/docker/blob/master/community/couchbase-server/7.6.2/Dockerfile",
        ),
    ),
)
