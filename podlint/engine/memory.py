"""What a server that lints often keeps between runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.engine.reuse import Reuse

if TYPE_CHECKING:
    from podlint.engine.plan import Plan
    from podlint.project.around import Around
    from podlint.project.facts import Facts
    from podlint.project.roles import Role


class Memory:
    """Facts of files that were read before, by path, each for one state of its file: for a server that lints often.

    `versions` are those of texts that are not saved, by absolute path.
    """

    def __init__(self) -> None:
        self.facts: dict[str, tuple[tuple[int, int], list[Facts]]] = {}
        self.around: dict[tuple[str, ...], Around] = {}
        self.versions: dict[str, int] = {}
        self._reuse: dict[str, tuple[object, Reuse]] = {}

    def reuse(self, name: str, plan: Plan, role: Role, variables: frozenset[str] | None) -> Reuse:
        """What is known of the documents of a file, as long as they are linted in the same way, in the same role."""
        asked = tuple(plan.selected.items()), plan.versions, tuple(plan.custom.items()), role, variables
        known = self._reuse.get(name)
        if known is None or known[0] != asked:
            known = self._reuse[name] = asked, Reuse()
        return known[1]

    def forget(self) -> None:
        """Look again which files there are; what is known of unchanged ones stays."""
        self.around.clear()
