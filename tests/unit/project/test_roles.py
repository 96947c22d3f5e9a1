"""What files are taken for, by what lies around them and by kustomizations anywhere in the project."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from podlint.project import kustomizations
from podlint.project.kustomizations import Kustomizations
from podlint.project.loose_patches import commented
from podlint.project.roles import Role, Roles

if TYPE_CHECKING:
    from collections.abc import Callable

    Write = Callable[[dict[str, str]], None]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Writes files of a repository, which is the current folder."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)

    def write(files: dict[str, str]) -> None:
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")

    return write


def role(name: str) -> Role:
    return Roles().of(Path(name))


BASE = {"apps/base/kustomization.yaml": "resources: [web.yaml]\n", "apps/base/web.yaml": "", "apps/base/notes.yaml": ""}


def test_a_base_that_an_overlay_elsewhere_labels(write: Write) -> None:
    write({**BASE, "clusters/prod/kustomization.yaml": "resources: [../../apps/base]\ncommonLabels: {env: prod}\n"})
    assert role("apps/base/web.yaml") is Role.BASE
    assert role("apps/base/notes.yaml") is Role.MANIFEST
    reason = "clusters/prod/kustomization.yaml adds labels to selectors"
    assert Roles().reason(Path("apps/base/web.yaml")) == reason


def test_a_base_that_is_labelled_by_a_component_of_an_overlay(write: Write) -> None:
    write(
        {
            **BASE,
            "prod/kustomization.yaml": "resources: [../apps/base]\ncomponents: [../labels]\n",
            "labels/kustomization.yaml": "kind: Component\nlabels: [{includeSelectors: true, pairs: {a: b}}]\n",
        }
    )
    assert role("apps/base/web.yaml") is Role.BASE


def test_a_patch_that_a_kustomization_elsewhere_names(write: Write) -> None:
    write({"a/more.yaml": "", "b/kustomization.yaml": "patches: [{path: ../a/more.yaml}]\n"})
    assert role("a/more.yaml") is Role.PATCH
    assert Roles().reason(Path("a/more.yaml")) == "a patch of b/kustomization.yaml"


def test_all_in_a_folder_named_patches_are(write: Write) -> None:
    write({"patches/etcd.yaml": ""})
    assert role("patches/etcd.yaml") is Role.PATCH
    assert Roles().reason(Path("patches/etcd.yaml")) == "in a folder named patches"


def test_however_the_file_is_named(write: Write, tmp_path: Path) -> None:
    write({**BASE, "prod/kustomization.yaml": "resources: [../apps/base]\ncommonLabels: {env: prod}\n"})
    assert role(str(tmp_path / "apps" / "base" / "web.yaml")) is Role.BASE
    assert role("prod/../apps/base/./web.yaml") is Role.BASE


def test_variables_of_what_is_built_together(write: Write) -> None:
    write({**BASE, "prod/kustomization.yaml": "resources: [../apps/base]\nvars: [{name: HOST}]\n"})
    assert Roles().variables(Path("apps/base/web.yaml")) == frozenset({"HOST"})
    assert Roles().variables(Path("apps/base/notes.yaml")) is None


def test_what_git_ignores_takes_nothing(write: Write) -> None:
    overlay = "resources: [../../apps/base]\ncommonLabels: {env: prod}\n"
    write({**BASE, ".gitignore": "out/\n", "out/prod/kustomization.yaml": overlay})
    assert role("apps/base/web.yaml") is Role.MANIFEST


def test_another_repository_is_another_project(write: Write, tmp_path: Path) -> None:
    write({"inner/" + name: text for name, text in BASE.items()})
    write({"prod/kustomization.yaml": "resources: [../inner/apps/base]\ncommonLabels: {env: prod}\n"})
    (tmp_path / "inner" / ".git").mkdir()
    assert role("inner/apps/base/web.yaml") is Role.MANIFEST
    named = Kustomizations([Path("prod/kustomization.yaml")])
    assert Roles(named).of(Path("inner/apps/base/web.yaml")) is Role.BASE


def test_in_too_large_a_project_only_what_lies_above_counts(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kustomizations, "ENTRIES", 3)
    write({**BASE, "prod/kustomization.yaml": "resources: [../apps/base]\ncommonLabels: {env: prod}\n"})
    assert role("apps/base/web.yaml") is Role.MANIFEST
    write({"apps/kustomization.yaml": "resources: [base]\ncommonLabels: {env: test}\n"})
    assert role("apps/base/web.yaml") is Role.BASE
    named = Kustomizations([Path("prod/kustomization.yaml")])
    assert Roles(named).of(Path("apps/base/web.yaml")) is Role.BASE


def test_without_a_repository_only_what_lies_above_and_what_is_named_counts(tmp_path: Path) -> None:
    for name, text in {
        **BASE,
        "apps/kustomization.yaml": "resources: [base]\nvars: [{name: A}]\n",
        "prod/kustomization.yaml": "resources: [../apps/base]\ncommonLabels: {env: prod}\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    web = tmp_path / "apps" / "base" / "web.yaml"
    alone = Roles(Kustomizations(root=lambda folder: None))
    assert (alone.of(web), alone.variables(web)) == (Role.MANIFEST, frozenset({"A"}))
    named = Kustomizations([tmp_path / "prod" / "kustomization.yaml"], root=lambda folder: None)
    assert Roles(named).of(web) is Role.BASE


def test_each_kustomization_is_read_once(write: Write, tmp_path: Path) -> None:
    write({**BASE, "prod/kustomization.yaml": "resources: [../apps/base]\n"})
    read: list[str] = []
    found = Kustomizations([Path("apps/base/kustomization.yaml")], lambda file: read.append(file) or [{}])  # type: ignore[func-returns-value]
    for name in BASE:
        Roles(found).of(Path(name))
        Roles(found).variables(Path(name))
    assert sorted(read) == [
        str(tmp_path / "apps" / "base" / "kustomization.yaml"),
        str(tmp_path / "prod" / "kustomization.yaml"),
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a/kustomization.yml", Role.KUSTOMIZATION),
        ("a/Kustomization", Role.KUSTOMIZATION),
        ("chart/Chart.yaml", Role.CHART),
        ("chart/templates/sub/web.yaml", Role.HELM_TEMPLATE),
        ("other/templates/web.yaml", Role.MANIFEST),
        ("web.yaml.j2", Role.TEMPLATE),
    ],
)
def test_by_the_name(write: Write, name: str, expected: Role) -> None:
    write({"chart/Chart.yaml": "", name: ""})
    assert role(name) is expected


def thing(name: str, kind: str = "Deployment") -> str:
    """A part of an object."""
    return f"apiVersion: apps/v1\nkind: {kind}\nmetadata: {{name: {name}}}\n"


def test_a_patch_whose_entry_is_commented_out(write: Write) -> None:
    patches = "patches:\n# for the port\n#- path: port.yaml\n# - path: deep/size.yaml\n"
    write({"live/kustomization.yaml": f"resources:\n- web.yaml\n#- service.yaml\n{patches}"})
    write({f"live/{name}.yaml": thing("web") for name in ("web", "service", "port", "other", "deep/size")})
    assert role("live/port.yaml") is Role.PATCH
    assert role("live/deep/size.yaml") is Role.PATCH
    assert Roles().reason(Path("live/port.yaml")) == "a patch whose entry in a kustomization is commented out"
    assert [role(f"live/{name}.yaml") for name in ("web", "service", "other")] == [Role.MANIFEST] * 3


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("#patchesStrategicMerge:\n#- one.yaml\n", ["one.yaml"]),
        ("patchesStrategicMerge:\n- two.yaml\n#  - ./one.yaml   # later\n", ["./one.yaml"]),
        ("patches:\n- target: {kind: Pod}\n#   path: 'one.yaml'\n", ["one.yaml"]),
        ("# - path: one.yaml\n", ["one.yaml"]),
        ("resources:\n# - one.yaml\n", []),
        ("patches:\n- path: one.yaml\nconfigurations:\n#- two.yaml\n", []),
        ("# see one.yaml for more\n", []),
    ],
)
def test_entries_of_patches_in_comments(text: str, found: list[str]) -> None:
    assert list(commented(text)) == found


def test_a_file_called_a_patch_of_an_object_in_a_base(write: Write) -> None:
    write({**BASE, "live/kustomization.yaml": "resources: [../apps/base]\n", "apps/base/web.yaml": thing("web")})
    names = ("web_patch", "patch-web", "web-patch-port", "port", "dispatch")
    write({f"live/{name}.yaml": thing("web") for name in names})
    write({"live/patch-other.yaml": thing("other"), "live/patch-kind.yaml": thing("web", "StatefulSet")})
    write({"alone/web_patch.yaml": thing("web")})
    assert [role(f"live/{name}.yaml") for name in names] == [Role.PATCH] * 3 + [Role.MANIFEST] * 2
    assert Roles().reason(Path("live/web_patch.yaml")) == "called a patch, and of an object of a base"
    assert role("live/patch-other.yaml") is role("live/patch-kind.yaml") is Role.MANIFEST
    assert role("alone/web_patch.yaml") is Role.MANIFEST
    assert role("apps/base/web.yaml") is Role.MANIFEST


def test_what_a_kustomization_takes_as_a_resource_is_no_patch(write: Write) -> None:
    write({"live/kustomization.yaml": "resources: [web_patch.yaml]\n#patches:\n#- path: web_patch.yaml\n"})
    write({"live/web_patch.yaml": thing("web")})
    assert role("live/web_patch.yaml") is Role.MANIFEST
