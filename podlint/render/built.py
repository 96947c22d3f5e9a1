"""Kustomizations of which all is known: rendered by podlint itself, without a program."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from podlint.files.paths import shown
from podlint.kustomize.build import Builder, BuiltDocument
from podlint.render.back import steps
from podlint.yaml.place import Part, Place

if TYPE_CHECKING:
    from pathlib import Path

    from podlint.findings.finding import Finding
    from podlint.kustomize.build import Reader
    from podlint.yaml.place import Location


class BuiltText:
    """What a kustomization makes, as a text with a document for each object, and the way back from it."""

    def __init__(self, documents: list[BuiltDocument]) -> None:
        self._documents = documents
        self.text = "".join(f"---\n{json.dumps(document.data)}\n" for document in documents)

    def place(self, finding: Finding) -> Location | None:
        """Where that which a finding in the text is about was written; None where it stands nowhere."""
        if finding.document >= len(self._documents):
            return None
        document = self._documents[finding.document]
        path = steps(finding.pointer, document.data)
        is_key = self.text.startswith('": ', finding.location.span.end - 1)
        part = Part.KEY if is_key or isinstance(document.value(path), dict | list | None) else Part.VALUE
        try:
            return document.locate(Place(path, part))[0]
        except LookupError:
            return None


class InMemory:
    """Builds kustomizations as Kustomize does. `reader` gives the contents of files."""

    def __init__(self, reader: Reader) -> None:
        self._builder = Builder(reader, shown)

    def text(self, folder: Path) -> BuiltText | None:
        """What the kustomization of a folder makes; None where Kustomize may refuse it, or anything is not known."""
        build = self._builder.build(folder)
        if build.problems or build.open or build.gaps or build.unknown:
            return None
        documents = []
        for built in build.objects:
            spot = built.place(())
            if spot is None:
                return None
            documents.append(BuiltDocument(built, spot.document))
        return BuiltText(documents)
