"""Templates of real charts: nearly all are read, nothing is said of them, and a slip in each is found at its line."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from podlint import registry
from podlint.config.select import select
from podlint.config.settings import Settings
from podlint.engine.lint import lint
from podlint.engine.plan import Plan
from podlint.kubernetes.view import is_placeholder
from podlint.project.roles import Role
from podlint.schema import catalog
from podlint.yaml.source import Source

if TYPE_CHECKING:
    from podlint.findings.finding import Finding
    from podlint.findings.result import FileResult

CHARTS = Path(__file__).resolve().parents[3] / "shared" / "charts"
pytestmark = pytest.mark.skipif(not CHARTS.is_dir(), reason="the real charts are not here")
FILES = sorted(CHARTS.rglob("templates/**/*.yaml")) if CHARTS.is_dir() else []
SLIPS = {"metadata": "meatdata", "spec": "sepc", "containers": "contianers", "ports": "prots", "rules": "ruels"}

ANYWHERE = {"containers": r"\s*", "ports": r"\s*"}
"""What may stand before a key; others are looked for where an object begins."""


@lru_cache(maxsize=1)
def plan() -> Plan:
    known = registry.load(plugins=False)
    selected = select(known.rules, known.aliases, Settings())
    return Plan(selected, catalog.versions()[-1:], known.pod_specs)


def linted(file: Path, text: str) -> FileResult:
    return lint(Source(str(file), text), plan(), Role.HELM_TEMPLATE)


def found(file: Path, text: str) -> list[Finding]:
    return list(linted(file, text).findings)


def test_nearly_all_are_read_and_nothing_is_said() -> None:
    results = {file: linted(file, file.read_text(encoding="utf-8")) for file in FILES}
    unread = [file for file, result in results.items() if any("not understood" in f.message for f in result.findings)]
    assert len(unread) * 20 <= len(FILES)
    assert [
        finding.message for file, result in results.items() if file not in unread for finding in result.findings
    ] == []


def has_schema(text: str) -> bool:
    """Whether all objects of a template are of a kind that is built in, as far as its first lines of each say it."""
    named = re.findall(r"(?m)^apiVersion: (\S+)\nkind: (\S+)$", text)
    kinds = re.findall(r"(?m)^kind:", text)
    known = [catalog.find(catalog.versions()[-1], *each) for each in named if not is_placeholder("".join(each))]
    return len(kinds) == len(known) > 0 and None not in known


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_in_each_is_found_at_its_line(slip: str) -> None:
    tried = 0
    missed = []
    for file in FILES:
        text = file.read_text(encoding="utf-8")
        number = next(
            (n for n, line in enumerate(text.splitlines()) if re.match(rf"{ANYWHERE.get(slip, '')}{slip}:", line)), None
        )
        if number is None or not has_schema(text):
            continue
        tried += 1
        lines = text.splitlines(keepends=True)
        lines[number] = lines[number].replace(slip, SLIPS[slip], 1)
        if ("unknown-field", number + 1) not in [(f.rule, f.location.start.line) for f in found(file, "".join(lines))]:
            missed.append(f"{file}:{number + 1}")
    assert tried >= 20
    assert missed == []
