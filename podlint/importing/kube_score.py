"""kube-score: its command line, which is all the configuration that it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.foreign.table import key, tool
from podlint.importing.options import items, on

if TYPE_CHECKING:
    from podlint.importing.options import Option, Words
    from podlint.importing.taken import Taken

NAME = "kube-score"
VALUED = frozenset(
    (
        *("ignore-test", "enable-optional-test", "kubernetes-version", "output-format", "output-version", "color"),
        *("min-replicas-deployment", "min-replicas-hpa", "config"),
    )
)
SHORT = {"o": "output-format", "v": "verbose"}
_FORMATS = {"human": "full", "json": "json", "ci": "concise", "sarif": "sarif", "junit": "junit"}
_REASONS = {
    "exit-one-on-warning": "kube-score's grades have no counterpart; fail-on goes by podlint's severities",
    "output-version": "podlint's reports have a version of their own",
    "color": "it is an option of podlint's command line, --color",
    "verbose": "podlint has no such setting",
    "disable-optional-checks-annotations": "podlint runs no rule because an annotation asks for it",
}
_LIMITS = {"ignore-container-cpu-limit": "cpu-limit-missing", "ignore-container-memory-limit": "memory-limit-missing"}
_SWITCHES = (*_LIMITS, "all-default-optional", "disable-ignore-checks-annotations")


def command(given: Words, taken: Taken) -> None:
    """Take over what `kube-score score` was told."""
    said: dict[str, dict[str, str]] = {"ignore-test": {}, "enable-optional-test": {}}
    switches = {option.name for option in given.options if option.name in _SWITCHES and on(option)}
    for option in given.options:
        if option.name in said:
            said[option.name] |= _named(option, taken)
        elif option.name not in _SWITCHES:
            _option(option, taken)
    asked = said["enable-optional-test"]
    every = "all-default-optional" in switches
    run = [c for name, c in tool(NAME).checks.items() if c.default or every or name in asked]
    taken.checks(run, said["ignore-test"], asked)
    for switch in sorted(switches & _LIMITS.keys()):
        if taken.rules.pop(_LIMITS[switch], None) is None:
            taken.leave("", f"--{switch}", "nothing asks for that limit")
    _minimum(given, taken)
    if "disable-ignore-checks-annotations" not in switches:
        taken.suppressions()
    taken.set("fail-on", "info", "kube-score's grades have no counterpart: whatever these rules find counts")
    for path in given.others:
        if path != "score":
            taken.leave("", path, "paths are given where podlint is called")


def _named(option: Option, taken: Taken) -> dict[str, str]:
    known = tool(NAME).checks
    found = {}
    for name in items(option.value):
        if key(name) in known:
            found[key(name)] = f"--{option.name}"
        else:
            taken.unknown(name, f"--{option.name}")
    return found


def _option(option: Option, taken: Taken) -> None:
    name, value = option.name, option.value or ""
    if name == "kubernetes-version":
        taken.kubernetes(value, f"--{option.written}")
    elif name == "output-format" and value in _FORMATS:
        taken.set("output-format", _FORMATS[value], f"--{option.written}")
    elif not name.startswith("min-replicas-"):
        taken.leave("", f"--{option.written}", _REASONS.get(name, "podlint has no such setting"))


def _minimum(given: Words, taken: Taken) -> None:
    """The least number of replicas: podlint has one for workloads with and without an autoscaler."""
    for option in given.options:
        if not option.name.startswith("min-replicas-"):
            continue
        value = option.value or ""
        if not value.isdecimal() or len(value) > 6 or "single-replica" not in taken.rules:
            taken.leave("", f"--{option.written}", "podlint has no such setting")
            continue
        options = taken.options.setdefault("single-replica", {})
        least = options.get("minimum")
        if least is not None and least != int(value):
            taken.leave("", f"--{option.written}", f"single-replica has one minimum, {max(least, int(value))}")
        options["minimum"] = max(least or 0, int(value))
