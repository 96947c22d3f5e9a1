"""What one file yields."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from podlint.model.finding import Finding


class Skip(str, Enum):
    """Why a document or a file was not checked; counted and named in every summary."""

    NOT_A_MANIFEST = "not-a-manifest"
    KUSTOMIZATION = "kustomization"
    HELM_TEMPLATE = "helm-template"
    TEMPLATE = "template"
    UNPARSABLE = "unparsable"
    TOO_LARGE = "too-large"
    UNREADABLE = "unreadable"


@dataclass(slots=True)
class FileResult:
    """Everything one file yields: the unit of caching and of crossing processes.

    `documents` counts the documents that have content, `checked` those that were looked at as Kubernetes objects
    and `skipped` the others, by reason (a file skipped whole counts as one document). A kind without a schema is
    still checked by the rules that need none: such a document counts as checked, and again in `without_schema`.
    `failures` are messages about rules that raised; `lines` the source lines that the findings show, by number.
    """

    path: str
    findings: list[Finding] = field(default_factory=list)
    documents: int = 0
    checked: int = 0
    without_schema: int = 0
    skipped: dict[Skip, int] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    lines: dict[int, str] = field(default_factory=dict)

    def skip(self, reason: Skip, count: int = 1) -> None:
        """Count `count` documents as not checked."""
        self.documents += count
        self.skipped[reason] = self.skipped.get(reason, 0) + count
