"""However a file is named, it is the same file: found once, with the same findings, shown by one name."""

from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Outcome

    Run = Callable[..., Outcome]

SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: wbe}, ports: [{port: 80}]}\n"
PODS = (
    "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: web}\nspec:\n  selector: {matchLabels: {app: web}}\n"
    "  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: a, image: 'a:1'}]}}\n"
)
WAYS = ["s.yaml", "{folder}/s.yaml", "../shop/s.yaml", "base/../s.yaml", "{folder}/../link/s.yaml", "../link/s.yaml"]


@pytest.fixture
def shop(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a Service whose selector does not fit the pods beside it; a link leads to the folder."""
    shop = project / "shop"
    (shop / "base").mkdir(parents=True)
    (shop / "s.yaml").write_text(SERVICE)
    (shop / "ds.yaml").write_text(PODS)
    (project / "link").symlink_to("shop")
    monkeypatch.chdir(shop)
    return shop


def lines(run: Run, *arguments: str) -> list[str]:
    """`path rule` of each finding."""
    out = run("check", "-q", "--output-format=concise", *arguments).out.splitlines()
    return [f"{line.partition(':')[0]} {line.rpartition('[')[2].rstrip(']')}" for line in out]


@pytest.mark.parametrize("way", WAYS)
def test_cross_object_findings_do_not_depend_on_the_name(shop: Path, run: Run, way: str) -> None:
    assert lines(run, way.format(folder=shop)) == ["s.yaml service-selects-nothing"]


@pytest.mark.parametrize("way", WAYS)
def test_the_same_from_the_folder_above(shop: Path, run: Run, way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    named = os.path.join(shop, way.format(folder=shop))
    monkeypatch.chdir(shop.parent)
    assert lines(run, named) == ["shop/s.yaml service-selects-nothing"]


def test_the_same_from_a_folder_beside_it(shop: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shop / "base")
    assert lines(run, "../s.yaml") == [f"{shop}/s.yaml service-selects-nothing"]


def test_a_link_to_the_current_folder(shop: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a shell leaves it: the current folder is the real one, PWD the link."""
    monkeypatch.setenv("PWD", str(shop.parent / "link"))
    assert lines(run, f"{shop.parent}/link/s.yaml") == ["s.yaml service-selects-nothing"]


@pytest.mark.parametrize("way", WAYS[:4])
def test_standard_input_by_any_name(shop: Path, run: Run, way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    stdin: Any = io.TextIOWrapper(io.BytesIO(SERVICE.encode()))
    monkeypatch.setattr("sys.stdin", stdin)
    assert lines(run, "-", "--stdin-filename", way.format(folder=shop)) == ["s.yaml service-selects-nothing"]


def test_what_is_read_from_standard_input_is_not_read_again(
    shop: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    stdin: Any = io.TextIOWrapper(io.BytesIO(SERVICE.replace("wbe", "web").encode()))
    monkeypatch.setattr("sys.stdin", stdin)
    assert lines(run, "-", ".", "--stdin-filename", str(shop / "s.yaml")) == []


@pytest.mark.parametrize("way", WAYS[1:])
def test_a_file_named_twice_is_linted_once(shop: Path, run: Run, way: str) -> None:
    assert lines(run, "s.yaml", way.format(folder=shop)) == ["s.yaml service-selects-nothing"]
    assert lines(run, ".", way.format(folder=shop)) == ["s.yaml service-selects-nothing"]
    assert "(1 document checked" in run("check", "s.yaml", way.format(folder=shop)).err


@pytest.mark.parametrize("way", WAYS)
def test_the_baseline_knows_it_by_any_name(shop: Path, run: Run, way: str) -> None:
    run("baseline", "s.yaml")
    assert lines(run, way.format(folder=shop), "--baseline=.podlint-baseline.json") == []
    assert lines(run, way.format(folder=shop), f"--baseline={shop.parent}/link/.podlint-baseline.json") == []


@pytest.mark.parametrize("way", WAYS)
def test_an_entry_of_the_configuration_knows_it_by_any_name(shop: Path, run: Run, way: str) -> None:
    (shop / ".podlint.yaml").write_text("ignore: [{rules: service-selects-nothing, path: /s.yaml, reason: later}]\n")
    assert lines(run, way.format(folder=shop)) == []


@pytest.mark.parametrize("way", ["{folder}/ds.yaml", "../link/ds.yaml"])
def test_it_is_mended_by_any_name(shop: Path, run: Run, way: str) -> None:
    (shop / "ds.yaml").write_text(
        PODS.replace("app: web}, ", "app: 1}, ").replace("{labels: {app: web", "{labels: {app: 1")
    )
    run("check", "--fix", way.format(folder=shop), "ds.yaml")
    assert 'labels: {app: "1"}' in (shop / "ds.yaml").read_text()


def test_a_kustomization_names_it_through_a_link(shop: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    (shop / "s.yaml").rename(shop / "base" / "s.yaml")
    assert lines(run, ".") == [], "nothing says that they belong together"
    (shop / "kustomization.yaml").write_text("resources: [../link/base/s.yaml, ds.yaml]\n")
    assert lines(run, ".") == ["base/s.yaml service-selects-nothing"]
