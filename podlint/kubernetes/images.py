"""Image references, and what well-known images run.

Ports are those of the EXPOSE lines of the images' Dockerfiles, without the ones for talk between members of a cluster.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING

from podlint.kubernetes.view import is_placeholder
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from podlint.kubernetes.view import View

_REFERENCE = (
    r"(?a)(?:(?P<registry>localhost|[A-Za-z0-9-]*(?:\.[A-Za-z0-9-]+)+|[A-Za-z0-9.-]+(?=:\d)|\[[0-9a-fA-F:]+\])"
    r"(?P<port>:\d+)?/)?"
    r"(?P<repository>[a-z0-9]+(?:(?:\.|_{1,2}|-+|/)[a-z0-9]+)*)"
    r"(?::(?P<tag>\w[\w.-]{0,127}))?"
    r"(?:@(?P<digest>[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?"
)
_HUB = "docker.io"


class Image(NamedTuple):
    """An image reference in its full form: `nginx:1.27` is `library/nginx` of `docker.io`."""

    registry: str
    repository: str
    tag: str | None
    digest: str | None

    @property
    def name(self) -> str:
        """The last part of the repository."""
        return self.repository.rpartition("/")[2]


def parse_image(text: str) -> Image | None:
    """The parts of an image reference; None where it is none, or another tool will fill it in."""
    match = None if is_placeholder(text) else re.fullmatch(_REFERENCE, text)
    if match is None:
        return None
    registry = match["registry"] or ""
    repository = match["repository"]
    if registry in ("", "index.docker.io", "registry-1.docker.io"):
        registry = _HUB
    if registry == _HUB and "/" not in repository:
        repository = f"library/{repository}"
    return Image(registry + (match["port"] or ""), repository, match["tag"], match["digest"])


class Serves(str, Enum):
    """What a server is for."""

    WEB = "web server"
    APP = "application"
    PROXY = "proxy"
    DATABASE = "database"
    SEARCH = "search engine"
    CACHE = "cache"
    QUEUE = "message broker"
    COORDINATION = "coordination service"
    STORAGE = "storage"


class ServerImage(NamedTuple):
    """A server that an image is known to run. `ports` is empty where they depend on the configuration."""

    name: str
    kind: Serves
    ports: tuple[int, ...]
    programs: tuple[str, ...] = ()
    http: bool = False


_W, _A, _P, _D = Serves.WEB, Serves.APP, Serves.PROXY, Serves.DATABASE
_S, _C, _Q, _K, _O = Serves.SEARCH, Serves.CACHE, Serves.QUEUE, Serves.COORDINATION, Serves.STORAGE

_NGINX = ServerImage("nginx", _W, (80,), ("nginx", "nginx-debug"), True)
_HTTPD = ServerImage("httpd", _W, (80,), ("httpd", "httpd-foreground", "apache2", "apache2-foreground"), True)
_POSTGRES = ServerImage("postgres", _D, (5432,), ("postgres",))
_MYSQL = ServerImage("mysql", _D, (3306,), ("mysqld",))
_MARIADB = ServerImage("mariadb", _D, (3306,), ("mariadbd", "mysqld"))
_PERCONA = ServerImage("percona", _D, (3306,), ("mysqld",))
_MONGO = ServerImage("mongo", _D, (27017,), ("mongod",))
_REDIS = ServerImage("redis", _C, (6379,), ("redis-server",))
_VALKEY = ServerImage("valkey", _C, (6379,), ("valkey-server",))
_MEMCACHED = ServerImage("memcached", _C, (11211,), ("memcached",))
_RABBITMQ = ServerImage("rabbitmq", _Q, (5672,), ("rabbitmq-server",))
_KAFKA = ServerImage("kafka", _Q, (9092,))
_ELASTIC = ServerImage("elasticsearch", _S, (9200,), ("elasticsearch", "eswrapper"), True)
_OPENSEARCH = ServerImage("opensearch", _S, (9200,), (), True)
_CASSANDRA = ServerImage("cassandra", _D, (9042,), ("cassandra",))
_TOMCAT = ServerImage("tomcat", _W, (8080,), ("catalina.sh",), True)
_WORDPRESS = ServerImage("wordpress", _A, (80,), ("apache2-foreground", "php-fpm"), True)
_ZOOKEEPER = ServerImage("zookeeper", _K, (2181,), ("zkServer.sh",))
_ETCD = ServerImage("etcd", _K, (2379,), ("etcd",))
_GRAFANA = ServerImage("grafana", _A, (3000,), (), True)
_PROMETHEUS = ServerImage("prometheus", _D, (9090,), ("prometheus",), True)
_HAPROXY = ServerImage("haproxy", _P, (), ("haproxy",))
_TRAEFIK = ServerImage("traefik", _P, (80,), ("traefik",), True)
_ENVOY = ServerImage("envoy", _P, (), ("envoy",))

_OFFICIAL: dict[str, ServerImage] = {
    "nginx": _NGINX,
    "httpd": _HTTPD,
    "php": ServerImage("php", _W, (80,), ("apache2-foreground", "php-fpm"), True),
    "caddy": ServerImage("caddy", _W, (80, 443), (), True),
    "tomcat": _TOMCAT,
    "postgres": _POSTGRES,
    "mysql": _MYSQL,
    "mariadb": _MARIADB,
    "percona": _PERCONA,
    "mongo": _MONGO,
    "cassandra": _CASSANDRA,
    "couchdb": ServerImage("couchdb", _D, (5984,), (), True),
    "influxdb": ServerImage("influxdb", _D, (8086,), ("influxd",), True),
    "neo4j": ServerImage("neo4j", _D, (7474, 7687), (), True),
    "clickhouse": ServerImage("clickhouse", _D, (8123, 9000), (), True),
    "elasticsearch": _ELASTIC,
    "solr": ServerImage("solr", _S, (8983,), ("solr-foreground",), True),
    "redis": _REDIS,
    "memcached": _MEMCACHED,
    "rabbitmq": _RABBITMQ,
    "nats": ServerImage("nats", _Q, (4222,), ("nats-server",)),
    "eclipse-mosquitto": ServerImage("mosquitto", _Q, (1883,), ("mosquitto",)),
    "zookeeper": _ZOOKEEPER,
    "haproxy": _HAPROXY,
    "traefik": _TRAEFIK,
    "varnish": ServerImage("varnish", _P, (80,), ("varnishd",), True),
    "wordpress": _WORDPRESS,
    "ghost": ServerImage("ghost", _A, (2368,), (), True),
    "nextcloud": ServerImage("nextcloud", _A, (80,), ("apache2-foreground", "php-fpm"), True),
    "adminer": ServerImage("adminer", _A, (8080,), (), True),
    "phpmyadmin": ServerImage("phpmyadmin", _A, (80,), ("apache2-foreground", "php-fpm"), True),
    "mongo-express": ServerImage("mongo-express", _A, (8081,), (), True),
    "kibana": ServerImage("kibana", _A, (5601,), (), True),
    "registry": ServerImage("registry", _O, (5000,), ("registry",), True),
}
"""The official images of Docker Hub: `docker.io/library/NAME` and its mirrors."""

_PUBLISHED: dict[str, ServerImage] = {
    "docker.io/nginxinc/nginx-unprivileged": _NGINX._replace(ports=(8080,)),
    "registry.k8s.io/nginx-slim": _NGINX,
    "docker.io/valkey/valkey": _VALKEY,
    "docker.io/postgis/postgis": _POSTGRES,
    "docker.io/pgvector/pgvector": _POSTGRES,
    "mcr.microsoft.com/mssql/server": ServerImage("mssql", _D, (1433,), ("sqlservr",)),
    "docker.elastic.co/elasticsearch/elasticsearch": _ELASTIC,
    "docker.elastic.co/kibana/kibana": _OFFICIAL["kibana"],
    "docker.io/opensearchproject/opensearch": _OPENSEARCH,
    "docker.io/apache/kafka": _KAFKA,
    "docker.io/confluentinc/cp-kafka": _KAFKA,
    "docker.io/envoyproxy/envoy": _ENVOY,
    "docker.io/grafana/grafana": _GRAFANA,
    "docker.io/grafana/grafana-oss": _GRAFANA,
    "docker.io/prom/prometheus": _PROMETHEUS,
    "quay.io/prometheus/prometheus": _PROMETHEUS,
    "docker.io/dpage/pgadmin4": ServerImage("pgadmin", _A, (80, 443), (), True),
    "docker.io/jenkins/jenkins": ServerImage("jenkins", _A, (8080,), (), True),
    "docker.io/hashicorp/http-echo": ServerImage("http-echo", _W, (5678,), ("http-echo",), True),
}

_PACKAGED: dict[str, ServerImage] = {
    "nginx": _NGINX._replace(ports=(8080, 8443)),
    "apache": _HTTPD._replace(ports=(8080, 8443)),
    "tomcat": _TOMCAT,
    "postgresql": _POSTGRES,
    "mysql": _MYSQL,
    "mariadb": _MARIADB,
    "mongodb": _MONGO,
    "cassandra": _CASSANDRA,
    "elasticsearch": _ELASTIC,
    "redis": _REDIS,
    "valkey": _VALKEY,
    "memcached": _MEMCACHED,
    "rabbitmq": _RABBITMQ,
    "kafka": _KAFKA,
    "zookeeper": _ZOOKEEPER,
    "etcd": _ETCD,
    "wordpress": _WORDPRESS._replace(ports=(8080, 8443)),
    "grafana": _GRAFANA,
    "prometheus": _PROMETHEUS,
}
"""The images of Bitnami: `bitnami/NAME`, `bitnamilegacy/NAME`."""

_ENTRYPOINTS = frozenset({"docker-entrypoint.sh", "entrypoint.sh", "run.sh"})
_ENDING = frozenset({"--version", "--help", "--initialize", "--initialize-insecure"})
_CHECKS = frozenset({"-t", "-T", "-v", "-V"})
_NAMES = {**_OFFICIAL, **_PACKAGED, "mongodb-community-server": _MONGO, "opensearch": _OPENSEARCH, "envoy": _ENVOY}


@lru_cache(maxsize=1024)
def server_image(reference: str) -> ServerImage | None:
    """The server that an image is known to run, None where it is not known to run one.

    Other publishers' images that are named like a known one (`registry.example/team/mysql`) are taken for the same
    server, with ports unknown; so are those of Red Hat's naming, `postgresql-15` and `mysql-80-centos7`.
    """
    image = parse_image(reference)
    if image is None or "cli" in re.split(r"[-.]", image.tag or ""):
        return None
    *folders, name = image.repository.split("/")
    if folders[-1:] == ["library"]:
        found = _OFFICIAL.get(name)
        return _by_tag(found, image.tag or "") if found else None
    if folders[-1:] in (["bitnami"], ["bitnamilegacy"]):
        return _PACKAGED.get(name)
    found = _PUBLISHED.get(f"{image.registry}/{image.repository}")
    if found is not None:
        return found
    found = _NAMES.get(re.sub(r"-\d+(-(rhel|ubi|centos|el|c)\d+s?)?$", "", name))
    variant = _by_tag(found, image.tag or "") if found else None
    return variant._replace(ports=()) if variant else None


def _by_tag(server: ServerImage, tag: str) -> ServerImage | None:
    """The variant of an official image: PHP ones with `fpm` in their tag serve FastCGI on 9000."""
    words = tag.split("-")
    if "php-fpm" in server.programs and "fpm" in words:
        return server._replace(ports=(9000,), http=False)
    return None if server.name == "php" and "apache" not in words else server


def server_run(container: View) -> ServerImage | None:
    """The known server that a container runs; None where its command or arguments may run something else.

    Arguments that begin with an option go to the image's own entrypoint, and so does the server's own program.
    """
    server = server_image(container.text("image") or "")
    if server is None or not container.complete("command") or not container.complete("args"):
        return None
    command, args = ([word.value for word in container.each(key)] for key in ("command", "args"))
    if command and _program(command[0]) in _ENTRYPOINTS:
        args, command = command[1:] + args, []
    words = command or args
    given = set(map(str, command + args))
    if given & _ENDING or (server.kind is _W and given & _CHECKS):
        return None
    if not words or (not command and str(words[0]).startswith("-")):
        return server
    return server if _program(words[0]) in server.programs else None


def _program(word: object) -> str:
    return str(word).rpartition("/")[2]
