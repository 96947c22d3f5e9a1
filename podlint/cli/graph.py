"""`podlint graph`: which object refers to which, as Mermaid or DOT."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from podlint import registry
from podlint.cli.status import BROKEN, OK
from podlint.engine.inventory import inventory
from podlint.errors import UsageError
from podlint.files.discover import MissingPath
from podlint.project.references import relations
from podlint.visible import in_line, name

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from podlint.project.index import Member

Edge = tuple[str, str, str]
_MERMAID = {'"': "#quot;", "[": "#91;", "]": "#93;", "<": "#lt;", ">": "#gt;", "`": "#96;", "#": "#35;", "&": "#amp;"}


def run(options: argparse.Namespace) -> int:
    """Print the graph of references; returns the exit status."""
    try:
        known = registry.load(plugins=not options.no_plugins)
        found = inventory(options.paths or ["."], known.pod_specs)
    except MissingPath as error:
        raise UsageError(str(error)) from error
    for note in (*found.errors, *found.notes):
        print(f"podlint: {in_line(note)}", file=sys.stderr)
    nodes, edges = _graph(found.project.members)
    for member in found.project.members:
        for relation in relations(member, found.project, known.links):
            for target in relation.found or ():
                edges[_key(member), relation.what, _key(target)] = None
            if not relation.found and relation.name:
                missing = f"{relation.kind}/{relation.name}"
                if relation.made:
                    nodes[missing] = f"{relation.kind} {relation.name}"
                nodes.setdefault(missing, f"{relation.kind} {relation.name}?")
                edges[_key(member), relation.what, missing] = None
    print((_dot if options.output_format == "dot" else _mermaid)(nodes, edges), end="")
    return BROKEN if found.errors else OK


def _graph(members: Iterable[Member]) -> tuple[dict[str, str], dict[Edge, None]]:
    return {_key(member): str(member.name) for member in members}, {}


def _key(member: Member) -> str:
    own = member.name
    return "/".join(part for part in (own.kind, own.namespace, own.name) if part)


def _mermaid(nodes: dict[str, str], edges: dict[Edge, None]) -> str:
    used = {key for start, _, end in edges for key in (start, end)}
    ids = {key: f"n{number}" for number, key in enumerate(k for k in nodes if k in used)}
    lines = ["flowchart LR"]
    lines += [f'  {ids[key]}["{_plain(nodes[key])}"]' for key in ids]
    lines += [f"  {ids[start]} -->|{what}| {ids[end]}" for start, what, end in edges]
    return "\n".join(lines) + "\n"


def _dot(nodes: dict[str, str], edges: dict[Edge, None]) -> str:
    used = {key for start, _, end in edges for key in (start, end)}
    lines = ["digraph podlint {", "  rankdir=LR;"]
    lines += [f"  {_quoted(key)} [label={_quoted(nodes[key])}];" for key in nodes if key in used]
    lines += [f"  {_quoted(start)} -> {_quoted(end)} [label={_quoted(what)}];" for start, what, end in edges]
    return "\n".join([*lines, "}"]) + "\n"


def _plain(text: str) -> str:
    """A text inside a Mermaid label, where quotes and brackets would end it, and which is HTML and Markdown else."""
    return "".join(_MERMAID.get(character, character) for character in name(text))


def _quoted(text: str) -> str:
    escaped = name(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
