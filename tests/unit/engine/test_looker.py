"""Overlays are looked at one group after the other, and little of what they build is held."""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING

import pytest

from podlint import registry
from podlint.config.settings import Settings
from podlint.engine import looker
from podlint.engine.built import View
from podlint.engine.overlays import apart
from podlint.engine.plan import Plans
from podlint.files.paths import identity
from podlint.files.reading import Reader
from podlint.kustomize.build import BuiltDocument
from podlint.kustomize.graph import Graph
from podlint.yaml.place import Place

if TYPE_CHECKING:
    from pathlib import Path

DEPLOYMENT = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  replicas: 2\n"
FILES = {
    "base/web.yaml": DEPLOYMENT,
    "base/kustomization.yaml": "resources: [web.yaml]\n",
    "live/kustomization.yaml": "resources: [../base]\nnamePrefix: live-\n",
    "test/kustomization.yaml": "resources: [../base]\nnamePrefix: test-\n",
    "alone/web.yaml": DEPLOYMENT,
    "alone/kustomization.yaml": "resources: [web.yaml]\n",
}


@pytest.fixture
def graph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Graph:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    return Graph(Reader().documents, [identity(name) for name in FILES if "kustom" in name])


def view(graph: Graph, processes: int = 1) -> View:
    reader = Reader()
    plans = Plans(registry.load(plugins=False), lambda _: Settings(), reader)
    return View(FILES, graph, plans, reader, None, processes)


def test_overlays_over_one_base_are_in_one_group(graph: Graph) -> None:
    tops = sorted(graph.roots())
    assert apart(tops, graph) == [[identity("alone/kustomization.yaml")], tops[1:]]


def test_no_more_is_held_than_said(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looker, "OBJECTS", 2)
    known = view(graph)
    gc.collect()
    assert len(known.facts.facts) == 3
    assert len([one for one in gc.get_objects() if isinstance(one, BuiltDocument)]) == 2


@pytest.mark.parametrize("held", [0, 500])
def test_an_object_is_built_again_for_its_places(graph: Graph, monkeypatch: pytest.MonkeyPatch, held: int) -> None:
    monkeypatch.setattr(looker, "OBJECTS", held)
    known = view(graph)
    by_name = {fact.data["metadata"]["name"]: fact.file for fact in known.facts.facts}
    document = known.document(by_name["test-web"])
    assert document is not None
    assert document.data["metadata"]["name"] == "test-web"
    at = document.locate(Place(("spec", "replicas")))[0]
    assert (at.path, at.start.line) == ("base/web.yaml", 5)
    assert known.document("base/web.yaml") is None


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="one process does it all there")
def test_processes_see_the_same(graph: Graph) -> None:
    assert view(graph, 3).facts == view(graph).facts
