"""What a session says of open texts while they, and the files around them, change."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from podlint.cli.main import main
from podlint.engine import objects
from podlint.lsp.session import Session
from podlint.yaml.reader import parse
from podlint.yaml.source import Source

if TYPE_CHECKING:
    from pathlib import Path

    from podlint.kubernetes.view import KubeObject

PART = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 2}\n"
KUSTOMIZATION = "resources: [base.yaml]\npatches: [{path: part.yaml}]\n"
BASE = """apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: "web:1"}]}}
"""
CRD = """apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: shops.example.com}
spec:
  group: example.com
  names: {kind: Shop, plural: shops}
  scope: Namespaced
  versions:
    - name: v1
      served: true
      storage: true
      schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {size: {type: TYPE}}}}}}
"""
SHOP = "apiVersion: example.com/v1\nkind: Shop\nmetadata: {name: a}\nspec: {size: big}\n"


def as_json(text: str) -> str:
    """A YAML document as JSON."""
    return json.dumps(parse(Source("a.yaml", text)).documents[0].document.data)


class Editor:
    """A session over a folder; texts are counted as an editor counts them."""

    def __init__(self, folder: Path) -> None:
        self.session = Session()
        self.folder = folder
        self.version = 0

    def types(self, name: str, text: str) -> None:
        """The text of a file is now this, unsaved."""
        self.version += 1
        self.session.open(str(self.folder / name), text, self.version)

    def saves(self, name: str, text: str) -> None:
        """A file that is not open is now this."""
        (self.folder / name).write_text(text)
        self.session.changed_outside()

    def rules(self, name: str) -> set[str]:
        """The rules of the findings of an open text."""
        linted = self.session.lint(str(self.folder / name))
        assert linted is not None
        return {finding.rule for finding in linted.findings}


@pytest.fixture
def editor(tmp_path: Path) -> Editor:
    (tmp_path / ".git").mkdir()
    (tmp_path / "base.yaml").write_text(BASE)
    return Editor(tmp_path)


def test_a_header_that_gives_the_role_counts_at_once(editor: Editor) -> None:
    editor.types("part.yaml", PART)
    assert "missing-field" in editor.rules("part.yaml")
    editor.types("part.yaml", f"# podlint: role=patch\n{PART}")
    assert editor.rules("part.yaml") == set()
    editor.types("part.yaml", PART)
    assert "missing-field" in editor.rules("part.yaml")


def test_a_kustomization_that_names_the_text_as_a_patch_counts_when_saved(editor: Editor) -> None:
    editor.types("part.yaml", PART)
    assert "missing-field" in editor.rules("part.yaml")
    editor.saves("kustomization.yaml", KUSTOMIZATION)
    assert editor.rules("part.yaml") == set()
    editor.saves("kustomization.yaml", "resources: [base.yaml]\n")
    assert "missing-field" in editor.rules("part.yaml")


OVERLAY = "resources: [../base]\ncommonLabels: {app: web}\n"


@pytest.fixture
def shop(editor: Editor) -> Editor:
    """A base without a selector, and an overlay that adds none yet."""
    for folder in ("base", "prod"):
        (editor.folder / folder).mkdir()
    editor.saves("base/web.yaml", BASE)
    editor.saves("base/kustomization.yaml", "resources: [web.yaml]\n")
    editor.saves("prod/kustomization.yaml", "resources: [../base]\n")
    return editor


def test_labels_of_an_overlay_count_while_they_are_typed(shop: Editor) -> None:
    shop.types("base/web.yaml", BASE.replace("  selector: {matchLabels: {app: web}}\n", ""))
    assert "missing-field" in shop.rules("base/web.yaml")
    shop.types("prod/kustomization.yaml", OVERLAY)
    assert shop.rules("base/web.yaml") == set()
    shop.types("prod/kustomization.yaml", OVERLAY.replace("commonLabels", "commonAnnotations"))
    assert "missing-field" in shop.rules("base/web.yaml")
    shop.types("prod/kustomization.yaml", OVERLAY)
    shop.session.close(str(shop.folder / "prod" / "kustomization.yaml"))
    assert "missing-field" in shop.rules("base/web.yaml")


def test_a_definition_counts_while_it_is_typed(editor: Editor) -> None:
    editor.saves("crd.yaml", CRD.replace("TYPE", "string"))
    editor.types("shop.yaml", SHOP)
    assert editor.rules("shop.yaml") == set()
    editor.types("crd.yaml", CRD.replace("TYPE", "integer"))
    assert editor.rules("shop.yaml") == {"wrong-type"}
    editor.types("crd.yaml", CRD.replace("TYPE", "string"))
    assert editor.rules("shop.yaml") == set()


def test_a_definition_that_is_not_saved_yet_counts(editor: Editor) -> None:
    editor.saves("crd.yaml", "")
    editor.types("shop.yaml", SHOP)
    assert editor.rules("shop.yaml") == set()
    editor.types("crd.yaml", CRD.replace("TYPE", "integer"))
    assert editor.rules("shop.yaml") == {"wrong-type"}


def test_a_kustomization_counts_while_it_is_typed(editor: Editor) -> None:
    editor.saves("kustomization.yaml", "resources: [base.yaml]\n")
    editor.types("part.yaml", PART)
    assert "missing-field" in editor.rules("part.yaml")
    editor.types("kustomization.yaml", KUSTOMIZATION)
    assert editor.rules("part.yaml") == set()


def test_a_kustomization_that_is_half_typed_counts_as_it_was(editor: Editor) -> None:
    editor.saves("kustomization.yaml", KUSTOMIZATION)
    editor.types("kustomization.yaml", KUSTOMIZATION)
    editor.types("part.yaml", PART)
    assert editor.rules("part.yaml") == set()
    editor.types("kustomization.yaml", KUSTOMIZATION + "images: [{name: ")
    assert editor.rules("part.yaml") == set()
    assert "yaml-syntax" in editor.rules("kustomization.yaml")
    editor.types("kustomization.yaml", "resources: [base.yaml]\n")
    assert "missing-field" in editor.rules("part.yaml")


def test_the_weight_of_missing_schemas_counts_while_it_is_typed(editor: Editor) -> None:
    editor.types("shop.yaml", SHOP)
    assert editor.rules("shop.yaml") == set()
    editor.types(".podlint.yaml", "missing-schema: error\n")
    assert editor.rules("shop.yaml") == {"unknown-crd"}
    editor.types(".podlint.yaml", "missing-schema: {other.example: error}\n")
    assert editor.rules("shop.yaml") == set()
    editor.session.close(str(editor.folder / ".podlint.yaml"))
    editor.saves(".podlint.yaml", "missing-schema: warning\n")
    assert editor.rules("shop.yaml") == {"unknown-crd"}


GATEWAY = """\
apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
    - {name: a, image: registry.example/shop/gateway:1.2}
    - {name: b, image: registry.example/shop/other:1.2}
