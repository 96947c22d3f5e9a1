"""Small projects as people keep them, linted as the command line lints them.

Each folder beside this file is a project. A comment `# expect: RULE "words"` in one of its files is a finding on that
line; there is no other finding, whether the project is linted as a whole or each of its files by itself, and from
wherever that is done. A file called `gitignore` stands for `.gitignore`, and each path in `.gitmodules` becomes a
submodule. Markdown is linted where it is named, so it is; a baseline is named too.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from contextlib import redirect_stderr, redirect_stdout
from functools import cached_property
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from podlint.cli.main import main
from podlint.testing import Expected, marks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

HERE = Path(__file__).parent
PROJECTS = sorted(path.name for path in HERE.iterdir() if path.is_dir() and path.name != "__pycache__")


class Found(NamedTuple):
    """A finding, its paths relative to the project's root; `texts` is all that can hold the words of a mark."""

    file: str
    line: int
    column: int
    rule: str
    texts: str
    related: tuple[tuple[str, int, str], ...]

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column} {self.rule} {self.texts}"


class Project:
    """A copy of a project in a folder of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._everything = (".", *sorted(path.relative_to(root) for path in root.rglob("*.md")))

    def lint(self, folder: Path, *paths: str | Path) -> list[Found]:
        """The findings of `podlint PATHS` in a folder."""
        return [_found(item, folder, self.root) for item in json.loads(self._run(folder, "json", *paths))["findings"]]

    @cached_property
    def whole(self) -> list[Found]:
        """The findings of the whole project, linted from its root."""
        return self.lint(self.root, *self._everything)

    @cached_property
    def files(self) -> list[Path]:
        """The files that are linted as the whole project, as paths relative to the root."""
        shown = self._run(self.root, "concise", "--show-files", *self._everything)
        names = re.findall(r"^(?!left out)\S.*?  +\d+  (\S+)", shown, re.MULTILINE)
        return [Path(name) for name in names if not name.startswith(".podlint")]

    def _run(self, folder: Path, form: str, *arguments: str | Path) -> str:
        baseline = self.root / ".podlint-baseline.json"
        options = ["--exit-zero", f"--output-format={form}", *(["--baseline", baseline] if baseline.exists() else [])]
        out, err = StringIO(), StringIO()
        before = Path.cwd()
        os.chdir(folder)
        try:
            with redirect_stdout(out), redirect_stderr(err):
                status = main(["check", *map(str, (*options, *arguments))])
        finally:
            os.chdir(before)
        assert status == 0, err.getvalue()
        return out.getvalue()


@pytest.fixture(scope="module")
def project(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The project of the test's parameter; tests change nothing in it."""
    root = tmp_path_factory.mktemp("projects") / "home" / request.param
    shutil.copytree(HERE / request.param, root)
    (root / ".git").mkdir()
    (root.parent / "link").symlink_to(root, target_is_directory=True)
    for path in list(root.rglob("gitignore")):
        path.rename(path.with_name(".gitignore"))
    if (root / ".gitmodules").exists():
        for name in re.findall(r"path = (\S+)", (root / ".gitmodules").read_text()):
            (root / name / ".git").write_text(f"gitdir: ../../.git/modules/{name}\n")
    return Project(root)


def _found(item: dict[str, Any], folder: Path, root: Path) -> Found:
    def name(path: str) -> str:
        return (folder / path).relative_to(root).as_posix()

    related = tuple((name(r["path"]), r["line"], r["message"]) for r in item["related"])
    texts = " | ".join(text for text in (item["message"], item["help"], *(r[2] for r in related)) if text)
    return Found(name(item["path"]), item["line"], item["column"], item["rule"], texts, related)


def expected(project: Project) -> list[Expected]:
    """The marks in all files of a project."""
    paths = sorted(path for path in project.root.rglob("*") if path.suffix in (".yaml", ".yml", ".md"))
    return [m for p in paths for m in marks(p.relative_to(project.root).as_posix(), p.read_text(encoding="utf-8"))]


def difference(marked: Iterable[Expected], found: Iterable[Found]) -> list[str]:
    """What is marked and not found, and what is found and not marked."""
    rest, lines = list(found), []
    for mark in marked:
        hit = next((f for f in rest if f[:2] == mark[:2] and f.rule == mark.rule and mark.words in f.texts), None)
        if hit is None:
            lines.append(f"missing: {mark.file}:{mark.line} {mark.rule} {mark.words!r}")
        else:
            rest.remove(hit)
    return lines + [f"too many: {finding}" for finding in rest]


@pytest.mark.parametrize("project", PROJECTS, indirect=True)
def test_the_marked_findings_and_no_others(project: Project) -> None:
    marked = expected(project)
    assert marked, "a project without any finding shows nothing"
    wrong = difference(marked, project.whole)
    assert not wrong, "\n".join(wrong)


MANNERS: dict[str, Callable[[Path, Path], tuple[Path, Path]]] = {
    "by its name, from the root": lambda root, file: (root, file),
    "by its absolute path, from the root": lambda root, file: (root, root / file),
    "from its own folder": lambda root, file: (root / file.parent, Path(file.name)),
    "through the folder above and back": lambda root, file: (root, Path("..", root.name) / file),
    "through a link to the project": lambda root, file: (root.parents[1], Path("home", "link") / file),
    "from the folder above the project": lambda root, file: (root.parent, root.name / file),
    "from a folder that has nothing to do with it": lambda root, file: (root.parents[1], root / file),
}


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("project", PROJECTS, indirect=True)
def test_a_file_by_itself_has_the_findings_that_it_has_in_the_whole(project: Project, manner: str) -> None:
    together = project.whole
    for file in project.files:
        folder, path = MANNERS[manner](project.root, file)
        alone = project.lint(folder, path)
        own = [finding for finding in alone if finding.file == file.as_posix()]
        assert own == [finding for finding in together if finding.file == file.as_posix()]
        assert set(alone) <= set(together), "only the configuration may have findings besides"
