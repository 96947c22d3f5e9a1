"""Definitions as they are kept: what checking and hover need of them, a document for each version of a kind."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from podlint.project.kept import JSON_SCHEMA, WHOLE, Kept, named
from podlint.schema.understood import DEEPEST
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

Document = dict[str, Any]
_PLAIN = (
    *("description", "title", "type", "format", "nullable", "pattern", "required", "enum", "default"),
    *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength"),
    *("minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties"),
)
_ONE, _MANY = ("items", "additionalProperties", "not"), ("allOf", "anyOf", "oneOf")
_OF_KUBERNETES = "x-kubernetes-"
_OPEN = "x-kubernetes-preserve-unknown-fields"
_NAMES: tuple[str, ...] = ("kind", "plural", "singular", "shortNames", "listKind")
_VERSION = ("name", "served", "storage", "deprecated", "deprecationWarning", "subresources")


class Definition(NamedTuple):
    """A kind of one version: the row of the lock file without its hash, and the document that is kept."""

    row: Kept
    document: Document

    @property
    def data(self) -> bytes:
        """The text that is kept: the same for documents that say the same."""
        return (json.dumps(self.document, indent=1, ensure_ascii=False) + "\n").encode(errors="replace")


def of_crd(document: Document, source: str) -> Iterator[Definition]:
    """The versions of a CustomResourceDefinition that have a schema."""
    spec = _dict(document.get("spec"))
    group, names = spec.get("group"), _dict(spec.get("names"))
    versions = spec.get("versions")
    if not isinstance(versions, list):  # as definitions of v1beta1 may say it
        versions = [{"name": spec.get("version"), "served": True, "storage": True}]
    for version in map(_dict, versions):
        openapi = _dict(version.get("schema") or spec.get("validation")).get("openAPIV3Schema")
        row = named(f"{group}/{version.get('name')}/{names.get('kind')}")
        if row is None or not isinstance(openapi, dict):
            continue
        kept = {key: version[key] for key in _VERSION if key in version}
        kept["schema"] = {"openAPIV3Schema": reduced(openapi)}
        shown = {key: names[key] for key in _NAMES if key in names}
        yield Definition(row._replace(source=source, form=WHOLE), _document(row, shown, spec.get("scope"), kept))


def of_json_schema(schema: Document, source: str, row: Kept) -> Definition:
    """The definition that a JSON Schema gives for a kind."""
    version = {"name": row.version, "served": True, "storage": True, "schema": {"openAPIV3Schema": reduced(schema)}}
    return Definition(row._replace(source=source, form=JSON_SCHEMA), _document(row, {"kind": row.kind}, None, version))


def _document(row: Kept, names: Document, scope: Any, version: Document) -> Document:
    spec = {"group": row.group, "names": names, **({"scope": scope} if scope else {}), "versions": [version]}
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": f"{names.get('plural') or row.kind.lower()}.{row.group}"},
        "spec": spec,
    }


def reduced(node: Any, depth: int = 0) -> Document:
    """A schema without what neither checks nor texts come from; what refers elsewhere takes anything."""
    if not isinstance(node, dict) or depth > DEEPEST:
        return {}
    if "$ref" in node:
        return {**({"description": node["description"]} if "description" in node else {}), _OPEN: True}
    found = {key: value for key, value in node.items() if key in _PLAIN or str(key).startswith(_OF_KUBERNETES)}
    if "const" in node and "enum" not in node:
        found["enum"] = [node["const"]]
    below = depth + 1
    if isinstance(node.get("properties"), dict):
        found["properties"] = {str(name): reduced(child, below) for name, child in node["properties"].items()}
    for key in _ONE:
        if key in node:
            found[key] = reduced(node[key], below) if isinstance(node[key], dict) else node[key]
    for key in _MANY:
        if isinstance(node.get(key), list):
            found[key] = [reduced(branch, below) for branch in node[key]]
    return found


def _dict(value: Any) -> Document:
    return value if isinstance(value, dict) else {}
