"""Custom resources are checked against the definitions found in the project, or named by the configuration."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Outcome

    Run = Callable[..., Outcome]

CRD = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Widget, plural: widgets}
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              properties: {size: {type: integer}}
"""
WIDGET = "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w}\nspec: {size: big}\n"
EXPECTED = 'widget.yaml:4:14: error: size must be an integer, not the string "big", in spec of Widget w [wrong-type]\n'


def test_a_definition_among_the_files_is_used(run: Run, project: Path) -> None:
    (project / "widget.yaml").write_text(WIDGET)
    before = run("--output-format=concise")
    assert (before.status, before.out) == (0, "")
    assert "1 object of 1 kind without a schema (Widget): podlint schemas fetch;" in before.err
    (project / "z-crd.yaml").write_text(CRD)
    assert run("--output-format=concise").out == EXPECTED


def test_kinds_without_a_schema_are_named_those_of_most_objects_first(run: Run, project: Path) -> None:
    letters = "AABBBCDEFG"
    texts = (f"apiVersion: example.com/v1\nkind: {kind}\nmetadata: {{name: a{i}}}\n" for i, kind in enumerate(letters))
    (project / "many.yaml").write_text("---\n".join(texts))
    assert (
        "10 objects of 7 kinds without a schema (B, A, C, D, E and 2 more): podlint schemas fetch;"
        in run("many.yaml").err
    )
    counts = json.loads(run("many.yaml", "-o", "json").out)["summary"]["kinds_without_schema"]
    assert list(counts.items())[:2] == [("B", 3), ("A", 2)]


def test_a_kind_of_kubernetes_that_is_gone_is_a_finding_and_nothing_to_fetch(run: Run, project: Path) -> None:
    (project / "a.yaml").write_text("apiVersion: extensions/v1beta1\nkind: Ingress\nmetadata: {name: a}\n")
    outcome = run("a.yaml", "-o", "concise")
    assert "extensions/v1beta1 Ingress is not served since Kubernetes 1.22 [removed-api]" in outcome.out
    assert "1 without a schema" in outcome.err
    assert "schemas fetch" not in outcome.err
    (project / "b.yaml").write_text(WIDGET)
    assert "1 object of 1 kind without a schema (Widget): podlint schemas fetch;" in run("-o", "concise").err


def test_the_configuration_names_files_and_folders(run: Run, project: Path) -> None:
    (project / "deploy").mkdir()
    (project / "deploy" / "widget.yaml").write_text(WIDGET)
    (project / "definitions").mkdir()
    (project / "definitions" / "widget.yaml").write_text(CRD)
    (project / "definitions" / "notes.yaml").write_text("nothing: here\n")
    (project / ".podlint.yaml").write_text("schemas: [definitions]\noutput-format: concise\n")
    assert run("deploy").out == f"deploy/{EXPECTED}"
    (project / ".podlint.yaml").write_text("schemas: [nowhere]\n")
    assert run("deploy") == (2, "", "podlint: .podlint.yaml:1:11: schemas: nowhere: no such file or folder\n")


def test_a_json_schema_file_says_which_kind_it_is_for(run: Run, project: Path) -> None:
    (project / "widget.yaml").write_text(WIDGET)
    schema = {
        "type": "object",
        "x-kubernetes-group-version-kind": [{"group": "example.com", "version": "v1", "kind": "Widget"}],
        "properties": {"spec": {"type": "object", "properties": {"size": {"type": "integer"}}}},
    }
    (project / "widget.schema.json").write_text(json.dumps(schema))
    (project / ".podlint.yaml").write_text("schemas: [widget.schema.json]\noutput-format: concise\n")
    assert run("widget.yaml").out == EXPECTED


def test_one_file_alone_knows_the_definitions_of_its_project(project: Path, run: Run) -> None:
    (project / "crds").mkdir()
    (project / "apps").mkdir()
    (project / "crds" / "widget.yaml").write_text(
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: widgets.example.com}\n"
        "spec:\n  group: example.com\n  scope: Namespaced\n  names: {plural: widgets, kind: Widget}\n  versions:\n"
        "    - name: v1\n      served: true\n      storage: true\n      schema:\n        openAPIV3Schema:\n"
        "          type: object\n          properties:\n"
        "            spec: {type: object, properties: {size: {type: integer}}}\n"
    )
    text = "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w}\nspec: {sise: 1}\n"
    (project / "apps" / "w.yaml").write_text(text)
    found = run("check", "apps/w.yaml", "--output-format", "concise")
    assert found.out.startswith('apps/w.yaml:4:8: error: unknown field "sise"')
    assert "without a schema" not in found.err


def test_a_definition_that_a_kustomization_patches_is_named_once_and_as_everywhere(project: Path, run: Run) -> None:
    patch = """\
resources: [../base, widget.yaml]
patches:
  - target: {kind: CustomResourceDefinition}
    patch: |
      - op: add
        path: /spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/colour
        value: {type: string}
"""
    files = {
        "base/crd.yaml": CRD,
        "base/kustomization.yaml": "resources: [crd.yaml]\n",
        "live/kustomization.yaml": patch,
        "live/widget.yaml": WIDGET,
        "elsewhere/crd.yaml": CRD.replace("Namespaced", "Cluster"),
    }
    for name, text in files.items():
        (project / name).parent.mkdir(exist_ok=True)
        (project / name).write_text(text)
    out = run(".").out
    notes = [line.strip() for line in out.splitlines() if "note:" in line]
    words = "by this definition, as it stands and as kustomizations patch it"
    assert notes == [f"note: {words} (base/crd.yaml:2:7)"]
