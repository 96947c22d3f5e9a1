"""Names of options and variables by which programs are told where to listen."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache

from podlint.api import NamedTuple


class Role(str, Enum):
    """What is asked for at a port."""

    MAIN = ""
    HEALTH = "health"
    METRICS = "metrics"
    GRPC = "grpc"
    OTHER = "other"


class Named(NamedTuple):
    """What a name says: the role of the port, whether its value is an address, and whether it can mean nothing else.

    One that is not `sure` may name a port of another program: `--port` of a client, `PORT` of a block of settings that
    several containers share.
    """

    role: Role
    address: bool
    sure: bool
    protocol: str = "TCP"


_ROLES = {
    **dict.fromkeys(("http", "https", "server", "web", "listen", "listening", "bind", "main", "serve"), Role.MAIN),
    **dict.fromkeys(("tcp", "secure", "insecure", "ui", "gateway", "rest", "addr", "address", "api"), Role.MAIN),
    **dict.fromkeys(("health", "healthz", "healthcheck", "readiness", "liveness", "ready", "live"), Role.HEALTH),
    **dict.fromkeys(("probe", "check", "checks", "readyz", "livez"), Role.HEALTH),
    **dict.fromkeys(("metrics", "metric", "prometheus", "telemetry", "monitoring", "exporter"), Role.METRICS),
    **dict.fromkeys(("admin", "management", "debug", "pprof", "profiling", "status", "webhook", "ws"), Role.OTHER),
    **dict.fromkeys(("grpc", "rpc"), Role.GRPC),
    **dict.fromkeys(("websocket", "udp", "quic", "http2", "http3", "tls", "ssl"), Role.OTHER),
    **dict.fromkeys(("dashboard", "console", "app", "internal", "private", "public", "raft", "gossip"), Role.OTHER),
}
"""Words beside `port`, `listen`, `bind` and `address`."""

_PORTS = frozenset(_ROLES).difference({"app", "api", "internal", "private", "public", "raft", "gossip", "exporter"})
"""The words that may stand before `port`: others' ports are named so too, `--app-port` and `--api-port`."""

_OTHERS = frozenset(
    {"advertise", "advertised", "agent", "amqp", "apiserver", "backend", "backends", "broker", "brokers", "client"}
    | {"cluster", "collector", "connect", "container", "database", "db", "dest", "destination", "discovery", "envoy"}
    | {"etcd", "external", "forward", "from", "initial", "jaeger", "join", "kafka", "kube", "kubernetes", "ldap"}
    | {"leader", "mail", "master", "mongo", "mongodb", "mysql", "nats", "node", "otel", "otlp", "peer", "peers", "pg"}
    | {"pilot", "postgres", "postgresql", "primary", "proxy", "push", "rabbitmq", "redis", "remote", "replica"}
    | {"resolver", "scrape", "sentinel", "service", "smtp", "sock", "socket", "source", "store", "target", "targets"}
    | {"to", "trace", "tracing", "upstream", "upstreams", "uri", "url", "watch", "xds", "zipkin", "zookeeper"}
)
"""Words of names that say where others are."""

_ADDRESSES = frozenset(
    {"addr", "addrs", "address", "addresses", "listen", "listener", "bind", "endpoint", "host", "urls"}
)
_STRONG = frozenset({"listen", "listening", "listener", "bind"})

_VARIABLES = {
    "ASPNETCORE_URLS": Named(Role.MAIN, address=True, sure=True),
    "ASPNETCORE_HTTP_PORTS": Named(Role.MAIN, address=False, sure=True),
    "ASPNETCORE_HTTPS_PORTS": Named(Role.OTHER, address=False, sure=True),
    "DOTNET_URLS": Named(Role.MAIN, address=True, sure=True),
    "FLASK_RUN_PORT": Named(Role.MAIN, address=False, sure=True),
    "UVICORN_PORT": Named(Role.MAIN, address=False, sure=True),
    "STREAMLIT_SERVER_PORT": Named(Role.MAIN, address=False, sure=True),
    "GRADIO_SERVER_PORT": Named(Role.MAIN, address=False, sure=True),
    "QUARKUS_HTTP_PORT": Named(Role.MAIN, address=False, sure=True),
    "MICRONAUT_SERVER_PORT": Named(Role.MAIN, address=False, sure=True),
    "MANAGEMENT_SERVER_PORT": Named(Role.HEALTH, address=False, sure=True),
    "GF_SERVER_HTTP_PORT": Named(Role.MAIN, address=False, sure=True),
}
"""Variables of frameworks."""


@lru_cache(maxsize=1024)
def of_option(written: str) -> Named | None:
    """What an option says of a port; None where it is about something else. `written` has its dashes still."""
    if written in ("-p", "-P"):
        return Named(Role.MAIN, address=False, sure=False)
    if written == "-b":
        return Named(Role.MAIN, address=True, sure=False)
    if not written.startswith("-"):
        return None
    plain = written[2:] if written.startswith("-D") else written.lstrip("-")  # a property of Java
    parts = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", plain)
    return _said(re.split(r"[-_.]", parts.lower()))


@lru_cache(maxsize=1024)
def of_variable(name: str) -> Named | None:
    """What a variable says of a port; None where it is about something else."""
    known = _VARIABLES.get(name)
    if known is not None:
        return known
    words = name.lower().split("_")
    if words[-1] == "ports" and words[:-1] in (["http"], ["https"]):
        words[-1] = "port"
    if len(words) == 1 and words[0] != "port":
        return None
    strong = not _STRONG.isdisjoint(words)
    plain = words[-1] in ("addr", "address") and all(word in _ROLES for word in words)
    if words[-1] != "port" and not strong and not plain:
        return None
    if strong and words[-1] in ("addr", "address", "port", "listen", "bind"):
        # A prefix is the program's own name: CONSUL_LISTEN_ADDR.
        words = [word for word in words if word in _ROLES or word in _ADDRESSES or word == "port"]
    return _said(words)


def _said(words: list[str]) -> Named | None:
    if not _OTHERS.isdisjoint(words) or "" in words:
        return None
    strong = not _STRONG.isdisjoint(words)
    protocol = "UDP" if {"udp", "quic", "http3"} & {*words} else "TCP"
    *before, last = words
    role = _role(before)
    if last == "port":
        if not all(word in _PORTS or word in _ADDRESSES for word in before):
            return None
        return Named(role, address=False, sure=strong, protocol=protocol)
    if last in _ADDRESSES and (strong or all(word in _ROLES for word in before)):
        return Named(_role(words), address=True, sure=strong, protocol=protocol)
    return None


def _role(words: list[str]) -> Role:
    """The first role that is named; the one of the server itself where none is."""
    roles = [_ROLES[word] for word in words if word in _ROLES]
    return next((role for role in roles if role is not Role.MAIN), Role.MAIN)
