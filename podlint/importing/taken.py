"""What is taken over from another tool: settings with the place that each comes from, and what has no counterpart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.config.keys import version
from podlint.errors import ConfigError
from podlint.files.globs import flaw
from podlint.foreign.table import key, tool
from podlint.importing.patterns import glob_of
from podlint.schema import catalog
from podlint.tuples import NamedTuple
from podlint.words import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from podlint.foreign.table import Check

NODE_AGENTS = frozenset(
    (
        *("added-capabilities", "apparmor-unconfined", "escalation-allowed", "host-namespaces", "host-process"),
        *("privileged-container", "proc-mount", "run-as-root", "seccomp-unconfined", "selinux-options"),
    )
)
"""Rules that leave the work of node agents to the profiles of Pod Security."""
UNREADABLE = "yaml-syntax"
"""What every tool reports, whatever it is told to check: a file that cannot be read."""


class Left(NamedTuple):
    """Something that is not taken over: where it stands, what it is, and why."""

    origin: str
    what: str
    why: str


class Entry(NamedTuple):
    """An entry of podlint's `ignore`, and where it comes from."""

    values: Mapping[str, Any]
    origin: str


class Taken:
    """The settings of a configuration in the making. An origin is a place in the file, or an option."""

    def __init__(self, name: str, title: str) -> None:
        self.tool = name
        self.title = title
        self.rules: dict[str, list[str]] = {}
        """Rules that are selected, with the checks that they are selected for."""
        self.severities: dict[str, tuple[str, str]] = {}
        self.options: dict[str, dict[str, Any]] = {}
        self.scalars: dict[str, tuple[Any, str]] = {}
        self.excluded: dict[str, str] = {}
        self.schemas: dict[str, str] = {}
        self.locations: dict[str, str] = {}
        self.entries: list[Entry] = []
        self.left: list[Left] = []

    def leave(self, origin: str, what: str, why: str) -> None:
        """Something is not taken over."""
        self.left.append(Left(origin, what, why))

    def set(self, name: str, value: Any, origin: str) -> None:
        """A setting of one value."""
        self.scalars[name] = value, origin

    def select(self, rule: str, origin: str) -> None:
        """A rule runs."""
        origins = self.rules.setdefault(rule, [])
        if origin not in origins:
            origins.append(origin)

    def check(self, check: Check, origin: str = "") -> None:
        """The rules for a check run, with the options that make them ask for the same."""
        shown = f"{check.id} ({origin})" if origin else check.id
        if not check.rules:
            self.leave(origin, check.id, check.note)
        for rule in check.rules:
            self.select(rule, shown)
            for name, value in check.options.get(rule, {}).items():
                known = self.options.setdefault(rule, {})
                known[name] = _both(known[name], value) if name in known else value

    def checks(self, run: Iterable[Check], skipped: Mapping[str, str], origins: Mapping[str, str]) -> None:
        """Checks run, except for those that are skipped: both by their key, with where that is said."""
        running = [check for check in run if key(check.id) not in skipped]
        for check in running:
            self.check(check, origins.get(key(check.id), ""))
        for name, origin in skipped.items():
            left_out = tool(self.tool).checks.get(name)
            rules = left_out.rules if left_out is not None else ()
            for rule in rules:
                if left_out is not None and rule in self.rules:
                    others = ", ".join(self.rules[rule][:3])
                    self.leave(origin, left_out.id, f"its rule {rule} runs all the same, for {others}")

    def entry(self, values: Mapping[str, Any], origin: str) -> None:
        """Findings that an entry covers are ignored."""
        glob = values.get("path", "")
        why = flaw(glob, alone=True) if glob else None
        if why is not None:
            self.leave(origin, glob, f"no glob of podlint: {why}")
        else:
            self.entries.append(Entry(values, origin))

    def exclude(self, glob: str, origin: str) -> None:
        """Files that match a glob, which is relative to the folder of the run, are left out."""
        if glob.startswith(("~", "../", "/")) or "/../" in glob:
            self.leave(
                origin, glob, "it lies outside of the project: exclude has globs below the configuration's folder"
            )
            return
        glob = glob.removeprefix("./")
        if "/" not in glob.rstrip("/"):
            glob = f"/{glob}"  # without a slash podlint's globs match at any depth
        why = flaw(glob, alone=True)
        if why is not None:
            self.leave(origin, glob, f"no glob of podlint: {why}")
            return
        self.excluded.setdefault(glob, origin)

    def exclude_pattern(self, pattern: str, origin: str) -> None:
        """Files whose path matches a regular expression are left out."""
        glob = glob_of(pattern)
        if glob is None or flaw(glob, alone=True) is not None:
            why = "exclude takes globs, and this regular expression has none that surely means the same"
            self.leave(origin, pattern, why)
            return
        self.excluded.setdefault(glob, origin)

    def suppressions(self) -> None:
        """What manifests say to silence the tool silences podlint too."""
        self.set("foreign-suppressions", True, f"what silences {self.title} in manifests counts")

    def done(self) -> None:
        """Say what is true of the rules that were selected."""
        some = sorted(NODE_AGENTS & self.rules.keys())
        if some:
            why = (
                "of node agents (networks, storage drivers, collectors) they report only where pss-baseline is selected"
            )
            self.leave("", ", ".join(some), why)

    def kubernetes(self, text: str, origin: str) -> None:
        """A Kubernetes version to check against."""
        try:
            self.set("kubernetes-version", version(text, catalog.versions()), origin)
        except ConfigError as error:
            newest = "podlint takes the newest that it knows where none is set"
            self.leave(origin, text, newest if text in ("master", "latest") else str(error))

    def unknown(self, name: str, origin: str) -> None:
        """A check that is named, and that podlint does not know."""
        self.leave(origin, quoted(name), f"podlint knows no check of {self.title} by that name")


def _both(one: Any, other: Any) -> Any:
    """What two checks ask of one option: of lists all that is in one of them, else what is asked for last."""
    if isinstance(one, list) and isinstance(other, list):
        return [*one, *(item for item in other if item not in one)]
    return other
