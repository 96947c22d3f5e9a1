"""A configuration of podlint as text: each line with where it comes from, and at the end what is not taken over."""

from __future__ import annotations

import json
import re
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from podlint.visible import HARMFUL, name
from podlint.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from podlint.importing.taken import Taken

_PLAIN = r"[A-Za-z][\w./-]*"
_WORDS = r"(?i:y|n|yes|no|on|off|true|false|null)"
_ENUMERATED = 1_000
"""Most places, and most things at one of them, that are named as not taken over; the rest is counted."""
_LONGEST = 300
_WIDTH = 120


def text(taken: Taken, source: str, heading: Iterable[str] = ()) -> str:
    """The configuration file; `source` names what it is made from, `heading` are comments at its beginning."""
    lines = [*heading, *_heading(taken, source), *_settings(taken), *_left(taken)]
    return "".join(f"{line}\n" for line in lines)


def summary(taken: Taken) -> str:
    """What was taken over and what was not, in one line."""
    rules = counted(len(taken.rules), "rule")
    left = f"; not taken over: {len(taken.left)}, named at the end" if taken.left else ""
    return f"{rules} selected for what {taken.title} checks{left}"


def _heading(taken: Taken, source: str) -> Iterator[str]:
    yield f"# Taken over from {_words(source)} by `podlint config import`."
    if taken.rules:
        yield f"# It runs what {taken.title} ran. Write extend-select for select to run podlint's default rules too."
    yield ""


def _settings(taken: Taken) -> Iterator[str]:
    order = ("kubernetes-version", "output-format", "fail-on", "foreign-suppressions")
    for key in order:
        if key in taken.scalars:
            value, origin = taken.scalars[key]
            quote = json.dumps(value) if key == "kubernetes-version" else _value(value)
            yield _said(f"{key}: {quote}", origin)
    if taken.rules:
        yield from _list("select", {rule: ", ".join(origins) for rule, origins in sorted(taken.rules.items())})
    if taken.excluded:
        yield from _list("exclude", taken.excluded)
    if taken.schemas:
        yield from _list("schemas", taken.schemas)
    if taken.locations:
        yield from _list("schema-locations", taken.locations)
    if taken.entries:
        yield "ignore:"
        for entry in taken.entries:
            yield from _entry(entry.values, entry.origin)
    if taken.severities or taken.options:
        yield "rules:"
        for rule in sorted({*taken.severities, *taken.options}):
            yield from _rule(taken, rule)


def _list(key: str, items: Mapping[str, str]) -> Iterator[str]:
    yield f"{key}:"
    yield from (_said(f"  - {_value(item)}", origin) for item, origin in items.items())


def _entry(values: Mapping[str, Any], origin: str) -> Iterator[str]:
    for index, (key, value) in enumerate(values.items()):
        line = f"  {'- ' if not index else '  '}{key}: {_value(value)}"
        yield _said(line, origin) if not index else line


def _rule(taken: Taken, rule: str) -> Iterator[str]:
    severity, origin = taken.severities.get(rule, ("", ""))
    options = taken.options.get(rule, {})
    if not options:
        yield _said(f"  {rule}: {severity}", origin)
        return
    yield f"  {rule}:"
    if severity:
        yield _said(f"    severity: {severity}", origin)
    for key, value in options.items():
        yield _said(f"    {key}: {_value(value)}", ", ".join(taken.rules.get(rule, ())))


def _left(taken: Taken) -> Iterator[str]:
    """What is not taken over: together what has one reason and no place of its own."""
    groups: dict[tuple[str, str], dict[str, None]] = {}
    for left in taken.left:
        groups.setdefault((left.origin, left.why), {})[left.what] = None
    if not groups:
        return
    yield ""
    yield "# Not taken over:"
    for (origin, why), things in list(groups.items())[:_ENUMERATED]:
        few = [_words(thing) for thing in list(things)[:_ENUMERATED]]
        more = f" and {len(things) - len(few)} more" if len(few) < len(things) else ""
        words = ": ".join(part for part in (_words(origin), f"{', '.join(few)}{more}", _words(why)) if part)
        yield from wrap(words, _WIDTH, initial_indent="# - ", subsequent_indent="#   ", break_on_hyphens=False)
    if len(groups) > _ENUMERATED:
        yield f"# - and {len(groups) - _ENUMERATED} more"


def _said(line: str, origin: str) -> str:
    return f"{line}  # {_words(origin)}" if origin else line


def _words(given: str) -> str:
    """Words of others in a comment: one line, and not a long one."""
    shown = name(given)
    return shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 1]}…"


def _value(value: Any) -> str:
    """A value as YAML that is read as the same value by any parser."""
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    if not isinstance(value, str):
        return json.dumps(value)
    if re.fullmatch(_PLAIN, value) and not re.fullmatch(_WORDS, value):
        return value
    return re.sub(f"[{HARMFUL}]", lambda found: _escape(found[0]), json.dumps(value, ensure_ascii=False))


def _escape(letter: str) -> str:
    return f"\\U{ord(letter):08x}"
