"""`podlint schemas`: which kinds have a schema, and definitions that are brought in from local sources."""

from __future__ import annotations

import gzip
import io
import json
import os
import tarfile
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from podlint.collecting import archives

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Outcome

    Run = Callable[..., Outcome]

CRD = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com, annotations: {made-by: generator}}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Widget, plural: widgets}
  conversion: {strategy: None}
  versions:
    - name: v1
      served: true
      storage: true
      additionalPrinterColumns: [{name: Size, type: integer, jsonPath: .spec.size}]
      schema:
        openAPIV3Schema:
          type: object
          description: A thing.
          properties:
            spec:
              type: object
              example: {size: 1}
              properties: {size: {type: integer, description: How large.}}
              x-kubernetes-validations: [{rule: "self.size != 7", message: seven is taken}]
"""
WIDGET = "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w}\nspec: {size: big}\n"
EXPECTED = 'w.yaml:4:14: error: size must be an integer, not the string "big", in spec of Widget w [wrong-type]\n'
KEY = "example.com/v1/Widget"
SCHEMA = {
    "type": "object",
    "properties": {
        "apiVersion": {"type": "string"},
        "kind": {"type": "string"},
        "spec": {"type": "object", "properties": {"size": {"type": "integer"}}},
    },
}


@pytest.fixture
def widget(project: Path) -> Path:
    """A project with one object of a kind that nobody defines."""
    (project / "w.yaml").write_text(WIDGET)
    return project


@pytest.fixture
def outside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that is not in the project."""
    return tmp_path_factory.mktemp("outside")


