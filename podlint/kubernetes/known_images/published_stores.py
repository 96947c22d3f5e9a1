"""Images that keep or pass on data, as their projects publish them."""

from __future__ import annotations

from podlint.kubernetes.images import ImageFacts, Serves, Starts
from podlint.kubernetes.known_images.official import OFFICIAL

_DATABASE = Serves.DATABASE
_SCRIPT, _PROGRAM, _ARGUMENTS = Starts.SCRIPT, Starts.PROGRAM, Starts.ARGUMENTS
_POSTGRES, _REDIS = OFFICIAL["postgres"], OFFICIAL["redis"]

STORES: tuple[tuple[tuple[str, ...], ImageFacts], ...] = (
    (
        ("valkey/valkey",),
        _REDIS._replace(
            name="valkey",
            programs=("valkey-server",),
            moves=("--port", "--tls-port", "/usr/local/etc/valkey", "/etc/valkey"),
            source="https://github.com/valkey-io/valkey-container/blob/mainline/8.0/debian/Dockerfile",
        ),
    ),
    (
        ("postgis/postgis",),
        _POSTGRES._replace(source="https://github.com/postgis/docker-postgis/blob/master/17-3.5/Dockerfile"),
    ),
    (
        ("pgvector/pgvector",),
        _POSTGRES._replace(source="https://github.com/pgvector/pgvector/blob/master/Dockerfile"),
    ),
    (
        ("mcr.microsoft.com/mssql/server",),
        ImageFacts(
            "mssql",
            _DATABASE,
            (1433,),
            ("sqlservr",),
            moves=("MSSQL_TCP_PORT", "/var/opt/mssql/mssql.conf"),
            user="mssql",
            shell=True,
            data=("/var/opt/mssql",),
            starts=_SCRIPT,
            source="https://learn.microsoft.com/sql/linux/sql-server-linux-docker-container-configure",
        ),
    ),
    (
        ("elasticsearch/elasticsearch",),
        OFFICIAL["elasticsearch"],
    ),
    (
        ("logstash/logstash",),
        OFFICIAL["logstash"],
    ),
    (
        ("opensearchproject/opensearch",),
        ImageFacts(
            "opensearch",
            Serves.SEARCH,
            (9200,),
            http=True,
            exposes=(9600, 9650),
            moves=("-E", "http.port", "/usr/share/opensearch/config"),
            user="1000",
            shell=True,
            data=("/usr/share/opensearch/data",),
            starts=_SCRIPT,
            source="https://github.com/opensearch-project/opensearch-build/blob/main/docker/release/dockerfiles/opensearch.al2023.dockerfile",
        ),
    ),
    (
        ("apache/kafka",),
        ImageFacts(
            "kafka",
            Serves.QUEUE,
            (9092,),
            moves=("KAFKA_LISTENERS", "KAFKA_ADVERTISED_LISTENERS", "/mnt/shared/config", "/opt/kafka/config"),
            user="appuser",
            shell=True,
            data=("/var/lib/kafka/data",),
            starts=_ARGUMENTS,
            source="https://github.com/apache/kafka/blob/trunk/docker/jvm/Dockerfile",
        ),
    ),
    (
        ("confluentinc/cp-kafka",),
        ImageFacts(
            "kafka",
            Serves.QUEUE,
            (9092,),
            user="appuser",
            shell=True,
            data=("/var/lib/kafka/data",),
            starts=_SCRIPT,
            source="https://github.com/confluentinc/kafka-images/blob/master/kafka/Dockerfile.ubi9",
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
            tags={"distroless": {"shell": False}},
        ),
    ),
    (
        ("hashicorp/vault",),
        ImageFacts(
            "vault",
            Serves.STORAGE,
            (8200,),
            ("vault",),
            shell=True,
            data=("/vault/file", "/vault/logs"),
            starts=_SCRIPT,
            source="https://github.com/hashicorp/vault/blob/main/Dockerfile",
        ),
    ),
    (
        ("hashicorp/consul",),
        ImageFacts(
            "consul",
            Serves.COORDINATION,
            (8500, 8600),
            ("consul",),
            udp=(8600,),
            shell=True,
            data=("/consul/data",),
            starts=_SCRIPT,
            source="https://github.com/hashicorp/consul/blob/main/Dockerfile",
        ),
    ),
    (
        ("minio/minio",),
        ImageFacts(
            "minio",
            Serves.STORAGE,
            (9000,),
            ("minio",),
            http=True,
            moves=("--address", "MINIO_ADDRESS", "--config"),
            user="root",
            shell=True,
            data=("/data",),
            starts=_SCRIPT,
            source="https://github.com/minio/minio/blob/master/Dockerfile.release",
        ),
    ),
    (
        ("coreos/etcd", "gcr.io/etcd-development/etcd", "registry.k8s.io/etcd"),
        ImageFacts(
            "etcd",
            Serves.COORDINATION,
            (2379, 2380),
            ("etcd",),
            starts=_ARGUMENTS,
            local=True,
            source="https://github.com/etcd-io/etcd/blob/main/Dockerfile",
        ),
    ),
)
