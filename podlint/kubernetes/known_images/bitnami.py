"""The images of Bitnami, `bitnami/NAME` and `bitnamilegacy/NAME`: they run as user 1001."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.kubernetes.images import ImageFacts, Serves, Starts

if TYPE_CHECKING:
    from podlint.kubernetes.images import Rows

_SOURCE = "https://github.com/bitnami/containers/blob/main/bitnami"
_WEB, _APP, _DATABASE, _CACHE = Serves.WEB, Serves.APP, Serves.DATABASE, Serves.CACHE


def _packaged(
    name: str,
    version: str,
    kind: Serves,
    *ports: int,
    named: str | None = None,
    programs: tuple[str, ...] = (),
    data: tuple[str, ...] | None = None,
    exposes: tuple[int, ...] = (),
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
        user="1001",
        shell=True,
        data=(f"/bitnami/{name}",) if data is None else data,
        starts=Starts.SCRIPT,
        source=f"{_SOURCE}/{name}/{version}/debian-12/Dockerfile",
    )
    return (f"bitnami/{name}",), facts


_PROMETHEUS = _packaged(
    "prometheus", "3", _DATABASE, 9090, programs=("prometheus",), data=("/opt/bitnami/prometheus/data",), http=True
)[1]

ROWS: Rows = (
    _packaged("nginx", "1.25", _WEB, 8080, programs=("nginx",), data=("/app",), exposes=(8443,), http=True),
    _packaged(
        "apache",
        "2.4",
        _WEB,
        8080,
        8443,
        named="httpd",
        programs=("httpd", "httpd-foreground"),
        data=("/app",),
        http=True,
    ),
    _packaged("tomcat", "10.1", _WEB, 8080, programs=("catalina.sh",), exposes=(8009,), http=True),
    _packaged("postgresql", "17", _DATABASE, 5432, named="postgres", programs=("postgres",)),
    _packaged("mysql", "8.4", _DATABASE, 3306, programs=("mysqld",)),
    _packaged("mariadb", "11.4", _DATABASE, 3306, programs=("mariadbd", "mysqld")),
    _packaged("mongodb", "8.0", _DATABASE, 27017, named="mongo", programs=("mongod",)),
    _packaged("cassandra", "5.0", _DATABASE, 9042, programs=("cassandra",)),
    _packaged("elasticsearch", "8", Serves.SEARCH, 9200, programs=("elasticsearch",), http=True),
    _packaged("redis", "7.4", _CACHE, 6379, programs=("redis-server",)),
    _packaged("valkey", "8.0", _CACHE, 6379, programs=("valkey-server",)),
    _packaged("memcached", "1", _CACHE, 11211, programs=("memcached",), data=()),
    _packaged("rabbitmq", "4.0", Serves.QUEUE, 5672, programs=("rabbitmq-server",), exposes=(5671, 15671, 15672)),
    _packaged("kafka", "3.9", Serves.QUEUE, 9092),
    _packaged("zookeeper", "3.9", Serves.COORDINATION, 2181, programs=("zkServer.sh",), exposes=(8080,)),
    _packaged("etcd", "3.5", Serves.COORDINATION, 2379, programs=("etcd",)),
    _packaged("wordpress", "6", _APP, 8080, 8443, programs=("httpd",), http=True),
    _packaged("grafana", "11", _APP, 3000, data=("/opt/bitnami/grafana/data",), http=True),
    (("bitnami/prometheus",), _PROMETHEUS._replace(starts=Starts.PROGRAM)),
    (
        ("bitnami/kubectl",),
        ImageFacts(
            "kubectl",
            user="1001",
            shell=True,
            starts=Starts.PROGRAM,
            source=f"{_SOURCE}/kubectl/1.32/debian-12/Dockerfile",
        ),
    ),
)
