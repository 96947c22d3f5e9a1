"""Image references and what well-known images run."""

from __future__ import annotations

import subprocess
import sys

import pytest

from podlint.kubernetes.images import Image, Serves, Starts, parse_image
from podlint.kubernetes.known_images import image_facts, server_image, server_run
from podlint.kubernetes.known_images import runs as run_by
from podlint.kubernetes.known_images._names import NAMES
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
        ("bitnami/nginx", "nginx", (8080,)),
        ("bitnami/wordpress:6", "wordpress", (8080, 8443)),
        ("getmeili/meilisearch:v1.12", "meilisearch", (7700,)),
        ("mcr.microsoft.com/azure-storage/azurite", "azurite", (10000, 10001, 10002)),
        ("edoburu/pgbouncer:v1.24.0-p1", "pgbouncer", (5432,)),
        ("registry.example/mirror/timescale/timescaledb:latest-pg17", "postgres", (5432,)),
        ("icr.io/appcafe/open-liberty:full-java21-openj9-ubi-minimal", "open-liberty", ()),
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
        ("bitnamilegacy/redis:7", "user", "1001"),
        ("bitnami/prometheus:3", "starts", Starts.PROGRAM),
        ("docker.io/bitnami/kubectl:1.32", "user", "1001"),
        ("hello-world", "shell", False),
        ("mirror.example/proxy/k8s.gcr.io/pause:3.9", "shell", False),
        ("bash:5.2", "starts", Starts.SCRIPT),
        ("percona:8.0", "user", "mysql"),
        ("percona:5.7", "user", ""),
        ("influxdb:2.7", "ports", (8086,)),
        ("influxdb:3-core", "ports", (8181,)),
        ("elasticsearch:8.17.0", "user", "1000"),
        ("docker.elastic.co/elasticsearch/elasticsearch:7.17.0", "user", ""),
        ("solr:9.7", "user", "8983"),
        ("solr:8.11", "user", ""),
        ("zookeeper:3.9", "ports", (2181, 8080)),
        ("zookeeper:3.4.14", "ports", (2181,)),
        ("wordpress:cli-2.11", "user", "www-data"),
        ("wordpress:6-apache", "user", "root"),
        ("docker:27-dind-rootless", "user", "rootless"),
        ("quay.io/oauth2-proxy/oauth2-proxy:v7.8.1", "user", "65532"),
        ("quay.io/oauth2-proxy/oauth2-proxy:v7.8.1-alpine", "user", ""),
        ("quay.io/prometheus/prometheus:v3.8.0-distroless", "user", "65532"),
        ("quay.io/prometheus/node-exporter:v1.10.0-distroless", "shell", False),
        ("registry.k8s.io/ingress-nginx/controller:v1.12.0", "starts", Starts.ARGUMENTS),
        ("confluentinc/cp-kafka:7.8.0", "starts", Starts.ARGUMENTS),
        ("fluent/fluent-bit:3.2-debug", "starts", Starts.ARGUMENTS),
        ("fluent/fluentd-kubernetes-daemonset:v1.16-debian-forward-1", "user", "root"),
        ("lscr.io/linuxserver/sonarr:4.0.11", "user", "root"),
        ("ghcr.io/linuxserver/radarr", "data", ("/config",)),
        ("bitnami/redis-cluster:7.4", "name", "redis-cluster"),
        ("public.ecr.aws/bitnami/postgres-exporter:0.17.1", "ports", (9187,)),
        ("rocket.chat:6.13", "user", "rocketchat"),
        ("registry.k8s.io/ingress-nginx/kube-webhook-certgen:v1.5.0", "user", "65532"),
        ("registry.k8s.io/ingress-nginx/kube-webhook-certgen:v1.5.0", "shell", False),
        ("apache/airflow:3.0.2", "user", "50000"),
        ("apache/airflow:1.10.15", "user", ""),
        ("gcr.io/kaniko-project/executor:v1.23.2", "shell", False),
        ("gcr.io/kaniko-project/executor:debug", "shell", True),
        ("mendhak/http-https-echo:31", "ports", (8080, 8443)),
        ("mendhak/http-https-echo:17", "ports", ()),
        ("ghcr.io/bitnami-labs/sealed-secrets-controller:0.27.3", "shell", False),
        ("docker.io/bitnami/sealed-secrets-controller:0.27.3", "shell", None),
        ("ghcr.io/external-secrets/external-secrets:v0.14.0", "shell", False),
        ("ghcr.io/external-secrets/external-secrets:v0.14.0-ubi", "shell", None),
        ("hashicorp/http-echo:1.0", "user", "65532"),
        ("hashicorp/http-echo:0.2.3", "user", ""),
        ("quay.io/brancz/kube-rbac-proxy:v0.18.1", "user", "65532"),
        ("gcr.io/kubebuilder/kube-rbac-proxy:v0.16.0", "shell", False),
        ("quay.io/brancz/kube-rbac-proxy:v0.4.1", "shell", None),
        ("registry.k8s.io/sig-storage/csi-provisioner:v5.1.0", "user", "root"),
        ("quay.io/coreos/etcd:v3.6.0", "shell", False),
        ("quay.io/coreos/etcd:v3.5.0", "shell", None),
        ("registry.k8s.io/etcd:3.6.4-0", "shell", None),
        ("quay.io/argoproj/argo-rollouts:v1.8.0", "user", "999"),
        ("docker.io/selenium/node-chrome:4.25.0", "user", "1200"),
        ("selenium/node-chrome:3.141", "user", ""),
        ("louislam/uptime-kuma:1", "user", "root"),
        ("louislam/uptime-kuma:2", "user", ""),
        ("victoriametrics/victoria-metrics:v1.110.0-scratch", "shell", False),
        ("gcr.io/distroless/static-debian12:nonroot", "user", "65532"),
        ("gcr.io/distroless/base:debug", "shell", True),
    ],
)
def test_facts(image: str, fact: str, value: object) -> None:
    assert getattr(image_facts(image), fact) == value


