"""Where a project ends: what lies in it by its repository, its charts and its size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from podlint.project.kustomizations import Kustomizations, find
from podlint.project.roles import Role, Roles, role_said
from podlint.yaml.source import Source

if TYPE_CHECKING:
    from pathlib import Path


def write(root: Path, *names: str, text: str = "") -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)


def test_a_kustomization_beyond_the_repository_does_not_count(tmp_path: Path) -> None:
    write(tmp_path, "kustomization.yaml", text="resources: [inner/app/web.yaml]\n")
    write(tmp_path, "inner/app/web.yaml")
    web = tmp_path / "inner" / "app" / "web.yaml"
    assert Kustomizations(root=lambda _: None).around(web.parent).scopes(str(web)), "no repository: all above"
    write(tmp_path, "inner/.git")
    assert not Kustomizations(root=lambda _: None).around(web.parent).scopes(str(web))


def test_very_many_kustomizations_are_not_read(tmp_path: Path) -> None:
    write(tmp_path, "a/kustomization.yaml", "b/Kustomization")
    assert len(find(tmp_path, 2) or ()) == 2
    assert find(tmp_path, 1) is None


def test_only_the_templates_of_a_chart_are_templates(tmp_path: Path) -> None:
    names = ("templates/a.yaml", "templates/deep/b.yaml", "crds/c.yaml", "values.yaml", "crds/templates/d.yaml")
    write(tmp_path, "Chart.yaml", *names)
    assert [Roles().of(tmp_path / name) for name in names] == [
        Role.HELM_TEMPLATE,
        Role.HELM_TEMPLATE,
        Role.MANIFEST,
        Role.MANIFEST,
        Role.MANIFEST,
    ]


def test_a_repository_below_the_templates_of_a_chart_is_no_template(tmp_path: Path) -> None:
    write(tmp_path, "Chart.yaml", "templates/sub/app/a.yaml")
    assert Roles().of(tmp_path / "templates" / "sub" / "app" / "a.yaml") is Role.HELM_TEMPLATE
    write(tmp_path, "templates/sub/.git")
    assert Roles().of(tmp_path / "templates" / "sub" / "app" / "a.yaml") is Role.MANIFEST


@pytest.mark.parametrize(
    ("name", "text", "role"),
    [
        ("a.yaml", "# podlint: role=patch\na: 1\n", Role.PATCH),
        ("a.yaml", "a: 1\n", Role.BASE),
        ("a.md", "# podlint: role=patch\n", Role.BASE),
    ],
)
def test_what_a_file_says_of_itself_goes_first(name: str, text: str, role: Role) -> None:
    assert role_said(Source(name, text), Role.BASE) is role
