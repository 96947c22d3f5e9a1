"""Selectors as they are written: whether they can be judged by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.kubernetes.view import is_placeholder

if TYPE_CHECKING:
    from podlint.kubernetes.view import View


def selector_known(selector: View | None) -> bool:
    """Whether every part of a selector is understood, and nothing in it is left to another tool."""
    if selector is None or not isinstance(selector.value, dict) or not selector.complete():
        return False
    return not any(is_placeholder(str(key)) for key in selector.value)