@pytest.mark.parametrize(
    "image",
    [
        "registry.example/team/nginx:1",
        "someorg/redis",
        "registry.example/pause",
        "registry.example/linuxserver",
        "registry.example/linuxserver/team/app",
        "notlinuxserver/app",
        "${IMAGE}",
    ],
)
def test_images_of_others(image: str) -> None:
    assert image_facts(image) is None


def test_every_row_is_found_by_its_names_and_says_where_it_is_written() -> None:
    names = [name.replace("*", "any") for places in NAMES.values() for name, _ in places]
    rows = {name: image_facts(name if "." in name.partition("/")[0] else f"mirror.example/{name}:1") for name in names}
    assert [name for name, facts in rows.items() if facts is None] == []
    known = [facts for facts in rows.values() if facts is not None]
    assert len({(facts.source, facts.name) for facts in known}) >= 260
    assert [facts.name for facts in known if not facts.source.startswith("https://")] == []


def test_only_what_an_image_is_in_is_imported() -> None:
    script = """
import sys
from podlint.kubernetes.known_images import image_facts, server_image
assert image_facts("registry.example/shop/api:1") is None and server_image("registry.example/shop/api:1") is None
assert image_facts("nginx") is not None
print(*sorted(name.rpartition(".")[2] for name in sys.modules if name.startswith("podlint.kubernetes.known_images.")))
"""
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert result.stdout.split() == ["_names", "web"]


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
def test_what_a_container_of_postgres_runs(container: dict[str, object], runs: bool) -> None:
    server = server_run(View({"image": "postgres:16", **container}, ()))
    assert (server is not None) is runs
    assert server is None or server.kind is Serves.DATABASE


@pytest.mark.parametrize(
    ("image", "words", "runs"),
    [
        ("kong:3.9", ["kong", "docker-start"], True),
        ("kong:3.9", ["kong", "migrations", "bootstrap"], False),
        ("hashicorp/consul:1.20", ["consul", "agent", "-server"], True),
        ("hashicorp/consul:1.20", ["consul", "kv", "put", "a", "b"], False),
        ("quay.io/keycloak/keycloak:26.1", ["/opt/keycloak/bin/kc.sh", "start"], True),
        ("quay.io/keycloak/keycloak:26.1", ["/opt/keycloak/bin/kc.sh", "import", "--dir=/realms"], False),
        ("redmine:6", ["rails", "server", "-b", "0.0.0.0"], True),
        ("redmine:6", ["rails", "db:migrate"], False),
        ("quay.io/thanos/thanos:v0.37.0", ["/bin/thanos", "tools", "bucket", "ls"], False),
    ],
)
def test_errands_of_the_program_of_a_server(image: str, words: list[str], runs: bool) -> None:
    known = image_facts(image)
    assert known is not None
    assert run_by(View({"image": image, "command": words}, ()), known) is runs
