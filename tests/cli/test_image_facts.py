"""`image-facts` of a configuration, and Dockerfiles of the project: what rules know of a team's own images."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Outcome

    Run = Callable[..., Outcome]

POD = """apiVersion: v1
kind: Pod
metadata: {name: p, ownerReferences: [{apiVersion: v1, kind: Node, name: n, uid: u}]}
spec:
  containers:
    - name: web
      image: registry.example/shop/gateway:1.2
    - name: other
      image: registry.example/other:1
      ports: [{containerPort: 8080}]
"""
TWO = POD.replace("      ports: [{containerPort: 8080}]\n", "")


def ports(run: Run) -> list[tuple[str, int, str]]:
    """The findings on ports: rule, line and words."""
    found = json.loads(run("check", "--select", "ports", "-o", "json", "pod.yaml").out)["findings"]
    return [(one["rule"], one["line"], one["message"]) for one in found]


def test_a_port_that_the_configuration_knows(project: Path, run: Run) -> None:
    (project / "pod.yaml").write_text(POD)
    (project / ".podlint.yaml").write_text("image-facts: {shop/gateway: {ports: 8080}}\n")
    [(rule, line, words)] = ports(run)
    assert (rule, line) == ("port-conflict", 7)
    assert "runs gateway, which listens on port 8080" in words


def test_what_moves_the_port_keeps_it_from_being_certain(project: Path, run: Run) -> None:
    (project / "pod.yaml").write_text(POD.replace("gateway:1.2\n", "gateway:1.2\n      args: [--door, '9']\n"))
    (project / ".podlint.yaml").write_text("image-facts: {gateway: {ports: [8080], moved-by: [--door]}}\n")
    assert ports(run) == []


def test_a_known_image_is_replaced(project: Path, run: Run) -> None:
    (project / "pod.yaml").write_text(
        TWO.replace("registry.example/shop/gateway:1.2", "nginx:1").replace("other:1", "x:1")
    )
    (project / ".podlint.yaml").write_text("image-facts: {nginx: {ports: 8000}, x: {ports: 80}}\n")
    assert [rule for rule, _, _ in ports(run)] == []
    (project / ".podlint.yaml").write_text("image-facts: {x: {ports: 80}}\n")
    assert "port-conflict" in [rule for rule, _, _ in ports(run)]


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("image-facts: [a]\n", "1:14", "must be a mapping"),
        ("image-facts:\n  web:1: {}\n", "2:3", "without a tag"),
        ("image-facts:\n  web: {portz: 80}\n", "2:9", 'did you mean "ports"'),
        ("image-facts:\n  web: {ports: [80, 70000]}\n", "2:21", "from 1 to 65535"),
        ("image-facts:\n  web: {ports: 53/sctp}\n", "2:16", "53/udp"),
        ("image-facts:\n  web: {shell: maybe}\n", "2:16", "true or false"),
        ("image-facts:\n  web: {serves: databse}\n", "2:17", 'did you mean "database"'),
        ("image-facts:\n  web: {entrypoint: shell}\n", "2:21", "program, script or arguments"),
        ("image-facts:\n  web: {dockerfile: nowhere}\n", "2:21", "no such file"),
        ("image-facts:\n  web: {dockerfile: /etc/passwd}\n", "2:21", "outside of the project"),
    ],
)
def test_what_is_wrong_is_said_at_its_place(project: Path, run: Run, text: str, place: str, words: str) -> None:
    (project / "pod.yaml").write_text(POD)
    (project / ".podlint.yaml").write_text(text)
    found = run("check", "pod.yaml")
    assert found.status == 2
    assert f".podlint.yaml:{place}: " in found.err
    assert words in found.err


def test_config_shows_the_facts(project: Path, run: Run) -> None:
    (project / ".podlint.yaml").write_text("image-facts: {web: {ports: [80, 53/udp], user: 7, shell: false}}\n")
    found = json.loads(run("config", "-o", "json").out)["settings"]["image-facts"]["value"]
    assert found == {"web": {"ports": [80, "53/udp"], "user": "7", "shell": False}}


def write(project: Path, name: str, text: str) -> None:
    file = project / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def test_a_dockerfile_in_a_folder_that_is_called_like_the_image(project: Path, run: Run) -> None:
    (project / ".git").mkdir(exist_ok=True)
    (project / "pod.yaml").write_text(POD)
    write(project, "src/gateway/Dockerfile", "FROM scratch\nARG PORT=8080\nEXPOSE $PORT\nENTRYPOINT ['/app']\n")
    [(rule, line, words)] = ports(run)
    assert (rule, line) == ("port-conflict-likely", 7)
    assert 'the Dockerfile of container "web" exposes port 8080' in words


def test_a_dockerfile_that_the_configuration_names(project: Path, run: Run) -> None:
    (project / "pod.yaml").write_text(POD)
    write(project, "build/edge.Dockerfile", "FROM scratch\nEXPOSE 8080\n")
    write(project, ".podlint.yaml", "image-facts: {shop/gateway: {dockerfile: build/edge.Dockerfile}}\n")
    assert [(rule, line) for rule, line, _ in ports(run)] == [("port-conflict-likely", 7)]


@pytest.mark.parametrize(
    "extra",
    [
        "args: [--x]",
        "ports: [{containerPort: 9000}]",
        "env: [{name: PORT, value: '9000'}]",
        "envFrom: [{configMapRef: {name: x}}]",
    ],
)
def test_a_dockerfile_says_nothing_where_the_container_may_say_otherwise(project: Path, run: Run, extra: str) -> None:
    (project / ".git").mkdir(exist_ok=True)
    (project / "pod.yaml").write_text(POD.replace("gateway:1.2\n", f"gateway:1.2\n      {extra}\n"))
    write(project, "src/gateway/Dockerfile", "FROM scratch\nEXPOSE 8080\n")
    assert ports(run) == []


def test_a_dockerfile_outside_of_the_project_is_not_read(
    project: Path, run: Run, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "Dockerfile").write_text("FROM scratch\nEXPOSE 8080\n")
    (project / ".git").mkdir(exist_ok=True)
    (project / "pod.yaml").write_text(POD)
    (project / "src").mkdir()
    (project / "src" / "gateway").symlink_to(elsewhere)
    assert ports(run) == []


def test_a_dockerfile_that_is_no_file_or_too_large(project: Path, run: Run) -> None:
    (project / ".git").mkdir(exist_ok=True)
    (project / "pod.yaml").write_text(POD)
    (project / "src" / "gateway" / "Dockerfile").mkdir(parents=True)
    assert ports(run) == []
    (project / "src" / "gateway" / "Dockerfile").rmdir()
    write(project, "src/gateway/Dockerfile", "FROM scratch\nEXPOSE 8080\n" + "#" * 2**20)
    assert ports(run) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_dockerfile_that_is_a_pipe_is_not_waited_for(project: Path, run: Run) -> None:
    (project / ".git").mkdir(exist_ok=True)
    (project / "pod.yaml").write_text(POD)
    (project / "src" / "gateway").mkdir(parents=True)
    os.mkfifo(project / "src" / "gateway" / "Dockerfile")
    assert ports(run) == []
    write(project, ".podlint.yaml", "image-facts: {shop/gateway: {dockerfile: src/gateway/Dockerfile}}\n")
    assert ports(run) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("compose.yaml", "services: {web: {image: 'registry.example/shop/gateway:dev', build: edge}}\n"),
        (
            "docker-compose.yml",
            "services: {web: {image: registry.example/shop/gateway, build: {dockerfile: edge/Dockerfile}}}\n",
        ),
        (
            "skaffold.yaml",
            "apiVersion: skaffold/v4beta11\nkind: Config\n"
            "build: {artifacts: [{image: registry.example/shop/gateway, context: edge}]}\n",
        ),
    ],
)
def test_a_dockerfile_that_compose_or_skaffold_names(project: Path, run: Run, name: str, text: str) -> None:
    (project / ".git").mkdir(exist_ok=True)
    (project / "pod.yaml").write_text(POD)
    write(project, "edge/Dockerfile", "FROM scratch\nEXPOSE 8080\n")
    assert ports(run) == []
    write(project, name, text)
    assert [(rule, line) for rule, line, _ in ports(run)] == [("port-conflict-likely", 7)]


@pytest.mark.parametrize(
    "text",
    [
        "services: [a]\n",
        "services: {web: 3, other: {build: [x]}, more: {image: 7, build: edge}}\n",
        "services: {web: {image: registry.example/shop/gateway, build: {context: edge, target: dev}}}\n",
        "services: {web: {image: registry.example/other/gateway, build: edge}}\n",
        "services: {web: {image: registry.example/shop/gateway, build: ../..}}\n",
        "services: {web: {image: '${REGISTRY}/gateway', build: edge}}\n",
        "a: [\n",
    ],
)
def test_a_compose_file_that_says_nothing_certain(project: Path, run: Run, text: str) -> None:
    (project / ".git").mkdir(exist_ok=True)
    (project / "pod.yaml").write_text(POD)
    write(project, "edge/Dockerfile", "FROM scratch\nEXPOSE 8080\n")
    write(project, "compose.yaml", text)
    assert ports(run) == []


@pytest.mark.parametrize(("user", "rules"), [("101", []), ("root", ["non-root-image"])])
def test_the_user_that_the_configuration_knows(project: Path, run: Run, user: str, rules: list[str]) -> None:
    pod = POD.replace("shop/gateway:1.2", "hub/library/nginx:1.27").replace(
        "spec:", "spec:\n  securityContext: {runAsNonRoot: true}"
    )
    (project / "pod.yaml").write_text(pod)
    (project / ".podlint.yaml").write_text(f"image-facts: {{library/nginx: {{user: {user}}}}}\n")
    found = json.loads(run("check", "--select", "non-root-image", "-o", "json", "pod.yaml").out)["findings"]
    assert [one["rule"] for one in found] == rules
