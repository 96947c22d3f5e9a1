"""Trivy: its files `.trivyignore`, `.trivyignore.yaml` and `trivy.yaml`, as far as they are about manifests."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from podlint.config.places import error_at
from podlint.foreign.table import check, key, tool
from podlint.importing.options import items
from podlint.yaml.source import decode

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path as FilePath

    from podlint.importing.options import Words
    from podlint.importing.reading import File
    from podlint.importing.taken import Taken

NAME = "trivy"
VALUED = frozenset(
    (
        *("skip-dirs", "skip-files", "severity", "format", "output", "exit-code", "ignorefile", "config", "scanners"),
        *("config-check", "config-data", "timeout", "cache-dir", "misconfig-scanners", "helm-values", "k8s-version"),
    )
)
SHORT = {"f": "format", "o": "output", "s": "severity"}
_FORMATS = {"table": "full", "json": "json", "sarif": "sarif"}
_OTHER = "it is about other things than Kubernetes manifests"
_REASONS = {
    "severity": "podlint's severities say what happens, not how grave it is: see fail-on, and severities under rules",
    "exit-code": "podlint exits with 1 where something is found: see fail-on",
    "ignorefile": "import that file by itself",
    "config": "import that file by itself",
    "config-check": "rules of your own are plugins of podlint",
    "check": "rules of your own are plugins of podlint",
    "scan": "podlint scans manifests only",
}
_DATE = r"\d{4}-\d{2}-\d{2}"


def ignore_file(file: FilePath, data: bytes, taken: Taken) -> None:
    """Take over a `.trivyignore`: a check in each line, some with a last day. Raises ConfigError."""
    source, undecodable = decode(data, str(file))
    if undecodable is not None:
        at = source.position(undecodable.span.start)
        raise error_at(file, (at.line, at.column), undecodable.message)
    skipped: dict[str, str] = {}
    for number, line in enumerate(source.text.splitlines(), 1):
        words = line.partition("#")[0].split()
        if not words:
            continue
        known = check(NAME, words[0])
        until = next((w.removeprefix("exp:") for w in words[1:] if w.startswith("exp:")), "")
        if known is None:
            _unknown(words[0], f"line {number}", taken)
        elif until:
            _entry({"path": "**/*", "until": until}, words[0], f"line {number}", taken)
        else:
            skipped[key(known.id)] = f"line {number}"
    _all(skipped, taken)


def ignore_yaml(given: File, taken: Taken) -> None:
    """Take over a `.trivyignore.yaml`."""
    given.rest((), frozenset(("misconfigurations",)), dict.fromkeys(given.data, _OTHER), taken)
    skipped: dict[str, str] = {}
    for index, _ in enumerate(given.items(("misconfigurations",))):
        path = ("misconfigurations", index)
        given.mapping(path)
        name, origin = given.text((*path, "id")) or "", given.origin(path)
        known = check(NAME, name)
        until = given.at((*path, "expired_at"))
        globs = [glob for glob, _ in given.strings((*path, "paths"))]
        if known is None:
            _unknown(name, origin, taken)
        elif not globs and until is None:
            skipped[key(known.id)] = origin
        for glob in (globs or (["**/*"] if until is not None else [])) if known is not None else ():
            values = {"path": glob, "reason": given.text((*path, "statement")) or ""}
            _entry({**values, "until": str(until)[:10]} if until is not None else values, name, origin, taken)
        given.rest(path, frozenset(("id", "paths", "expired_at", "statement")), {}, taken)
    _all(skipped, taken)


def file(given: File, taken: Taken) -> None:
    """Take over a `trivy.yaml`."""
    for name in ("skip-dirs", "skip-files"):
        for glob, origin in given.strings(("scan", name)):
            taken.exclude(f"{glob}/" if name == "skip-dirs" and not glob.endswith("/") else glob, origin)
    form = given.text(("format",))
    if form in _FORMATS:
        taken.set("output-format", _FORMATS[form], given.origin(("format",)))
    given.rest((), frozenset(("scan", *(["format"] if form in _FORMATS else []))), _REASONS, taken)
    given.rest(("scan",), frozenset(("skip-dirs", "skip-files")), {}, taken)
    _all({}, taken)


def command(given: Words, taken: Taken) -> None:
    """Take over what `trivy config` was told."""
    for option in given.options:
        value = option.value or ""
        if option.name in ("skip-dirs", "skip-files"):
            for glob in items(value):
                taken.exclude(f"{glob.rstrip('/')}/" if option.name == "skip-dirs" else glob, f"--{option.name}")
        elif option.name == "format" and value in _FORMATS:
            taken.set("output-format", _FORMATS[value], f"--{option.written}")
        else:
            taken.leave("", f"--{option.written}", _REASONS.get(option.name, "podlint has no such setting"))
    for word in given.others:
        if word not in ("config", "conf", "fs", "filesystem"):
            taken.leave("", word, "paths are given where podlint is called")
    _all({}, taken)


def _all(skipped: Mapping[str, str], taken: Taken) -> None:
    """Trivy runs its checks, but for those that are skipped."""
    taken.checks([c for c in tool(NAME).checks.values() if c.default], skipped, {})
    taken.suppressions()
    taken.set("fail-on", "info", "with --exit-code 1 Trivy fails for whatever it finds")


def _entry(values: dict[str, Any], name: str, origin: str, taken: Taken) -> None:
    """An entry for what is skipped at some paths, or until some day."""
    known = check(NAME, name)
    rules = list(known.rules) if known is not None else []
    if not rules:
        taken.leave(origin, name, known.note if known is not None else _OTHER)
        return
    until = values.get("until", "")
    if until and not re.fullmatch(_DATE, until):
        taken.leave(origin, name, f"{until} is no date such as 2027-01-31")
        return
    taken.entry({"rules": rules, **values, "reason": values.get("reason") or f"ignored in Trivy, as {name}"}, origin)


def _unknown(name: str, origin: str, taken: Taken) -> None:
    if name.upper().startswith(("KSV", "AVD-KSV")) or not name:
        taken.unknown(name, origin)
    else:
        taken.leave(origin, name, _OTHER)
