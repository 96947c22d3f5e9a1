"""The texts of the API documentation are made when podlint is built. pip must reach a package index."""

from __future__ import annotations

import json
import os
import subprocess
import tarfile
import venv
import zipfile
from pathlib import Path
from shutil import copy, copytree, ignore_patterns

import pytest

from definitions import REQUIREMENT
from podlint.schema import catalog

ROOT = Path(__file__).parents[2]
BIN = "Scripts" if os.name == "nt" else "bin"
INSIDE = "podlint_schemas/docs/"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (ROOT / ".git").exists(), reason="what Git tracks is built; no repository here"),
]


def call(*command: str | Path, status: int = 0, cwd: Path | None = None) -> str:
    done = subprocess.run(list(map(str, command)), cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What Git tracks, as it stands now, in a folder of its own: what a clone would be after a commit."""
    folder = tmp_path_factory.mktemp("build") / "podlint"
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.split(b"\0")
    for name in map(os.fsdecode, filter(None, names)):
        if (ROOT / name).is_file() and not name.startswith("tests/"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            copy(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an empty environment: pip, and nothing else."""
    folder = tmp_path_factory.mktemp("environment") / "venv"
    venv.create(folder, with_pip=True)
    return folder / BIN


@pytest.fixture(scope="module")
def python(environment: Path) -> Path:
    return environment / "python"


@pytest.fixture(scope="module")
def pip(python: Path) -> tuple[str | Path, ...]:
    return (python, "-m", "pip", "--quiet", "--disable-pip-version-check")


@pytest.fixture(scope="module")
def tools(pip: tuple[str | Path, ...], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what a build of podlint takes."""
    folder = tmp_path_factory.mktemp("tools")
    command = [*map(str, pip), "install", "--target", str(folder), "hatchling", REQUIREMENT]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"{REQUIREMENT} and hatchling are not to be had here: {done.stderr.strip()[-200:]}")
    return folder


@pytest.fixture(scope="module")
def wheel(checkout: Path, pip: tuple[str | Path, ...], tools: Path) -> Path:
    """The wheel that pip builds of it, with whatever the build asks for."""
    assert tools.is_dir()
    into = checkout.parent / "wheels"
    call(*pip, "wheel", "--no-deps", "--wheel-dir", into, checkout)
    (built,) = into.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, pip: tuple[str | Path, ...], environment: Path) -> Path:
    """The programs of an environment with that wheel."""
    call(*pip, "install", wheel)
    return environment


def texts(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as held:
        names = held.namelist()
        assert len(names) == len(set(names))
        return {name.removeprefix(INSIDE): held.read(name) for name in names if name.startswith(INSIDE)}


def test_the_wheel_has_a_text_for_nearly_every_kind_of_each_version(wheel: Path) -> None:
    held = {name.removesuffix(".json"): json.loads(body) for name, body in texts(wheel).items() if name != "made-of"}
    for version in catalog.versions():
        index = catalog.index(version)
        roots = {catalog.load(blob)["$ref"].removeprefix("#/$defs/") for blob in set(index.values())}
        lacking = [name for name in roots if not held[name.rpartition(".")[0]][name.rpartition(".")[2]].get("")]
        assert len(roots) > 50, version
        assert not lacking, version
    assert sum(info.compress_size for info in zipfile.ZipFile(wheel).infolist() if info.filename.startswith(INSIDE)) < (
        600_000
    )


def test_building_a_wheel_leaves_nothing_in_the_tree(checkout: Path, wheel: Path) -> None:
    assert wheel.is_file()
    assert not (checkout / "schemas" / INSIDE).exists()


def test_what_is_installed_from_it_shows_them_in_every_version(installed: Path, tmp_path: Path) -> None:
    for version in catalog.versions():
        asked = ("explain", "pod.spec.containers", "--kubernetes-version", version)
        out = call(installed / "podlint", *asked, cwd=tmp_path)
        described = out.partition("DESCRIPTION:")[2].partition("FIELDS:")[0]
        assert "containers" in described.lower(), version
        assert "without" not in described, version


def build(python: Path, checkout: Path, tools: Path, hook: str, *words: Path) -> str:
    """Call a hook of the build backend, as pip and others do, with the packages in a folder; gives what it prints."""
    script = f"import sys; sys.path.insert(0, {str(tools)!r}); import hatchling.build as backend\n"
    return call(python, "-c", f"{script}print(backend.{hook}(*sys.argv[1:]))", *words, cwd=checkout)


def test_an_sdist_has_them_so_that_its_wheel_needs_nothing_else(
    checkout: Path, wheel: Path, python: Path, tools: Path, tmp_path: Path
) -> None:
    assert REQUIREMENT in build(python, checkout, tools, "get_requires_for_build_sdist")
    build(python, checkout, tools, "build_sdist", tmp_path)
    (archive,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(archive) as held:
        names = held.getnames()
        held.extractall(tmp_path / "unpacked", filter="data")
    assert len(names) == len(set(names))
    (unpacked,) = (tmp_path / "unpacked").iterdir()
    assert build(python, unpacked, tools, "get_requires_for_build_wheel") == "[]\n"
    build(python, unpacked, without_definitions(tools, tmp_path), "build_wheel", tmp_path)
    (again,) = tmp_path.glob("*.whl")
    assert texts(again) == texts(wheel)


def test_without_the_build_requirement_it_is_built_without_them(
    checkout: Path, python: Path, tools: Path, tmp_path: Path
) -> None:
    said = build(python, checkout, without_definitions(tools, tmp_path), "build_wheel", tmp_path)
    assert "built without the texts" in said
    (built,) = tmp_path.glob("*.whl")
    assert texts(built) == {}
    with zipfile.ZipFile(built) as held:
        assert "podlint_schemas/index/1.37.json" in held.namelist()


def test_who_wants_none_needs_nothing_for_them(
    checkout: Path, python: Path, tools: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PODLINT_NO_TEXTS", "1")
    assert build(python, checkout, tools, "get_requires_for_build_wheel") == "[]\n"
    assert "without the texts" not in build(python, checkout, tools, "build_wheel", tmp_path)
    (built,) = tmp_path.glob("*.whl")
    assert texts(built) == {}


def test_an_editable_install_has_them_in_its_checkout(
    checkout: Path, python: Path, tools: Path, tmp_path: Path
) -> None:
    own = copytree(checkout, tmp_path / "own")
    build(python, own, tools, "build_editable", tmp_path)
    assert (own / "schemas" / INSIDE / "core.v1.json").is_file()
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as held:
        assert not [name for name in held.namelist() if name.startswith(INSIDE)]
    assert build(python, own, tools, "get_requires_for_build_wheel") == "[]\n"


def without_definitions(tools: Path, folder: Path) -> Path:
    """The same packages, but kubernetes-validate."""
    return copytree(tools, folder / "fewer", ignore=ignore_patterns("kubernetes_validate*"))
