"""Proxies, beside an application and before many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.kubernetes.images import ImageFacts, Serves, Starts

if TYPE_CHECKING:
    from podlint.kubernetes.images import Rows

_PROXY = Serves.PROXY
_PROGRAM, _SCRIPT = Starts.PROGRAM, Starts.SCRIPT

ROWS: Rows = (
    (
        ("library/haproxy",),
        ImageFacts(
            "haproxy",
            _PROXY,
            programs=("haproxy",),
            user="haproxy",
            shell=True,
            starts=_SCRIPT,
            local=True,
            source="https://github.com/docker-library/haproxy/blob/master/3.0/Dockerfile",
            tags={"<2.4": {"user": "root"}},
        ),
    ),
    (
        ("library/traefik",),
        ImageFacts(
            "traefik",
            _PROXY,
            (80,),
            ("traefik",),
            http=True,
            moves=("--", "/etc/traefik", "TRAEFIK_CONFIGFILE"),
            user="root",
            shell=True,
            starts=_SCRIPT,
            local=True,
            source="https://github.com/traefik/traefik-library-image/blob/master/v3.3/alpine/Dockerfile",
        ),
    ),
    (
        ("traefik/traefik",),
        ImageFacts(
            "traefik",
            _PROXY,
            (80,),
            ("traefik",),
            http=True,
            moves=("--", "/etc/traefik", "TRAEFIK_CONFIGFILE"),
            user="root",
            starts=_PROGRAM,
            source="https://github.com/traefik/traefik/blob/master/Dockerfile",
        ),
    ),
    (
        ("library/varnish",),
        ImageFacts(
            "varnish",
            _PROXY,
            (80,),
            ("varnishd",),
            http=True,
            exposes=(8443,),
            shell=True,
            data=("/var/lib/varnish",),
            starts=_SCRIPT,
            local=True,
            source="https://github.com/varnish/docker-varnish/blob/master/fresh/debian/Dockerfile",
            tags={">=7.2": {"user": "varnish"}},
        ),
    ),
    (
        ("library/kong",),
        ImageFacts(
            "kong",
            _PROXY,
            (8000, 8443),
            ("kong",),
            http=True,
            exposes=(8001, 8444),
            moves=("KONG_PROXY_LISTEN", "KONG_ROLE", "KONG_PREFIX", "-c", "--conf", "/etc/kong", "/usr/local/kong"),
            user="kong",
            shell=True,
            starts=_SCRIPT,
            local=True,
            source="https://github.com/Kong/docker-kong/blob/master/ubuntu/Dockerfile",
        ),
    ),
    (
        ("envoyproxy/envoy",),
        ImageFacts(
            "envoy",
            _PROXY,
            programs=("envoy",),
            exposes=(10000,),
            user="root",
            shell=True,
            starts=_SCRIPT,
            local=True,
            source="https://github.com/envoyproxy/envoy/blob/main/distribution/docker/Dockerfile-envoy",
            tags={"distroless": {"shell": False, "user": "65532", "starts": _PROGRAM}},
        ),
    ),
    (
        ("istio/proxyv2",),
        ImageFacts(
            "istio-proxy",
            _PROXY,
            starts=_PROGRAM,
            local=True,
            source="https://github.com/istio/istio/blob/master/pilot/docker/Dockerfile.proxyv2",
            tags={"distroless": {"shell": False}},
        ),
    ),
    (
        ("linkerd/proxy",),
        ImageFacts(
            "linkerd-proxy",
            _PROXY,
            starts=_PROGRAM,
            source="https://github.com/linkerd/linkerd2/blob/main/Dockerfile-proxy",
        ),
    ),
    (
        ("oauth2-proxy/oauth2-proxy",),
        ImageFacts(
            "oauth2-proxy",
            _PROXY,
            (4180,),
            ("oauth2-proxy",),
            http=True,
            shell=False,
            starts=_PROGRAM,
            source="https://github.com/oauth2-proxy/oauth2-proxy/blob/master/Dockerfile",
            tags={"<7.6": {"shell": True}, ">=7.6": {"user": "65532"}, "alpine": {"shell": True, "user": ""}},
        ),
    ),
    (
        ("cloud-sql-connectors/cloud-sql-proxy",),
        ImageFacts(
            "cloud-sql-proxy",
            _PROXY,
            user="65532",
            shell=False,
            starts=_PROGRAM,
            source="https://github.com/GoogleCloudPlatform/cloud-sql-proxy/blob/main/Dockerfile",
            tags={"alpine": {"shell": True}, "bookworm": {"shell": True}, "bullseye": {"shell": True}},
        ),
    ),
    (
        ("cloudflare/cloudflared",),
        ImageFacts(
            "cloudflared",
            _PROXY,
            starts=_PROGRAM,
            local=True,
            source="https://github.com/cloudflare/cloudflared/blob/master/Dockerfile",
        ),
    ),
    (
        ("edoburu/pgbouncer",),
        ImageFacts(
            "pgbouncer",
            _PROXY,
            (5432,),
            ("pgbouncer",),
            moves=("LISTEN_PORT", "/etc/pgbouncer"),
            user="postgres",
            shell=True,
            starts=_SCRIPT,
            source="https://github.com/edoburu/docker-pgbouncer/blob/master/Dockerfile",
        ),
    ),
)
