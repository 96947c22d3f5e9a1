"""Kustomizations with more entries than anybody writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.engine.most import MOST
from podlint.kustomize.build.target import MOST_ENTRIES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Outcome

    Run = Callable[..., Outcome]

HEAD = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"


def test_one_that_is_too_large_is_not_built_and_nothing_is_said_to_be_refused(project: Path, run: Run) -> None:
    generators = "".join(f"  - {{name: a{i}, literals: [a=b]}}\n" for i in range(MOST_ENTRIES))
    (project / "kustomization.yaml").write_text(f"{HEAD}resources: [a.yaml]\nconfigMapGenerator:\n{generators}")
    (project / "a.yaml").write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: 1}\n")
    status, out, error = run(".", "--output-format", "concise")
    assert status == 1
    assert "wrong-type" in out and "kustomization-invalid" not in out
    assert "1 kustomization built in part" in out + error
    assert f"it has more than {MOST_ENTRIES} entries" in "".join(run("build", ".")[1:])


def test_a_thousand_files_that_are_not_there_are_named(project: Path, run: Run) -> None:
    (project / "kustomization.yaml").write_text(
        f"{HEAD}resources:\n" + "".join(f"  - a{i}.yaml\n" for i in range(2 * MOST))
    )
    out, error = run(".", "--output-format", "concise")[1:]
    assert out.count("does not exist") == MOST
    assert f"kustomization-invalid is found {MOST} times; more of it is not looked for" in error
