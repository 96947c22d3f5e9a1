"""What a rule about several objects imports besides: the index of a project, and questions that many ask of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.project import mentions
from podlint.project.configs import config_keys, of_claim_template
from podlint.project.index import Index, Member
from podlint.project.scale import least_replicas, perhaps_selected_by, scaler, selected_by

if TYPE_CHECKING:
    from podlint.project.nearest import Nearest, stem

__all__ = [
    "Index",
    "Member",
    "Nearest",
    "config_keys",
    "least_replicas",
    "mentions",
    "of_claim_template",
    "perhaps_selected_by",
    "scaler",
    "selected_by",
    "stem",
]


def __getattr__(name: str) -> Any:
    """What only findings need, imported when one asks for it."""
    if name in ("Nearest", "stem"):
        from podlint.project import nearest

        return getattr(nearest, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
