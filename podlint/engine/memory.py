"""What a server that lints often keeps between runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from podlint.collecting.layers import Layered
from podlint.engine.plan import Images
from podlint.engine.reuse import Reuse
from podlint.files.paths import shown
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from podlint.engine.plan import Plan
    from podlint.project.around import Around
    from podlint.project.facts import Facts
    from podlint.project.roles import Role
    from podlint.schema.catalog import Custom, CustomSchema

_Key = TypeVar("_Key")
_Read = TypeVar("_Read")


class _Known(NamedTuple):
    """How a file was linted: what was asked for, what is known of its documents, and with which plan."""

    asked: object
    reuse: Reuse
    plan: Plan


def _said(schema: CustomSchema | None) -> object:
    """Equal for schemas that say the same, and that findings name in the same way."""
    if schema is None:
        return None
    others = tuple((other.content, other.at) for other in schema.others)
    return schema.content, schema.at, schema.origin, schema.several, others


def _answers_as(plan: Plan, before: Plan) -> bool:
    """Whether a plan answers as one before did all that was asked while documents were linted."""
    looked_up = before.custom.looked_up if isinstance(before.custom, Layered) else {}
    same = all(_said(plan.custom.get(kind)) == _said(schema) for kind, schema in looked_up.items())
    return same and (not isinstance(plan.images, Images) or plan.images.answers_as(before.images))


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
        self._reuse: dict[str, _Known] = {}

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
        custom = tuple((kind, _said(schema)) for kind, schema in plan.custom.items())
        asked = rules, plan.versions, custom, foreign, plan.missing, plan.templates, role, variables
        known = self._reuse.get(name)
        same = known is not None and known.asked == asked and _answers_as(plan, known.plan)
        self._reuse[name] = found = _Known(asked, known.reuse if same and known is not None else Reuse(), plan)
        return found.reuse

    def custom(self, name: str) -> Custom:
        """The schemas of custom kinds that a file was linted with the last time."""
        known = self._reuse.get(name)
        return known.plan.custom if known is not None else {}

    def drop(self, path: str) -> None:
        """Forget a text that is not open any more, and what its documents were found to be."""
        self.versions.pop(path, None)
        self._reuse.pop(shown(path), None)

    def forget(self) -> None:
        """Look again which files there are; what is known of unchanged ones stays."""
        self.around.clear()
        self.kustomizations.clear()
