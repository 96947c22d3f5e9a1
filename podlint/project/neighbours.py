"""What earlier runs learnt of the files around: so that one file in a large project need not wait for all others.

What is known of a file holds while the file is as it was. Which files there are, and what they are taken for, holds
while no folder has other names in it, and nothing has changed that decides about files: configurations, ignore files,
kustomizations, charts.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, Protocol

from podlint.kustomize.fields import KUSTOMIZATION_NAMES
from podlint.project.facts import Facts
from podlint.project.labelling import selector_keys
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

    from podlint.findings.result import FileResult
    from podlint.project.roles import Roles

_FACTS, _TREE, _DOCUMENTS = "facts", "tree", "documents"
_DECIDING = frozenset({*KUSTOMIZATION_NAMES, "Chart.yaml", ".gitignore", ".git", "exclude", "pyproject.toml"})


class Store(Protocol):
    """Where texts are kept, by space and key."""

    def get(self, space: str, key: str) -> str | None:
        """The text under a key."""

    def all(self, space: str) -> dict[str, str]:
        """All texts of a space."""

    def put(self, space: str, key: str, value: str | None) -> None:
        """Keep a text under a key; with None, forget it."""


class _Known(NamedTuple):
    """What is known of a file.

    The role that it was read in, whether it may define kinds, the keys of labels that its selectors ask for; of its
    objects document, path and data.
    """

    role: str
    defines: bool
    selecting: list[str]
    objects: list[Any]


def _known(role: str, facts: Iterable[Facts], *, defines: bool) -> _Known:
    rows = [[one.document, one.path, one.data] for one in facts]
    return _Known(role, defines, sorted({key for row in rows for key in selector_keys(row[2])}), rows)


class Neighbours:
    """The files of a project by their identities, as earlier runs left them.

    `seen` are those whose state is known, `changed` those of them that are different; `moved` says that there are other
    files than there were. Without a store nothing is known yet.
    """

    def __init__(
        self,
        store: Store | None = None,
        seen: Collection[str] = (),
        changed: frozenset[str] = frozenset(),
        *,
        moved: bool = True,
    ) -> None:
        self._store = store
        self._seen = seen
        self._changed = changed
        self._folders = {os.path.split(file)[0] for file in changed}
        self._steady = not moved and not any(map(_decides, changed))
        self._known: dict[str, _Known] | None = None
        self._documents: dict[str, list[Any]] | None = None
        self._anew: set[str] = set()
        self._learnt: dict[str, _Known] = {}
        self._trees: dict[str, str] = {}
        self._defining: dict[str, bool] = {}

    def tree(self, what: str, root: str) -> list[str] | None:
        """The files below a root, or those of them that `what` names; None where they have to be looked for."""
        text = self._store.get(_TREE, f"{what} {root}") if self._steady and self._store is not None else None
        return list(json.loads(text)) if text is not None else None

    def learn_tree(self, what: str, root: str, files: Iterable[str]) -> None:
        """Keep which files there are below a root."""
        self._trees[f"{what} {root}"] = json.dumps(list(files))

    def facts(self, path: Path, name: str, roles: Roles) -> list[Facts] | None:
        """The facts of a file, by the name that reports give it; None where it has to be read."""
        file = str(path)
        known = self._find(file)
        if known is None:
            return None
        if not self._settled(file) and roles.of(path).value != known.role:
            return None
        return [Facts(name, document, tuple(keys), data) for document, keys, data in known.objects]

    def selecting(self, file: str) -> list[str]:
        """The keys of labels that the selectors in a file ask for, which is known."""
        known = self._find(file)
        return known.selecting if known is not None else []

    def _settled(self, file: str) -> bool:
        """Whether a file is taken for what it was: what changes beside a file may decide about it."""
        if not self._steady:
            return False
        folder = os.path.split(file)[0]
        return folder not in self._folders and os.path.split(folder)[0] not in self._folders

    def defines_nothing(self, file: str) -> bool:
        """Whether a file is known to define no kinds."""
        known = self._find(file)
        return known is not None and not known.defines

    def note_defining(self, file: str, defines: bool) -> None:
        """Note whether a file may define kinds, or change objects."""
        self._defining[file] = defines

    def learn(self, file: str, role: str, facts: Iterable[Facts], *, defines: bool) -> None:
        """Keep the facts of a file that was read in a role."""
        self._learnt[file] = _known(role, facts, defines=defines)

    def learn_result(self, file: str, result: FileResult) -> None:
        """Keep what a file of the run holds, if all of it is understood: then reading it as context tells the same."""
        if file in self._defining and not result.findings and not result.skipped:
            self.learn(file, result.role, result.facts, defines=self._defining[file])

    def documents(self, file: str) -> list[Any] | None:
        """The data of the documents of a kustomization; None where it has to be read."""
        return self._kustomizations().get(file) if self._is_as_it_was(file) else None

    def learn_documents(self, file: str, documents: list[Any]) -> None:
        """Keep the documents of a kustomization."""
        self._kustomizations()[file] = documents
        self._anew.add(file)

    def save(self, store: Store) -> None:
        """Put what was learnt into a store."""
        for file in self._changed - self._learnt.keys():
            store.put(_FACTS, file, None)
        for file, known in self._learnt.items():
            store.put(_FACTS, file, _text(known))
        for key, files in self._trees.items():
            store.put(_TREE, key, files)
        if self._documents is not None:
            for file in self._changed - self._anew:
                self._documents.pop(file, None)
            store.put(_DOCUMENTS, "", _text(self._documents))

    def _find(self, file: str) -> _Known | None:
        if not self._is_as_it_was(file):
            return None
        if self._known is None:
            rows = self._store.all(_FACTS) if self._store is not None else {}
            every = json.loads(f"[{','.join(rows.values())}]")
            self._known = {file: _Known(*known) for file, known in zip(rows, every, strict=True)}
        return self._known.get(file)

    def _is_as_it_was(self, file: str) -> bool:
        return file in self._seen and file not in self._changed

    def _kustomizations(self) -> dict[str, list[Any]]:
        if self._documents is None:
            text = self._store.get(_DOCUMENTS, "") if self._store is not None else None
            self._documents = json.loads(text) if text else {}
        return self._documents


def _text(value: object) -> str | None:
    """A value as JSON; None for what JSON cannot hold."""
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError):
        return None


def _decides(file: str) -> bool:
    """Whether what a file says decides what others are, or whether they count."""
    name = os.path.split(file)[1]
    return name in _DECIDING or name.startswith(".podlint")
