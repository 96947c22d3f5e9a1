"""Custom resources without a schema: how much that weighs, by group and kind, where the configuration says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.rule import EngineRule
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from podlint.config.select import Selected
    from podlint.config.settings import Settings
    from podlint.findings.finding import Severity

RULE = EngineRule.UNKNOWN_CRD.value


class Missing(NamedTuple):
    """Severities by pattern, the last that fits counts; `always` says that the rule runs where none does too."""

    entries: tuple[tuple[str, Severity | None], ...]
    always: bool

    def weighed(self, selected: Selected, api_version: str, kind: str) -> Selected | None:
        """The rule as it holds for a kind; None where it does not."""
        name = f"{api_version.rpartition('/')[0]}/{kind}"
        for pattern, severity in reversed(self.entries):
            if fits(pattern, name):
                return None if severity is None else selected._replace(severity=severity, configured=True)
        return selected if self.always else None


def asked(settings: Settings) -> Settings:
    """The settings with the rule selected, as far as it is not ignored, where they weigh what it tells."""
    return settings._replace(extend_select=(*settings.extend_select, RULE))


def missing(settings: Settings, *, always: bool) -> Missing | None:
    """What settings say of kinds without a schema; None where they say nothing."""
    return Missing(settings.missing_schema, always) if settings.missing_schema else None


def fits(pattern: str, name: str) -> bool:
    """Whether a pattern fits `GROUP/KIND`: `*` stands for anything, and a pattern without a slash for a group."""
    first, *rest = (pattern if "/" in pattern else f"{pattern}/*").split("*")
    if not rest:
        return name == first
    if not name.startswith(first):
        return False
    at = len(first)
    for part in rest[:-1]:
        found = name.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return name.endswith(rest[-1]) and len(name) - len(rest[-1]) >= at
