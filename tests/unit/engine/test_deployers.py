"""Texts of YAML in objects of Flux, Argo CD and k3s are judged at their lines."""

from __future__ import annotations

from textwrap import indent

import pytest

from podlint.kubernetes.inner_texts import INNER_TEXTS
from podlint.kubernetes.kinds import GROUPS
from podlint.testing import run, run_all

FLUX = """\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: apps}
spec:
  patches:
"""
RULES = (
    *("unknown-field", "wrong-type", "invalid-enum", "missing-field", "kustomization-invalid", "patch-without-effect"),
    *("yaml-syntax", "duplicate-key", "privileged-container", "missing-name"),
)


def flux(patch: str, target: str = "") -> str:
    return f"{FLUX}  - patch: |\n{indent(patch, '      ')}" + (f"    target: {target}\n" if target else "")


def told(text: str) -> list[tuple[int, int, str, str]]:
    return [(f.location.start.line, f.location.start.column, f.rule, f.message) for f in run(text, rules=RULES)]


def rules(text: str) -> list[tuple[int, str]]:
    return [(line, rule) for line, _, rule, _ in told(text)]


MERGE = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: all}
spec:
  replicas: 2
"""


def test_a_merge_patch_is_judged_as_a_part_of_its_kind() -> None:
    assert told(flux(MERGE, "{kind: Deployment}")) == []
    [found] = told(flux(MERGE.replace("replicas", "replica"), "{kind: Deployment}"))
    assert found == (11, 9, "unknown-field", 'unknown field "replica" in spec of Deployment all')


def test_a_step_sets_a_value_of_the_target() -> None:
    step = "- op: replace\n  path: /spec/replicas\n  value: TWO\n"
    assert told(flux(step.replace("TWO", "2"), "{kind: Deployment, name: web}")) == []
    [found] = told(flux(step.replace("TWO", "two"), "{kind: Deployment, name: web}"))
    assert found == (
        9,
        16,
        "wrong-type",
        'replicas must be an integer, not the string "two", in spec of Deployment web',
    )


@pytest.mark.parametrize(
    ("patch", "target", "at", "words"),
    [
        ("- {op: rplace, path: /a, value: 1}\n", "{kind: Service}", (7, 14), "`op: rplace` is none of add, remove,"),
        ("- {op: add, value: 1}\n", "{kind: Service}", (7, 9), "`path` is missing"),
        ("- {op: add, path: /spec/a, value: 1}\n", "", (6, 12), "a JSON patch needs a target"),
        ("kind: Service\nspec: {}\n", "", (7, 7), "the Service has no metadata.name"),
        ("apiVersion: v1\nmetadata: {name: a}\n", "", (7, 7), "the object has no kind"),
        ("just words\n", "{kind: Service}", (7, 7), "this is no object"),
        (MERGE, "{name: 'web('}", (12, 13), "'web(' is no regular expression"),
        (MERGE, "{labelSelector: 'a in'}", (12, 13), "the selector 'a in' cannot be read"),
        (f"{MERGE}---\n{MERGE}", "{kind: Deployment}", (6, 12), "several strategic-merge patches with one target"),
        ("spec:\n  a: [1\n  b: 2\n", "{kind: Service}", (8, 12), "never closed"),
    ],
)
def test_what_kustomize_refuses_whatever_the_objects_are(
    patch: str, target: str, at: tuple[int, int], words: str
) -> None:
    [(line, column, rule, message)] = told(flux(patch, target))
    assert rule == "kustomization-invalid"
    assert words in message
    assert (line, column) == at


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("{group: apps/v1, kind: Deployment}", '"apps/v1" is no group'),
        ("{version: apps/v1, kind: Deployment}", '"apps/v1" is no version'),
        ("{kind: deployment}", 'there is no kind "deployment"'),
        ("{group: apps, kind: Deploymnet}", 'there is no kind "Deploymnet"'),
    ],
)
def test_a_target_that_nothing_fits(target: str, words: str) -> None:
    [(line, _, rule, message)] = told(flux(MERGE, target))
    assert (line, rule) == (12, "patch-without-effect")
    assert words in message


@pytest.mark.parametrize(
    "target",
    [
        "{group: apps, version: v1, kind: Deployment, name: 'web-.*'}",
        "{kind: 'Deployment|StatefulSet'}",
        "{kind: Rollout}",
        "{kind: Deploymnt}",
        "{group: example.org, kind: Deploymnt}",
        "{labelSelector: 'app in (a, b)'}",
        "{namespace: '${cluster}('}",
    ],
)
def test_a_target_that_something_may_fit(target: str) -> None:
    assert [one for one in told(flux(MERGE, target)) if one[2] != "unknown-kind"] == []


def test_what_flux_fills_in_may_be_anything() -> None:
    assert told(flux(MERGE.replace("2", "${replicas:=2}"), "{kind: Deployment}")) == []
    assert told(flux("a: [${x}\nb: }", "{kind: Deployment}")) == []


def test_a_patch_says_nothing_of_what_is_not_in_it() -> None:
    pod = "  template: {spec: {containers: [{name: a, securityContext: {privileged: true}}]}}\n"
    assert rules(flux(MERGE + pod)) == [(12, "privileged-container")]


RELEASE = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: web}
spec:
  postRenderers:
  - kustomize:
      patches:
      - target: {kind: Deployment}
        patch: |
          - op: add
            path: /spec/paused
            value: VALUE
"""


