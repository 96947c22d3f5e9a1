"""Suppressions in the configuration: for which objects, for which rules, why, and how long."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.files.globs import flaw
from podlint.kubernetes.kinds import group_of
from podlint.tuples import NamedTuple
from podlint.words import closest
from podlint.yaml.place import Part

if TYPE_CHECKING:
    from collections.abc import Callable

    from podlint.errors import ConfigError
    from podlint.findings.finding import Finding
    from podlint.yaml.place import Path

    Fail = Callable[[str, Path, Part], ConfigError]

_FILTERS = ("path", "kind", "group", "namespace", "name", "pointer")
_KEYS = ("rules", *_FILTERS, "reason", "until")


class Entry(NamedTuple):
    """A mapping in the list `ignore`. What is empty does not matter; `path` is a glob relative to the configuration.

    `pointer` covers the place that it names and all below. `until` is the last day on which the entry holds, as an
    ISO 8601 date. `line` and `column` say where it stands in the configuration
    file, or in the `file` that this one extends.
    """

    rules: tuple[str, ...]
    reason: str
    path: str = ""
    kind: str = ""
    group: str | None = None
    namespace: str = ""
    name: str = ""
    pointer: str = ""
    until: str = ""
    line: int = 1
    column: int = 1
    file: str = ""

    @property
    def ended(self) -> bool:
        """Whether its last day has passed."""
        if not self.until:
            return False
        from datetime import date

        return date.today() > date.fromisoformat(self.until)

    def covers(self, finding: Finding) -> bool:
        """Whether it speaks of a finding's object and place; rules and path are looked at by the caller."""
        about = finding.object
        group = group_of(about.api_version or "")
        return (
            self.kind in ("", about.kind)
            and self.group in (None, group)
            and self.namespace in ("", about.namespace)
            and self.name in ("", about.name)
            and _at(self.pointer, finding)
        )


def _at(pointer: str, finding: Finding) -> bool:
    own = pointer.rstrip("/")
    return not own or any(p == own or p.startswith(f"{own}/") for p in (finding.pointer, finding.named_pointer))


def read(value: Any, where: Path, fail: Fail, locate: Callable[[Path], tuple[int, int]]) -> Entry:
    """The entry that a mapping of the configuration describes; raises ConfigError with its place."""
    for key in value:
        if key not in _KEYS:
            near = closest(str(key), _KEYS)
            hint = f'; did you mean "{near}"?' if near else f"; known keys: {', '.join(_KEYS)}"
            raise fail(f'unknown key "{key}" of an ignore entry{hint}', (*where, key), Part.KEY)
    rules = value.get("rules")
    rules = [rules] if isinstance(rules, str) else rules
    if not isinstance(rules, list) or not rules or not all(isinstance(rule, str) for rule in rules):
        raise fail("an ignore entry needs rules: a list of rule names", (*where, "rules"), Part.VALUE)
    texts: dict[str, str] = {}
    for key in (*_FILTERS, "reason", "until"):
        given = value.get(key)
        text = given if isinstance(given, str) else _date(given)
        if text is not None:
            texts[key] = text
        elif given is not None:
            raise fail(f"{key} of an ignore entry must be a string", (*where, key), Part.VALUE)
    if not (texts.get("reason") or "").strip():
        raise fail("an ignore entry needs a reason", where, Part.KEY)
    if not any(texts.get(key) for key in _FILTERS):
        raise fail("an ignore entry names what it is about: one of " + ", ".join(_FILTERS), where, Part.KEY)
    if texts.get("path") and (why := flaw(texts["path"], alone=True)) is not None:
        raise fail(f'glob "{texts["path"]}" can match nothing: {why}', (*where, "path"), Part.VALUE)
    if texts.get("until"):
        _check_date(texts["until"], (*where, "until"), fail)
    line, column = locate(where)
    reason = texts.pop("reason")
    return Entry(tuple(rules), reason, **{**texts, "group": texts.get("group")}, line=line, column=column)  # type: ignore[arg-type]


def _date(value: Any) -> str | None:
    """A date as TOML has it, as text."""
    return str(value.isoformat()) if hasattr(value, "isoformat") else None


def _check_date(text: str, where: Path, fail: Fail) -> None:
    from datetime import date

    try:
        date.fromisoformat(text)
    except ValueError:
        raise fail(f'until must be a date such as 2027-01-31, not "{text}"', where, Part.VALUE) from None
