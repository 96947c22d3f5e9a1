"""What a rule about several objects imports besides: the index of a project, and questions that many ask of it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from podlint.project.index import Index, Member

if TYPE_CHECKING:
    from podlint.project import mentions
    from podlint.project.configs import config_keys, of_claim_template
    from podlint.project.given import given
    from podlint.project.nearest import Nearest, stem
    from podlint.project.scale import least_replicas, perhaps_selected_by, scaler, selected_by, selecting
    from podlint.project.vicinity import Vicinity

__all__ = [
    "Index",
    "Member",
    "Nearest",
    "Vicinity",
    "config_keys",
    "given",
    "least_replicas",
    "mentions",
    "of_claim_template",
    "perhaps_selected_by",
    "scaler",
    "selected_by",
    "selecting",
    "stem",
]

_FROM = {
    "configs": ("config_keys", "of_claim_template"),
    "given": ("given",),
    "nearest": ("Nearest", "stem"),
    "scale": ("least_replicas", "perhaps_selected_by", "scaler", "selected_by", "selecting"),
    "vicinity": ("Vicinity",),
}
_MODULES = {name: module for module, names in _FROM.items() for name in names}


def __getattr__(name: str) -> Any:
    """What only some rules need, or only findings, imported when one asks for it."""
    if name == "mentions":
        return import_module("podlint.project.mentions")
    if name in _MODULES:
        return getattr(import_module(f"podlint.project.{_MODULES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
