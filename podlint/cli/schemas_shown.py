"""`podlint schemas list` and `which`: the kinds of a project, and where the schema of each comes from."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from podlint.cli.list import table
from podlint.cli.status import FOUND, OK
from podlint.collecting.known import Origin, is_custom
from podlint.tuples import NamedTuple
from podlint.visible import name
from podlint.words import counted

if TYPE_CHECKING:
    from podlint.cli.schemas_setting import Setting

Kind = tuple[str, str]
_SHOWN = 3
"""How many objects without a schema are named for each kind; JSON has all."""
_PART = "without rules in CEL and types of lists: made of a JSON Schema"


class _Use(NamedTuple):
    """An object of the project: its kind, its name, where it stands, and where its schema comes from.

    `part` says what it is, where it is a template or a patch.
    """

    kind: Kind
    object: str
    part: str
    place: str
    origin: Origin | None


def _uses(setting: Setting) -> list[_Use]:
    known = setting.known()
    return [
        _Use(use.kind, use.name, use.part, f"{use.path}:{use.line}", known.of(use.kind, use.path))
        for use in setting.uses(setting.words)
    ]


def listed(setting: Setting) -> int:
    """Print every kind of the project with its schema, and the objects that lack one; returns the exit status.

    1 where a kind has none.
    """
    by_kind: dict[Kind, list[_Use]] = {}
    for use in _uses(setting):
        by_kind.setdefault(use.kind, []).append(use)
    kinds = sorted(by_kind, key=lambda kind: (is_custom(kind[0]), kind))
    lacking = {kind: [use for use in by_kind[kind] if use.origin is None] for kind in kinds}
    lacking = {kind: uses for kind, uses in lacking.items() if uses}
    if setting.json:
        rows = [_data(kind, by_kind[kind]) for kind in kinds]
        print(json.dumps({"kinds": rows, "without_schema": sum(map(len, lacking.values()))}, indent=2))
        return FOUND if lacking else OK
    rows_shown = [["KIND", "APIVERSION", "OBJECTS", "SCHEMA"]]
    for kind in kinds:
        uses = by_kind[kind]
        rows_shown.append([name(kind[1]), name(kind[0]), str(len(uses)), _origins(uses)])
    print(table(rows_shown), end="")
    for (api_version, kind_name), uses in lacking.items():
        places = ", ".join(name(f"{use.object or use.part or '?'} ({use.place})") for use in uses[:_SHOWN])
        more = f" and {len(uses) - _SHOWN} more" if len(uses) > _SHOWN else ""
        print(f"\n{name(kind_name)} of {name(api_version)}: no schema for {places}{more}", end="")
    print(end="\n" if lacking else "")
    in_part = {use.kind for uses in by_kind.values() for use in uses if use.origin is not None and use.origin.in_part}
    if in_part:
        print(f"podlint: {counted(len(in_part), 'kind')} {_PART}", file=sys.stderr)
    count = sum(map(len, lacking.values()))
    said = (
        f"{counted(count, 'object')} of {counted(len(lacking), 'kind')} without a schema"
        if lacking
        else "none lacks one"
    )
    print(f"podlint: {counted(len(kinds), 'kind')}, {said}", file=sys.stderr)
    return FOUND if lacking else OK


def which(setting: Setting) -> int:
    """Print the objects of files, each with the schema that it is checked with; returns the exit status."""
    uses = _uses(setting)
    if setting.json:
        rows = [{"at": use.place, **_kind(use.kind), "name": use.object, "schema": _origin(use.origin)} for use in uses]
        print(json.dumps(rows, indent=2))
    else:
        head = ["WHERE", "KIND", "APIVERSION", "SCHEMA"]
        rows_shown = [[name(use.place), name(use.kind[1]), name(use.kind[0]), _origins([use])] for use in uses]
        print(table([head, *rows_shown]), end="")
    return FOUND if any(use.origin is None for use in uses) else OK


def _origins(uses: list[_Use]) -> str:
    """Where the schemas of objects of a kind come from, each once."""
    return "; ".join(dict.fromkeys(_in_words(use) for use in uses))


def _in_words(use: _Use) -> str:
    origin = use.origin
    if origin is None:
        return "none" if is_custom(use.kind[0]) else "none: the chosen versions of Kubernetes do not serve it"
    return name(str(origin))


def _data(kind: Kind, uses: list[_Use]) -> dict[str, Any]:
    origins = list(dict.fromkeys(use.origin for use in uses if use.origin is not None))
    without = [{"name": use.object, "at": use.place} for use in uses if use.origin is None]
    return {**_kind(kind), "objects": len(uses), "schemas": list(map(_origin, origins)), "without_schema": without}


def _kind(kind: Kind) -> dict[str, str]:
    return {"apiVersion": kind[0], "kind": kind[1]}


def _origin(origin: Origin | None) -> dict[str, Any] | None:
    if origin is None:
        return None
    row = origin.row
    more = {} if row is None else {"source": row.source, "sha256": row.digest}
    return {"from": origin.where, "file": origin.file or None, **more, "json_schema": origin.in_part}
