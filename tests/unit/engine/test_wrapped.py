"""Objects that lie in custom resources of other kinds are objects."""

from __future__ import annotations

import re
from textwrap import indent

import pytest

from podlint.engine.wrapped import wrapped
from podlint.findings.result import Skip
from podlint.kubernetes.kinds import GROUPS
from podlint.kubernetes.objects import objects
from podlint.kubernetes.wrappers import WRAPPERS
from podlint.testing import report, run, run_all
from podlint.yaml.reader import parse
from podlint.yaml.source import Source

SERVICE = "{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{port: 80, targetPrt: 1}]}}"
RULES = ("unknown-field", "missing-field", "privileged-container", "wrong-type", "missing-name", "removed-api")


def told(text: str) -> list[tuple[int, str]]:
    return [(finding.location.start.line, finding.rule) for finding in run(text, rules=RULES)]


def custom(kind: str, path: tuple[str, ...], value: str) -> str:
    group, _, name = kind.rpartition("/")
    for step in reversed(path):
        value = f"[{value}]" if step == "*" else f"{{{step}: {value}}}"
    return f"apiVersion: {group}/v1\nkind: {name}\nmetadata: {{name: outer}}\n{value[1:-1]}\n"


@pytest.mark.parametrize("key", sorted(WRAPPERS))
def test_every_path_of_the_table_holds_objects(key: str) -> None:
    for path in WRAPPERS[key].paths:
        assert told(custom(key, path, SERVICE)) == [(4, "unknown-field")]
        assert told(custom(key, path, SERVICE.replace("Prt", "Port"))) == []


@pytest.mark.parametrize("key", sorted(WRAPPERS))
def test_the_table_is_about_custom_kinds_and_says_where_it_is_from(key: str) -> None:
    row = WRAPPERS[key]
    assert key.rpartition("/")[0] not in GROUPS
    assert row.source.startswith("https://")
    assert row.paths
    assert all(step == "*" or re.fullmatch(r"[a-zA-Z-]+", step) for path in row.paths for step in path)


def test_pods_in_them_get_the_rules_of_pods_at_their_lines() -> None:
    pod = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: a
        image: b:1
        securityContext: {privileged: true}
"""
    text = "apiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSet\nmetadata: {name: a}\nspec:\n  resources:\n"
    text += "  -\n" + indent(pod, "    ")
    [found] = run(text, rules=("privileged-container",))
    assert found.location.start.line == 18
    assert str(found.object) == "Deployment web"


def test_a_template_is_counted_and_the_objects_beside_it_are_checked() -> None:
    named = SERVICE.replace("name: web", "name: << inputs.name >>")
    text = custom("fluxcd.controlplane.io/ResourceSet", ("spec", "resources"), f"[{named}, {SERVICE}]")
    found = report({"set.yaml": text}, RULES)
    assert [(one.location.start.line, one.rule) for one in found.findings] == [(4, "unknown-field")]
    assert found.skipped == {Skip.TEMPLATE: 1}


def test_parameters_of_an_openshift_template_may_be_anything() -> None:
    scaled = (
        "{apiVersion: apps/v1, kind: Deployment, metadata: {name: '${NAME}'}, spec: {replicas: '${{REPLICAS}}', SPEC}}"
    )
    pod = "selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [CONTAINER]}}"
    text = custom("template.openshift.io/Template", ("objects", "*"), scaled.replace("SPEC", pod))
    assert told(text.replace("CONTAINER", "{name: a, image: '${IMAGE}'}")) == []
    assert told(text.replace("CONTAINER", "{name: a, imag: '${IMAGE}'}")) == [(4, "unknown-field")]


def test_the_base_of_a_composition_may_lack_what_patches_fill_in() -> None:
    base = "{apiVersion: v1, kind: Service, spec: {ports: [{name: http}]}}"
    assert told(custom("apiextensions.crossplane.io/Composition", ("spec", "resources", "*", "base"), base)) == []
    whole = custom("work.karmada.io/Work", ("spec", "workload", "manifests", "*"), base)
    assert told(whole) == [(4, "missing-name"), (4, "missing-field")]


def test_an_object_in_an_object_in_an_object() -> None:
    inner = custom("kubernetes.crossplane.io/Object", ("spec", "forProvider", "manifest"), SERVICE)
    inner = "{" + inner.strip().replace("\n", ", ") + "}"
    text = custom("apiextensions.crossplane.io/Composition", ("spec", "resources", "*", "base"), inner)
    assert told(text) == [(4, "unknown-field")]


def test_a_list_of_custom_kinds_holds_them() -> None:
    item = custom("work.karmada.io/Work", ("spec", "workload", "manifests", "*"), SERVICE).strip()
    text = "apiVersion: work.karmada.io/v1\nkind: WorkList\nitems:\n-\n" + indent(item, "  ")
    assert told(text) == [(8, "unknown-field")]


def test_the_same_holds_for_what_a_kustomization_builds() -> None:
    pod = "{containers: [{name: a, image: 'a:1', securityContext: {privileged: true}}]}"
    inner = f"{{apiVersion: v1, kind: Pod, metadata: {{name: web}}, spec: {pod}}}"
    files = {
        "work.yaml": custom("work.karmada.io/Work", ("spec", "workload", "manifests", "*"), inner),
        "kustomization.yaml": "resources: [work.yaml]\nnamespace: web\n",
    }
    [found] = run_all(files, ("privileged-container",))
    assert (found.location.path, found.location.start.line) == ("work.yaml", 4)


def test_what_stands_there_and_is_no_object_is_passed_over() -> None:
    for value in ("x", "1", "[]", "{}", "{kind: Service}", "null"):
        assert told(custom("work.karmada.io/Work", ("spec", "workload", "manifests", "*"), value)) == []


def test_they_are_no_objects_of_the_project() -> None:
    secret = "{apiVersion: v1, kind: ConfigMap, metadata: {name: web}, data: {a: b}}"
    pod = """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {containers: [{name: a, image: 'a:1', env: [{name: A, valueFrom: {configMapKeyRef: {name: web, key: x}}}]}]}
"""
    work = custom("work.karmada.io/Work", ("spec", "workload", "manifests", "*"), secret)
    assert run_all({"a.yaml": f"{work}---\n{pod}"}, ("env-key-missing", "duplicate-object", "unused-config")) == []


def test_one_in_the_other_is_looked_for_a_few_times_only() -> None:
    text = SERVICE
    for _ in range(8):
        inner = custom("kubernetes.crossplane.io/Object", ("spec", "forProvider", "manifest"), text)
        text = "{" + inner.strip().replace("\n", ", ") + "}"
    (composed,) = parse(Source("a.yaml", text)).documents
    (outer,) = objects(composed.document)
    assert len(wrapped(outer, {}).targets) == 4
