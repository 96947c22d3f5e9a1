"""Small custom resources with the definitions that they are for: the files of tests/cases/definitions.

A file has a part for each `---`, whose comment is its name. A part named `definition` says what follows is for: the
schema of `spec`; with `openAPIV3Schema` in it what a version has; with `versions:` all of them; or the whole
definition. Every other part is an object, or the `spec:` of one, with marks as in `podlint.testing`: one with an error
is refused by the API server, one without is accepted.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from podlint import testing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PART = re.compile(r"^---[ \t]*(?:#[ \t]*(.*))?\n", re.MULTILINE)
_DEFINITION = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {plural: widgets, singular: widget, kind: Widget, listKind: WidgetList}
"""
_VERSION = "  versions:\n    - name: v1\n      served: true\n      storage: true\n"
_SPEC = "      schema:\n        openAPIV3Schema:\n          type: object\n          properties:\n            spec:\n"
_OBJECT = "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w}\n"


class Case(NamedTuple):
    """An object and its definition, each a whole text, and what is expected of the object."""

    name: str
    definition: str
    text: str
    expected: tuple[testing.Expected, ...]

    @property
    def accepted(self) -> bool:
        """Whether the API server takes the object."""
        return all(one.severity == "warning" for one in self.expected)


def read(path: Path) -> Iterator[Case]:
    """The cases of a file, in order."""
    text = path.read_text(encoding="utf-8")
    found = [*_PART.finditer(text)]
    ends = [part.start() for part in found[1:]] + [len(text)]
    definition = ""
    for part, end in zip(found, ends, strict=True):
        name, body = part[1] or "", text[part.end() : end]
        if name.startswith("definition"):
            definition = _defined(body)
        else:
            made = body if body.startswith("apiVersion:") else _OBJECT + body
            yield Case(f"{path.stem}: {name}", definition, made, tuple(testing.marks("object.yaml", made)))


def _defined(body: str) -> str:
    if re.search(r"^kind:", body, re.MULTILINE):
        return body
    if re.search(r"^versions:", body, re.MULTILINE):
        return _DEFINITION + _indented(body, 2)
    if "openAPIV3Schema:" in body:
        return _DEFINITION + _VERSION + _indented(body, 6)
    return _DEFINITION + _VERSION + _SPEC + _indented(body, 14)


def _indented(text: str, width: int) -> str:
    return "".join(" " * width + line if line.strip() else line for line in text.splitlines(keepends=True))
