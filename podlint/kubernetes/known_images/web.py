"""Web servers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.kubernetes.images import ImageFacts, Serves, Starts

if TYPE_CHECKING:
    from podlint.kubernetes.images import Rows

_WEB = Serves.WEB
_PROGRAM, _SCRIPT, _ARGUMENTS = Starts.PROGRAM, Starts.SCRIPT, Starts.ARGUMENTS

ROWS: Rows = (
    (
        ("library/nginx",),
        ImageFacts(
            "nginx",
            _WEB,
            (80,),
            ("nginx", "nginx-debug"),
            http=True,
            moves=("-c", "-p", "/etc/nginx", "/docker-entrypoint.d", "/docker-entrypoint.sh"),
            user="root",
            shell=True,
            data=("/usr/share/nginx/html",),
            starts=_SCRIPT,
            source="https://github.com/nginx/docker-nginx/blob/master/stable/debian/Dockerfile",
        ),
    ),
    (
        ("nginxinc/nginx-unprivileged",),
        ImageFacts(
            "nginx",
            _WEB,
            (8080,),
            ("nginx", "nginx-debug"),
            http=True,
            moves=("-c", "-p", "/etc/nginx", "/docker-entrypoint.d", "/docker-entrypoint.sh"),
            user="101",
            shell=True,
            data=("/usr/share/nginx/html",),
            starts=_SCRIPT,
            source="https://github.com/nginx/docker-nginx-unprivileged/blob/main/stable/debian/Dockerfile",
        ),
    ),
    (
        ("registry.k8s.io/nginx-slim",),
        ImageFacts(
            "nginx",
            _WEB,
            (80,),
            ("nginx",),
            http=True,
            source="https://github.com/kubernetes/kubernetes/tree/master/test/images/nginx",
        ),
    ),
    (
        ("openresty/openresty",),
        ImageFacts(
            "openresty",
            _WEB,
            (80,),
            ("openresty",),
            http=True,
            moves=("-c", "-p", "/etc/nginx", "/usr/local/openresty"),
            user="root",
            shell=True,
            starts=_ARGUMENTS,
            local=True,
            source="https://github.com/openresty/docker-openresty/blob/master/alpine/Dockerfile",
        ),
    ),
    (
        ("library/httpd",),
        ImageFacts(
            "httpd",
            _WEB,
            (80,),
            ("httpd", "httpd-foreground"),
            http=True,
            moves=("-f", "-c", "-C", "-d", "/usr/local/apache2/conf"),
            user="root",
            shell=True,
            data=("/usr/local/apache2/htdocs",),
            starts=_ARGUMENTS,
            local=True,
            source="https://github.com/docker-library/httpd/blob/master/2.4/Dockerfile",
        ),
    ),
    (
        ("library/caddy",),
        ImageFacts(
            "caddy",
            _WEB,
            (80,),
            ("caddy",),
            http=True,
            exposes=(443, 2019),
            moves=("--config", "-c", "--listen", "-l", "--from", "/etc/caddy"),
            user="root",
            shell=True,
            data=("/data", "/config", "/usr/share/caddy"),
            starts=_ARGUMENTS,
            source="https://github.com/caddyserver/caddy-docker/blob/master/2.10/alpine/Dockerfile",
        ),
    ),
    (
        ("library/tomcat",),
        ImageFacts(
            "tomcat",
            _WEB,
            (8080,),
            ("catalina.sh",),
            http=True,
            moves=("/usr/local/tomcat/conf", "/usr/local/tomcat/bin", "CATALINA_OPTS", "JAVA_OPTS", "CATALINA_BASE"),
            user="root",
            shell=True,
            data=("/usr/local/tomcat/webapps",),
            starts=_ARGUMENTS,
            local=True,
            source="https://github.com/docker-library/tomcat/blob/master/10.1/jdk21/temurin-noble/Dockerfile",
        ),
    ),
    (
        ("library/jetty",),
        ImageFacts(
            "jetty",
            _WEB,
            (8080,),
            ("java",),
            http=True,
            user="jetty",
            shell=True,
            data=("/var/lib/jetty",),
            starts=_SCRIPT,
            local=True,
            source="https://github.com/jetty/jetty.docker/blob/master/eclipse-temurin/12.0/jdk21/Dockerfile",
        ),
    ),
    (
        ("library/php",),
        ImageFacts(
            "php",
            programs=("apache2-foreground", "php-fpm"),
            user="root",
            shell=True,
            starts=_SCRIPT,
            local=True,
            source="https://github.com/docker-library/php/blob/master/8.4/bookworm/apache/Dockerfile",
            tags={
                "apache": {
                    "kind": _WEB,
                    "ports": (80,),
                    "http": True,
                    "moves": ("/etc/apache2", "-f", "-c", "-C", "-d"),
                },
                "fpm": {"kind": _WEB, "ports": (9000,), "http": False, "moves": ("/usr/local/etc", "-y", "-c")},
            },
        ),
    ),
    (
        ("hashicorp/http-echo",),
        ImageFacts(
            "http-echo",
            _WEB,
            (5678,),
            ("http-echo",),
            http=True,
            moves=("-listen", "--listen"),
            starts=_PROGRAM,
            source="https://github.com/hashicorp/http-echo/blob/main/Dockerfile",
        ),
    ),
    (
        ("traefik/whoami",),
        ImageFacts(
            "whoami",
            _WEB,
            (80,),
            ("whoami",),
            http=True,
            moves=("--port", "-port", "WHOAMI_PORT_NUMBER"),
            user="root",
            shell=False,
            starts=_PROGRAM,
            source="https://github.com/traefik/whoami/blob/master/Dockerfile",
        ),
    ),
    (
        ("stefanprodan/podinfo",),
        ImageFacts(
            "podinfo",
            _WEB,
            (9898,),
            ("podinfo",),
            http=True,
            moves=("--port", "--port-metrics", "--grpc-port", "--config", "PODINFO_PORT"),
            user="app",
            shell=True,
            starts=_ARGUMENTS,
            local=True,
            source="https://github.com/stefanprodan/podinfo/blob/master/Dockerfile",
        ),
    ),
)
