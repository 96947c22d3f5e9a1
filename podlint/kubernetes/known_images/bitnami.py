"""The images of Bitnami, `bitnami/NAME` and `bitnamilegacy/NAME`: nearly all run as user 1001."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.kubernetes.images import ImageFacts, Serves, Starts

if TYPE_CHECKING:
    from podlint.kubernetes.images import Rows

_SOURCE = "https://github.com/bitnami/containers/blob/main/bitnami"
_WEB, _APP, _PROXY, _WATCHER = Serves.WEB, Serves.APP, Serves.PROXY, Serves.MONITORING
_DATABASE, _CACHE = Serves.DATABASE, Serves.CACHE
_LISTENING = ("--web.listen-address", "--web.config.file")


def _packaged(
    name: str,
    version: str,
    kind: Serves,
    *ports: int,
    named: str | None = None,
    programs: tuple[str, ...] = (),
    data: tuple[str, ...] | None = None,
    exposes: tuple[int, ...] = (),
    moves: tuple[str, ...] = (),
    http: bool = False,
) -> tuple[tuple[str, ...], ImageFacts]:
    """A server with Bitnami's user, folders and scripts, which messages call as they call the official image."""
    facts = ImageFacts(
        named or name,
        kind,
        ports,
        programs,
        http,
        exposes=exposes,
        moves=moves,
        user="1001",
        shell=True,
        data=(f"/bitnami/{name}",) if data is None else data,
        starts=Starts.SCRIPT,
        source=f"{_SOURCE}/{name}/{version}/debian-12/Dockerfile",
    )
    return (f"bitnami/{name}",), facts


def _program(
    name: str,
    version: str,
    kind: Serves | None,
    *ports: int,
    program: str,
    moves: tuple[str, ...] = (),
    data: tuple[str, ...] = (),
) -> tuple[tuple[str, ...], ImageFacts]:
    """A program that is started without a script of Bitnami's."""
    facts = ImageFacts(
        name,
        kind,
        ports,
        (program,) if ports else (),
        bool(ports),
        moves=moves,
        user="1001",
        shell=True,
        data=data,
        starts=Starts.PROGRAM,
        source=f"{_SOURCE}/{name}/{version}/debian-12/Dockerfile",
    )
    return (f"bitnami/{name}",), facts


