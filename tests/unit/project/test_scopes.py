"""What kustomizations make of the files of a project."""

from __future__ import annotations

from pathlib import Path

import pytest

from podlint.files.reading import documents_of
from podlint.kustomize.graph import Graph
from podlint.project.scopes import Scopes, scopes

FILES = {
    "base/kustomization.yaml": "resources: [web.yaml, db.yaml]\nconfigMapGenerator: [{name: made, literals: [a=b]}]\n",
    "base/web.yaml": "kind: Deployment\n",
    "base/db.yaml": "kind: StatefulSet\n",
    "live/kustomization.yaml": "resources: [../base]\nnamespace: live\nimages: [{name: web, newTag: v2}]\n",
    "test/kustomization.yaml": "resources: [../base, https://example.com/more]\n"
    "labels: [{pairs: {env: test}, includeTemplates: true}]\n",
    "else/pod.yaml": "kind: Pod\n",
}
ALL = {"base/kustomization.yaml", "live/kustomization.yaml", "test/kustomization.yaml"}


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def found(shop: Path, *files: str) -> Scopes:
    """The scopes of some files, all of them unless named."""
    graph = Graph(lambda file: documents_of(Path(file)), [str(shop / name) for name in sorted(ALL)])
    return scopes(graph, files or FILES)


def test_a_file_is_in_the_scopes_of_all_that_take_it(shop: Path) -> None:
    known = found(shop)
    assert known.of["base/web.yaml"] == ALL
    assert known.of["base/kustomization.yaml"] == ALL - {"base/kustomization.yaml"}
    assert "else/pod.yaml" not in known.of


def test_what_is_generated_is_in_the_scope_of_its_kustomization_too(shop: Path) -> None:
    known = found(shop)
    (made,) = known.generated
    assert made.data["metadata"] == {"name": "made"}
    assert made.file not in FILES
    assert known.of[made.file] == ALL


def test_what_is_said_of_each_scope(shop: Path) -> None:
    known = found(shop)
    assert known.open == {"test/kustomization.yaml"}
    assert known.images == {"live/kustomization.yaml": {"web"}}
    assert known.patched == frozenset()
    (shop / "live" / "kustomization.yaml").write_text("resources: [../base]\nreplicas: [{name: web, count: 3}]\n")
    assert found(shop).patched == {"live/kustomization.yaml"}


def test_what_is_added_to_the_objects_of_files(shop: Path) -> None:
    known = found(shop)
    assert known.moved >= {"base/web.yaml", "base/db.yaml"}
    assert "else/pod.yaml" not in known.moved
    assert known.labels["base/web.yaml"] == {"env": {"test"}}
    (shop / "live" / "kustomization.yaml").write_text("resources: [../base]\n")
    assert found(shop).moved == frozenset()


def test_a_scope_with_a_file_that_was_not_read_is_open(shop: Path) -> None:
    assert found(shop, *(name for name in FILES if name != "base/db.yaml")).open == ALL
    assert found(shop, *(name for name in FILES if name != "else/pod.yaml")).open == {"test/kustomization.yaml"}
