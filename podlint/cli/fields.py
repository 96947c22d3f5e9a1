"""`podlint explain FIELD.PATH`: what a field of a built-in kind is for, and what may stand there."""

from __future__ import annotations

import json
import os
import re
import sys
import textwrap
from typing import TYPE_CHECKING, Any

from podlint.cli import terminal
from podlint.cli.prose import page
from podlint.cli.status import OK
from podlint.config import keys
from podlint.errors import UsageError
from podlint.kubernetes.kinds import SHORT, called, group_of, means
from podlint.schema import catalog, fields
from podlint.tuples import NamedTuple
from podlint.words import closest

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from podlint.schema.fields import Field

_WORD = re.compile(r"(?:(?P<api>[^/]+(?:/[^/]+)?)/)?(?P<kind>[^./]+)(?:\.(?P<path>.+))?")


class Named(NamedTuple):
    """What a word such as `deploy.spec.replicas` names: a kind of a version, and a path in it."""

    version: str
    api_version: str
    kind: str
    path: tuple[str | int, ...]
    others: tuple[str, ...] = ()

    @property
    def word(self) -> str:
        """The name in full, as people would write it."""
        return ".".join((self.kind, *map(str, self.path)))


def run(options: argparse.Namespace) -> int:
    """Print a field's type, limits and documentation, and the fields below it; returns the exit status."""
    named = find(options.name, _version(options.kubernetes_version), options.api_version)
    found = fields.field(*named[:4])
    if found is None:
        raise UsageError(_missing(named))
    if options.output_format == "json":
        if lacking := fields.without_texts():
            print(f"podlint: {lacking}", file=sys.stderr)
        print(json.dumps(_data(named, found, recursive=options.recursive), indent=2))
    else:
        print("\n".join(page(options).labelled(_lines(named, found, recursive=options.recursive))))
    return OK


def names_a_kind(word: str) -> bool:
    """Whether a word is a kind, as kubectl takes them, of any Kubernetes version."""
    return bool(called(word))


def near_kind(word: str, version: str | None = None) -> str | None:
    """The kind that a word was most likely meant to be."""
    return closest(word, [*sorted(catalog.kinds(_version(version))), *SHORT])


def find(word: str, version: str, api_version: str | None = None) -> Named:
    """What a word names in a Kubernetes version; raises UsageError where there is no such kind."""
    match = _WORD.fullmatch(word.strip().strip("."))
    if match is None:
        raise UsageError(f'"{word}" is no field; write KIND.FIELD.FIELD, such as pod.spec.containers.env')
    asked = match["api"] or api_version
    served = [key.rpartition("/") for key in catalog.index(version)]
    kinds = sorted((api, kind) for api, _, kind in served if means(match["kind"], kind))
    if not kinds:
        near = near_kind(match["kind"], version)
        hint = f'; did you mean "{near}"?' if near else "; `podlint explain` knows the built-in kinds"
        raise UsageError(f'Kubernetes {version} has no kind "{match["kind"]}"{_elsewhere(match["kind"])}{hint}')
    if asked is not None:
        of_group = [pair for pair in kinds if asked in (pair[0], group_of(pair[0]))]
        if not of_group:
            there = ", ".join(api for api, _ in kinds)
            raise UsageError(f'Kubernetes {version} has no {kinds[0][1]} in "{asked}"; it is in {there}')
        kinds = of_group
    kinds.sort(key=lambda pair: _preference(pair[0]))
    (chosen, kind), others = kinds[0], tuple(api for api, _ in kinds[1:])
    return Named(version, chosen, kind, tuple(_parts(match["path"] or "")), others)


def _preference(api_version: str) -> tuple[bool, bool, bool, int, str]:
    """Stable before beta before alpha, the core group first, the highest version."""
    number = re.search(r"v(\d+)", api_version)
    return "alpha" in api_version, "beta" in api_version, "/" in api_version, -int(number[1] if number else 0), ""


