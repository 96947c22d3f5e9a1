"""Build `schemas/podlint_schemas` from the published Kubernetes API definitions.

    python tools/gen_schemas.py DEFINITIONS...

Each argument is what `definitions.sources` takes: a wheel of the PyPI package kubernetes-validate, for one. For each
version and each kind the definitions it needs (its closure) are written once, named by their content, so that releases
share what did not change:

    index/1.37.json   {"apps/v1/Deployment": "<blob>", ...}
    blob/<hash>.json  {"$ref": "#/$defs/...", "$defs": {...}}

The descriptions are no part of them: gen_texts.py makes those, and the repository does not hold them. The output is the
same for the same input, whatever the order of the arguments.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
import schema_overlay
from definitions import Schema, short, sources
from schema_shapes import NOT_REQUIRED, SHAPES, UNDECLARED

OUT = Path(__file__).parents[1] / "schemas" / "podlint_schemas"
KEPT = ("x-kubernetes-list-type", "x-kubernetes-list-map-keys", "x-kubernetes-patch-merge-key")


def main(arguments: list[str]) -> int:
    """Write every index and blob anew; returns an exit status."""
    if not arguments:
        print(__doc__, file=sys.stderr)
        return 2
    blobs: dict[str, str] = {}
    indices: dict[str, dict[str, str]] = {}
    overlay = schema_overlay.load()
    unused: dict[str, set[str]] = {name: {name, *entry.get("fields", ())} for name, entry in overlay.items()}
    for version, definitions in sources(arguments):
        indices[version] = build(definitions, blobs, version, overlay, unused)
        print(f"{version}: {len(indices[version])} kinds", file=sys.stderr)
    stale = {name: sorted(fields) for name, fields in unused.items() if fields}
    if stale:
        raise SystemExit(f"overlay entries that no version has: {stale}")
    write("blob", {name: text + "\n" for name, text in blobs.items()})
    write("index", {v: json.dumps(index, indent=0, sort_keys=True) + "\n" for v, index in indices.items()})
    print(f"{len(blobs)} blobs, {sum(map(len, blobs.values())) / 1e6:.2f} MB", file=sys.stderr)
    return 0


def write(folder: str, texts: dict[str, str]) -> None:
    """Write the JSON files of a folder, and remove those that are left over."""
    (OUT / folder).mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (OUT / folder / f"{name}.json").write_text(text)
    for path in (OUT / folder).iterdir():
        if path.stem not in texts:
            path.unlink()


def build(
    source: dict[str, Schema],
    blobs: dict[str, str],
    version: str,
    overlay: dict[str, dict[str, Any]],
    unused: dict[str, set[str]],
) -> dict[str, str]:
    """Add the closures of all kinds of a version to `blobs`; returns `{group/version/Kind: blob name}`.

    What the overlay says is laid over the definitions, and taken off `unused` once a version has it.
    """
    shaped = {short(name): shape(short(name), schema) for name, schema in source.items()}
    for name, schema in shaped.items():
        if name in overlay:
            absent = schema_overlay.apply(overlay[name], schema, version, SHAPES)
            unused[name] &= absent
        elif name not in SHAPES:
            schema_overlay.default_required(schema)
    index = {}
    for name, schema in source.items():
        for gvk in schema.get("x-kubernetes-group-version-kind", ()):
            if not is_object(schema):
                continue
            text = json.dumps(closure(short(name), shaped), sort_keys=True, separators=(",", ":"))
            digest = hashlib.sha256(text.encode()).hexdigest()[:16]
            blobs[digest] = text
            api_version = f"{gvk['group']}/{gvk['version']}" if gvk["group"] else gvk["version"]
            index[f"{api_version}/{gvk['kind']}"] = digest
    return index


def is_object(schema: Schema) -> bool:
    """Whether a definition is a kind that people write: it has ObjectMeta. Lists are read item by item."""
    reference = schema.get("properties", {}).get("metadata", {}).get("$ref", "")
    return str(reference).endswith(".ObjectMeta")


def closure(name: str, shaped: dict[str, Schema]) -> Schema:
    """A schema that stands alone: a reference to `name`, and all definitions that it needs."""
    needed: dict[str, Schema] = {}
    waiting = [name]
    while waiting:
        current = waiting.pop()
        if current not in needed:
            needed[current] = shaped[current]
            waiting.extend(references(shaped[current]))
    return {"$ref": f"#/$defs/{name}", "$defs": needed}


def references(schema: Any) -> list[str]:
    """Names of the definitions that a schema refers to."""
    if isinstance(schema, dict):
        here = [schema["$ref"].rpartition("/")[2]] if isinstance(schema.get("$ref"), str) else []
        return here + [name for value in schema.values() for name in references(value)]
    if isinstance(schema, list):
        return [name for item in schema for name in references(item)]
    return []


def shape(name: str, schema: Schema) -> Schema:
    """A definition reduced to what the server's decoder holds manifests to.

    Descriptions go (gen_texts.py has them); null is left out of the types (null means absent everywhere);
    objects with fields are closed, because the server's strict decoding refuses unknown ones; what only the published
    form gets wrong is set right by `schema_shapes`.
    """
    if name in SHAPES:
        return SHAPES[name]
    result = reduce(schema)
    if name in UNDECLARED and "properties" in result:
        result["properties"] |= UNDECLARED[name]
    if "properties" in result:
        result["additionalProperties"] = False
        if "apiVersion" in result["properties"] and "kind" in result["properties"]:
            for field in ("apiVersion", "kind"):
                result["properties"][field] = {"type": "string"}
    required = [field for field in result.get("required", ()) if (name, field) not in NOT_REQUIRED]
    result.pop("required", None)
    if required:
        result["required"] = sorted(required)
    return result


def reduce(schema: Schema) -> Schema:
    """The keywords that matter, recursively."""
    if "$ref" in schema:
        return {"$ref": "#/$defs/" + short(schema["$ref"].rpartition("/")[2])}
    result: Schema = {key: schema[key] for key in KEPT if key in schema}
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next(t for t in kind if t != "null")
    if kind:
        result["type"] = kind
    if schema.get("format") in ("int32", "int64", "byte", "date-time"):
        result["format"] = schema["format"]
    if "properties" in schema:
        result["properties"] = {name: reduce(value) for name, value in schema["properties"].items()}
    if isinstance(schema.get("additionalProperties"), dict):
        result["additionalProperties"] = reduce(schema["additionalProperties"])
    if "items" in schema:
        result["items"] = reduce(schema["items"])
    if "required" in schema:
        result["required"] = list(schema["required"])
    return result


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