ROWS: Rows = (
    _packaged(
        "nginx",
        "1.25",
        _WEB,
        8080,
        programs=("nginx",),
        data=("/app",),
        exposes=(8443,),
        moves=("-c", "-p", "/opt/bitnami/nginx/conf", "/bitnami/nginx", "/docker-entrypoint-initdb.d"),
        http=True,
    ),
    _packaged("apache", "2.4", _WEB, 8080, 8443, named="httpd", programs=("httpd",), data=("/app",), http=True),
    _packaged("tomcat", "10.1", _WEB, 8080, programs=("catalina.sh",), exposes=(8009,), http=True),
    _packaged(
        "postgresql",
        "17",
        _DATABASE,
        5432,
        named="postgres",
        programs=("postgres",),
        moves=("-p", "--port", "POSTGRESQL_EXTRA_FLAGS", "/opt/bitnami/postgresql/conf", "/bitnami/postgresql/conf"),
    ),
    _packaged("postgresql-repmgr", "17", _DATABASE, 5432, data=("/bitnami/postgresql",)),
    _packaged(
        "mysql",
        "8.4",
        _DATABASE,
        3306,
        programs=("mysqld",),
        moves=("-P", "--port", "MYSQL_EXTRA_FLAGS", "/opt/bitnami/mysql/conf", "/bitnami/mysql/conf"),
    ),
    _packaged(
        "mariadb",
        "11.4",
        _DATABASE,
        3306,
        programs=("mariadbd", "mysqld"),
        moves=("-P", "--port", "MARIADB_EXTRA_FLAGS", "/opt/bitnami/mariadb/conf", "/bitnami/mariadb/conf"),
    ),
    _packaged("mongodb", "8.0", _DATABASE, 27017, named="mongo", programs=("mongod",)),
    _packaged("cassandra", "5.0", _DATABASE, 9042, programs=("cassandra",)),
    _packaged("clickhouse", "24", _DATABASE, 8123, 9000, exposes=(9004, 9005, 9009), http=True),
    _packaged("elasticsearch", "8", Serves.SEARCH, 9200, programs=("elasticsearch",), http=True),
    _packaged("opensearch", "2", Serves.SEARCH, 9200, http=True),
    _packaged(
        "redis",
        "7.4",
        _CACHE,
        6379,
        programs=("redis-server",),
        moves=(
            "--port",
            "--tls-port",
            "REDIS_TLS_ENABLED",
            "REDIS_EXTRA_FLAGS",
            "/opt/bitnami/redis/etc",
            "/opt/bitnami/redis/mounted-etc",
        ),
    ),
    _packaged("redis-cluster", "7.4", _CACHE, 6379, data=("/bitnami/redis",)),
    _packaged("redis-sentinel", "7.4", Serves.COORDINATION, 26379),
    _packaged("valkey", "8.0", _CACHE, 6379, programs=("valkey-server",)),
    _packaged(
        "memcached",
        "1",
        _CACHE,
        11211,
        programs=("memcached",),
        data=(),
        moves=("-p", "--port", "-s", "--unix-socket", "-l", "--listen", "MEMCACHED_EXTRA_FLAGS"),
    ),
    _packaged(
        "minio", "2024", Serves.STORAGE, 9000, exposes=(9001,), data=("/bitnami/minio/data", "/certs"), http=True
    ),
    _packaged("rabbitmq", "4.0", Serves.QUEUE, 5672, programs=("rabbitmq-server",), exposes=(5671, 15671, 15672)),
    _packaged("kafka", "3.9", Serves.QUEUE, 9092),
    _packaged("zookeeper", "3.9", Serves.COORDINATION, 2181, programs=("zkServer.sh",), exposes=(8080,)),
    _packaged("etcd", "3.5", Serves.COORDINATION, 2379, programs=("etcd",)),
    _packaged("pgpool", "4", _PROXY, 5432, data=()),
    _packaged("pgbouncer", "1", _PROXY, 6432, data=()),
    _packaged("wordpress", "6", _APP, 8080, 8443, http=True),
    _packaged("drupal", "11", _APP, 8080, 8443, http=True),
    _packaged("ghost", "5", _APP, 2368, exposes=(3000,), http=True),
    _packaged("keycloak", "26", _APP, 8080, exposes=(8443, 9000), data=(), http=True),
    _packaged("grafana", "11", _APP, 3000, data=("/opt/bitnami/grafana/data",), http=True),
    _packaged("fluentd", "1", Serves.MONITORING, exposes=(5140, 24224), data=()),
    _program(
        "prometheus",
        "3",
        _DATABASE,
        9090,
        program="prometheus",
        moves=_LISTENING,
        data=("/opt/bitnami/prometheus/data",),
    ),
    _program("node-exporter", "1", _WATCHER, 9100, program="node_exporter", moves=_LISTENING),
    _program("redis-exporter", "1", _WATCHER, 9121, program="redis_exporter", moves=_LISTENING),
    _program("postgres-exporter", "0", _WATCHER, 9187, program="postgres_exporter", moves=_LISTENING),
    _program("mysqld-exporter", "0", _WATCHER, 9104, program="mysqld_exporter", moves=_LISTENING),
    _program("mongodb-exporter", "0", _WATCHER, 9216, program="mongodb_exporter", moves=_LISTENING),
    _program("nginx-exporter", "1", _WATCHER, 9113, program="nginx-prometheus-exporter", moves=_LISTENING),
    _program("jmx-exporter", "1", _WATCHER, 5556, program="java"),
    _program("kube-state-metrics", "2", _WATCHER, 8080, 8081, program="kube-state-metrics"),
    _program("external-dns", "0", Serves.CONTROLLER, 7979, program="external-dns"),
    _program("kubectl", "1.32", None, program="kubectl"),
    (
        ("bitnami/os-shell",),
        ImageFacts(
            "os-shell",
            user="1001",
            shell=True,
            starts=Starts.ARGUMENTS,
            source=f"{_SOURCE}/os-shell/12/debian-12/Dockerfile",
        ),
    ),
    (
        ("bitnami/git",),
        ImageFacts(
            "git", user="root", shell=True, starts=Starts.SCRIPT, source=f"{_SOURCE}/git/2/debian-12/Dockerfile"
        ),
    ),
    (
        ("bitnami/node",),
        ImageFacts(
            "node", user="root", shell=True, starts=Starts.ARGUMENTS, source=f"{_SOURCE}/node/22/debian-12/Dockerfile"
        ),
    ),
)
