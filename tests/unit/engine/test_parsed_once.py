"""A budget, not a stopwatch: how often the files of a run are read and parsed, and how much of them is held."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from podlint import registry
from podlint.config.settings import Settings
from podlint.engine.job import Job
from podlint.engine.run import run
from podlint.files.discover import Target
from podlint.files.held import Held
from podlint.files.reading import Reader
from podlint.yaml import reader as yaml_reader
from podlint.yaml.reader import parse
from podlint.yaml.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterable

    from podlint.findings.result import Report

CRD = """apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: windmills.acme.example}
spec:
  group: acme.example
  scope: Namespaced
  names: {kind: Windmill, plural: windmills, singular: windmill}
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec: {type: object, properties: {sails: {type: integer}}}
"""
WINDMILL = "apiVersion: acme.example/v1\nkind: Windmill\nmetadata: {name: %s}\nspec: {sails: four}\n"
WEB = """apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: 'registry.example/web:1'}]}
"""
LOST = "apiVersion: v1\nkind: Service\nmetadata: {name: lost}\nspec: {selector: {app: wbe}, ports: [{port: 80}]}\n"
PATCH = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 3}\n"
HOOK = "apiVersion: admissionregistration.k8s.io/v1\nkind: MutatingWebhookConfiguration\nmetadata: {name: hook}\n"
PROJECT = {
    "crd.yaml": CRD,
    "hook.yaml": HOOK,
    "both.yaml": f"{CRD.replace('indmill', 'atermill')}---\n{WINDMILL % 'near'}",
    "windmill.yaml": WINDMILL % "far",
    "alone/lost.yaml": f"{WEB}---\n{LOST}",
    "base/kustomization.yaml": "resources: [web.yaml]\n",
    "base/web.yaml": WEB,
    "one/kustomization.yaml": "resources: [../base]\nnamePrefix: one-\npatches: [{path: patch.yaml}]\n",
    "one/patch.yaml": PATCH,
    "two/kustomization.yaml": "resources: [../base, more.yaml]\nnamePrefix: two-\n",
    "two/more.yaml": LOST,
}


class Counts:
    """How often each file was read, and parsed, by its name."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.read: Counter[str] = Counter()
        self.parsed: Counter[str] = Counter()
        read, parsed = Reader.__call__, yaml_reader._parsed

        def counted_read(reader: Reader, path: str | Path) -> bytes:
            data = read(reader, path)
            self.read[Path(path).as_posix()] += 1
            return data

        def counted_parse(source: Source, *rest: Any) -> Any:
            self.parsed[source.path] += 1
            return parsed(source, *rest)

        monkeypatch.setattr(Reader, "__call__", counted_read)
        monkeypatch.setattr(yaml_reader, "_parsed", counted_parse)


@pytest.fixture
def counts(monkeypatch: pytest.MonkeyPatch) -> Counts:
    return Counts(monkeypatch)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    for name, text in PROJECT.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def linted(folder: Path, names: Iterable[str]) -> Report:
    targets = [Target(folder / name, explicit=True) for name in names]
    return run(Job(registry.load(plugins=False), lambda _: Settings(), targets))


def found(report: Report) -> set[tuple[str, str]]:
    return {(Path(finding.location.path).name, finding.rule) for finding in report.findings}


def test_each_file_of_a_run_is_read_and_parsed_once(project: Path, counts: Counts) -> None:
    report = linted(project, PROJECT)
    # Definitions, kustomizations, what they build and the index were all asked for.
    assert {("windmill.yaml", "wrong-type"), ("both.yaml", "wrong-type")} <= found(report)
    assert {("lost.yaml", "service-selects-nothing"), ("more.yaml", "service-selects-nothing")} <= found(report)
    assert counts.parsed == {(project / name).as_posix(): 1 for name in PROJECT}
    assert set(counts.read.values()) == {1}


def test_files_around_a_linted_one_are_read_and_parsed_once(project: Path, counts: Counts) -> None:
    report = linted(project, ["windmill.yaml", "alone/lost.yaml"])
    assert found(report) == {("windmill.yaml", "wrong-type"), ("lost.yaml", "service-selects-nothing")}
    # What kustomizations take is not built for the sake of others: patches need not be parsed.
    assert counts.parsed == {(project / name).as_posix(): 1 for name in PROJECT if name != "one/patch.yaml"}
    assert set(counts.read.values()) == {1}


def test_where_nothing_fits_into_memory_definitions_are_still_parsed_once(
    project: Path, counts: Counts, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = linted(project, PROJECT)
    counts.parsed.clear()
    monkeypatch.setattr(Held.__init__, "__defaults__", (0, 0))
    assert linted(project, PROJECT).findings == whole.findings
    parsed = {Path(name).relative_to(project).as_posix(): count for name, count in counts.parsed.items()}
    # What is built, and what cross-object rules find something in, is parsed again, each time for all who ask then.
    assert parsed["crd.yaml"] == parsed["hook.yaml"] == parsed["windmill.yaml"] == parsed["one/patch.yaml"] - 1 == 1
    assert max(parsed.values()) <= 3


def source(name: str, size: int) -> Source:
    return Source(name, "a" * size)


def held(*names: str, by: Held) -> list[str]:
    return [name for name in names if by.find(name) is not None]


def test_texts_are_held_as_long_as_there_is_room() -> None:
    shelf = Held(texts=10, parsed=0)
    for name in "abc":
        shelf.keep(name, (source(name, 4), None))
    shelf.keep("last", (source("last", 100), None))
    assert held("last", "a", "b", "c", by=shelf) == ["last", "a", "b"]


def test_of_what_is_parsed_the_oldest_goes_unless_it_is_wanted() -> None:
    shelf = Held(texts=100, parsed=10)
    shelf.want("a")
    sources = {name: source(name, 4) for name in "abcde"}
    for name, each in sources.items():
        shelf.keep(name, (each, None))
        parse(each)
    kept = {name for name, each in sources.items() if each.parsed is not None}
    assert kept == {"a", "d", "e"}
    shelf.clear()
    assert all(each.parsed is None for each in sources.values())


def test_a_source_that_nobody_holds_keeps_nothing() -> None:
    loose = source("loose", 3)
    assert parse(loose).count == 1
    assert loose.parsed is None
