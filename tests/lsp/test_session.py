"""What a session says of open texts while they, and the files around them, change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from podlint.lsp.session import Session

if TYPE_CHECKING:
    from pathlib import Path

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
