"""Image references and what well-known images run."""

from __future__ import annotations

import pytest

from podlint.kubernetes.images import Image, Serves, parse_image
from podlint.kubernetes.known_images import image_facts, server_image, server_run
from podlint.kubernetes.known_images.bitnami import PACKAGED
from podlint.kubernetes.known_images.official import OFFICIAL
from podlint.kubernetes.known_images.published import PUBLISHED
from podlint.kubernetes.view import UNKNOWN, View

DIGEST = "sha256:" + "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nginx", Image("docker.io", "library/nginx", None, None)),
        ("nginx:1.27-alpine", Image("docker.io", "library/nginx", "1.27-alpine", None)),
        ("bitnami/nginx", Image("docker.io", "bitnami/nginx", None, None)),
        ("docker.io/nginx", Image("docker.io", "library/nginx", None, None)),
        ("index.docker.io/library/nginx", Image("docker.io", "library/nginx", None, None)),
        ("localhost/app", Image("localhost", "app", None, None)),
        ("localhost:5000/a/b:v1", Image("localhost:5000", "a/b", "v1", None)),
        ("registry:5000/app", Image("registry:5000", "app", None, None)),
        ("10.0.0.1:5000/app", Image("10.0.0.1:5000", "app", None, None)),
        ("[fd00::1]:5000/app", Image("[fd00::1]:5000", "app", None, None)),
        ("ghcr.io/a/b/c__d@" + DIGEST, Image("ghcr.io", "a/b/c__d", None, DIGEST)),
        ("ghcr.io/a/b:v1@" + DIGEST, Image("ghcr.io", "a/b", "v1", DIGEST)),
    ],
)
def test_references(text: str, expected: Image) -> None:
    assert parse_image(text) == expected


@pytest.mark.parametrize(
    "text", ["", " nginx", "Nginx", "a//b", "nginx:", "nginx:-x", "a..b", "<image>", "app@sha256:abc", "${IMAGE}:1"]
)
def test_what_is_no_reference(text: str) -> None:
    assert parse_image(text) is None


@pytest.mark.parametrize(
    ("image", "name", "ports"),
    [
        ("nginx", "nginx", (80,)),
        ("mirror.example/hub/library/nginx:1", "nginx", (80,)),
        ("bitnami/nginx", "nginx", (8080, 8443)),
        ("public.ecr.aws/bitnami/postgresql:16", "postgres", (5432,)),
        ("registry.example/team/mysql:8", "mysql", ()),
        ("openshift/mysql-55-centos7", "mysql", ()),
        ("wordpress:6-fpm-alpine", "wordpress", (9000,)),
        ("php:8.3-apache", "php", (80,)),
    ],
)
def test_servers(image: str, name: str, ports: tuple[int, ...]) -> None:
    server = server_image(image)
    assert server is not None
    assert (server.name, server.ports) == (name, ports)


@pytest.mark.parametrize(
    ("image", "fact", "value"),
    [
        ("haproxy:2.2", "user", "root"),
        ("haproxy:2.4-alpine", "user", "haproxy"),
        ("haproxy", "user", "haproxy"),
        ("rabbitmq:4-management", "ports", (5672, 15672)),
        ("nats:2.10", "shell", False),
        ("nats:2.10-alpine", "shell", True),
        ("nginxinc/nginx-unprivileged:1.27", "ports", (8080,)),
        ("mirror.gcr.io/library/redis:7", "ports", (6379,)),
        ("public.ecr.aws/docker/library/redis:7", "ports", (6379,)),
        ("harbor.example/cache/quay.io/prometheus/node-exporter:v1", "ports", (9100,)),
        ("k8s.gcr.io/pause:3.1", "shell", False),
        ("bitnami/redis:7", "user", "1001"),
        ("gcr.io/distroless/static-debian12:nonroot", "user", "65532"),
        ("gcr.io/distroless/base:debug", "shell", True),
    ],
)
def test_facts(image: str, fact: str, value: object) -> None:
    assert getattr(image_facts(image), fact) == value


@pytest.mark.parametrize(
    "image", ["registry.example/team/nginx:1", "someorg/redis", "registry.example/pause", "${IMAGE}"]
)
def test_images_of_others(image: str) -> None:
    assert image_facts(image) is None


def test_every_row_says_where_it_is_written() -> None:
    rows = [*OFFICIAL.values(), *PACKAGED.values(), *PUBLISHED.values()]
    assert len({row.source + row.name for row in rows}) >= 120
    assert [row.name for row in rows if not row.source.startswith("https://")] == []


@pytest.mark.parametrize("image", ["busybox", "php:8.3", "wordpress:cli-2.11", "registry.example/shop:1", "Nginx", ""])
def test_no_servers(image: str) -> None:
    assert server_image(image) is None


@pytest.mark.parametrize(
    ("container", "runs"),
    [
        ({}, True),
        ({"args": ["-c", "max_connections=200"]}, True),
        ({"args": ["postgres", "-c", "a=b"]}, True),
        ({"command": ["docker-entrypoint.sh"], "args": ["postgres"]}, True),
        ({"command": ["/usr/local/bin/postgres"]}, True),
        ({"command": ["sh", "-c", "postgres"]}, False),
        ({"args": ["psql", "-h", "db"]}, False),
        ({"command": ["docker-entrypoint.sh", "psql"]}, False),
        ({"args": ["--version"]}, False),
        ({"command": UNKNOWN}, False),
        ({"args": ["${ARGS}"]}, False),
    ],
)
def test_what_a_container_runs(container: dict[str, object], runs: bool) -> None:
    server = server_run(View({"image": "postgres:16", **container}, ()))
    assert (server is not None) is runs
    assert server is None or server.kind is Serves.DATABASE
