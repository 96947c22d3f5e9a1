"""Why a build stops, or cannot know."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from podlint.kustomize.build.nodes import Origin
    from podlint.yaml.place import Location


class Refusal(Exception):
    """What kustomize refuses to do: why, and where the cause stands (a place in a document, or a location)."""

    def __init__(self, reason: str, origin: Origin | None, location: Location | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.origin = origin
        self.location = location


class Unseen(Exception):
    """Something that the build needs and that its files do not show: a URL, a chart, a program's output."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TooLarge(Unseen):
    """A kustomization that asks for more than is built: Kustomize may well take it."""
