"""Checkov: its configuration file, and the options of its command line, which go by the same names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.foreign.table import key, tool
from podlint.importing.options import items, on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podlint.importing.options import Words
    from podlint.importing.reading import File
    from podlint.importing.taken import Taken

NAME = "checkov"
SHORT = {"c": "check", "d": "directory", "f": "file", "o": "output", "s": "soft-fail", "l": "list", "v": "version"}
_LISTS = ("check", "skip-check", "framework", "skip-framework", "skip-path")
VALUED = frozenset(
    (
        *_LISTS,
        *("directory", "file", "output", "output-file-path", "external-checks-dir", "external-checks-git", "baseline"),
        *("soft-fail-on", "hard-fail-on", "bc-api-key", "repo-id", "branch", "config-file", "var-file"),
        *("docker-image", "dockerfile-path", "ca-certificate", "summary-position"),
    )
)
_FRAMEWORKS = ("all", "kubernetes", "helm", "kustomize")
_SEVERITIES = ("LOW", "MEDIUM", "HIGH", "CRITICAL", "NONE", "INFO")
_FORMATS = {"json": "json", "sarif": "sarif", "junitxml": "junit", "gitlab_sast": "gitlab", "cli": "full"}
_REASONS = {
    "directory": "paths are given where podlint is called",
    "file": "paths are given where podlint is called",
    "baseline": "`podlint baseline` writes one of its own",
    "external-checks-dir": "rules of your own are plugins of podlint",
    "external-checks-git": "rules of your own are plugins of podlint",
    "compact": "podlint has it as output-format: concise",
    "soft-fail-on": "podlint decides by severity: see fail-on, and severities under rules",
    "hard-fail-on": "podlint decides by severity: see fail-on, and severities under rules",
    "config-file": "import that file by itself",
}
_OTHER = "it is about other things than Kubernetes manifests"


def file(given: File, taken: Taken) -> None:
    """Take over a `.checkov.yaml`."""
    said = {name: list(given.strings((name,), split=name != "skip-path")) for name in _LISTS}
    if given.flag(("soft-fail",)):
        taken.set("fail-on", "never", given.origin(("soft-fail",)))
    for value, origin in given.strings(("output",)):
        _output(value, origin, taken)
    _take(said, taken)
    given.rest((), frozenset((*_LISTS, "soft-fail", "output")), _REASONS, taken)


def command(given: Words, taken: Taken) -> None:
    """Take over a checkov command line."""
    said: dict[str, list[tuple[str, str]]] = {name: [] for name in _LISTS}
    for option in given.options:
        if option.name == "skip-path":
            said["skip-path"].append((option.value or "", "--skip-path"))
        elif option.name in said:
            said[option.name] += [(item, f"--{option.name}") for item in items(option.value)]
        elif option.name == "soft-fail" and on(option):
            taken.set("fail-on", "never", "--soft-fail")
        elif option.name == "output":
            _output(option.value or "", "--output", taken)
        else:
            taken.leave("", f"--{option.written}", _REASONS.get(option.name, "podlint has no such setting"))
    for path in given.others:
        taken.leave("", path, "paths are given where podlint is called")
    _take(said, taken)


def _output(value: str, origin: str, taken: Taken) -> None:
    if value in _FORMATS:
        taken.set("output-format", _FORMATS[value], f"{origin}, {value}")
    else:
        taken.leave(origin, value, "podlint has no such format")


def _take(said: dict[str, list[tuple[str, str]]], taken: Taken) -> None:
    """All checks run, or those that are named, but for those that are skipped."""
    origins, skipped = dict(_known(said["check"], taken)), dict(_known(said["skip-check"], taken))
    run = [c for name, c in tool(NAME).checks.items() if not said["check"] or name in origins]
    taken.checks(run, skipped, origins)
    for pattern, origin in said["skip-path"]:
        taken.exclude_pattern(pattern, origin)
    for name, origin in (*said["framework"], *said["skip-framework"]):
        if name not in _FRAMEWORKS:
            taken.leave(origin, name, _OTHER)
        elif (name, origin) in said["skip-framework"]:
            taken.leave(origin, name, "podlint lints what it is given; exclude leaves files out")
    taken.suppressions()
    if "fail-on" not in taken.scalars:
        taken.set("fail-on", "info", "Checkov fails for whatever it finds")


def _known(given: list[tuple[str, str]], taken: Taken) -> Iterator[tuple[str, str]]:
    """The checks that words name, some by `*`, with where they are named."""
    known = tool(NAME).checks
    for word, origin in given:
        start, star, end = key(word).partition("*")
        named = [name for name in known if (star and name.startswith(start) and name.endswith(end)) or name == start]
        if star and "*" in end:
            taken.leave(origin, word, "only one * in a name is understood")
        elif named:
            yield from ((name, origin) for name in named)
        elif word.upper() in _SEVERITIES:
            taken.leave(origin, word, "Checkov knows the severities of its checks from its platform only")
        elif word.upper().startswith(("CKV", "BC_")) and "K8S" not in word.upper():
            taken.leave(origin, word, _OTHER)
        else:
            taken.unknown(word, origin)
