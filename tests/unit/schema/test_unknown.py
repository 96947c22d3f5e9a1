"""Kinds and apiVersions that no API server serves, and those that are none of podlint's business."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from podlint.testing import run

if TYPE_CHECKING:
    from podlint.findings.finding import Finding

RULES = ("unknown-kind", "unknown-field", "missing-field", "wrong-type")


def only(text: str) -> Finding:
    [finding] = run(text, rules=RULES)
    return finding


def manifest(api_version: str, kind: str) -> str:
    return f"apiVersion: {api_version}\nkind: {kind}\nmetadata: {{name: x}}\n"


@pytest.mark.parametrize(
    ("api_version", "kind", "words", "help", "column"),
    [
        ("apps/v1", "Deploymnet", 'apps/v1 has no kind "Deploymnet"', 'did you mean "Deployment"?', (2, 7)),
        ("apps/v1", "deployment", 'apps/v1 has no kind "deployment"', 'did you mean "Deployment"?', (2, 7)),
        ("app/v1", "Deployment", 'API group "app" is not known', 'did you mean "apps/v1"?', (1, 13)),
        ("apps/v2", "Deployment", "does not serve apps/v2 Deployment", 'did you mean "apps/v1"?', (1, 13)),
        ("v1", "Deployment", "does not serve v1 Deployment; it serves Deployment as apps/v1", '"apps/v1"?', (1, 13)),
        ("apps/v1", "Service", "does not serve apps/v1 Service; it serves Service as v1", 'mean "v1"?', (1, 13)),
        ("extensions/v1", "Ingress", "it serves Ingress as networking.k8s.io/v1", "networking.k8s.io/v1", (1, 13)),
        ("batch/v3", "CronJob", "it serves CronJob as batch/v1", 'did you mean "batch/v1"?', (1, 13)),
        ("networking.k8s.oi/v1", "Ingress", "networking.k8s.oi", 'did you mean "networking.k8s.io/v1"?', (1, 13)),
    ],
)
def test_a_kind_that_is_not_served(api_version: str, kind: str, words: str, help: str, column: tuple[int, int]) -> None:
    finding = only(manifest(api_version, kind))
    assert finding.rule == "unknown-kind"
    assert words in finding.message
    assert help in (finding.help or "")
    assert finding.location.start == column
    assert finding.location.end == (column[0], column[1] + len(kind if column[0] == 2 else api_version))


def test_a_kind_that_nothing_is_near_to() -> None:
    finding = only(manifest("apps/v1", "Gadget"))
    assert (finding.rule, finding.help, finding.fix) == ("unknown-kind", None, None)


@pytest.mark.parametrize(
    ("api_version", "kind", "wanted"),
    [
        ("apps/v1", "Deploymnet", "Deployment"),
        ("app/v1", "Deployment", "apps/v1"),
        ("v1", "Deployment", "apps/v1"),
        ("extensions/v1", "Ingress", None),
        ("v1", "RoleBinding", None),  # OpenShift's had other fields
        ("v1", "Pods", "Pod"),
        ("v1", "ServiceAcount", "ServiceAccount"),
    ],
)
def test_a_fix_only_where_the_fields_are_the_same(api_version: str, kind: str, wanted: str | None) -> None:
    fix = only(manifest(api_version, kind)).fix
    assert (fix.edits[0].text if fix else None) == wanted


@pytest.mark.parametrize(
    "text",
    [
        manifest("cert-manager.io/v1", "Certificate") + "spec: {anything: 1}\n",
        manifest("example.com/v1", "Deployment"),
        manifest("argoproj.io/v1alpha1", "Rollout"),
        "apiVersion: v1\nkind: Config\nclusters: []\ncontexts: []\n",
        manifest("v1", "Template"),  # OpenShift's, no slip for PodTemplate
        "apiVersion: skaffold/v4beta1\nkind: Config\nbuild: {}\n",
        manifest("${API_VERSION}", "Pod"),
        manifest("v1", "'{{ kind }}'"),
        "apiVersion: v1\nkind: List\nitems: []\n",
        "replicas: 1\nimage: {tag: x}\n",
        "kind: Pod\n",
    ],
)
def test_nothing_is_said_of(text: str) -> None:
    assert run(text, rules=RULES) == []


@pytest.mark.parametrize(
    ("text", "rule", "words", "place"),
    [
        ("apiversion: v1\nkind: Pod\nmetadata: {name: x}\n", "unknown-field", '"apiversion"', (1, 1)),
        ("apiVersion: v1\nKind: Pod\nmetadata: {name: x}\nspec: {}\n", "unknown-field", '"Kind"', (2, 1)),
        ("apiVersion: v1\nmetadata: {name: x}\nspec: {}\n", "missing-field", '"kind" is missing', (1, 1)),
        ("kind: Pod\nspec: {containers: []}\n", "missing-field", '"apiVersion" is missing', (1, 1)),
        ("apiVersion: 1\nkind: Pod\n", "wrong-type", "apiVersion must be a string, not the number 1", (1, 13)),
        ("apiVersion: v1\nkind: [Pod]\n", "wrong-type", "kind must be a string, not a list", (2, 7)),
        ("apiVersion: v1\nkind: List\nitems: {}\n", "wrong-type", "items must be a list, not a mapping", (3, 1)),
        ("apiVersion: v1\nkind: List\n", "missing-field", '"items" is missing in List', (2, 7)),
    ],
)
def test_a_head_that_is_not_in_order(text: str, rule: str, words: str, place: tuple[int, int]) -> None:
    finding = only(text)
    assert finding.rule == rule
    assert words in finding.message
    assert finding.location.start == place


def test_a_kind_is_judged_by_each_version_asked_for() -> None:
    text = manifest("networking.k8s.io/v1", "ServiceCIDR")
    [finding] = run(text, rules=("unknown-kind",), settings={"kubernetes_versions": ("1.30", "1.34")})
    assert finding.versions == ("1.30",)
    assert "Kubernetes 1.30 does not serve networking.k8s.io/v1 ServiceCIDR" in finding.message


@pytest.mark.parametrize(("api_version", "kind"), [("extensions/v1beta1", "Ingress"), ("batch/v1beta1", "CronJob")])
def test_what_was_served_once_is_left_to_another_rule(api_version: str, kind: str) -> None:
    [finding] = run(manifest(api_version, kind), rules=(*RULES, "removed-api"))
    assert finding.rule == "removed-api"