def _lock(project: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((project / ".podlint/schemas/lock.json").read_text())
    return found


def _tar(files: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return data.getvalue()


def _zip(files: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def test_list_names_the_objects_without_a_schema(run: Run, widget: Path) -> None:
    (widget / "pod.yaml").write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n")
    outcome = run("schemas", "list")
    assert outcome.status == 1
    assert outcome.out == (
        "KIND        APIVERSION       OBJECTS   SCHEMA\n"
        "ConfigMap   v1               1         Kubernetes\n"
        "Widget      example.com/v1   1         none\n"
        "\n"
        "Widget of example.com/v1: no schema for w (w.yaml:2)\n"
    )
    assert outcome.err == "podlint: 2 kinds, 1 object of 1 kind without a schema\n"
    kinds = json.loads(run("schemas", "-o", "json").out)
    assert kinds["without_schema"] == 1
    assert kinds["kinds"][1]["without_schema"] == [{"name": "w", "at": "w.yaml:2"}]
    assert kinds["kinds"][0]["schemas"][0]["from"] == "Kubernetes"


def test_a_built_in_kind_that_is_gone_is_told_apart(run: Run, project: Path) -> None:
    (project / "pdb.yaml").write_text("apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata: {name: p}\n")
    assert "1         none: the chosen versions of Kubernetes do not serve it\n" in run("schemas").out
    (project / ".podlint.yaml").write_text("kubernetes-version: '1.25'\n")
    assert run("schemas", "fetch").err == "podlint: no custom resource lacks a schema\n"


def test_custom_kinds_in_objects_of_others_count(run: Run, project: Path, outside: Path) -> None:
    (project / "set.yaml").write_text(
        "apiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSet\nmetadata: {name: a}\nspec:\n  resources:\n"
        "    - {apiVersion: example.com/v1, kind: Widget, metadata: {name: inner}, spec: {size: big}}\n"
        "    - {apiVersion: v1, kind: ConfigMap, metadata: {name: c}}\n"
    )
    outcome = run("schemas", "list")
    assert outcome.out.splitlines()[-2] == "Widget of example.com/v1: no schema for inner (set.yaml:6)"
    assert "ConfigMap" not in outcome.out
    (outside / "example.com").mkdir()
    (outside / "example.com/widget_v1.json").write_text(json.dumps(SCHEMA))
    assert run("schemas", "fetch", "--location", str(outside)).out.startswith(f"added {KEY}")
    assert "1 left" in run("schemas", "prune").err
    assert "set.yaml:6:88: error: size must be an integer" in run("check", "-o", "concise").out


CHART = {
    "chart/Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n",
    "chart/templates/w.yaml": "{{- if .on }}\n" + WIDGET.replace("name: w", "name: {{ .Values.a }}") + "{{- end }}\n",
    "chart/templates/pdb.yaml": (
        "{{- if .Values.old }}\napiVersion: policy/v1beta1\n{{- else }}\napiVersion: policy/v1\n{{- end }}\n"
        "kind: PodDisruptionBudget\nmetadata: {name: a}\n"
    ),
}
PATCH = {
    "kustomization.yaml": "resources: [https://example.com/base]\npatches: [{path: p.yaml}]\n",
    "p.yaml": WIDGET,
}


@pytest.mark.parametrize(
    ("files", "place"),
    [(CHART, "a template (chart/templates/w.yaml:3)"), (PATCH, "a patch (p.yaml:2)")],
    ids=["template", "patch"],
)
def test_custom_kinds_of_templates_and_patches_count(
    run: Run, project: Path, outside: Path, files: dict[str, str], place: str
) -> None:
    for name, text in files.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(text)
    assert "1 object of 1 kind without a schema (Widget): podlint schemas fetch;" in run("check").err
    outcome = run("schemas", "list")
    assert outcome.out.splitlines()[-1] == f"Widget of example.com/v1: no schema for {place}"
    assert "policy" not in outcome.out
    (outside / "example.com").mkdir()
    (outside / "example.com/widget_v1.json").write_text(json.dumps(SCHEMA))
    assert run("schemas", "fetch", "--location", str(outside)).status == 0
    assert "1 left" in run("schemas", "prune").err
    assert "size must be an integer" in run("check", "-o", "concise").out


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
def test_a_lock_file_that_is_a_pipe_is_not_waited_for(run: Run, widget: Path) -> None:
    (widget / ".podlint/schemas").mkdir(parents=True)
    os.mkfifo(widget / ".podlint/schemas/lock.json")
    for command in (("check",), ("schemas", "list"), ("schemas", "verify")):
        outcome = run(*command)
        assert outcome.status == 2
        assert ".podlint/schemas/lock.json: cannot be read: it is a named pipe" in outcome.err


def test_which_tells_where_the_schema_of_each_object_comes_from(run: Run, widget: Path) -> None:
    (widget / "crds").mkdir()
    (widget / "crds" / "widget.yaml").write_text(CRD)
    outcome = run("schemas", "which", "w.yaml")
    assert outcome.status == 0
    assert outcome.out.splitlines()[1] == "w.yaml:2   Widget   example.com/v1   crds/widget.yaml (project)"
    assert run("schemas", "which").err == "podlint: schemas which: name a file or a folder\n"
    assert run("schemas", "which", "no.yaml").status == 2


def test_what_the_configuration_names_is_told_too(run: Run, widget: Path, outside: Path) -> None:
    named = {**SCHEMA, "x-kubernetes-group-version-kind": [{"group": "example.com", "version": "v1", "kind": "Widget"}]}
    (widget / "widget.schema.json").write_text(json.dumps(named))
    (widget / ".podlint.yaml").write_text("schemas: [widget.schema.json]\n")
    (row,) = json.loads(run("schemas", "which", "w.yaml", "-o", "json").out)
    assert row["schema"] == {"from": "configuration", "file": "widget.schema.json", "json_schema": True}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("crd.yaml", CRD.encode()),
        ("folder/deep/crd.yml", CRD.encode()),
        ("release.tar.gz", _tar({"a/notes.yaml": b"a: b\n", "a/crd.yaml": CRD.encode()})),
        ("release.tgz", _tar({"chart/Chart.yaml": b"name: chart\n", "chart/crds/crd.yaml": CRD.encode()})),
        ("release.zip", _zip({"a/crd.yaml": CRD.encode()})),
        ("list.yaml", ("apiVersion: v1\nkind: List\nitems:\n- " + CRD.replace("\n", "\n  ")).encode()),
    ],
)
def test_check_goes_by_what_was_added(run: Run, widget: Path, outside: Path, name: str, content: bytes) -> None:
    source = outside / name
    source.parent.mkdir(parents=True, exist_ok=True)
    source.write_bytes(content)
    named = outside / "folder" if "/" in name else source
    added = run("schemas", "add", str(named))
    assert added.status == 0, added.err
    assert added.out.startswith(f"added {KEY} from ")
    checked = run("check", "-o", "concise")
    assert checked.out == EXPECTED
    assert "1 document checked" in checked.err
    assert run("w.yaml", "-o", "concise").out == EXPECTED
    assert "(brought in, from ../" in run("schemas", "list").out


def test_what_is_kept_is_what_checking_and_hover_need(run: Run, widget: Path) -> None:
    (widget / "crd.txt.yaml").write_text(CRD)
    run("schemas", "add", "crd.txt.yaml")
    kept = json.loads((widget / ".podlint/schemas/example.com/widget_v1.json").read_text())
    (version,) = kept["spec"].pop("versions")
    assert kept["metadata"] == {"name": "widgets.example.com"}
    assert kept["spec"] == {
        "group": "example.com",
        "names": {"kind": "Widget", "plural": "widgets"},
        "scope": "Namespaced",
    }
    spec = version["schema"]["openAPIV3Schema"]["properties"]["spec"]
    assert "additionalPrinterColumns" not in version
    assert sorted(spec) == ["properties", "type", "x-kubernetes-validations"]
    assert spec["properties"]["size"] == {"type": "integer", "description": "How large."}


def test_a_second_add_changes_nothing(run: Run, widget: Path, outside: Path) -> None:
    (outside / "crd.yaml").write_text(CRD)
    run("schemas", "add", str(outside))
    before = {path: path.stat().st_mtime_ns for path in (widget / ".podlint").rglob("*.json")}
    lock = _lock(widget)
    again = run("schemas", "add", str(outside))
    assert (again.out, again.err) == ("", "podlint: 0 definitions added, 0 changed, 1 as before, in .podlint/schemas\n")
    assert _lock(widget) == lock
    definition = widget / ".podlint/schemas/example.com/widget_v1.json"
    assert definition.stat().st_mtime_ns == before[definition]
    (outside / "crd.yaml").write_text(CRD.replace("integer, desc", "string, desc"))
    assert run("schemas", "add", str(outside)).out.startswith(f"changed {KEY}")
    assert run("check").status == 0


def test_a_definition_of_the_project_goes_before_one_that_was_brought_in(run: Run, widget: Path) -> None:
    (widget / "crd.yaml").write_text(CRD)
    run("schemas", "add", "crd.yaml")
    (widget / "crd.yaml").write_text(CRD.replace("type: integer, desc", "type: string, desc"))
    assert run("check", "w.yaml", "-o", "concise").out == ""


def test_the_cache_sees_that_definitions_come_change_and_go(run: Run, widget: Path, outside: Path) -> None:
    assert run("check", "-o", "concise").out == ""
    (outside / "crd.yaml").write_text(CRD)
    run("schemas", "add", str(outside))
    assert run("check", "-o", "concise").out == EXPECTED
    assert run("check", "-o", "concise").out == EXPECTED
    (outside / "crd.yaml").write_text(CRD.replace("type: integer, desc", "type: string, desc"))
    run("schemas", "add", str(outside))
    assert run("check", "-o", "concise").out == ""
    (widget / ".podlint/schemas/lock.json").unlink()
    assert "1 object of 1 kind without a schema (Widget)" in run("check").err


def test_a_json_schema_says_its_kind_or_is_told_it(run: Run, widget: Path, outside: Path) -> None:
    (outside / "w.json").write_text(json.dumps(SCHEMA))
    refused = run("schemas", "add", str(outside / "w.json"))
    assert refused.status == 2
    assert "does not say which kind it is a schema for; --kind GROUP/VERSION/KIND says it" in refused.err
    assert run("schemas", "add", str(outside / "w.json"), "--kind", "Widget").status == 2
    added = run("schemas", "add", str(outside / "w.json"), "--kind", KEY)
    assert added.out.endswith("w.json (JSON Schema)\n")
    assert run("check", "-o", "concise").out == EXPECTED
    told = run("schemas", "list")
    assert "JSON Schema" in told.out
    assert "1 kind without rules in CEL and types of lists: made of a JSON Schema" in told.err


def test_templates_of_a_chart_are_left_to_helm(run: Run, widget: Path, outside: Path) -> None:
    (outside / "Chart.yaml").write_text("name: chart\n")
    (outside / "templates").mkdir()
    (outside / "templates" / "crd.yaml").write_text("{{- if .Values.crds }}\n" + CRD + "{{- end }}\n")
    nothing = run("schemas", "add", str(outside))
    assert nothing.status == 2
    assert "1 of its templates hold definitions; `helm template` shows them as they are applied" in nothing.err


def test_prune_takes_out_what_no_object_needs(run: Run, widget: Path, outside: Path) -> None:
    (outside / "crd.yaml").write_text(CRD + "---\n" + CRD.replace("idget", "adget"))
    run("schemas", "add", str(outside))
    assert sorted(_lock(widget)["definitions"]) == ["example.com/v1/Wadget", KEY]
    assert run("schemas", "prune") == (
        0,
        "removed example.com/v1/Wadget\n",
        "podlint: 1 definition removed, 1 left\n",
    )
    assert list(_lock(widget)["definitions"]) == [KEY]
    assert [path.name for path in (widget / ".podlint/schemas/example.com").iterdir()] == ["widget_v1.json"]
    (widget / "w.yaml").unlink()
    run("schemas", "prune")
    assert [path.name for path in (widget / ".podlint/schemas").iterdir()] == ["lock.json"]


def test_verify_tells_what_is_not_as_it_was_brought_in(run: Run, widget: Path, outside: Path) -> None:
    (outside / "crd.yaml").write_text(CRD + "---\n" + CRD.replace("idget", "adget"))
    run("schemas", "add", str(outside))
    assert run("schemas", "verify") == (0, "", "podlint: 2 definitions, all as brought in\n")
    folder = widget / ".podlint/schemas/example.com"
    (folder / "widget_v1.json").write_text((folder / "widget_v1.json").read_text().replace("integer", "string"))
    (folder / "wadget_v1.json").unlink()
    (folder / "gadget_v1.json").write_text("{}")
    outcome = run("schemas", "verify")
    assert outcome.status == 1
    assert outcome.out == (
        ".podlint/schemas/example.com/wadget_v1.json: it is missing\n"
        ".podlint/schemas/example.com/widget_v1.json: it is not what was brought in (its hash is another)\n"
        ".podlint/schemas/example.com/gadget_v1.json: lock.json does not know it: it is not used\n"
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "it is no JSON"),
        ("[]", "it is no list of definitions"),
        ('{"version": 2, "definitions": {}}', "it is of a newer podlint"),
        ('{"version": 1, "definitions": {"../../x/v1/Y": {}}}', "is not understood"),
        (
            '{"version": 1, "definitions": {"a..b/v1/Y": {"source": "", "form": "definition", "sha256": ""}}}',
            "not under",
        ),
        ('{"version": 1, "definitions": {"example.com/v1/Widget": {"source": 1}}}', "is not understood"),
    ],
)
def test_a_lock_file_that_is_not_understood_is_refused(run: Run, widget: Path, text: str, words: str) -> None:
    (widget / ".podlint/schemas").mkdir(parents=True)
    (widget / ".podlint/schemas/lock.json").write_text(text)
    for command in (("check",), ("schemas", "list"), ("schemas", "verify")):
        outcome = run(*command)
        assert outcome.status == 2
        assert ".podlint/schemas/lock.json" in outcome.err
        assert words in outcome.err


