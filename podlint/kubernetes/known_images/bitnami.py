"""The images of Bitnami, `bitnami/NAME` and `bitnamilegacy/NAME`, by NAME: they run as user 1001."""

from __future__ import annotations

from podlint.kubernetes.images import ImageFacts, Serves, Starts
from podlint.kubernetes.known_images.official import OFFICIAL

_SOURCE = "https://github.com/bitnami/containers/tree/main/bitnami"


def _packaged(
    name: str, official: str, *ports: int, kind: Serves | None = None, data: tuple[str, ...] = ()
) -> ImageFacts:
    """An image that runs the same server as an official one, with Bitnami's user, folders and scripts."""
    known = OFFICIAL.get(official) or ImageFacts(official, kind)
    return ImageFacts(
        known.name,
        known.kind,
        ports or known.ports,
        known.programs,
        known.http,
        user="1001",
        shell=True,
        data=data or (f"/bitnami/{name}",),
        starts=Starts.SCRIPT,
        source=f"{_SOURCE}/{name}",
    )


PACKAGED: dict[str, ImageFacts] = {
    "nginx": _packaged("nginx", "nginx", 8080, 8443),
    "apache": _packaged("apache", "httpd", 8080, 8443),
    "tomcat": _packaged("tomcat", "tomcat"),
    "postgresql": _packaged("postgresql", "postgres"),
    "mysql": _packaged("mysql", "mysql"),
    "mariadb": _packaged("mariadb", "mariadb"),
    "mongodb": _packaged("mongodb", "mongo"),
    "cassandra": _packaged("cassandra", "cassandra"),
    "elasticsearch": _packaged("elasticsearch", "elasticsearch"),
    "redis": _packaged("redis", "redis"),
    "valkey": _packaged("valkey", "valkey", 6379, kind=Serves.CACHE),
    "memcached": _packaged("memcached", "memcached"),
    "rabbitmq": _packaged("rabbitmq", "rabbitmq"),
    "kafka": _packaged("kafka", "kafka", 9092, kind=Serves.QUEUE),
    "zookeeper": _packaged("zookeeper", "zookeeper"),
    "etcd": _packaged("etcd", "etcd", 2379, kind=Serves.COORDINATION),
    "wordpress": _packaged("wordpress", "wordpress", 8080, 8443),
    "grafana": _packaged("grafana", "grafana", 3000, kind=Serves.APP),
    "prometheus": _packaged("prometheus", "prometheus", 9090, kind=Serves.DATABASE),
}