"""


def test_facts_on_images_count_while_they_are_typed(editor: Editor) -> None:
    editor.types("pod.yaml", GATEWAY)
    assert "port-conflict" not in editor.rules("pod.yaml")
    editor.types(".podlint.yaml", "image-facts: {gateway: {ports: 8080}, other: {ports: 8080}}\n")
    assert "port-conflict" in editor.rules("pod.yaml")
    editor.types(".podlint.yaml", "image-facts: {gateway: {ports: 8080}, other: {ports: 80}}\n")
    assert "port-conflict" not in editor.rules("pod.yaml")


def test_a_dockerfile_that_is_saved_counts(editor: Editor) -> None:
    for name in ("gateway", "other"):
        (editor.folder / name).mkdir()
        editor.saves(f"{name}/Dockerfile", 'FROM scratch\nEXPOSE 8080\nENTRYPOINT ["/it"]\n')
    editor.types("pod.yaml", GATEWAY)
    before = editor.rules("pod.yaml")
    editor.saves("other/Dockerfile", 'FROM scratch\nEXPOSE 80\nENTRYPOINT ["/it"]\n')
    after = editor.rules("pod.yaml")
    assert before != after


def test_templates_are_no_more_read_once_the_configuration_says_so(editor: Editor) -> None:
    text = "apiVersion: v1\nkind: Pod\nmetadata: {name: '{{ .a }}'}\nspec: {hostPID: 'x'}\n"
    editor.types("pod.yaml", text)
    editor.rules("pod.yaml")
    editor.types(".podlint.yaml", "templates: off\n")
    fresh = Editor(editor.folder)
    fresh.types(".podlint.yaml", "templates: off\n")
    fresh.types("pod.yaml", text)
    assert editor.rules("pod.yaml") == fresh.rules("pod.yaml")


def test_definitions_that_are_brought_in_count(editor: Editor, monkeypatch: pytest.MonkeyPatch) -> None:
    """`podlint schemas add` and `prune` run while the editor is open."""
    monkeypatch.chdir(editor.folder)
    (editor.folder / "elsewhere").mkdir()
    (editor.folder / ".podlint.yaml").write_text("exclude: [elsewhere]\n")
    editor.types("shop.yaml", SHOP)
    for kind, expected in (("integer", {"wrong-type"}), ("string", set()), ("integer", {"wrong-type"})):
        (editor.folder / "elsewhere/crd.json").write_text(as_json(CRD.replace("TYPE", kind)))
        assert main(["schemas", "add", "elsewhere/crd.json"]) == 0
        editor.session.changed_outside()
        assert editor.rules("shop.yaml") == expected
        editor.types("shop.yaml", SHOP + "# more\n")
        assert editor.rules("shop.yaml") == expected
        editor.types("shop.yaml", SHOP)
    (editor.folder / ".podlint/schemas/lock.json").unlink()
    editor.session.changed_outside()
    assert editor.rules("shop.yaml") == set()


@pytest.mark.parametrize("source", ["c", "c/{{.Group}}/{{.ResourceKind}}_{{.ResourceAPIVersion}}.json", "one.json"])
def test_what_schemas_names_counts_as_it_is_now(editor: Editor, source: str) -> None:
    (editor.folder / "c/example.com").mkdir(parents=True)
    file = "one.json" if source == "one.json" else "c/example.com/shop_v1.json"
    schema = {"x-kubernetes-group-version-kind": [{"group": "example.com", "version": "v1", "kind": "Shop"}]}
    said = {**schema, "properties": {"spec": {"properties": {"size": {"type": "TYPE"}}}}}
    editor.saves(".podlint.yaml", f"schemas: ['{source}']\n")
    editor.types("shop.yaml", SHOP)
    for kind, expected in (("integer", {"wrong-type"}), ("string", set()), ("integer", {"wrong-type"})):
        editor.saves(file, json.dumps(said).replace("TYPE", kind))
        assert editor.rules("shop.yaml") == expected
    editor.types(file, json.dumps(said).replace("TYPE", "string"))
    assert editor.rules("shop.yaml") == set()


def test_a_document_is_not_judged_again_where_nothing_has_changed(
    editor: Editor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With definitions in the project too, which are read at every change."""
    editor.saves("crd.yaml", CRD.replace("TYPE", "integer"))
    editor.types("shop.yaml", f"{SHOP}---\n{SHOP.replace('name: a', 'name: b')}")
    assert editor.rules("shop.yaml") == {"wrong-type"}
    judged: list[str] = []
    judge = objects.judge

    def noted(target: KubeObject, *more: Any) -> objects.Judged:
        judged.append(target.name.name)
        return judge(target, *more)

    monkeypatch.setattr(objects, "judge", noted)
    editor.types("shop.yaml", f"{SHOP}---\n{SHOP.replace('name: a', 'name: c')}")
    assert editor.rules("shop.yaml") == {"wrong-type"}
    assert judged == ["c"]
