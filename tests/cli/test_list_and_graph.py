"""`podlint list` and `podlint graph`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Outcome

    Run = Callable[..., Outcome]

WEB = """\
apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: shop
  labels: {app: web, env: prod}
spec:
  selector: {app: web}
  ports: [{port: 80}]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop, labels: {app: web}}
spec:
  defaultBackend: {service: {name: web, port: {number: 80}}}
  tls: [{secretName: cert}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "registry.example/web:1"}]
"""


@pytest.fixture
def shop(project: Path) -> Path:
    (project / "web.yaml").write_text(WEB, encoding="utf-8")
    (project / "notes.yaml").write_text("just: notes\n", encoding="utf-8")
    return project


def test_list_shows_every_object_and_its_place(shop: Path, run: Run) -> None:
    found = run("list")
    assert found.status == 0
    assert [line.split() for line in found.out.splitlines()] == [
        ["KIND", "NAMESPACE", "NAME", "WHERE"],
        ["Service", "shop", "web", "web.yaml:4:9"],
        ["Ingress", "shop", "web", "web.yaml:13:18"],
        ["Deployment", "shop", "web", "web.yaml:20:18"],
    ]


@pytest.mark.parametrize(
    ("arguments", "kinds"),
    [
        (["svc"], ["Service"]),
        (["ingresses,deploy"], ["Ingress", "Deployment"]),
        (["all", "web.yaml"], ["Service", "Ingress", "Deployment"]),
        (["-l", "app=web"], ["Service", "Ingress"]),
        (["-l", "!app"], ["Deployment"]),
        (["-l", "app in (web,api),env"], ["Service"]),
        (["-n", "shop", "-l", "env!=prod"], ["Ingress", "Deployment"]),
    ],
)
def test_list_selects(shop: Path, run: Run, arguments: list[str], kinds: list[str]) -> None:
    assert [line.split()[0] for line in run("list", *arguments).out.splitlines()[1:]] == kinds


def test_list_shows_labels(shop: Path, run: Run) -> None:
    lines = run("list", "svc,deploy", "-L", "app,env", "--show-labels").out.splitlines()
    assert lines[0].split() == ["KIND", "NAMESPACE", "NAME", "APP", "ENV", "LABELS", "WHERE"]
    assert lines[1].split()[3:6] == ["web", "prod", "app=web,env=prod"]
    assert lines[2].split()[3:6] == ["<none>", "<none>", "<none>"]


def test_list_says_what_is_wrong(shop: Path, run: Run) -> None:
    assert run("list", "-l", "app in (a").err == "podlint: -l 'app in (a', column 10: `)` is expected, not the end\n"
    assert run("list", "-l", "app in (a").status == 2
    assert run("list", "./missing").status == 2
    nothing = run("list", "cronjobs")
    assert (nothing.status, nothing.out, nothing.err) == (1, "", "podlint: no object matches\n")


def test_graph_as_mermaid(shop: Path, run: Run) -> None:
    assert run("graph").out.splitlines() == [
        "flowchart LR",
        '  n0["Service shop/web"]',
        '  n1["Ingress shop/web"]',
        '  n2["Deployment shop/web"]',
        '  n3["Secret cert?"]',
        "  n0 -->|selects| n2",
        "  n1 -->|routes to| n0",
        "  n1 -->|certificate| n3",
    ]


def test_graph_as_dot(shop: Path, run: Run) -> None:
    lines = run("graph", "--output-format", "dot").out.splitlines()
    assert lines[0] == "digraph podlint {"
    assert '  "Ingress/shop/web" -> "Service/shop/web" [label="routes to"];' in lines
    assert lines[-1] == "}"


def test_graph_of_gateways_accounts_and_volumes(project: Path, run: Run) -> None:
    (project / "all.yaml").write_text(
        "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: edge, namespace: infra}\n"
        "spec: {listeners: [{name: a, tls: {certificateRefs: [{name: cert}]}}]}\n---\n"
        "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: web, namespace: shop}\n"
        "spec: {parentRefs: [{name: edge, namespace: infra}], rules: [{backendRefs: [{name: web, port: 80}]}]}\n---\n"
        "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec: {ports: [{port: 80}]}\n---\n"
        "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: web, namespace: shop}\n"
        "imagePullSecrets: [{name: pull}]\n---\n"
        "apiVersion: v1\nkind: PersistentVolume\nmetadata: {name: disk}\n"
        "spec: {claimRef: {name: data, namespace: shop}}\n"
    )
    drawn = run("graph").out
    for word in ("attached to", "routes to", "certificate", "pulls with", "bound to"):
        assert word in drawn


@pytest.mark.parametrize("command", ["list", "graph"])
def test_a_file_that_cannot_be_read_is_named_and_counts(shop: Path, run: Run, command: str) -> None:
    whole = run(command).out
    (shop / "bytes.yaml").write_bytes(b"kind: \xff\n")
    (shop / "gone.yaml").symlink_to("nowhere")
    result = run(command)
    assert (result.status, result.out) == (2, whole)
    assert "bytes.yaml: cannot be read: byte 0xff is not UTF-8 text" in result.err
    assert "gone.yaml: cannot be read: No such file or directory\n" in result.err
    (shop / "gone.yaml").unlink()
    alone = run(command, "bytes.yaml")
    assert alone.status == 2
