"""The schemas that a configuration names: looked for where that has to be, and what is wrong with them, reported."""

from __future__ import annotations

import re
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from podlint.collecting.layers import Layered
from podlint.engine import most, resolve
from podlint.files.paths import identity, shown
from podlint.findings import guard
from podlint.findings.finding import Hit
from podlint.findings.result import FileResult
from podlint.rule import EngineRule
from podlint.schema.faults import faults
from podlint.yaml.place import Place
from podlint.yaml.reader import parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from podlint.engine.file import File
    from podlint.engine.plan import Plans
    from podlint.files.reading import Reader
    from podlint.findings.finding import Finding
    from podlint.findings.result import Failure
    from podlint.schema.catalog import Schema
    from podlint.yaml.source import Source

_API_VERSION = r"apiVersion[\"']?[ \t]*:[ \t]*[\"']?([A-Za-z0-9.-]+/[a-z0-9]+)"
_KIND = r"\bkind[\"']?[ \t]*:[ \t]*[\"']?([A-Za-z0-9-]{1,63})"


def look_up(files: Sequence[File], reader: Reader) -> None:
    """Look for the schemas of kinds that the files speak of, where sources name a file for each kind.

    Raises ConfigError for one that cannot be used, before anything is linted. What is not foreseen here, such as
    objects that a kustomization takes from elsewhere, is looked for when it is linted.
    """
    for file in files:
        if isinstance(file.plan.custom, Layered):
            try:
                text = reader.source(file.path or file.name).text
            except OSError:
                continue
            kinds = dict.fromkeys(re.findall(_KIND, text))
            for api_version in dict.fromkeys(re.findall(_API_VERSION, text)):
                for kind in kinds:
                    file.plan.custom.ask((api_version, kind))


def judged(
    results: Sequence[FileResult], files: Sequence[File], plans: Plans, reader: Reader, failed: list[Failure]
) -> list[FileResult]:
    """The results, with those of the schemas that the files are checked with and that are not all sound."""
    judged = list(results)
    at = {identity(result.path): index for index, result in enumerate(results)}
    for name, schema in _named(files).items():
        try:
            path = Path(name)
            source, found = _judge(path, schema, plans, reader)
        except guard.RAISED as error:
            failed.append(guard.failure("the look at a schema", name, error))
            continue
        if found:
            own = at.setdefault(identity(path), len(judged))
            if own == len(judged):
                judged.append(FileResult(shown(path)))
            judged[own] = judged[own].adding(found, source)
    return judged


def _judge(path: Path, schema: Schema, plans: Plans, reader: Reader) -> tuple[Source | None, list[Finding]]:
    """What is wrong with one of them, and the text that it was found in."""
    selected = plans.of(path.parent, path)[1].engine.get(EngineRule.SCHEMA_INVALID)
    wrong = list(islice(faults(schema), most.MOST + 1)) if selected is not None else []
    if selected is None or not wrong:
        return None, []
    source, _ = reader.decoded(path)
    document = next((composed.document for composed in parse(source).documents), None)
    if document is not None:
        hits = (Hit(Place(fault.path), fault.message, _HELP) for fault in wrong)
        found = (resolve.finding(hit, selected, document)[0] for hit in hits)
    else:  # JSON, but nested too deeply for YAML
        found = (selected.finding(fault.message, guard.top(source.path), help=_HELP) for fault in wrong)
    return source, list(most.first(found, source))


_HELP = "podlint checks objects by the rest of the schema"


def _named(files: Sequence[File]) -> dict[str, Schema]:
    """What the schemas say that the files are checked with, by their files."""
    seen: set[int] = set()
    found: dict[str, Schema] = {}
    for file in files:
        if id(file.plan) not in seen:
            seen.add(id(file.plan))
            found |= {one.origin: one.written for one in file.plan.custom.values() if one.written is not None}
    return found