@pytest.mark.parametrize("text", ["{", "{}", '{"kind": "CustomResourceDefinition"}'])
def test_a_kept_definition_that_cannot_be_used_is_named(run: Run, widget: Path, outside: Path, text: str) -> None:
    (outside / "crd.yaml").write_text(CRD)
    run("schemas", "add", str(outside))
    (widget / ".podlint/schemas/example.com/widget_v1.json").write_text(text)
    outcome = run("check")
    assert outcome.status == 2
    assert outcome.err.startswith("podlint: .podlint/schemas/example.com/widget_v1.json: it ")
    assert outcome.err.endswith("`podlint schemas verify` looks at all of them\n")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("bomb.tar.gz", gzip.compress(bytes(3 * 2**20)), "it holds more than 1 MiB"),
        ("bomb.zip", _zip({f"{i}.yaml": bytes(2**20) for i in range(2)}), "it holds more than 1 MiB"),
        ("cut.tar.gz", _tar({"crd.yaml": os.urandom(4000)})[:2000], "it cannot be unpacked: it ends too early"),
        ("no.zip", b"PK\x03\x04nothing", "it cannot be unpacked"),
        ("no.tgz", b"nothing at all", "it cannot be unpacked"),
        ("empty.tgz", _tar({"readme.yaml": b"a: b\n"}), "there is no definition in it"),
        ("broken.yaml", CRD.replace("spec:\n", "spec: [\n", 1).encode(), "it is no YAML"),
        ("other.yaml", b"a: b\n", "there is no CustomResourceDefinition with a schema in it"),
        ("broken.json", b'{"kind": "CustomResourceDefinition"', "it is no JSON"),
    ],
)
def test_a_source_that_cannot_be_used_brings_in_nothing(
    run: Run, widget: Path, outside: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: bytes, words: str
) -> None:
    monkeypatch.setattr(archives, "MOST_BYTES", 2**20)
    (outside / name).write_bytes(content)
    outcome = run("schemas", "add", str(outside / name))
    assert (outcome.status, outcome.out) == (2, "")
    assert words in outcome.err
    assert not (widget / ".podlint").exists()


