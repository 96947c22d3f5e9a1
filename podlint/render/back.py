"""Where something in a rendered object stands in the file that it was made of."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from podlint.files.paths import below, real, repository, shown
from podlint.kubernetes.objects import objects
from podlint.project.roles import CHART_NAME
from podlint.tuples import NamedTuple
from podlint.yaml.place import Location, Part, Place
from podlint.yaml.reader import parse
from podlint.yaml.source import Position, Span, decode

if TYPE_CHECKING:
    from podlint.files.reading import Reader
    from podlint.findings.finding import Finding
    from podlint.kubernetes.view import KubeObject
    from podlint.yaml.document import Document
    from podlint.yaml.place import Path as Keys
    from podlint.yaml.source import Source

ORIGIN = "config.kubernetes.io/origin"


class Found(NamedTuple):
    """A place in a source file; `exact` where the value itself stands there, not only something around it."""

    location: Location
    exact: bool


class Sources:
    """The source files of rendered objects, each read once: what is rendered names files, but not any file.

    `reader` gives their contents.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._known: dict[Path, tuple[Source, list[KubeObject]] | None] = {}

    def of_kustomize(self, finding: Finding, document: Document, base: Path, folder: Path) -> Found:
        """The place of a finding in an object that Kustomize made, by the origin it noted in the object.

        Origins are relative to `base`; what has none is shown at the kustomization of `folder`.
        """
        origin = origin_of(document.data)
        file = Path(os.path.normpath(base / origin)) if origin is not None else None
        read = self._read(file) if file is not None and _belongs(file, folder) else None
        if read is not None:
            source, found = read
            target = _counterpart(document.data, found)
            if target is not None:
                return _place(finding, document, target)
            return Found(_start(source), False)
        kustomization = next((f for f in sorted(folder.glob("[kK]ustomization*")) if f.is_file()), folder)
        own = self._read(kustomization)
        nowhere = Location(shown(kustomization), Span(0, 0), Position(1, 1), Position(1, 1))
        return Found(_start(own[0]) if own is not None else nowhere, False)

    def of_helm(self, finding: Finding, template: Path, folder: Path) -> Found:
        """The place of a finding in a Helm template: the line of its key, where that occurs once; else the top.

        A template outside of the project that holds the chart's `folder` is shown at the chart.
        """
        template = Path(os.path.normpath(template))
        template = template if _belongs(template, folder) and self._read(template) else folder / CHART_NAME
        read = self._read(template)
        if read is None:
            return Found(Location(shown(template), Span(0, 0), Position(1, 1), Position(1, 1)), False)
        source = read[0]
        keys = [part for part in finding.pointer.split("/") if part and not part.isdigit()]
        for key in reversed(keys[-2:]):
            pattern = rf"^[ \t]*(?:- +)?[\"']?({re.escape(key)})[\"']?[ \t]*:"
            hits = [*re.finditer(pattern, source.text, re.MULTILINE)]
            if len(hits) == 1:
                span = Span(hits[0].start(1), hits[0].end(1))
                at = Location(source.path, span, source.position(span.start), source.position(span.end))
                return Found(at, key == keys[-1])
        return Found(_start(source), False)

    def line(self, location: Location) -> str | None:
        """The text of the line at which a place begins."""
        read = self._read(Path(location.path))
        return read[0].line(location.start.line) if read is not None else None

    def _read(self, file: Path) -> tuple[Source, list[KubeObject]] | None:
        if file not in self._known:
            try:
                source, undecodable = decode(self._reader(file), shown(file))
            except OSError:
                self._known[file] = None
                return None
            parsed = parse(source).sound if undecodable is None else []
            found = [target for composed in parsed for target in objects(composed.document)]
            self._known[file] = source, found
        return self._known[file]


def _belongs(file: Path, folder: Path) -> bool:
    """Whether a file is in the project of a folder, or at least below the folder."""
    root = repository(folder, whole=True) or real(folder)
    return below(os.path.realpath(file), real(root)) is not None


def origin_of(data: Any) -> str | None:
    """The path that Kustomize noted for an object: of its file, or of the file that had it generated."""
    annotations = data.get("metadata", {}).get("annotations") if isinstance(data, dict) else None
    text = annotations.get(ORIGIN) if isinstance(annotations, dict) else None
    match = re.search(r"^(?:path|configuredIn): (.+)$", text, re.MULTILINE) if isinstance(text, str) else None
    return match[1].strip("'\" ") if match else None


def _counterpart(data: Any, candidates: list[KubeObject]) -> KubeObject | None:
    """The object of a source file that became `data`: of its kind, by its name or what a prefix and suffix leave."""
    kind, name = data.get("kind"), str(data.get("metadata", {}).get("name", ""))
    same = [target for target in candidates if target.kind == kind]
    named = [target for target in same if target.text("metadata", "name") == name]
    inside = [target for target in same if (target.text("metadata", "name") or "\0") in name]
    return next(iter(named or inside), same[0] if len(same) == 1 else None)


def _place(finding: Finding, document: Document, target: KubeObject) -> Found:
    """The same path in the source, list items by name; where it ends, the last key that is there."""
    keys: list[str | int] = []
    rendered, own = document.data, target.value
    path = steps(finding.pointer, document.data)
    for step in path:
        rendered = _inner(rendered, step)
        inner = _step(own, step, rendered)
        if inner is None:
            break
        keys.append(inner)
        own = own[inner]
    exact = len(keys) == len(path) and (own == rendered or isinstance(own, dict | list))
    part = Part.VALUE if exact and not isinstance(own, dict | list) else Part.KEY
    at = target.document.locate(Place((*target.path, *keys), part))[0]
    return Found(at, exact)


def steps(pointer: str, data: Any) -> Keys:
    """The steps of a JSON Pointer: digits are an index where the data has a list."""
    steps: list[str | int] = []
    for text in pointer.split("/")[1:]:
        key = text.replace("~1", "/").replace("~0", "~")
        step: str | int = int(key) if isinstance(data, list) and key.isdigit() else key
        steps.append(step)
        data = _inner(data, step)
    return tuple(steps)


def _inner(data: Any, step: str | int) -> Any:
    """What stands at a step; None where nothing does."""
    if isinstance(data, dict):
        return data.get(str(step))
    return data[step] if isinstance(data, list) and isinstance(step, int) and step < len(data) else None


def _step(own: Any, step: str | int, rendered: Any) -> str | int | None:
    """The step of a source that goes where a step of the rendered data goes; None where there is nothing."""
    if isinstance(own, dict):
        return step if step in own else None
    if not isinstance(own, list) or not isinstance(step, int):
        return None
    name = rendered.get("name") if isinstance(rendered, dict) else None
    if name is not None:
        return next((i for i, item in enumerate(own) if isinstance(item, dict) and item.get("name") == name), None)
    return next((i for i, item in enumerate(own) if item == rendered), step if step < len(own) else None)


def _start(source: Source) -> Location:
    """The first key of a file."""
    match = re.search(r"^[A-Za-z]\w*(?=:)", source.text, re.MULTILINE)
    span = Span(match.start(), match.end()) if match else Span(0, 0)
    return Location(source.path, span, source.position(span.start), source.position(span.end))
