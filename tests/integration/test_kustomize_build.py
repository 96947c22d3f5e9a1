"""What podlint builds of kustomizations, held to what real kustomize builds: equal, or said to be unknown."""

from __future__ import annotations

from pathlib import Path

import pytest

from podlint.kustomize.build import build
from tests.kustomize.cases import Case, cases, recorded
from tests.kustomize.compare import Real, command, differences, real, version

SHARED = Path(__file__).resolve().parents[3] / "shared"
NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")

NEWER = {"settings: images": (5, 6), "values: replacements": (5, 7)}
"""Cases of what older versions of kustomize, such as the one in kubectl, do not have."""

needs_kustomize = pytest.mark.skipif(command() is None, reason="neither kustomize nor kubectl is on the PATH")


def real_folders() -> list[str]:
    found = [file for part in ("corpus", "cases") for file in (SHARED / part).rglob("*") if file.name in NAMES]
    return sorted({str(file.parent.relative_to(SHARED)) for file in found})


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_written_kustomizations_are_built_as_kustomize_built_them(case: Case, tmp_path: Path) -> None:
    objects = recorded()[case.name]
    theirs = Real(objects or [], "it refused" if objects is None else None)
    ours = build(case.lay_out(tmp_path))
    assert differences(ours, theirs) == []
    assert bool(theirs.refused) == bool(ours.problems) or ours.gaps


@pytest.mark.exhaustive
@needs_kustomize
@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_written_kustomizations_are_built_as_kustomize_builds_them_today(case: Case, tmp_path: Path) -> None:
    if version() < NEWER.get(case.name, ()):
        pytest.skip(f"kustomize {'.'.join(map(str, version()))} does not have this yet")
    folder = case.lay_out(tmp_path)
    assert differences(build(folder), real(folder)) == []


@pytest.mark.exhaustive
@needs_kustomize
@pytest.mark.skipif(not SHARED.is_dir(), reason="the real kustomizations are not here")
@pytest.mark.parametrize("folder", real_folders())
def test_real_kustomizations_are_built_as_kustomize_builds_them(folder: str) -> None:
    assert differences(build(SHARED / folder), real(SHARED / folder)) == []


def test_unknown_stays_rare(tmp_path: Path) -> None:
    """Saying "unknown" is allowed above; here it is counted."""
    unknown = []
    for number, case in enumerate(cases()):
        built = build(case.lay_out(tmp_path / str(number)))
        if not built.problems and (built.unknown or built.gaps):
            unknown.append(case.name.partition(": ")[2])
    assert len(cases()) >= 120
    assert sorted(unknown) == [
        "a base on another machine",
        "a chart",
        "a plugin",
        "keys that are the same to Kubernetes only",
        "notes of origins and changes",
    ]
