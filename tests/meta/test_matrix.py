"""`./dev matrix` knows what podlint allows."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import matrix

ROOT = Path(__file__).parents[2]
PROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_the_oldest_packages_are_those_of_the_project() -> None:
    needed = PROJECT[PROJECT.index("\ndependencies = [") : PROJECT.index("\ndev = [")]
    names = set(re.findall(r'"([\w.-]+)>=', needed))
    assert {line.partition("==")[0] for line in matrix.oldest()} == names
    assert "jsonschema" in names


def test_every_python_that_is_said_to_work_is_run() -> None:
    assert set(re.findall(r"Python :: (3\.\d+)", PROJECT)) <= set(matrix.VERSIONS)
    assert f">={matrix.VERSIONS[0]}" in PROJECT


def test_this_interpreter_is_found_by_what_it_is() -> None:
    version = "{}.{}".format(*sys.version_info)
    assert matrix._is(sys.executable, version)
    assert not matrix._is(sys.executable, "2.7")
    assert not matrix._is("/nowhere/python", version)


def test_the_oldest_and_the_one_without_a_parser_in_c_are_runs() -> None:
    runs = {run.name: run for run in matrix.runs({"3.10": "a", "3.13": "b"})}
    assert list(runs) == ["3.10", "3.13", "3.10-oldest", "3.13-pure"]
    assert runs["3.10-oldest"].constraints == matrix.oldest()
    assert runs["3.13-pure"].without == ("ruamel.yaml.clib",)


def test_it_says_how_it_is_used() -> None:
    done = subprocess.run([ROOT / "dev"], capture_output=True, text=True, check=False)
    assert "./dev matrix" in done.stdout
    assert "./dev bench" in done.stdout
