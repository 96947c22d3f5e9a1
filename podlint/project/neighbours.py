"""What earlier runs learnt of the files around: so that one file in a large project need not wait for all others.

What is known of a file holds while the file is as it was. Which files there are, and what they are taken for, holds
while no folder has other names in it, and nothing has changed that decides about files: configurations, ignore files,
kustomizations, charts.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, Protocol

from podlint.kubernetes.kinds import POD_SPECS
from podlint.kustomize.fields import KUSTOMIZATION_NAMES
from podlint.project.facts import Facts
from podlint.project.keys import DEFINES, DEFINES_ANY, as_json, defining, of_file, plain
from podlint.project.labelling import selector_keys
from podlint.project.remembered import Remembered
from podlint.project.stock import MOST, Known, Stock, save_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from podlint.findings.result import FileResult
    from podlint.project.remembered import Found
    from podlint.project.roles import Roles
    from podlint.project.stock import Store
    from podlint.yaml.place import Path as Keys

_MOVED = "moved"
"""Says that files have come, gone, or changed their roles, and that not all have been looked at since."""
_TREE, _DOCUMENTS, _KUSTOMIZATIONS = "tree", "documents", "kustomizations"
_DECIDING = frozenset({*KUSTOMIZATION_NAMES, "Chart.yaml", ".gitignore", ".git", "exclude", "pyproject.toml"})


def _known(role: str, facts: Iterable[Facts], *, defines: bool) -> Known:
    rows = [[one.document, one.path, one.data] for one in facts]
    return Known(role, defines, sorted({key for row in rows for key in selector_keys(row[2])}), rows)


class Seen(Protocol):
    """The files whose state is known."""

    def __contains__(self, file: object) -> bool:
        """Whether a file is among them."""

    def among(self, files: Iterable[str]) -> set[str]:
        """Those of some files that are among them."""


class Neighbours:
    """The files of a project by their identities, as earlier runs left them.

    `seen` are those whose state is known, `changed` those of them that are different; `moved` says that there are other
    files than there were. `pod_specs` says where kinds keep their pods. Without a store nothing is known yet.
    """

    def __init__(
        self,
        store: Store | None = None,
        seen: Seen | None = None,
        changed: frozenset[str] = frozenset(),
        *,
        moved: bool = True,
        pod_specs: Mapping[str, Keys] = POD_SPECS,
    ) -> None:
        self._store = store
        self._seen = seen
        self._changed = changed
        moved = moved or (store is not None and store.get(_TREE, _MOVED) is not None)
        self._steady = not moved and not any(_decides(file) or os.path.islink(file) for file in changed)  # noqa: PTH114
        self._pod_specs = pod_specs
        self._stock: Stock | None = None
        self._remembered = Remembered(store)
        self._looked_at: set[str] = set()
        self._documents: dict[str, list[Any]] | None = None
        self._resolved: dict[str, list[Any]] | None = None
        self._found: dict[str, list[Any]] = {}
        self._anew: set[str] = set()
        self._learnt: dict[str, Known] = {}
        self._trees: dict[str, str] = {}
        self._defining: dict[str, bool] = {}
        self._places: set[str] | None = None

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
        self._looked_at.add(file)
        known = self._find(file)
        if known is None:
            return None
        if not self._settled(file, roles) and roles.of(path).value != known.role:
            return None
        return [Facts(name, document, tuple(keys), data) for document, keys, data in known.objects]

    def selecting(self, file: str) -> list[str]:
        """The keys of labels that the selectors in a file ask for, which is known."""
        known = self._find(file)
        return known.selecting if known is not None else []

    def stocked(self, files: Iterable[str], roles: Roles) -> tuple[Stock, set[str]] | None:
        """The stock, and those of some files that are in it as they are; None where what files are may have changed."""
        stock = self._stocked()
        if not self._steady or not stock.files or self._seen is None:
            return None
        found = self._seen.among(files).intersection(stock.files).difference(self._changed, stock.since)
        self._settled("", roles)
        if self._places:
            folders = {file.rpartition(os.sep)[0] for file in found}
            near = {folder for folder in folders if self._is_near(folder)}
            found = {file for file in found if file.rpartition(os.sep)[0] not in near or roles.takers(file)}
        return stock, found

    def _settled(self, file: str, roles: Roles) -> bool:
        """Whether a file is taken for what it was.

        Where nothing changed that decides about files, what it is may still depend on what a kustomization beside it
        takes.
        """
        if not self._steady:
            return False
        if self._places is None:
            takers = {one for changed in self._changed for one in roles.takers(changed)}
            self._places = {os.path.split(taker)[0] for taker in takers}
        if not self._places:
            return True
        return not self._is_near(os.path.split(file)[0]) or bool(roles.takers(file))

    def _is_near(self, folder: str) -> bool:
        """Whether a kustomization that takes something changed lies in a folder, or above it."""
        return self._places is not None and not self._places.isdisjoint((folder, os.path.split(folder)[0]))

    def defining(self, files: Iterable[str], groups: Iterable[str]) -> list[str]:
        """Those of some files that may define kinds of these groups, or change objects."""
        stock = self._stocked()
        found = [stock.under(key) for key in (DEFINES, DEFINES_ANY, *map(defining, groups))]
        every, *some = (frozenset(one) if one is not None else None for one in found)
        near = None if every is None or None in some else frozenset().union(*(one for one in some if one is not None))

        def may(file: str) -> bool:
            if not self._is_as_it_was(file):
                return True
            if near is not None and stock.has(file):
                return file in near
            known = stock.known(file)
            return known is None or known.defines

        return [file for file in files if may(file)]

    def note_defining(self, file: str, defines: bool) -> None:
        """Note whether a file may define kinds, or change objects."""
        self._defining[file] = defines

    def learn(self, file: str, role: str, facts: Iterable[Facts], *, defines: bool) -> None:
        """Keep the facts of a file that was read in a role."""
        self._looked_at.add(file)
        self._learnt[file] = _known(role, facts, defines=defines)

    def learn_result(self, file: str, result: FileResult) -> None:
        """Keep what a file of the run holds: what reading it as context tells."""
        clean = not result.findings and not result.skipped
        if file in self._defining and (clean or result.context is not None):
            facts = result.facts if result.context is None else result.context
            self.learn(file, result.role, facts, defines=self._defining[file])

    def documents(self, file: str) -> list[Any] | None:
        """The data of the documents of a kustomization; None where it has to be read."""
        return self._kustomizations().get(file) if self._is_as_it_was(file) else None

    def learn_documents(self, file: str, documents: list[Any]) -> None:
        """Keep the documents of a kustomization, if JSON can hold them."""
        if plain(documents) is not None:
            self._kustomizations()[file] = documents
            self._anew.add(file)

    def kustomization(self, file: str) -> list[Any] | None:
        """What a kustomization says and names; None where that has to be looked up."""
        if not self._steady or not self._is_as_it_was(file):
            return None
        return self._all_resolved().get(file)

    def _all_resolved(self) -> dict[str, list[Any]]:
        if self._resolved is None:
            text = self._store.get(_KUSTOMIZATIONS, "") if self._steady and self._store is not None else None
            self._resolved = json.loads(text) if text else {}
        return self._resolved

    def learn_kustomization(self, file: str, found: list[Any]) -> None:
        """Keep what a kustomization says and names, if JSON can hold it."""
        if plain(found) is not None:
            self._found[file] = found

    def definitions(self, file: str, read: Callable[[str], Iterable[Found]]) -> list[Found] | None:
        """The definitions of kinds in a file, which `read` reads again; None where it has to be read."""
        return self._remembered.of(file, read) if self._is_as_it_was(file) else None

    def learn_definitions(self, file: str, found: list[Found]) -> None:
        """Keep the definitions in a file that changes no objects."""
        self._remembered.learn(file, found)

    def save(self, store: Store) -> None:
        """Put what was learnt into a store."""
        self._remembered.save(store, self._changed)
        texts = {file: _text(known) for file, known in self._learnt.items()}
        texts.update((file, None) for file in self._changed - texts.keys())
        self._save_facts(store, texts)
        if not self._steady:
            # What there is, and what files are taken for, has to be looked at again by those who have not yet.
            store.drop(_TREE)
            left = self._known_files().difference(self._looked_at, self._changed)
            store.put(_TREE, _MOVED, "" if left else None)
        for key, files in self._trees.items():
            store.put(_TREE, key, files)
        if self._found or not self._steady:
            store.put(_KUSTOMIZATIONS, "", as_json({**self._all_resolved(), **self._found}))
        if self._documents is not None and (self._anew or not self._changed.isdisjoint(self._documents)):
            for file in self._changed - self._anew:
                self._documents.pop(file, None)
            store.put(_DOCUMENTS, "", _text(self._documents))

    def _save_facts(self, store: Store, texts: dict[str, str | None]) -> None:
        stock = self._stocked()
        if stock.files and len(stock.since.union(texts)) <= MOST:
            if texts:
                stock.save(store, texts)
            return
        rest = (file for file in self._known_files() if file not in texts and self._is_as_it_was(file))
        texts.update((file, stock.text(file)) for file in rest)
        known = {file: text for file, text in texts.items() if text}
        keys, objects = {}, 0
        for file, text in known.items():
            one = Known(*json.loads(text))
            keys[file] = of_file(one.objects, self._pod_specs, defines=one.defines)
            objects += len(one.objects)
        save_all(store, known, keys, objects)

    def _known_files(self) -> set[str]:
        stock = self._stocked()
        return {*stock.files, *stock.since}

    def _stocked(self) -> Stock:
        if self._stock is None:
            self._stock = Stock(self._store)
        return self._stock

    def _find(self, file: str) -> Known | None:
        return self._stocked().known(file) if self._is_as_it_was(file) else None

    def _is_as_it_was(self, file: str) -> bool:
        return self._seen is not None and file in self._seen and file not in self._changed

    def _kustomizations(self) -> dict[str, list[Any]]:
        if self._documents is None:
            text = self._store.get(_DOCUMENTS, "") if self._store is not None else None
            self._documents = json.loads(text) if text else {}
        return self._documents


def _text(value: object) -> str | None:
    """A value as JSON; None for what JSON cannot hold."""
    try:
        return as_json(value)
    except (TypeError, ValueError):
        return None


def _decides(file: str) -> bool:
    """Whether what a file says decides what others are, or whether they count."""
    name = os.path.split(file)[1]
    return name in _DECIDING or name.startswith(".podlint")
