"""What the words of `podlint explain` name: a kind of Kubernetes or of the project, and a field of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podlint.config import keys
from podlint.errors import ConfigError, UsageError
from podlint.kubernetes.kinds import SHORT, called, group_of, means
from podlint.schema import catalog, fields
from podlint.tuples import NamedTuple
from podlint.words import closest

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator

    from podlint.cli.custom_kinds import CustomKinds, Own
    from podlint.schema.fields import Field

_WORD = re.compile(r"(?:(?P<api>[^/]+(?:/[^/]+)?)/)?(?P<kind>[^./]+)(?:\.(?P<path>.+))?")


class Named(NamedTuple):
    """What a word such as `deploy.spec.replicas` names: a kind of a version, and a path in it."""

    version: str
    api_version: str
    kind: str
    path: tuple[str | int, ...]
    others: tuple[str, ...] = ()
    own: Own | None = None

    @property
    def word(self) -> str:
        """The name in full, as people would write it."""
        return ".".join((self.kind, *map(str, self.path)))

    def field(self, path: tuple[str | int, ...] | None = None) -> Field | None:
        """The field at the path, or at another one of the kind; None where there is none."""
        at = self.path if path is None else path
        if self.own is not None:
            return self.own.fields.field(at)
        return fields.field(self.version, self.api_version, self.kind, at)

    def tree(self) -> Iterator[tuple[int, Field]]:
        """Everything below the path, each with its depth."""
        return self.own.fields.tree(self.path) if self.own is not None else fields.tree(*self[:4])


def names_a_kind(word: str) -> bool:
    """Whether a word is a kind, as kubectl takes them, of any Kubernetes version."""
    return bool(called(word))


class Custom:
    """The custom kinds of the project, looked for when somebody asks."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._options = options
        self._kinds: CustomKinds | None = None

    @property
    def _known(self) -> CustomKinds:
        if self._kinds is None:
            from podlint.cli.custom_kinds import CustomKinds

            self._kinds = CustomKinds(self._options)
        return self._kinds

    def named(self, word: str, path: list[str | int], api: str | None, *, also: bool) -> tuple[list[Own], int]:
        """The kinds that a word means, and how many parts of the path behind it are their group.

        Where there are others `also`, only what is kept and configured is asked: not every file is read for that.
        """
        found = self._beside(word) if also and api is None else self._known.named(word, api)
        length = _group_in([one.kind[0] for one in found], path) if api is None else 0
        group = ".".join(map(str, path[:length]))
        return [one for one in found if not length or group_of(one.kind[0]) == group], length

    def _beside(self, word: str) -> list[Own]:
        from podlint.cli.custom_kinds import CustomKinds

        try:
            return CustomKinds(self._options, whole=False).named(word)
        except (ConfigError, UsageError):  # it is no reason to say nothing of the built-in one
            return []

    def lacking(self, word: str) -> str | None:
        """What to say where a word means a kind that has objects in the project, and no schema."""
        kind = self._known.lacking(word)
        return None if kind is None else f"no schema for {kind[0]} {kind[1]}: podlint schemas fetch"

    def names(self) -> list[str]:
        """What all of them are called."""
        return self._known.names()


def _group_in(api_versions: Iterable[str], path: list[str | int]) -> int:
    """How many parts of a path are the group of one of these, as in `certificates.cert-manager.io`."""
    groups = {group_of(api) for api in api_versions} - {""}
    return next((n for n in range(len(path), 0, -1) if ".".join(map(str, path[:n])) in groups), 0)


def near_kind(word: str, version: str | None = None, custom: Custom | None = None) -> str | None:
    """The kind that a word was most likely meant to be."""
    own = custom.names() if custom is not None else []
    return closest(word, [*sorted(catalog.kinds(chosen_version(version))), *SHORT, *own])


def find(word: str, version: str, api_version: str | None, custom: Custom) -> Named:
    """What a word names in a Kubernetes version, or among the custom kinds; raises UsageError where there is none."""
    match = _WORD.fullmatch(word.strip().strip("."))
    if match is None:
        raise UsageError(f'"{word}" is no field; write KIND.FIELD.FIELD, such as pod.spec.containers.env')
    said, asked, path = match["kind"], match["api"] or api_version, list(_parts(match["path"] or ""))
    served = [key.rpartition("/") for key in catalog.index(version)]
    kinds = sorted((api, kind) for api, _, kind in served if means(said, kind))
    of_group = [pair for pair in kinds if asked is None or asked in (pair[0], group_of(pair[0]))]
    length = _group_in((api for api, _ in of_group), path) if asked is None else 0
    if length:
        of_group = [pair for pair in of_group if group_of(pair[0]) == ".".join(map(str, path[:length]))]
    owns: list[Own] = []
    if not length and (asked is None or not of_group):
        owns, length = custom.named(said, path, asked, also=bool(of_group))
        of_group = [] if length else of_group
    if not of_group and not owns:
        raise UsageError(_no_kind(said, version, asked, kinds, custom))
    found: list[tuple[str, str, Own | None]] = [(*pair, None) for pair in of_group]
    found.sort(key=lambda one: _preference(one[0]))
    found += [(*own.kind, own) for own in sorted(owns, key=lambda own: _preference(own.kind[0]))]
    (chosen, kind, own), others = found[0], tuple(api for api, _, _ in found[1:])
    return Named(version, chosen, kind, tuple(path[length:]), others, own)


def _no_kind(word: str, version: str, asked: str | None, kinds: list[tuple[str, str]], custom: Custom) -> str:
    """What is said where a word means no kind of the group that is asked for."""
    there = [*kinds, *(own.kind for own in custom.named(word, [], None, also=bool(kinds))[0])] if asked else []
    if there:
        served = ", ".join(api for api, _ in there)
        return f'Kubernetes {version} has no {there[0][1]} in "{asked}"; it is in {served}'
    lacking = custom.lacking(word)
    if lacking is not None:
        return lacking
    near = near_kind(word, version, custom)
    hint = (
        f'did you mean "{near}"?' if near else "`podlint explain` knows the built-in kinds, and those with a definition"
    )
    return f'Kubernetes {version} has no kind "{word}"{_elsewhere(word)}; {hint}'


def _preference(api_version: str) -> tuple[bool, bool, bool, int, str]:
    """Stable before beta before alpha, the core group first, the highest version."""
    number = re.search(r"v(\d+)", api_version)
    return "alpha" in api_version, "beta" in api_version, "/" in api_version, -int(number[1] if number else 0), ""


def _parts(path: str) -> Iterable[str | int]:
    """`containers[0].env` and `containers.0.env` name an entry; `containers[].env` and `containers.env` any."""
    for part in re.split(r"[.\[\]]+", path):
        if part and part != "*":
            yield int(part) if part.isdecimal() and part.isascii() else part


def chosen_version(said: str | None) -> str:
    """The Kubernetes version that is asked for, else the newest. Raises ConfigError."""
    known = catalog.versions()
    return keys.version(said, known) if said else known[-1]


def _elsewhere(word: str) -> str:
    """In which versions there is a kind that the asked one lacks."""
    having = [v for v in catalog.versions() if any(means(word, kind) for kind in catalog.kinds(v))]
    return f" (there is one in {having[0]} to {having[-1]})" if having else ""
