"""kube-linter: its configuration file, and the options of its command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.foreign.table import key, tool
from podlint.importing.options import items, on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podlint.importing.options import Words
    from podlint.importing.reading import File
    from podlint.importing.taken import Taken

NAME = "kube-linter"
VALUED = frozenset(("include", "exclude", "config", "ignore-paths", "format", "fail-if-no-objects-found"))
SHORT: dict[str, str] = {}
_CUSTOM = "a check that is made from a template of kube-linter; a rule in a plugin can do the same"
_TEMPLATES = {
    "required-label": "see the option required of required-labels",
    "required-annotation": "see the option required of required-annotations",
    "disallowed-api-obj": "see removed-api and deprecated-api",
    "memory-requirements": "see the options of resource-range",
    "cpu-requirements": "see the options of resource-range",
    "minimum-replicas": "see the option minimum of single-replica",
    "latest-tag": "see image-latest and image-registry",
}
_KEYS = frozenset(("doNotAutoAddDefaults", "addAllBuiltIn", "include", "exclude", "ignorePaths"))


def file(given: File, taken: Taken) -> None:
    """Take over a `.kube-linter.yaml`."""
    given.rest((), frozenset(("checks", "customChecks")), {}, taken)
    given.rest(("checks",), _KEYS, {}, taken)
    every, none = given.flag(("checks", "addAllBuiltIn")), given.flag(("checks", "doNotAutoAddDefaults"))
    custom = dict(_custom(given, taken))
    include = [item for item in given.strings(("checks", "include")) if item[0] not in custom]
    exclude = [item for item in given.strings(("checks", "exclude")) if item[0] not in custom]
    _select(taken, every, none, include, exclude)
    for glob, origin in given.strings(("checks", "ignorePaths")):
        taken.exclude(glob, origin)


def command(given: Words, taken: Taken) -> None:
    """Take over what `kube-linter lint` was told."""
    said: dict[str, list[tuple[str, str]]] = {"include": [], "exclude": [], "ignore-paths": []}
    every = none = False
    for option in given.options:
        if option.name in said:
            said[option.name] += [(item, option.name) for item in items(option.value)]
        elif option.name == "add-all-built-in":
            every = on(option)
        elif option.name == "do-not-auto-add-defaults":
            none = on(option)
        elif option.name == "config":
            taken.leave("", option.written, "import that file by itself")
        elif option.name == "format" and option.value in ("json", "sarif"):
            taken.set("output-format", option.value, option.written)
        else:
            taken.leave("", option.written, "podlint has no such setting")
    _select(taken, every, none, said["include"], said["exclude"])
    for glob, origin in said["ignore-paths"]:
        taken.exclude(glob, origin)


def _select(
    taken: Taken, every: bool, none: bool, include: list[tuple[str, str]], exclude: list[tuple[str, str]]
) -> None:
    """The checks that kube-linter runs; what is excluded it never does."""
    known = tool(NAME).checks
    origins, skipped = dict(_known(include, taken)), dict(_known(exclude, taken))
    run = [c for name, c in known.items() if every or (c.default and not none) or name in origins]
    taken.checks(run, skipped, origins)
    taken.suppressions()
    taken.set("fail-on", "info", "kube-linter fails for whatever it finds")


def _known(given: list[tuple[str, str]], taken: Taken) -> Iterator[tuple[str, str]]:
    known = tool(NAME).checks
    for name, origin in given:
        if key(name) in known:
            yield key(name), origin
        else:
            taken.unknown(name, origin)


def _custom(given: File, taken: Taken) -> Iterator[tuple[str, str]]:
    for index, _ in enumerate(given.items(("customChecks",))):
        path = ("customChecks", index)
        given.mapping(path)
        name = given.text((*path, "name")) or "a custom check"
        template = given.text((*path, "template")) or ""
        hint = f"; {_TEMPLATES[template]}" if template in _TEMPLATES else ""
        taken.leave(given.origin(path), name, f"{_CUSTOM}{hint}")
        yield name, given.origin(path)
