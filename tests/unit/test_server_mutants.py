"""The mutants by which podlint is measured against the server's code."""

from __future__ import annotations

import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import server_mutants  # noqa: E402

OBJECT = {"apiVersion": "v1", "kind": "Thing", "spec": {"name": "web", "count": 2, "flag": True, "list": ["a"]}}


def _changed() -> dict[str, dict[str, object]]:
    return {mutant.name: yaml.safe_load(mutant.text) for mutant in server_mutants.mutants(OBJECT)}


def test_each_mutant_has_one_thing_changed() -> None:
    changed = _changed()
    spec = OBJECT["spec"]
    assert isinstance(spec, dict)
    assert changed["spec.name removed"]["spec"] == {key: value for key, value in spec.items() if key != "name"}
    assert changed["spec.name with newline"]["spec"] == {**spec, "name": "web\n"}
    assert changed["spec.count as text"]["spec"] == {**spec, "count": "2"}
    assert changed["spec.flag null"]["spec"] == {**spec, "flag": None}
    assert changed["spec.list with null"]["spec"] == {**spec, "list": ["a", None]}
    assert changed["object unknown field"] == {**OBJECT, "unknownField": 1}


def test_what_says_the_kind_stays() -> None:
    assert all((data["apiVersion"], data["kind"]) == ("v1", "Thing") for data in _changed().values())


def test_there_are_objects_of_many_kinds() -> None:
    paths = (ROOT / "tools" / "oracle" / "objects").glob("*.yaml")
    kinds = {data["kind"] for path in paths for data in yaml.safe_load_all(path.read_text(encoding="utf-8"))}
    assert len(kinds) > 50
