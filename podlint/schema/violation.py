"""What the engine itself finds wrong with an object's shape."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from podlint.findings.finding import Hit
    from podlint.yaml.place import Path


class Violation(NamedTuple):
    """A hit of an engine rule. `hides` is the path whose value rules must not draw conclusions from."""

    rule: str
    hit: Hit
    hides: Path | None = None
