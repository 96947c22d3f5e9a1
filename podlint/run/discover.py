"""Arguments to files, and each file's role by where it lies."""

from __future__ import annotations

import fnmatch
import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from podlint.kube.roles import KUSTOMIZATION_NAMES, Role, adds_selectors, patch_paths, resource_paths
from podlint.parse.decode import MAX_BYTES, decode
from podlint.parse.documents import parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SUFFIXES = frozenset({".yaml", ".yml", ".json"})
TEMPLATE_SUFFIXES = frozenset({".j2", ".jinja", ".jinja2", ".tmpl", ".gotmpl", ".tpl", ".erb"})
NOT_ENTERED = frozenset({".git", ".hg", ".svn", "node_modules", ".tox", ".nox", ".venv", "venv", "__pycache__"})


class MissingPath(Exception):
    """An argument names no file or folder."""


class Target(NamedTuple):
    """A file to lint: `explicit` where it was named itself, not found in a folder."""

    path: Path
    explicit: bool


def discover(
    arguments: Iterable[str], exclude: Iterable[tuple[Path, tuple[str, ...]]] = (), *, force: bool = False
) -> list[Target]:
    """The files that the arguments name, in order and once each; folders give their YAML and JSON files, sorted.

    `exclude` are (folder, globs relative to it); they hold for what is found in folders, and with `force` for named
    files too. Raises MissingPath.
    """
    found: dict[Path, Target] = {}
    patterns = list(exclude)
    for argument in arguments:
        path = Path(argument)
        if path.is_dir():
            for file in _walk(path):
                if not any(_matches(file, root, globs) for root, globs in patterns):
                    found.setdefault(file, Target(file, explicit=False))
        elif path.exists():
            if not force or not any(_matches(path, root, globs) for root, globs in patterns):
                found[path] = Target(path, explicit=True)
        else:
            raise MissingPath(f"{argument}: no such file or folder")
    return list(found.values())


def _walk(folder: Path) -> Iterator[Path]:
    for base, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in NOT_ENTERED)
        for name in sorted(files):
            if os.path.splitext(name)[1].lower() in SUFFIXES:
                yield Path(base, name)


def _matches(file: Path, root: Path, globs: tuple[str, ...]) -> bool:
    try:
        relative = file.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        return False
    for glob in globs:
        pattern = glob.rstrip("/")
        parts = relative.split("/")
        prefixes = ["/".join(parts[: i + 1]) for i in range(len(parts))]
        candidates = prefixes if "/" in pattern else [*prefixes, *parts]
        if any(fnmatch.fnmatch(candidate, pattern.removeprefix("**/")) for candidate in candidates):
            return True
    return False


def role_of(path: Path) -> Role:
    """What a file is by its name and place.

    A file below `templates/` of a folder with a Chart.yaml is a Helm template; one that a kustomization in its folder
    or above names as a patch is a patch, and one to which it adds selectors is a base.
    """
    if path.name in KUSTOMIZATION_NAMES:
        return Role.KUSTOMIZATION
    if path.suffix in TEMPLATE_SUFFIXES:
        return Role.TEMPLATE
    absolute = Path(os.path.abspath(path))
    if _in_chart(absolute.parent):
        return Role.HELM_TEMPLATE
    patches, labelled = _kustomized(absolute.parent)
    if str(absolute) in patches:
        return Role.PATCH
    return Role.BASE if any(str(p) in labelled for p in (absolute, *absolute.parents)) else Role.MANIFEST


@lru_cache(maxsize=4096)
def _in_chart(folder: Path) -> bool:
    """Whether a folder is, or lies below, the `templates` of a chart."""
    if folder.name == "templates" and (folder.parent / "Chart.yaml").is_file():
        return True
    return folder.parent != folder and not (folder / ".git").exists() and _in_chart(folder.parent)


@lru_cache(maxsize=4096)
def _kustomized(folder: Path) -> tuple[frozenset[str], frozenset[str]]:
    """Patches, and resources given selectors, of the kustomizations in `folder` and above up to the repository root."""
    patches: set[str] = set()
    labelled: set[str] = set()
    for name in KUSTOMIZATION_NAMES:
        file = folder / name
        for data in _documents(file) if file.is_file() else ():
            patches.update(os.path.normpath(folder / p) for p in patch_paths(data))
            if adds_selectors(data):
                labelled.update(os.path.normpath(folder / p) for p in resource_paths(data))
    if folder.parent != folder and not (folder / ".git").exists():
        above = _kustomized(folder.parent)
        patches |= above[0]
        labelled |= above[1]
    return frozenset(patches), frozenset(labelled)


def _documents(file: Path) -> list[Any]:
    """The data of a small YAML file's documents; nothing where it cannot be read."""
    try:
        data = file.read_bytes()
    except OSError:
        return []
    source, undecodable = decode(data[: MAX_BYTES + 1], str(file))
    if undecodable is not None or len(data) > MAX_BYTES:
        return []
    return [composed.document.data for composed in parse(source).documents]
