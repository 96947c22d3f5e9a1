"""Findings that are known and left for later: kept by object, place and rule, never by line."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from podlint.errors import ConfigError
from podlint.files import disk
from podlint.files.paths import exists, identity, real, shown
from podlint.files.writing import store
from podlint.findings.fingerprint import Key, key
from podlint.visible import visible
from podlint.yaml.json_text import JSONDecodeError, loads
from podlint.yaml.place import Place

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from podlint.findings.finding import Finding
    from podlint.findings.result import FileResult

VERSION = 1
NEVER_KEPT = frozenset({"internal-error"})


class Baseline:
    """How many findings of each key are known. Paths are relative to the folder of the file, with forward slashes."""

    def __init__(self, file: Path, counts: dict[Key, int] | None = None) -> None:
        self.file = file
        self.counts: dict[Key, int] = counts or {}

    @classmethod
    def read(cls, file: Path, *, named: bool = False) -> Baseline:
        """The baseline in a file. Raises ConfigError, with the place, where it is missing or no baseline.

        It may be a pipe of a shell where the user `named` it; one that a repository names nobody may ever write to.
        """
        try:
            text = disk.read(file, named=named).decode()
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
            raise ConfigError(f"{shown(file)}: the baseline cannot be read: {reason}") from error
        return cls.of_text(file, text)

    @classmethod
    def of_text(cls, file: Path, text: str) -> Baseline:
        """The baseline that a text is. Raises ConfigError, with the place, where it is none."""
        try:
            data = loads(text)
        except JSONDecodeError as error:
            raise ConfigError(
                f"{shown(file)}:{error.lineno}:{error.colno}: this is no baseline: {error.msg}"
            ) from error
        if not isinstance(data, dict) or data.get("version") != VERSION or not isinstance(data.get("findings"), list):
            raise ConfigError(f"{shown(file)}: this is no baseline of version {VERSION}; `podlint baseline` writes one")
        counts: dict[Key, int] = {}
        for index, item in enumerate(data["findings"]):
            entry = _entry(item)
            if entry is None:
                raise ConfigError(
                    f"{shown(file)}:{_where(text, index)}: finding {index + 1} of the baseline cannot be understood"
                )
            counts[entry[0]] = entry[1]
        return cls(file, counts)

    def key(self, finding: Finding) -> Key:
        """The key of a finding, with its path as the file has it."""
        return key(finding, self._relative(finding.location.path))

    def hide(self, result: FileResult) -> FileResult:
        """A result without the known findings. Where there are more than are known, the last stay."""
        left = dict(self.counts)
        kept = []
        for finding in result.findings:
            known = self.key(finding)
            if finding.rule not in NEVER_KEPT and left.get(known, 0) > 0:
                left[known] -= 1
            else:
                kept.append(finding)
        return result._replace(findings=tuple(kept), known=result.known + len(result.findings) - len(kept))

    def stale(self, findings: Iterable[Finding], linted: Iterable[str], rules: Iterable[str]) -> dict[Key, int]:
        """What is known of linted files and of rules that ran, but is not found any more; with how many are too many.

        A file that is gone counts as linted.
        """
        found = self.count(findings)
        paths, ran = {self._relative(path) for path in linted}, set(rules)
        return {
            known: count - found.get(known, 0)
            for known, count in self.counts.items()
            if count > found.get(known, 0)
            and known.rule in ran
            and (known.path in paths or not exists(self.file.parent / known.path))
        }

    def count(self, findings: Iterable[Finding]) -> dict[Key, int]:
        """How many findings there are of each key."""
        counts: dict[Key, int] = {}
        for finding in findings:
            if finding.rule not in NEVER_KEPT:
                known = self.key(finding)
                counts[known] = counts.get(known, 0) + 1
        return counts

    def text(self) -> str:
        """The baseline as it is stored: JSON, a finding to a line, so that changes are easy to read and to merge."""
        rows = [_line(_row(known, count)) for known, count in sorted(self.counts.items())]
        body = ",\n  ".join(rows)
        return f'{{"version": {VERSION}, "findings": [\n  {body}\n]}}\n' if rows else '{"version": 1, "findings": []}\n'

    def write(self) -> None:
        """Store it, whole or not at all. Raises OSError."""
        store(self.file, self.text().encode())

    def _relative(self, path: str) -> str:
        return os.path.relpath(identity(path), real(self.file.parent)).replace(os.sep, "/")


def _line(row: dict[str, Any]) -> str:
    """A row as JSON, in ASCII where it holds what no text can, or what is not to be seen in one."""
    text = json.dumps(row, ensure_ascii=False)
    return text if visible(text) == text else json.dumps(row)


def _row(known: Key, count: int) -> dict[str, Any]:
    row = {name: value for name, value in known._asdict().items() if value}
    return row if count == 1 else {**row, "count": count}


def _entry(item: Any) -> tuple[Key, int] | None:
    """The key of an item and how many findings it stands for; None where it says neither."""
    fields = dict(item) if isinstance(item, dict) else {}
    count = fields.pop("count", 1)
    valid = fields.keys() <= set(Key._fields) and {"path", "rule"} <= fields.keys()
    whole = isinstance(count, int) and not isinstance(count, bool)
    if not valid or not whole or not all(isinstance(value, str) for value in fields.values()):
        return None
    return Key(**{**dict.fromkeys(Key._fields, ""), **fields}), count


def _where(text: str, index: int) -> str:
    """Line and column of an item. JSON is YAML, whose reader knows the places."""
    from podlint.yaml.reader import parse
    from podlint.yaml.source import Source

    for composed in parse(Source("", text)).documents[:1]:
        at = composed.document.locate(Place(("findings", index)))[0].start
        return str(at)
    return "1:1"
