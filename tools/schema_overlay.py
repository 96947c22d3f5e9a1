"""What the API server holds manifests to beyond the published definitions, as data: `schemas/overlay/*.yaml`.

Each file maps a definition (`core.v1.ContainerPort`) to:

    source:    where the facts come from (a function of the server, a page of the API reference)
    required:  fields that must be there and not be empty, though the published definition leaves them optional
    optional:  fields that may be absent, though the published definition says that they are required
    empty:     required string fields that may be empty
    one-of:    groups of fields of which at most one may be set: {fields: [...], required: true} asks for one,
               {several: true} lets more than one be set
    entry:     filled: an entry of a list of these may not be null, which the server reads as one without fields
    fields:    by field name:
        enum:      the values there are; `{PreferSameZone: "1.34"}` is one since that version
        empty:     true: the empty string counts as unset and passes
        range:     [least, most]; null for no limit
        nonempty:  true: a string may not be empty, a list must have an entry
        format:    the format of a name, one of JUDGES in podlint/kubernetes/formats/judges.py: invalid-name reports it
        filled:    true: a name with a format may not be empty, which otherwise counts as absent
        described: the format of a text (WORDS there) that a rule judges, for `podlint explain` only
        most:      how many entries a list may have
        unique:    keys that together name an entry of a list, which only one entry may bear; [] for scalars
        items:     the same for the entries of a list of scalars, or the values of a mapping
        since:, until:  first and last Kubernetes version for which this holds; a list of mappings may stand here
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from podlint.kubernetes.formats.judges import JUDGES, WORDS

FOLDER = Path(__file__).parents[1] / "schemas" / "overlay"
KEYS = {"source", "required", "optional", "empty", "one-of", "fields", "also", "entry"}
TEXT_KEYS = {"format", "filled", "described"}
FIELD_KEYS = {*TEXT_KEYS, "enum", "empty", "range", "nonempty", "most", "unique", "items", "since", "until"}

Schema = dict[str, Any]


def load() -> dict[str, dict[str, Any]]:
    """All entries by definition; raises ValueError for a key that is not known or an entry without source."""
    entries: dict[str, dict[str, Any]] = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        for name, entry in (YAML(typ="safe", pure=True).load(path.read_text()) or {}).items():
            where = f"{path.name}: {name}"
            if name in entries:
                raise ValueError(f"{where}: there is an entry for it already")
            if not entry.get("source"):
                raise ValueError(f"{where}: no source")
            _known(entry, KEYS, where)
            for field, rules in entry.get("fields", {}).items():
                for rule in rules if isinstance(rules, list) else [rules]:
                    _check(rule, f"{where}.{field}")
            for alias in (name, *entry.get("also", ())):
                entries[alias] = entry
    return entries


def apply(entry: dict[str, Any], schema: Schema, version: str, shapes: dict[str, Schema]) -> set[str]:
    """Lay an entry over a reduced definition; returns the fields it speaks of that the definition does not have.

    `shapes` are the schemas of scalar types that fields refer to; a field that is narrowed gets its own copy.
    """
    properties = schema.get("properties", {})
    absent = set()
    for field, rules in entry.get("fields", {}).items():
        if field not in properties:
            absent.add(field)
            continue
        for rule in rules if isinstance(rules, list) else [rules]:
            if _holds(rule, version):
                properties[field] = _narrowed(properties[field], rule, version, shapes)
    required = set(schema.get("required", ())) | {f for f in entry.get("required", ()) if f in properties}
    required -= set(entry.get("optional", ()))
    absent |= {f for key in ("required", "optional") for f in entry.get(key, ()) if f not in properties}
    schema["required"] = sorted(required)
    for field in required - set(entry.get("empty", ())):
        properties[field] = _not_empty(properties[field], field in entry.get("required", ()))
    groups = []
    for group in entry.get("one-of", ()):
        fields = [field for field in group["fields"] if field in properties]
        absent |= set(group["fields"]) - set(fields)
        if fields and _holds(group, version):
            several = {"several": True} if group.get("several") else {}
            groups.append({"fields": fields, "required": bool(group.get("required")), **several})
    if groups:
        schema["x-podlint-one-of"] = groups
    if entry.get("entry") == "filled":
        schema["x-podlint-filled"] = True
    return absent


def default_required(schema: Schema) -> None:
    """What holds without an entry: a required string may not be empty."""
    for field in schema.get("required", ()):
        if field in schema.get("properties", {}):
            schema["properties"][field] = _not_empty(schema["properties"][field], False)


def _not_empty(schema: Schema, ours: bool) -> Schema:
    if schema.get("type") == "string" and "enum" not in schema and "format" not in schema:
        return {**schema, "minLength": 1}
    if schema.get("type") == "array" and ours:
        return {**schema, "minItems": 1}
    return schema


def _narrowed(schema: Schema, rule: dict[str, Any], version: str, shapes: dict[str, Schema]) -> Schema:
    if "$ref" in schema:
        schema = shapes[schema["$ref"].rpartition("/")[2]]
    result = dict(schema)
    if "enum" in rule:
        values = [value for item in rule["enum"] for value in _values(item, version)]
        result["enum"] = [*values, ""] if rule.get("empty") else values
    if "range" in rule:
        least, most = rule["range"]
        result |= {k: v for k, v in (("minimum", least), ("maximum", most)) if v is not None}
    if rule.get("nonempty"):
        result["minItems" if schema.get("type") == "array" else "minLength"] = 1
    if "most" in rule:
        result["maxItems"] = rule["most"]
    result |= {f"x-podlint-{key}": rule[key] for key in TEXT_KEYS & set(rule)}
    if "unique" in rule:
        result["x-podlint-unique"] = rule["unique"]
    if "items" in rule:
        key = "items" if "items" in schema else "additionalProperties"
        result[key] = _narrowed(schema[key], rule["items"], version, shapes)
    return result


def _values(item: Any, version: str) -> list[str]:
    if isinstance(item, dict):
        return [value for value, since in item.items() if _minor(since) <= _minor(version)]
    return [item]


def _holds(rule: dict[str, Any], version: str) -> bool:
    return _minor(rule.get("since", "1.0")) <= _minor(version) <= _minor(rule.get("until", "1.999"))


def _minor(version: Any) -> int:
    return int(str(version).partition(".")[2])


def _check(rule: dict[str, Any], where: str) -> None:
    _known(rule, FIELD_KEYS, where)
    if rule.get("format", "dns-label") not in JUDGES or rule.get("described", "dns-label") not in WORDS:
        raise ValueError(f"{where}: unknown format")
    if "filled" in rule and "format" not in rule:
        raise ValueError(f"{where}: filled goes with format")
    if "items" in rule:
        _check(rule["items"], f"{where}[]")


def _known(entry: dict[str, Any], keys: set[str], where: str) -> None:
    unknown = set(entry) - keys
    if unknown:
        raise ValueError(f"{where}: unknown keys {sorted(unknown)}")
