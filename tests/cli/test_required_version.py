"""`required-version`: a configuration says which versions of podlint it is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from podlint import __version__
from podlint.config.required import unmet

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Outcome

    Run = Callable[..., Outcome]


@pytest.mark.parametrize(
    ("specifier", "version"),
    [
        (">=1.2,<2", "1.2.0"),
        (">=1.2,<2", "1.10"),
        (">= 1.2 , < 2", "1.9.9"),
        ("1.2", "1.2.0"),
        ("==1.2.*", "1.2.7"),
        ("~=1.2", "1.9"),
        ("~=1.2.3", "1.2.4"),
        ("!=1.2.1", "1.2.2"),
        (">1.2rc1", "1.2"),
        ("<1.2", "1.1.9"),
        ("v1.2", "1.2"),
        (">=1.2.dev0", "1.2a1"),
        ("<=1.2", "1.2"),
    ],
)
def test_versions_that_fit(specifier: str, version: str) -> None:
    assert unmet(specifier, version) is None


@pytest.mark.parametrize(
    ("specifier", "version"),
    [
        (">=1.2,<2", "2.0"),
        (">=1.2,<2", "1.1"),
        (">=1.2,<2", "2.0rc1"),
        ("1.2", "1.2.1"),
        ("==1.2.*", "1.20"),
        ("!=1.2.*", "1.2.9"),
        ("~=1.2", "2.0"),
        ("~=1.2.3", "1.3"),
        ("~=1.2.3", "1.2.2"),
        (">1.2", "1.2.0"),
        (">=1.2", "1.2rc1"),
    ],
)
def test_versions_that_do_not(specifier: str, version: str) -> None:
    assert unmet(specifier, version) == f"this configuration is for podlint {specifier}, and this is podlint {version}"


@pytest.mark.parametrize(
    "specifier", ["", "new", ">=", "=>1.2", ">=1.2;<2", "^1.2", ">=1.2,", "1.x", ">=1.2.*", "~=1", "1 2"]
)
def test_what_is_no_specifier(specifier: str) -> None:
    assert f'"{specifier}"' in (unmet(specifier) or "")


def test_where_it_holds_nothing_is_said(run: Run, project: Path, clean: Path) -> None:
    (project / ".podlint.yaml").write_text(f'required-version: ">=0.0.1,<={__version__}"\n')
    assert run(clean.name).status == 0


def test_where_it_does_not_hold_it_is_said_at_its_line_before_all_else(run: Run, project: Path, clean: Path) -> None:
    (project / ".podlint.yaml").write_text('option-of-tomorrow: true\nrequired-version: ">=99.1,<100"\n')
    found = run(clean.name)
    assert found.status == 2
    assert found.out == ""
    assert found.err.startswith(
        "podlint: .podlint.yaml:2:19: required-version: this configuration is for podlint >=99.1,<100, and this is "
        f"podlint {__version__}\n"
    )


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("newest", 'required-version: "newest" is no specifier of versions such as ">=1.2,<2"'),
        ("1.2", 'required-version must be a string such as ">=1.2,<2"'),
        ('[">=1"]', 'required-version must be a string such as ">=1.2,<2"'),
        ("null", 'required-version must be a string such as ">=1.2,<2"'),
    ],
)
def test_a_bad_one_is_an_error_at_its_line(run: Run, project: Path, clean: Path, value: str, words: str) -> None:
    (project / ".podlint.yaml").write_text(f"fail-on: error\nrequired-version: {value}\n")
    found = run(clean.name)
    assert found.status == 2
    assert found.err.startswith(f"podlint: .podlint.yaml:2:19: {words}")


def test_each_file_speaks_for_itself(run: Run, project: Path, clean: Path) -> None:
    (project / ".podlint.yaml").write_text('extend: house.yaml\nrequired-version: ">=0"\n')
    (project / "house.yaml").write_text('required-version: ">=99"\n')
    found = run(clean.name)
    assert found.status == 2
    assert "house.yaml:1:19: required-version: this configuration is for podlint >=99" in found.err


def test_it_stops_its_own_folder_only(run: Run, project: Path) -> None:
    for team in ("a", "b"):
        (project / team).mkdir()
        (project / team / "pod.yaml").write_text("apiVersion: v1\nkind: Pod\nmeatdata: {}\n")
    (project / "b" / ".podlint.yaml").write_text('required-version: ">=99"\n')
    found = run(".", "-o", "concise")
    assert found.status == 2
    assert "a/pod.yaml:3:1" in found.out
    assert "b/pod.yaml" not in found.out
