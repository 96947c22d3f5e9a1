"""The rules' own cases as data, which the tests beside this change, and lint again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from podlint import testing
from podlint.kubernetes.kinds import POD_SPECS
from podlint.yaml.reader import parse
from podlint.yaml.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

Files = dict[str, list[Any]]
RULES = Path(__file__).parent.parent / "rules"


def objects(files: Files) -> Iterator[dict[str, Any]]:
    for documents in files.values():
        for document in documents:
            items = document.get("items") if isinstance(document, dict) else None
            for found in items if isinstance(items, list) else [document]:
                if isinstance(found, dict) and found.get("kind") and found.get("apiVersion"):
                    yield found


def pods(files: Files) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """What holds each pod spec, metadata beside it, and the spec."""
    for found in objects(files):
        group = str(found["apiVersion"]).rpartition("/")[0]
        path = POD_SPECS.get(f"{group}/{found['kind']}" if group else str(found["kind"]), ())
        holder: Any = found
        for key in path[:-1]:
            holder = holder.get(key) if isinstance(holder, dict) else None
        if path and isinstance(holder, dict) and isinstance(holder.get("spec"), dict):
            yield holder, holder["spec"]


def read(case: testing.Case) -> Files | None:
    """The documents of a case; None where they are not plain."""
    files: Files = {}
    for name, text in case.files.items():
        parsed = parse(Source(name, text))
        if parsed.problems or not name.endswith((".yaml", ".yml", ".json")):
            return None
        files[name] = [composed.document.data for composed in parsed.documents]
    return files


def count(files: Files, case: testing.Case) -> int:
    texts = {name: "\n---\n".join(map(json.dumps, documents)) + "\n" for name, documents in files.items()}
    found = testing.run_all(texts, (case.rule,), settings=case.settings)
    return sum(finding.rule == case.rule for finding in found)


def first_cases() -> list[testing.Case]:
    """For each rule the first case that finds something; not for rules about the text, or the whole document."""
    found: dict[str, testing.Case] = {}
    for case in testing.collect(RULES):
        if any(expected.rule == case.rule for expected in case.expected):
            found.setdefault(case.rule, case)
    found.pop("not-a-manifest", None)
    return list(found.values())
