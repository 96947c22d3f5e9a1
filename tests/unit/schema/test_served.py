"""Versions of custom kinds: what is said of one that its definitions do not have, or do not serve."""

from __future__ import annotations

from typing import Any

from podlint.kubernetes.view import KubeObject
from podlint.schema import catalog, crd, served
from podlint.yaml.reader import parse
from podlint.yaml.source import Source


def widget(version: str) -> KubeObject:
    text = f"apiVersion: example.com/{version}\nkind: Widget\nmetadata: {{name: w}}\n"
    document = parse(Source("w.yaml", text)).sound[0].document
    return KubeObject(document.data, (), document)


def definitions(*versions: dict[str, Any], every: bool = True) -> dict[tuple[str, str], catalog.CustomSchema]:
    shaped = [{"served": True, "schema": {"openAPIV3Schema": {"type": "object"}}, **version} for version in versions]
    spec = {"group": "example.com", "names": {"kind": "Widget", "plural": "widgets"}, "versions": shaped}
    definition = {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "spec": spec}
    return {(one, kind): schema for one, kind, schema in crd.schemas(definition, "crd.yaml", every=every)}


def unknown(version: str, custom: catalog.Custom) -> str | None:
    found = served.unknown_version(widget(version), custom)
    return f"{found.hit.message}: {found.hit.help}" if found is not None else None


def of_version(version: str, custom: catalog.Custom) -> str | None:
    found = served.of_version(widget(version), custom[f"example.com/{version}", "Widget"])
    return f"{found.rule.value}: {found.hit.message}: {found.hit.help}" if found is not None else None


def test_a_version_that_there_is_not_is_told_with_those_that_there_are() -> None:
    custom = definitions(
        {"name": "v1alpha1", "served": False}, {"name": "v1beta1"}, {"name": "v1"}, {"name": "v2alpha1"}
    )
    assert unknown("v3", custom) == (
        "Widget has no version example.com/v3: its definition serves example.com/v1, example.com/v1beta1 and"
        ' example.com/v2alpha1: did you mean "example.com/v1"?'
    )


def test_nothing_is_said_where_only_some_versions_are_known() -> None:
    assert unknown("v2", definitions({"name": "v1"}, every=False)) is None
    mixed = {**definitions({"name": "v1"}), **definitions({"name": "v1beta1"}, every=False)}
    assert unknown("v2", mixed) is None


def test_nothing_is_said_where_no_version_is_served_or_the_kind_is_another() -> None:
    assert unknown("v2", definitions({"name": "v1", "served": False})) is None
    assert unknown("v2", {("example.org/v1", "Widget"): next(iter(definitions({"name": "v1"}).values()))}) is None


def test_a_deprecated_version_has_the_next_one_as_help() -> None:
    custom = definitions(
        {"name": "v1beta1", "deprecated": True}, {"name": "v1beta2"}, {"name": "v1"}, {"name": "v1alpha1"}
    )
    said = "deprecated-api: example.com/v1beta1 Widget is deprecated by its definition: use example.com/v1"
    assert of_version("v1beta1", custom) == said
    assert of_version("v1", custom) is None


def test_the_newest_version_may_be_deprecated_without_another() -> None:
    custom = definitions({"name": "v1", "deprecated": True, "deprecationWarning": "gone soon"}, {"name": "v1beta1"})
    assert of_version("v1", custom) == (
        "deprecated-api: example.com/v1 Widget is deprecated by its definition: gone soon: None"
    )
