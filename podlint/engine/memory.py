"""What a server that lints often keeps between runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from podlint.engine.reuse import Reuse
from podlint.files.paths import shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from podlint.engine.plan import Plan
    from podlint.project.around import Around
    from podlint.project.facts import Facts
    from podlint.project.roles import Role

_Key = TypeVar("_Key")
_Read = TypeVar("_Read")


class Memory:
    """What was read before, by path, each for one state of its file: for a server that lints often.

    Files go by their identity. `versions` are those of texts that are not saved; `around` and `kustomizations` say
    which files there are.
    """

    def __init__(self) -> None:
        self.around: dict[tuple[str, ...], Around] = {}
        self.kustomizations: dict[str, list[str] | None] = {}
        self.versions: dict[str, int] = {}
        self._facts: dict[tuple[str, Role], tuple[object, list[Facts]]] = {}
        self._documents: dict[str, tuple[object, list[Any]]] = {}
        self._reuse: dict[str, tuple[object, Reuse]] = {}

    def facts(self, path: Path, role: Role, read: Callable[[], list[Facts]]) -> list[Facts]:
        """The facts of a file in a role, read only where the file has changed."""
        return self._remembered(self._facts, (str(path), role), str(path), read)

    def documents(self, file: str, read: Callable[[str], list[Any]]) -> list[Any]:
        """The documents of a file, read only where it has changed.

        A text that cannot be read while it is typed is taken as it was before: what it takes is not to change its role
        at every key.
        """
        before = self._documents.get(file)
        found = self._remembered(self._documents, file, file, lambda: read(file))
        if not found and before is not None and before[1] and file in self.versions:
            self._documents[file] = self._documents[file][0], before[1]
            return before[1]
        return found

    def _remembered(
        self, known: dict[_Key, tuple[object, list[_Read]]], key: _Key, file: str, read: Callable[[], list[_Read]]
    ) -> list[_Read]:
        state: tuple[int, int] = -1, self.versions.get(file, 0)
        if file not in self.versions:
            try:
                status = Path(file).stat()
            except OSError:
                return []
            state = status.st_mtime_ns, status.st_size
        found = known.get(key)
        if found is None or found[0] != state:
            found = known[key] = state, read()
        return found[1]

    def reuse(self, name: str, plan: Plan, role: Role, variables: frozenset[str] | None) -> Reuse:
        """What is known of the documents of a file, as long as they are linted in the same way, in the same role."""
        rules, foreign = tuple(plan.selected.items()), plan.foreign is not None
        asked = rules, plan.versions, tuple(plan.custom.items()), foreign, role, variables
        known = self._reuse.get(name)
        if known is None or known[0] != asked:
            known = self._reuse[name] = asked, Reuse()
        return known[1]

    def drop(self, path: str) -> None:
        """Forget a text that is not open any more, and what its documents were found to be."""
        self.versions.pop(path, None)
        self._reuse.pop(shown(path), None)

    def forget(self) -> None:
        """Look again which files there are; what is known of unchanged ones stays."""
        self.around.clear()
        self.kustomizations.clear()
