"""`extend`: a configuration file laid over another one, and that over the next. What the nearer one says counts.

Lists and single values are replaced, `rules`, `per-file-ignores` and `image-facts` are merged. Globs, reports and the
baseline are about the files of the project, and relative to the nearest file; schemas and Dockerfiles belong to the
file that names them.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from podlint import visible
from podlint.config.keys import READERS
from podlint.config.settings import RuleSettings, Settings
from podlint.files.paths import below, exists, identity, is_file, is_folder, real, repository, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from podlint.config.image_facts import Entry as ImageEntry

_MOST = 20
"""How many files may extend one another."""
_KEYS = ("extend",)


def extended(near: Settings, file: Path, read: Callable[[Path], Settings]) -> Settings:
    """The settings of a file laid over those of the files that it extends, which `read` reads one by one.

    Raises ConfigError, with the place, for a file that is not there, is none, lies outside of the project of the
    nearest one, or extends one of those that extend it.
    """
    project = _project(file)
    chain = [near]
    seen = [identity(file)]
    while (here := chain[-1]).extend is not None:
        target = Path(seen[-1]).parent / here.extend
        if identity(target) in seen or os.path.realpath(target) in map(os.path.realpath, seen):
            path = " → ".join(visible.name(shown(name)) for name in (*seen, identity(target)))
            raise here.error(f"extend: {here.extend} extends this file already: {path}", _KEYS)
        if len(seen) == _MOST:
            raise here.error(f"extend: more than {_MOST} files that extend one another", _KEYS)
        _look_at(target, project, here)
        seen.append(identity(target))
        chain.append(read(target))
    found = chain.pop()
    while chain:
        found = _over(chain.pop(), found)
    return found


def _project(file: Path) -> str:
    """The folder that extended files lie in: the repository, else the current folder, else that of the file."""
    folder = real(file.parent)
    root = repository(folder, whole=True)
    if root is not None:
        return str(root)
    here = real(Path())
    return here if folder == here or below(folder, here) is not None else folder


def _look_at(target: Path, project: str, here: Settings) -> None:
    """Raise ConfigError, at the place that names it, for what cannot be extended."""
    named = f"extend: {here.extend}"
    inner = below(os.path.realpath(target), project)
    if inner is None:
        raise here.error(f"{named} lies outside of the project: only the command line may name such a file", _KEYS)
    if any(step.lower() == ".git" for step in inner.split("/")):
        raise here.error(f"{named} belongs to Git", _KEYS)
    if not is_file(target):
        there = "it is a folder" if is_folder(target) else "it is no regular file"
        raise here.error(f"{named}: {there if exists(target) else 'no such file'}", _KEYS)


def _over(near: Settings, far: Settings) -> Settings:
    """The settings of a file and of what it extends, as one."""
    values = near._asdict()
    for key in far.written:
        field = READERS[key][0]
        if key not in near.written:
            values[field] = _from_afar(field, near, far)
    if "ignore" not in near.written:
        values["entries"] = tuple(entry._replace(file=entry.file or far.file or "") for entry in far.entries)
    values["rules"] = _rules(near.rules, far.rules)
    values["per_file_ignores"] = tuple({**dict(far.per_file_ignores), **dict(near.per_file_ignores)}.items())
    values["image_facts"] = _image_facts(near, far)
    values["named"] = (*near.named, *far.named)
    values["written"] = tuple(dict.fromkeys((*near.written, *far.written)))
    if near.places is not None:
        values["places"] = near.places._replace(extended=far.places)
    return Settings(**{**values, "extend": near.extend})


def _from_afar(field: str, near: Settings, far: Settings) -> object:
    """A setting of the farther file; its schemas, and where to look for more, from the folder of the nearer one."""
    value = getattr(far, field)
    if field not in ("schemas", "schema_locations"):
        return value
    return tuple(name if "://" in name or name == "default" else _from_here(name, near, far) for name in value)


def _from_here(path: str, near: Settings, far: Settings) -> str:
    """A path that the farther file gives, from the folder of the nearer one."""
    if far.root is None or near.root is None or far.root == near.root:
        return path
    return os.path.relpath(os.path.join(real(far.root), path), real(near.root)).replace(os.sep, "/")


def _image_facts(near: Settings, far: Settings) -> tuple[ImageEntry, ...]:
    """What is said of images, the nearer file's before the farther one's."""
    named = {entry.name for entry in near.image_facts}
    rest = (entry for entry in far.image_facts if entry.name not in named)
    whole = (e._replace(dockerfile=_from_here(e.dockerfile, near, far) if e.dockerfile else None) for e in rest)
    return (*near.image_facts, *whole)


def _rules(near: Mapping[str, RuleSettings], far: Mapping[str, RuleSettings]) -> dict[str, RuleSettings]:
    """What is said of rules: the severity of the nearer one where it has one, and each option of its own."""
    found = dict(far)
    for word, own in near.items():
        other = found.pop(word, RuleSettings())
        options = {_plain(key): (key, value) for key, value in other.options}
        # Twice the same key in one file is told apart from one in each by whoever builds the options.
        own_keys = {_plain(key) for key, _ in own.options}
        kept = [pair for key, pair in options.items() if key not in own_keys]
        says = own.severity is not None or own.off
        found[word] = RuleSettings(
            own.severity if says else other.severity, (*own.options, *kept), own.off if says else other.off
        )
    return found


def _plain(key: object) -> str:
    return str(key).replace("_", "-")
