"""What a kustomization has gathered: objects, field specifications, variables, and what it could not know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.kustomize.build.config import joined
from podlint.kustomize.build.defaults import Config, empty
from podlint.kustomize.build.resources import Resources
from podlint.kustomize.build.variables import Var, collected
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from podlint.kustomize.build.errors import Refusal
    from podlint.kustomize.build.nodes import Origin


class Gap(NamedTuple):
    """Something that belongs to the build and is not known: why, and where it is named."""

    reason: str
    origin: Origin | None


class Accumulated:
    """The state of one kustomization while it is worked through.

    `gaps` say why objects may be missing, `doubts` why those that are there may differ, `problems` what kustomize
    refuses although the build goes on, `ineffective` which patches have no effect.
    """

    def __init__(self) -> None:
        self.resources = Resources()
        self.config: Config = empty()
        self.variables: dict[str, Var] = {}
        self.gaps: list[Gap] = []
        self.doubts: list[Gap] = []
        self.problems: list[Refusal] = []
        self.ineffective: list[Gap] = []

    def fork(self) -> Accumulated:
        """The same state for another kustomization, which may go on with it."""
        new = Accumulated()
        new.resources = self.resources.fork()
        new.config, new.variables = self.config, dict(self.variables)
        new.gaps, new.doubts, new.problems = list(self.gaps), list(self.doubts), list(self.problems)
        new.ineffective = list(self.ineffective)
        return new

    def add(self, other: Accumulated) -> None:
        """Take what another kustomization has gathered. Raises Refusal where something is there twice."""
        self.resources.extend(other.resources.items)
        self.config = joined(self.config, other.config)
        collected(self.variables, list(other.variables.values()))
        self.gaps += other.gaps
        self.doubts += other.doubts
        self.problems += other.problems
        self.ineffective += other.ineffective

    @property
    def unsure(self) -> str | None:
        """Why an object that is not found may be there all the same; None where it cannot."""
        return self.gaps[0].reason if self.gaps else None

    def open_all(self, reason: str, origin: Origin | None) -> None:
        """Note that all objects may have been changed."""
        self.doubts.append(Gap(reason, origin))
        for resource in self.resources.items:
            resource.open.append(reason)
