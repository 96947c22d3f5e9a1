"""Large runs on several processes say what one process says."""

from __future__ import annotations

import os
import signal
import sys
import time
from typing import TYPE_CHECKING

import pytest
from conftest import BROKEN, CLEAN

from podlint.engine import cross, file, workers
from podlint.findings.result import FileResult

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Outcome

    Run = Callable[..., Outcome]

pytestmark = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="one process does it all there")

CRD = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Thing, plural: things}
  versions:
    - name: v1
      served: true
      storage: true
      schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {size: {type: integer}}}}}}
"""
THING = "apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: x}\nspec: {size: big}\n"
SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: web}, ports: [{port: 70000}]}\n"


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for number in range(30):
        folder = tmp_path / f"team{number}"
        folder.mkdir()
        texts = {"broken": BROKEN, "clean": CLEAN, "thing": THING, "service": SERVICE, "bad": "a: [\n"}
        for name, text in texts.items():
            (folder / f"{name}.yaml").write_text(text)
        if number % 3 == 0:
            (folder / "kustomization.yaml").write_text("resources: [clean.yaml, service.yaml]\nnamePrefix: a-\n")
    (tmp_path / "crd.yaml").write_text(CRD)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("jobs", ["2", "3", "7"])
def test_any_number_of_processes_says_the_same(run: Run, tree: Path, jobs: str) -> None:
    alone = run("check", ".", "--jobs", "1", "--output-format", "json")
    assert "wrong-type" in alone.out
    assert run("check", ".", "--jobs", jobs, "--output-format", "json") == alone
    assert run("check", ".", "--jobs", jobs, "--select", "all") == run("check", ".", "--jobs", "1", "--select", "all")


@pytest.mark.parametrize("jobs", ["2", "3"])
def test_cross_object_rules_say_the_same_in_any_number_of_processes(
    run: Run, tree: Path, monkeypatch: pytest.MonkeyPatch, jobs: str
) -> None:
    alone = run("check", ".", "--jobs", "1", "--select", "all", "--output-format", "json")
    monkeypatch.setattr(cross, "MANY", 0)
    asked: list[str] = []
    findings_of = cross.findings_of
    here = os.getpid()

    def noted(*arguments: object) -> object:
        if os.getpid() == here:
            asked.append("here")
        return findings_of(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(cross, "findings_of", noted)
    assert run("check", ".", "--jobs", jobs, "--select", "all", "--output-format", "json") == alone
    by_some = len(asked)
    run("check", ".", "--jobs", "1", "--select", "all")
    assert by_some < len(asked) - by_some


def test_workers_do_their_share(run: Run, tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = os.getpid()
    done: list[str] = []
    lint = file.linted

    def noted(*arguments: object) -> object:
        if os.getpid() == here:
            done.append("here")
        return lint(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr("podlint.engine.run.linted", noted)
    monkeypatch.setattr(workers, "_PIECE", 1)
    run("check", ".", "--jobs", "4")
    assert len(done) < sum(path.is_file() for path in tree.rglob("*.yaml")) - 1


def test_what_a_worker_gives_is_not_done_again() -> None:
    here = os.getpid()

    def do(piece: int) -> tuple[FileResult, bool]:
        time.sleep(0.01)
        return FileResult(f"{piece}.yaml"), os.getpid() == here

    done = workers.shared(40, do, 2)
    assert [done[piece][0].path for piece in range(40)] == [f"{piece}.yaml" for piece in range(40)]
    assert {was_here for _, was_here in done.values()} == {True, False}


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, None])
def test_what_a_worker_does_not_live_to_give_is_done_all_the_same(
    run: Run, tree: Path, monkeypatch: pytest.MonkeyPatch, end: int | None
) -> None:
    alone = run("check", ".", "--jobs", "1")
    here = os.getpid()
    lint = file.linted

    def killed(*arguments: object) -> object:
        if os.getpid() != here:
            if end is None:
                raise SystemExit(3)
            os.kill(os.getpid(), end)
        return lint(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr("podlint.engine.run.linted", killed)
    monkeypatch.setattr(workers, "_PIECE", 1)
    assert run("check", ".", "--jobs", "3") == alone


def test_small_runs_fork_nothing(run: Run, tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fork", lambda: pytest.fail("forked"))
    assert run("check", ".").status == 1


def test_pieces_hold_every_file_once_and_the_largest_come_first() -> None:
    sizes = [10, 900_000, 0, 500_000, 20, 399_000, 30]
    made = workers.pieces(sizes)
    assert made[:2] == [[1], [3]]
    assert sorted(number for piece in made for number in piece) == list(range(len(sizes)))
    assert workers.pieces([]) == []


def test_a_wrong_number_of_jobs(run: Run, tree: Path) -> None:
    assert run("check", ".", "--jobs", "-1").status == 2
    assert run("check", ".", "--jobs", "many").status == 2


def test_no_process_is_left_behind(run: Run, tree: Path) -> None:
    run("check", ".", "--jobs", "4")
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
