"""Where too many objects may belong together, a run says so once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from podlint import registry
from podlint.config.settings import Settings
from podlint.engine.job import Job
from podlint.engine.run import run
from podlint.files.discover import Target
from podlint.project import index

if TYPE_CHECKING:
    from pathlib import Path

SERVICE = """apiVersion: v1
kind: Service
metadata: {{name: s{0}}}
spec:
  selector: {{app: none{0}}}
  ports: [{{port: 80}}]
"""
POD = """apiVersion: v1
kind: Pod
metadata: {{name: p{0}, labels: {{app: p{0}}}}}
spec: {{containers: [{{name: c, image: i:1}}]}}
"""


@pytest.mark.parametrize(("most", "words"), [(0, ("a0.yaml and 5", "a1.yaml and 4")), (50_000, ())])
def test_a_run_says_once_where_it_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int, words: tuple[str, ...]
) -> None:
    monkeypatch.setattr(index, "_WORK", most)
    monkeypatch.setattr(index, "_WORK_OF_EACH", most)
    for number in range(3):
        (tmp_path / f"a{number}.yaml").write_text(SERVICE.format(number), "utf-8")
        (tmp_path / f"b{number}.yaml").write_text(POD.format(number), "utf-8")
    targets = [Target(path, explicit=True) for path in sorted(tmp_path.iterdir())]
    report = run(Job(registry.load(plugins=False), lambda _: Settings(), targets))
    assert len(report.notes) == bool(words)
    for note in report.notes:
        assert note.startswith(tuple(f"{tmp_path}/{word} more files: too many objects" for word in words))
