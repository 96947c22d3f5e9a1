"""The baseline: which findings are known, which are new, which are gone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from texts_with_comments import finding

from podlint.errors import ConfigError
from podlint.findings.fingerprint import Key
from podlint.findings.result import FileResult
from podlint.suppression.baseline import Baseline

if TYPE_CHECKING:
    from pathlib import Path

    from podlint.findings.finding import Finding

TEXT = "one: 1\ntwo: 2\nthree: 3\n"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the baseline; the current folder is another one."""
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "a.yaml").write_text(TEXT)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "app"


def at(root: Path, line: int, pointer: str = "/spec/image", rule: str = "image-latest") -> Finding:
    return finding(TEXT, line, rule=rule, name=str(root / "a.yaml"))._replace(pointer=pointer)


def key(pointer: str = "/spec/image", path: str = "a.yaml", rule: str = "image-latest") -> Key:
    return Key(path, rule, "apps", "Deployment", "shop", "web", pointer)


def test_paths_are_relative_to_the_baseline(root: Path) -> None:
    baseline = Baseline(root / "known.json")
    assert baseline.key(at(root, 1)) == key()
    inside = at(root, 1)
    inside = inside._replace(location=inside.location._replace(path="../app/sub/b.yaml"))
    assert baseline.key(inside) == key(path="sub/b.yaml")
    assert Baseline(root / ".." / "known.json").key(at(root, 1)) == key(path="app/a.yaml")


def test_known_findings_are_hidden_as_often_as_they_are_known(root: Path) -> None:
    baseline = Baseline(root / "known.json", {key(): 2, key("/other"): 1})
    result = FileResult("a.yaml", findings=(at(root, 1), at(root, 2), at(root, 3), at(root, 3, "/new")), known=5)
    found = baseline.hide(result)
    assert [(f.location.start.line, f.pointer) for f in found.findings] == [(3, "/spec/image"), (3, "/new")]
    assert found.known == 7
    assert baseline.hide(result) == found, "counting begins anew with each file"


def test_what_podlint_fails_at_is_never_known(root: Path) -> None:
    failed = at(root, 1, rule="internal-error")
    assert Baseline(root / "known.json", {key(rule="internal-error"): 1}).hide(
        FileResult("a.yaml", findings=(failed,))
    ).findings == (failed,)
    assert Baseline(root / "known.json").count([failed, at(root, 1), at(root, 2)]) == {key(): 2}


def test_what_is_gone(root: Path) -> None:
    baseline = Baseline(root / "known.json", {key(): 3, key("/gone"): 1, key(path="b.yaml"): 1})
    linted, rules = [str(root / "a.yaml")], ["image-latest"]
    (root / "b.yaml").touch()
    assert baseline.stale([at(root, 1)], linted, rules) == {key(): 2, key("/gone"): 1}
    assert baseline.stale([at(root, 1)] * 3, linted, rules) == {key("/gone"): 1}
    assert baseline.stale([at(root, 1)] * 4, linted, rules) == {key("/gone"): 1}
    assert baseline.stale([], linted, ["other-rule"]) == {}, "of a rule that did not run nothing is said"
    assert baseline.stale([], [], rules) == {}, "nor of a file that was not linted"
    (root / "b.yaml").unlink()
    assert baseline.stale([], [], rules) == {key(path="b.yaml"): 1}, "a file that is gone counts as linted"


def test_it_is_stored_a_finding_to_a_line(root: Path) -> None:
    file = root / "known.json"
    counts = {key("/b"): 2, key("/a"): 1, Key("a.yaml", "yaml-syntax", "", "", "", "", ""): 1}
    Baseline(file, counts).write()
    assert [line.strip().rstrip(",") for line in file.read_text().splitlines()[1:-1]] == [
        '{"path": "a.yaml", "rule": "image-latest", "group": "apps", "kind": "Deployment", "namespace": "shop", '
        '"name": "web", "pointer": "/a"}',
        '{"path": "a.yaml", "rule": "image-latest", "group": "apps", "kind": "Deployment", "namespace": "shop", '
        '"name": "web", "pointer": "/b", "count": 2}',
        '{"path": "a.yaml", "rule": "yaml-syntax"}',
    ]
    assert Baseline.read(file).counts == counts
    assert [path.name for path in root.iterdir() if path.suffix != ".yaml"] == ["known.json"], "nothing else is left"
    Baseline(file).write()
    assert json.loads(file.read_text()) == {"version": 1, "findings": []}


@pytest.mark.parametrize(
    "item",
    [
        "[]",
        '"text"',
        '{"rule": "a"}',
        '{"path": "a"}',
        '{"path": "a", "rule": "b", "line": "3"}',
        '{"path": "a", "rule": 3}',
        '{"path": "a", "rule": "b", "count": "2"}',
    ],
)
def test_a_finding_that_cannot_be_understood(root: Path, item: str) -> None:
    file = root / "known.json"
    file.write_text(f'{{"version": 1, "findings": [{{"path": "a", "rule": "b"}}, {item}]}}')
    with pytest.raises(ConfigError, match="finding 2 of the baseline cannot be understood"):
        Baseline.read(file)


def test_a_baseline_that_is_no_text(root: Path) -> None:
    (root / "known.json").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="it is not UTF-8"):
        Baseline.read(root / "known.json")