def _parts(path: str) -> Iterable[str | int]:
    """`containers[0].env` and `containers.0.env` name an entry; `containers[].env` and `containers.env` any."""
    for part in re.split(r"[.\[\]]+", path):
        if part and part != "*":
            yield int(part) if part.isdecimal() and part.isascii() else part


def _version(said: str | None) -> str:
    known = catalog.versions()
    return keys.version(said, known) if said else known[-1]


def _elsewhere(word: str) -> str:
    """In which versions there is a kind that the asked one lacks."""
    having = [v for v in catalog.versions() if any(means(word, kind) for kind in catalog.kinds(v))]
    return f" (there is one in {having[0]} to {having[-1]})" if having else ""


def _missing(named: Named) -> str:
    """Which part of a path is not there, and what it may have been meant to be."""
    known = 0
    while fields.field(*named[:3], named.path[: known + 1]) is not None:
        known += 1
    part = named.path[known]
    above = fields.field(*named[:3], named.path[:known])
    where = named._replace(path=named.path[:known]).word
    text = f'{where} has no field "{part}" in Kubernetes {named.version}'
    candidates = [own.name for own in above.fields] if above is not None else []
    near = closest(str(part), candidates)
    if near:
        rest = named._replace(path=(*named.path[:known], near, *named.path[known + 1 :]))
        return f'{text}; did you mean "{rest.word if fields.field(*rest[:4]) else near}"?'
    if not candidates:
        return f"{text}: it is of type {above.type if above else 'unknown'}"
    having = [v for v in catalog.versions() if fields.field(v, *named[1:4])]
    return f"{text}; it is there in {having[0]} to {having[-1]}" if having else text


def _lines(named: Named, found: Field, *, recursive: bool) -> list[str]:
    width = _width()
    group, _, version = named.api_version.rpartition("/")
    lines = [f"GROUP:      {group}"] if group else []
    lines += [f"KIND:       {named.kind}", f"VERSION:    {version}", f"KUBERNETES: {named.version}"]
    if named.others:
        lines.append(f"ALSO IN:    {', '.join(named.others)} (--api-version)")
    if named.path:
        lines += ["", f"FIELD: {_head(found)}"]
    allowed = fields.words(found.allowed)
    if allowed:
        lines += ["", "ALLOWED:", *(f"  {line}" for line in _wrapped(allowed, width - 2))]
    texts = [text for text in dict.fromkeys((found.description, found.about)) if text]
    lines += ["", "DESCRIPTION:"]
    for index, text in enumerate(texts or [f"({fields.without_texts() or 'none'})"]):
        lines += [""] * bool(index) + [f"  {line}".rstrip() for line in _wrapped(text.splitlines(), width - 2)]
    if recursive and found.fields:
        below = fields.tree(*named[:4])
        lines += ["", "FIELDS:", *(f"{'  ' * (depth + 1)}{_head(own)}" for depth, own in below)]
    elif found.fields:
        lines += ["", "FIELDS:"]
        for own in found.fields:
            lines.append(f"  {_head(own)}")
            lines += [f"      {line}" for line in _wrapped(_brief(own), width - 6)]
    return lines


def _brief(own: Field) -> list[str]:
    """The first sentence about a field, and its limits, a line each."""
    first = re.match(r".*?[^.][.:](?=\s|$)(?<!i\.e\.)(?<!e\.g\.)", own.text.partition("\n")[0])
    text = (first[0] if first else own.text.partition("\n")[0]).strip()
    limits = [line for line in fields.words(own.allowed) if line != "not empty" or not own.required]
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
        "kubernetesVersion": named.version,
        "apiVersion": named.api_version,
        "kind": named.kind,
        "alsoIn": list(named.others),
        "path": list(named.path),
    }
    data = {**head, **_own(found), "fields": [_own(own) for own in found.fields]}
    if recursive:
        data["fields"] = _nested(list(fields.tree(*named[:4])))
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
