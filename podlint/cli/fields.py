"""`podlint explain FIELD.PATH`: what a field of a kind is for, and what may stand there."""

from __future__ import annotations

import json
import os
import re
import sys
import textwrap
from typing import TYPE_CHECKING, Any

from podlint.cli import terminal
from podlint.cli.field_names import Custom, chosen_version, find
from podlint.cli.prose import page
from podlint.cli.status import OK
from podlint.errors import UsageError
from podlint.schema import catalog, fields
from podlint.schema.limit_words import words
from podlint.visible import visible
from podlint.words import closest

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from podlint.cli.field_names import Named
    from podlint.schema.fields import Field


def run(options: argparse.Namespace) -> int:
    """Print a field's type, limits and documentation, and the fields below it; returns the exit status."""
    named = find(options.name, chosen_version(options.kubernetes_version), options.api_version, Custom(options))
    found = named.field()
    if found is None:
        raise UsageError(_missing(named))
    if options.output_format == "json":
        if named.own is None and (lacking := fields.without_texts()):
            print(f"podlint: {lacking}", file=sys.stderr)
        print(json.dumps(_data(named, found, recursive=options.recursive), indent=2))
    else:
        print("\n".join(page(options).labelled(_lines(named, found, recursive=options.recursive))))
    return OK


def _missing(named: Named) -> str:
    """Which part of a path is not there, and what it may have been meant to be."""
    known = 0
    while named.field(named.path[: known + 1]) is not None:
        known += 1
    part = named.path[known]
    above = named.field(named.path[:known])
    where = named._replace(path=named.path[:known]).word
    by = f"in Kubernetes {named.version}" if named.own is None else f"in {named.own.origin}"
    text = f'{where} has no field "{part}" {by}'
    candidates = [own.name for own in above.fields] if above is not None else []
    near = closest(str(part), candidates)
    if near:
        rest = named._replace(path=(*named.path[:known], near, *named.path[known + 1 :]))
        return f'{text}; did you mean "{rest.word if rest.field() else near}"?'
    if not candidates:
        return f"{text}: it is of type {above.type if above else 'unknown'}"
    having = [v for v in catalog.versions() if named.own is None and fields.field(v, *named[1:4])]
    return f"{text}; it is there in {having[0]} to {having[-1]}" if having else text


def _lines(named: Named, found: Field, *, recursive: bool) -> list[str]:
    width = _width()
    group, _, version = named.api_version.rpartition("/")
    lines = [f"GROUP:      {group}"] if group else []
    lines += [f"KIND:       {named.kind}", f"VERSION:    {version}", *_source(named)]
    if named.others:
        lines.append(f"ALSO IN:    {', '.join(named.others)} (--api-version)")
    if named.path:
        lines += ["", f"FIELD: {_head(found)}"]
    allowed = words(found.allowed)
    if allowed:
        lines += ["", "ALLOWED:", *(f"  {line}" for line in _wrapped(allowed, width - 2))]
    texts = [text for text in dict.fromkeys((found.description, found.about)) if text]
    lacking = fields.without_texts() if named.own is None else ""
    lines += ["", "DESCRIPTION:"]
    for index, text in enumerate(texts or [f"({lacking or 'none'})"]):
        lines += [""] * bool(index) + [f"  {line}".rstrip() for line in _wrapped(text.splitlines(), width - 2)]
    if recursive and found.fields:
        lines += ["", "FIELDS:", *(f"{'  ' * (depth + 1)}{_head(own)}" for depth, own in named.tree())]
    elif found.fields:
        lines += ["", "FIELDS:"]
        for own in found.fields:
            lines.append(f"  {_head(own)}")
            lines += [f"      {line}" for line in _wrapped(_brief(own), width - 6)]
    return list(map(visible, lines)) if named.own is not None else lines


def _source(named: Named) -> list[str]:
    """The version of Kubernetes, or the definition, that a kind is explained by."""
    if named.own is None:
        return [f"KUBERNETES: {named.version}"]
    differing = [f"DIFFERS IN: {', '.join(named.own.differing)}"] if named.own.differing else []
    return [f"SCHEMA:     {named.own.origin}", *differing]


def _brief(own: Field) -> list[str]:
    """The first sentence about a field, and its limits, a line each."""
    first = re.match(r".*?[^.][.:](?=\s|$)(?<!i\.e\.)(?<!e\.g\.)", own.text.partition("\n")[0])
    text = (first[0] if first else own.text.partition("\n")[0]).strip()
    limits = [line for line in words(own.allowed) if line != "not empty" or not own.required]
    if terminal.width() is not None:  # elsewhere nothing is left out
        text = textwrap.shorten(text, _width() - 6, placeholder=" …")
    return [line for line in (text, "; ".join(limits)) if line]


def _head(own: Field) -> str:
    return f"{own.name} <{own.type}>{' -required-' if own.required else ''}"


def _wrapped(lines: Iterable[str], width: int) -> list[str]:
    """The lines in pieces no wider than that, but for words that are: addresses stay whole, to be copied."""
    wrapper = textwrap.TextWrapper(width, break_long_words=False, break_on_hyphens=False)
    return [part for line in lines for part in wrapper.wrap(line) or [""]]


def _width() -> int:
    try:
        width = int(os.environ.get("COLUMNS", 0)) or os.get_terminal_size(1).columns
    except (OSError, ValueError):
        width = 100
    return min(max(width, 40), 120)


def _data(named: Named, found: Field, *, recursive: bool) -> dict[str, Any]:
    head = {
        "kubernetesVersion": named.version if named.own is None else None,
        "schema": named.own.origin if named.own is not None else None,
        "apiVersion": named.api_version,
        "kind": named.kind,
        "alsoIn": list(named.others),
        "path": list(named.path),
    }
    data = {**head, **_own(found), "fields": [_own(own) for own in found.fields]}
    if recursive:
        data["fields"] = _nested(list(named.tree()))
    return data


def _nested(flat: list[tuple[int, Field]]) -> list[dict[str, Any]]:
    top: list[dict[str, Any]] = []
    stack = [top]
    for depth, own in flat:
        del stack[depth + 1 :]
        entry = {**_own(own), "fields": []}
        stack[depth].append(entry)
        stack.append(entry["fields"])
    return top


def _own(found: Field) -> dict[str, Any]:
    return {
        "name": found.name,
        "type": found.type,
        "required": found.required,
        "description": found.text,
        "allowed": found.allowed,
    }
