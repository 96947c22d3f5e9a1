"""`podlint build`: the built objects, with the line of every value."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podlint.cli.main import main
from podlint.cli.yaml_lines import lines
from podlint.yaml.reader import parse
from podlint.yaml.source import Source

if TYPE_CHECKING:
    from pathlib import Path

SERVICE = "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  type: ClusterIP\n  ports:\n    - port: 80\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "base").mkdir()
    (tmp_path / "prod").mkdir()
    (tmp_path / "base" / "kustomization.yaml").write_text("resources:\n  - web.yaml\n")
    (tmp_path / "base" / "web.yaml").write_text(SERVICE)
    (tmp_path / "prod" / "kustomization.yaml").write_text(
        "resources:\n  - ../base\nnamespace: prod\npatches:\n  - path: type.yaml\n"
    )
    (tmp_path / "prod" / "type.yaml").write_text(
        "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  type: LoadBalancer\n"
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_objects_are_printed_as_kustomize_prints_them(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "prod"]) == 0
    out = capsys.readouterr().out
    assert out == (
        "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  namespace: prod\n"
        "spec:\n  ports:\n  - port: 80\n  type: LoadBalancer\n"
    )


def test_the_line_of_each_value_stands_behind_it(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "prod", "--origin"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "apiVersion: v1        # base/web.yaml:1",
        "kind: Service         # base/web.yaml:2",
        "metadata:             # base/web.yaml:3",
        "  name: web           # base/web.yaml:4",
        "  namespace: prod     # prod/kustomization.yaml:3",
        "spec:                 # base/web.yaml:5",
        "  ports:              # base/web.yaml:7",
        "  - port: 80          # base/web.yaml:8",
        "  type: LoadBalancer  # prod/type.yaml:6",
    ]


def test_json_has_the_objects_their_origins_and_what_is_unknown(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "prod" / "kustomization.yaml").write_text(
        "resources: [../base, 'https://example.com/o/r//b']\nbuildMetadata: [managedByLabel]\n"
    )
    assert main(["build", "prod", "--output-format", "json"]) == 0
    out, err = capsys.readouterr()
    document = json.loads(out)
    assert list(document) == ["objects", "unknown", "open"]
    assert document["open"] is True
    assert document["objects"][0]["data"]["spec"] == {"type": "ClusterIP", "ports": [{"port": 80}]}
    origins = document["objects"][0]["origins"]
    assert origins["/spec/type"] == {"path": "base/web.yaml", "line": 6, "column": 9}
    assert origins["/spec/ports/0/port"] == {"path": "base/web.yaml", "line": 8, "column": 13}
    assert document["unknown"] == [
        {
            "object": {"apiVersion": "v1", "kind": "Service", "namespace": None, "name": "web"},
            "pointer": "/metadata/labels/app.kubernetes.io~1managed-by",
            "reason": "it names the version of kustomize",
        }
    ]
    assert err == (
        "podlint: prod/kustomization.yaml:1:22: not known: https://example.com/o/r//b is on another machine\n"
    )


def test_a_value_that_is_not_known_says_why(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "base" / "kustomization.yaml").write_text("resources: [web.yaml]\nbuildMetadata: [managedByLabel]\n")
    assert main(["build", "base"]) == 0
    assert (
        "    app.kubernetes.io/managed-by: null  # not known: it names the version of kustomize\n"
        in capsys.readouterr().out
    )


def test_what_kustomize_refuses_is_refused_at_its_line(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "prod" / "type.yaml").write_text("apiVersion: v1\nkind: Service\nmetadata:\n  name: other\n")
    assert main(["build", "prod"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "podlint: prod/type.yaml:1:1: kustomize refuses this: the patch of Service 'other' fits no object\n"


def test_the_file_of_a_kustomization_means_its_folder(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "base/kustomization.yaml"]) == 0
    assert capsys.readouterr().out.startswith("apiVersion: v1\n")


def test_what_is_no_folder_is_wrong_use(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "nothing"]) == 2
    assert capsys.readouterr().err == "podlint: nothing is not a folder\n"


texts = st.one_of(
    st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0")),
    st.text(alphabet="-:#{}[]&*!|>'\"%@`, \n\tabyn01.~?"),
    st.sampled_from(
        ["yes", "null", "~", "", "1", "0x1", "1e3", "2020-01-01", "a: b", "a #b", "- a", "-a", "--", "---", "="]
    ),
)
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(2**63), 2**63 - 1), st.floats(-1e300, 1e300), texts),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(texts, inner, max_size=4)),
    max_leaves=12,
)  # fmt: skip


@given(st.dictionaries(texts, values, min_size=1, max_size=4))
def test_what_is_printed_is_read_back_as_it_was(data: dict[str, Any]) -> None:
    text = "".join(f"{line.text}\n" for line in lines(data))
    parsed = parse(Source("built.yaml", text))
    assert parsed.problems == []
    assert parsed.documents[0].document.data == data
