"""A definition becomes a schema when an object of its kind is there, not before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.schema import crd, structural

if TYPE_CHECKING:
    import pytest

DEFINITION: dict[str, Any] = {
    "kind": "CustomResourceDefinition",
    "spec": {
        "group": "acme.example",
        "names": {"kind": "Windmill", "plural": "windmills"},
        "versions": [{"name": "v1", "schema": {"openAPIV3Schema": {"type": "object", "properties": {"spec": {}}}}}],
    },
}


def test_a_schema_is_made_once_and_where_somebody_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Any] = []
    understood = structural.understood
    monkeypatch.setattr(structural, "understood", lambda schema: made.append(schema) or understood(schema))
    [(api_version, kind, schema)] = crd.schemas(DEFINITION, "windmill.yaml")
    assert (api_version, kind, schema.plural) == ("acme.example/v1", "Windmill", "windmills")
    assert made == []
    assert not schema.rules
    assert set(schema.schema["$defs"]["root"]["properties"]) == {"apiVersion", "kind", "metadata", "spec"}
    assert len(made) == 1
