"""Polaris: its configuration file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.foreign.table import check
from podlint.importing.taken import UNREADABLE
from podlint.words import closest

if TYPE_CHECKING:
    from podlint.importing.reading import File
    from podlint.importing.taken import Taken
    from podlint.yaml.place import Path

NAME = "polaris"
_SEVERITIES = {"danger": "error", "warning": "warning"}
_WORDS = (*_SEVERITIES, "ignore")
_CUSTOM = "a check with a JSON Schema of its own; a rule in a plugin can do the same"
_REASONS = {
    "displayName": "it is a title for Polaris' dashboard",
    "mutations": "podlint changes files only with --fix, and only what is wrong",
    "disallowConfigExemptions": "entries of podlint's ignore count always",
}
_DISALLOWED = ("disallowExemptions", "disallowAnnotationExemptions")
_MOST = 1_000
"""Most entries that are made of exemptions."""


def file(given: File, taken: Taken) -> None:
    """Take over a configuration of Polaris: it runs what is named in it, each with its severity."""
    given.rest((), frozenset(("checks", "exemptions", "customChecks", *_DISALLOWED)), _REASONS, taken)
    custom = {str(name) for name in given.mapping(("customChecks",))}
    for name in sorted(custom):
        taken.leave(given.origin(("customChecks", name)), name, _CUSTOM)
    for name, word in given.mapping(("checks",)).items():
        if str(name) not in custom:
            _check(str(name), word, ("checks", name), given, taken)
    for index, _ in enumerate(given.items(("exemptions",))):
        _exemption(("exemptions", index), given, taken)
    if not any(given.flag((key,)) for key in _DISALLOWED):
        taken.suppressions()
    taken.set("fail-on", "error", "Polaris fails for danger")


def _check(name: str, word: Any, path: Path, given: File, taken: Taken) -> None:
    if not isinstance(word, str) or word not in _WORDS:
        near = closest(word, _WORDS) if isinstance(word, str) else None
        raise given.error(path, f"danger, warning or ignore{f' (is {near} meant?)' if near else ''}")
    known = check(NAME, name)
    if known is None:
        taken.unknown(name, given.origin(path))
    elif word != "ignore":
        taken.check(known, given.origin(path))
        for rule in known.rules:
            if taken.severities.get(rule, ("", ""))[0] != "error":
                taken.severities[rule] = _SEVERITIES[word], f"{name}: {word}"


def _exemption(path: Path, given: File, taken: Taken) -> None:
    """Entries for the objects of an exemption: for each controller and container that it names."""
    given.mapping(path)
    given.rest(path, frozenset(("namespace", "controllerNames", "containerNames", "rules")), {}, taken)
    rules = _rules(path, given, taken)
    namespace = given.text((*path, "namespace")) or ""
    controllers = [name for name, _ in given.strings((*path, "controllerNames"))]
    containers = [name for name, _ in given.strings((*path, "containerNames"))]
    if not rules or not (namespace or controllers or containers):
        taken.leave(given.origin(path), "an exemption", "it names no rule or object that an entry could be about")
        return
    for controller in controllers or [""]:
        for container in containers or [""]:
            if len(taken.entries) >= _MOST:
                taken.leave(given.origin(path), f"{controller} {container}".strip(), f"more than {_MOST} entries")
                continue
            values: dict[str, Any] = {"rules": rules}
            values |= {"namespace": namespace} if namespace else {}
            values |= {"name": controller} if controller else {}
            values |= {"pointer": f"/spec/template/spec/containers/name={container}"} if container else {}
            taken.entry({**values, "reason": "exempted in Polaris"}, _origin(given.origin(path), controller, container))


def _origin(line: str, controller: str, container: str) -> str:
    notes = [
        *(["Polaris takes names that begin so, too"] if controller else []),
        *(["of a pod template"] if container else []),
    ]
    return ": ".join([line, "; ".join(notes)]) if notes else line


def _rules(path: Path, given: File, taken: Taken) -> list[str]:
    """The rules for the checks of an exemption; all that run where it names none."""
    if given.at((*path, "rules")) is None:
        return sorted(taken.rules.keys() - {UNREADABLE})
    rules: dict[str, None] = {}
    for name, origin in given.strings((*path, "rules")):
        known = check(NAME, name)
        if known is None:
            taken.unknown(name, origin)
        else:
            rules |= dict.fromkeys(known.rules)
    return list(rules)
