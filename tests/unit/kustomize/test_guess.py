"""What a broken kustomization seems to name."""

from __future__ import annotations

from typing import Any

import pytest

from podlint.kustomize.build.kustomization import _FIELDS
from podlint.kustomize.fields import TOP_FIELDS, is_odd
from podlint.kustomize.guess import coerced, from_text

TEXTS: dict[str, tuple[str, dict[str, Any]]] = {
    "entries below their field": (
        "resources:\n- a.yaml\n-  'b'\n# - c.yaml\n- ../base # words\npatches:\n- path: d.yaml\n  target: {kind: X\n",
        {"resources": ["a.yaml", "b", "../base"], "patches": ["d.yaml"]},
    ),
    "lists in one line, and in several": (
        "resources: [a.yaml, \"b.yaml\"]\ncomponents: [\n  ../x,\n  ../y\npatches: [{path: c.yaml}, {path: 'd.yaml'\n",
        {"resources": ["a.yaml", "b.yaml"], "components": ["../x", "../y"], "patches": ["c.yaml", "d.yaml"]},
    ),
    "no colon, wrong indentation, a slip": (
        "resources\n  - a.yaml\n  patchesStrategicMerge:\n  - b.yaml\npatchs:\n  - path: c.yaml\n",
        {"resources": ["a.yaml"], "patchesStrategicMerge": ["b.yaml"], "patches": ["c.yaml"]},
    ),
    "both sides of a conflict": (
        "patches:\n<<<<<<< HEAD\n- path: a.yaml\n=======\n- path: b.yaml\n>>>>>>> topic\n",
        {"patches": ["a.yaml", "b.yaml"]},
    ),
    "a patch that stands there": (
        "patches:\n- patch: |-\n    spec:\n      list:\n      - name: web\n        resources: {}\n- path: a.yaml\n[",
        {"patches": ["a.yaml"]},
    ),
    "other fields with paths": (
        "kind: Component\nreplacements:\n- path: a.yaml\nopenapi:\n  path: b.json\nconfigurations: [c.yaml]\n{",
        {"kind": "Component"},
    ),
    "entries without any field": ("- path: a.yaml\n- b.yaml\n- words\n\t", {"patches": ["a.yaml", "b.yaml"]}),
}


@pytest.mark.parametrize(("text", "named"), TEXTS.values(), ids=TEXTS)
def test_a_text_that_cannot_be_read(text: str, named: dict[str, Any]) -> None:
    assert from_text(text) == [named]


def test_a_text_that_names_nothing() -> None:
    assert from_text("") == from_text("namespace: {\n# - a.yaml\n") == []


@pytest.mark.parametrize(
    ("data", "named"),
    [
        ({"resources": "a.yaml"}, {"resources": ["a.yaml"]}),
        ({"resources": [["a.yaml"], {"b.yaml": None}, {"path": "c"}, 1]}, {"resources": ["a.yaml", "b.yaml", "c"]}),
        ({"patches": {"path": "a.yaml"}}, {"patches": [{"path": "a.yaml"}]}),
        ({"patches": [{"pathh": "a.yaml"}, "b.yaml"]}, {"patches": ["a.yaml", "b.yaml"]}),
        ({"patch": [{"path": "a.yaml"}], "patches": [{"path": "b"}]}, {"patches": [{"path": "b"}, {"path": "a.yaml"}]}),
        ({"resource": ["a.yaml"], "namePrefixx": "a-"}, {"resources": ["a.yaml"]}),
    ],
)
def test_fields_of_another_shape_or_name(data: dict[str, Any], named: dict[str, Any]) -> None:
    assert is_odd(data)
    assert coerced(data) == named
    assert is_odd(coerced(data))


def test_a_kustomization_as_it_should_be_is_not_touched() -> None:
    patches = [{"path": "b.yaml"}, {"patch": "x", "target": {}}, "c.yaml"]
    assert not is_odd({"resources": ["a.yaml"], "components": None, "patches": patches, "images": []})
    assert not is_odd(None)


def test_all_fields_are_known_by_their_names() -> None:
    assert _FIELDS.keys() == TOP_FIELDS