def test_names_in_an_archive_lead_nowhere(run: Run, widget: Path, outside: Path) -> None:
    (outside / "a.tgz").write_bytes(_tar({"../../../crd.yaml": CRD.encode()}))
    bad = CRD.replace("group: example.com", "group: ../../x").replace("Widget", "Other")
    (outside / "b.tgz").write_bytes(_tar({"/etc/crd.yaml": bad.encode()}))
    assert run("schemas", "add", str(outside / "a.tgz")).status == 0
    assert run("schemas", "add", str(outside / "b.tgz")).status == 2
    assert sorted(path.name for path in (widget / ".podlint").rglob("*")) == [
        "example.com",
        "lock.json",
        "schemas",
        "widget_v1.json",
    ]


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no links")
def test_a_link_out_of_the_project_is_not_written_through(run: Run, widget: Path, outside: Path) -> None:
    (outside / "crd.yaml").write_text(CRD)
    (outside / "target").mkdir()
    (widget / ".podlint").mkdir()
    (widget / ".podlint/schemas").symlink_to(outside / "target")
    outcome = run("schemas", "add", str(outside / "crd.yaml"))
    assert outcome.status == 2
    assert "it is a link that leads out of the project" in outcome.err
    assert not list((outside / "target").iterdir())


def test_an_unknown_command_is_answered_with_what_there_is(run: Run, project: Path) -> None:
    assert run("schemas", "lst").err == 'podlint: schemas has no command lst; did you mean "list"?\n'
    assert "there are list, which, add" in run("schemas", "xyzzy").err
