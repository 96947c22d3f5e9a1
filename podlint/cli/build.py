"""`podlint build`: what kustomize makes of a folder, and where each value comes from."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from podlint.cli.status import BROKEN, OK
from podlint.cli.yaml_lines import Line, lines
from podlint.errors import UsageError
from podlint.kubernetes.view import UNKNOWN
from podlint.kustomize.build import build
from podlint.kustomize.fields import KUSTOMIZATION_NAMES
from podlint.visible import as_json, in_line, name
from podlint.yaml.place import pointer

if TYPE_CHECKING:
    import argparse

    from podlint.kustomize.build import Build, Built, UnknownValue
    from podlint.yaml.place import Location
    from podlint.yaml.place import Path as Steps


def run(options: argparse.Namespace) -> int:
    """Print the built objects; returns the exit status."""
    folder = Path(options.folder)
    if folder.name in KUSTOMIZATION_NAMES and folder.is_file():
        folder = folder.parent
    if not folder.is_dir():
        raise UsageError(f"{options.folder} is not a folder")
    built = build(folder)
    for problem in built.problems:
        print(f"podlint: {_at(problem.location)}kustomize refuses this: {in_line(problem.reason)}", file=sys.stderr)
    if built.problems:
        return BROKEN
    for gap in built.gaps:
        print(f"podlint: {_at(gap.location)}not known: {in_line(gap.reason)}", file=sys.stderr)
    print(_json(built) if options.output_format == "json" else _yaml(built, origins=options.origin), end="")
    return OK


def _at(location: Location | None) -> str:
    return f"{location}: " if location is not None else ""


def _yaml(built: Build, *, origins: bool) -> str:
    return "---\n".join("".join(_object(each, origins=origins)) for each in built.objects)


def _object(built: Built, *, origins: bool) -> list[str]:
    unknown = {each.path: each.reason for each in built.unknown()}
    whole = [f"# may be changed: {in_line(unknown[()])}\n"] if () in unknown else []
    found = list(lines(built.data))
    comments = [_comment(built, line, unknown, origins=origins) for line in found]
    width = max((len(line.text) for line, comment in zip(found, comments, strict=True) if comment), default=0)
    return whole + [
        f"{line.text:<{width}}  # {comment}\n" if comment else f"{line.text}\n"
        for line, comment in zip(found, comments, strict=True)
    ]


def _comment(built: Built, line: Line, unknown: dict[Steps, str], *, origins: bool) -> str:
    """What stands behind a line: where its value was written, and why a value is not known."""
    if line.path is None:
        return ""
    words = [f"not known: {unknown[line.path]}"] if line.path and line.path in unknown else []
    spot = built.place(line.path) if origins else None
    if spot is not None:
        location = spot.locate()
        words.insert(0, f"{name(location.path)}:{location.start.line}")
    return in_line(", ".join(words))


def _json(built: Build) -> str:
    document = {
        "objects": [{"data": _plain(each.data), "origins": _origins(each)} for each in built.objects],
        "unknown": [_unknown(each) for each in built.unknown],
        "open": built.open,
    }
    return as_json(document, indent=2) + "\n"


def _origins(built: Built) -> dict[str, Any]:
    found = {}
    for path, _ in built.values():
        spot = built.place(path)
        if spot is not None:
            location = spot.locate()
            place = {"path": location.path, "line": location.start.line, "column": location.start.column}
            found[pointer(path)] = place
    return found


def _unknown(each: UnknownValue) -> dict[str, Any]:
    identity = each.object.id
    return {
        "object": {
            "apiVersion": identity.gvk.api_version,
            "kind": identity.gvk.kind,
            "namespace": identity.namespace or None,
            "name": identity.name or None,
        },
        "pointer": pointer(each.path),
        "reason": each.reason,
    }


def _plain(data: Any) -> Any:
    """Data for JSON, null for what is not known."""
    if isinstance(data, dict):
        return {key: _plain(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_plain(item) for item in data]
    return None if data is UNKNOWN else data
