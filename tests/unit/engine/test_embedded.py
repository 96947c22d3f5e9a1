"""Pods inside custom resources get the rules of pods; of those that an operator completes nothing is concluded."""

from __future__ import annotations

import re

import pytest

from podlint.engine.embedded import inner
from podlint.kubernetes.embedded import ANY, EMBEDDED
from podlint.kubernetes.kinds import GROUPS, KINDS
from podlint.kubernetes.objects import objects
from podlint.testing import run, run_all
from podlint.yaml.reader import parse
from podlint.yaml.source import Source

POD = "{containers: [{name: main, image: 'a:1', securityContext: {privileged: true}, volumeMounts: [MOUNT]}]}"
MOUNT = "{name: data, mountPath: /data}"
"""It names a volume that the pod has not: an operator may add it to a patch."""


def told(text: str, *rules: str) -> list[tuple[int, str]]:
    found = run(text, rules=rules or ("privileged-container", "mount-undeclared-volume", "image-invalid"))
    return [(finding.location.start.line, finding.rule) for finding in found]


def custom(kind: str, spec: str) -> str:
    group, _, name = kind.rpartition("/")
    return f"apiVersion: {group}/v1\nkind: {name}\nmetadata: {{name: web}}\nspec: {spec}\n".replace("MOUNT", MOUNT)


def test_the_pod_of_a_rollout_is_as_whole_as_that_of_a_deployment() -> None:
    text = custom("argoproj.io/Rollout", f"\n  template: {{spec: {POD}}}")
    assert sorted(told(text)) == [(5, "mount-undeclared-volume"), (5, "privileged-container")]


def test_rules_for_what_keeps_running_are_for_rollouts_and_not_for_scaled_jobs() -> None:
    pod = "{containers: [{name: main, image: 'a:1'}]}"
    rollout = custom("argoproj.io/Rollout", f"{{template: {{spec: {pod}}}}}")
    job = custom("keda.sh/ScaledJob", f"{{jobTargetRef: {{template: {{spec: {pod}}}}}}}")
    assert told(rollout, "no-liveness-probe") == [(4, "no-liveness-probe")]
    assert told(job, "no-liveness-probe") == []


def test_what_an_operator_completes_may_get_a_volume_from_it() -> None:
    text = custom("monitoring.coreos.com/Prometheus", f"\n  {POD[1:-1]}")
    assert told(text) == [(5, "privileged-container")]


def test_each_replica_of_a_job_has_a_pod_of_its_own() -> None:
    replicas = [f"\n    {name}: {{template: {{spec: {POD}}}}}" for name in ("Master", "Worker")]
    text = custom("kubeflow.org/PyTorchJob", f"\n  pytorchReplicaSpecs:{''.join(replicas)}")
    assert told(text) == [(6, "privileged-container"), (7, "privileged-container")]


def test_an_argument_may_name_a_variable_that_an_operator_adds() -> None:
    worker = "{template: {spec: {containers: [{name: pytorch, image: 'a:1', args: ['$(MASTER_ADDR)']}]}}}"
    text = custom("kubeflow.org/PyTorchJob", f"{{pytorchReplicaSpecs: {{Worker: {worker}}}}}")
    assert told(text, "args-unresolved-ref", "env-unresolved-ref") == []


def test_a_template_of_a_workflow_is_a_container_without_a_pod() -> None:
    text = custom(
        "argoproj.io/Workflow", "\n  templates:\n  - name: one\n    script: {image: 'a b', source: x}\n  - {name: two}"
    )
    assert told(text) == [(7, "image-invalid")]


def test_the_only_container_of_its_kind_is_called_by_no_name() -> None:
    text = custom("argoproj.io/Workflow", "{templates: [{name: one, container: {image: 'a b'}}]}")
    assert [finding.message for finding in run(text, rules=("image-invalid",))] == [
        'image "a b" of the container is no image reference'
    ]


def test_what_tekton_fills_in_is_not_known() -> None:
    steps = "{steps: [{name: one, image: $(params.image)}, {name: two, image: 'a b'}]}"
    assert told(custom("tekton.dev/Task", steps)) == [(4, "image-invalid")]
    assert told(custom("tekton.dev/Pipeline", f"{{tasks: [{{name: x, taskSpec: {steps}}}]}}")) == [(4, "image-invalid")]


def test_a_list_of_custom_resources_is_looked_into() -> None:
    rollout = custom("argoproj.io/Rollout", f"{{template: {{spec: {POD}}}}}").replace("\n", "\n  ").strip()
    text = f"apiVersion: v1\nkind: List\nitems:\n- {rollout}\n"
    assert sorted(told(text)) == [(7, "mount-undeclared-volume"), (7, "privileged-container")]


@pytest.mark.parametrize("spec", ["[]", "{template: x}", "{template: {spec: [1]}}", "{template: null}", "1"])
def test_a_spec_of_another_shape_holds_no_pod(spec: str) -> None:
    assert told(custom("argoproj.io/Rollout", spec)) == []


DEFINITION = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: shops.example.org}
spec:
  group: example.org
  scope: Namespaced
  names: {kind: Shop, plural: shops}
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
            properties:
              tills:
                type: array
                items:
                  type: object
                  properties:
                    containers:
                      type: array
                      items:
                        type: object
                        properties:
                          name: {type: string}
                          FIELD: {type: string}
                          securityContext: {type: object, x-kubernetes-preserve-unknown-fields: true}
"""
SHOP = custom(
    "example.org/Shop", "\n  tills:\n  - containers:\n    - {name: a, FIELD: x, securityContext: {privileged: true}}"
)


@pytest.mark.parametrize(("field", "found"), [("image", [7]), ("picture", [])])
def test_a_definition_shows_containers_by_their_names_and_images(field: str, found: list[int]) -> None:
    files = {"crd.yaml": DEFINITION.replace("FIELD", field), "shop.yaml": SHOP.replace("FIELD", field)}
    told = [f.location.start.line for f in run_all(files, ("privileged-container",)) if f.location.path == "shop.yaml"]
    assert told == found


def test_without_a_definition_nothing_says_that_these_are_containers() -> None:
    assert told(SHOP.replace("FIELD", "image")) == []


def test_the_table_is_about_custom_kinds_and_says_where_it_is_from() -> None:
    for key, row in EMBEDDED.items():
        group = key.rpartition("/")[0]
        assert group not in GROUPS, key
        assert row.source.startswith("https://"), key
        assert row.like in ("", *(kind.kind for kind in KINDS if kind.workload)), key
        assert row.places, key
        for place in row.places:
            assert place.path[0] == "spec", key
            assert all(step == ANY or re.fullmatch(r"[a-zA-Z0-9]+", step) for step in place.path), key


@pytest.mark.parametrize("key", sorted(EMBEDDED))
def test_every_place_of_the_table_is_found(key: str) -> None:
    for place in EMBEDDED[key].places:
        text = "{image: 'a:1'}" if place.container else "{containers: [{name: a, image: 'a:1'}]}"
        for step in reversed(place.path[1:]):
            text = f"[{text}]" if step == ANY else f"{{{step}: {text}}}"
        (composed,) = parse(Source("a.yaml", custom(key, text))).documents
        (target,) = objects(composed.document)
        one = next(one for one in inner(target, None) if (one.container is not None) == place.container)
        assert one.target.partial == place.patch
        seen = one.target.at(*one.container) if one.container is not None else one.target.pod()
        assert seen is not None
        assert seen.get("image") == "a:1" or seen.get("containers", 0, "image") == "a:1"