def test_post_renderers_of_a_release_are_patches() -> None:
    assert rules(RELEASE.replace("VALUE", "true")) == []
    assert rules(RELEASE.replace("VALUE", "1")) == [(12, "wrong-type")]


APPLICATION = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: web}
spec:
  SOURCE:
    kustomize:
      patches:
      - target: {kind: Service, name: web}
        patch: |-
          - {op: add, path: /spec/type, value: TYPE}
    helm:
      values: |
        replicas: 1
        VALUES
"""


@pytest.mark.parametrize("source", ["source", "sources"])
@pytest.mark.parametrize(
    ("values", "found"),
    [
        ("image: {tag: '1'}", []),
        ("replicas: 2", [(14, "duplicate-key")]),
        ("image: {tag: [1}", [(14, "yaml-syntax")]),
        ("image: {{ .values.image }}", []),
        ("image: ${ARGOCD_APP_NAME", []),
    ],
)
def test_values_of_an_application_are_yaml(source: str, values: str, found: list[tuple[int, str]]) -> None:
    text = APPLICATION.replace("VALUES", values).replace("TYPE", "ClusterIP")
    text = text.replace(
        "  SOURCE:\n    kustomize", "  sources:\n  - kustomize" if source == "sources" else "  source:\n    kustomize"
    )
    assert rules(text) == found


def test_patches_of_an_application() -> None:
    text = APPLICATION.replace("VALUES", "a: b").replace("SOURCE", "source")
    assert rules(text.replace("TYPE", "ClusterIP")) == []
    assert rules(text.replace("TYPE", "Clusterip")) == [(10, "invalid-enum")]


def test_a_template_of_an_application_set_is_read_where_nothing_is_filled_in() -> None:
    inner = indent(APPLICATION.partition("spec:\n")[2], "    ").replace("SOURCE", "source").replace("VALUES", "a: b")
    text = (
        "apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: web}\nspec:\n  template:\n    spec:\n"
    )
    text += inner
    assert rules(text.replace("TYPE", "ClusterIP")) == []
    assert rules(text.replace("TYPE", "Clusterip")) == [(12, "invalid-enum")]
    assert rules(text.replace("TYPE", "'{{type}}'")) == []


def test_values_of_a_chart_of_k3s_are_a_mapping() -> None:
    text = "apiVersion: helm.cattle.io/v1\nkind: HelmChartConfig\nmetadata: {name: a}\n"
    text += "spec:\n  valuesContent: |-\n    VALUES\n"
    assert told(text.replace("VALUES", "a: b")) == []
    [(line, _, rule, message)] = told(text.replace("VALUES", "- b"))
    assert (line, rule) == (5, "wrong-type")
    assert message == "the text of valuesContent must be a mapping, not a list, for Helm takes it as values"


def test_a_kustomization_that_takes_the_object_leaves_what_is_said() -> None:
    files = {"apps.yaml": flux(MERGE.replace("replicas", "replica"), "{kind: Deployment, version: apps/v1}")}
    alone = [(f.location.start.line, f.rule) for f in run_all(files, RULES)]
    files["kustomization.yaml"] = "resources: [apps.yaml]\nnamespace: flux-system\n"
    assert [(f.location.start.line, f.rule) for f in run_all(files, RULES)] == alone
    assert alone == [(11, "unknown-field"), (12, "patch-without-effect")]


@pytest.mark.parametrize(
    "value", ["1", "x", "[1]", "[{patch: 1}]", "[{patch: ''}]", "[{path: a.yaml}]", "[null]", "{}"]
)
def test_what_is_no_list_of_patches_is_passed_over(value: str) -> None:
    assert [rule for _, _, rule, _ in told(f"{FLUX[:-1]} {value}\n")] in ([], ["kustomization-invalid"])


@pytest.mark.parametrize("key", sorted(INNER_TEXTS))
def test_the_table_is_about_custom_kinds_and_says_where_it_is_from(key: str) -> None:
    row = INNER_TEXTS[key]
    assert key.rpartition("/")[0] not in GROUPS
    assert row.source.startswith("https://")
    assert all(path[0] == "spec" for path in (*row.patches, *row.values))
    assert row.patches or row.values
