"""Pods in custom resources have the fields of Kubernetes' own pods, where their kind takes these."""

from __future__ import annotations

import pytest

from podlint.engine.embedded_schema import _node
from podlint.kubernetes.embedded import EMBEDDED
from podlint.schema import catalog
from podlint.testing import run, run_all

HEAD = "apiVersion: {group}/v1\nkind: {kind}\nmetadata: {{name: web}}\nspec:\n"
DEFINITION = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: rollouts.argoproj.io}
spec:
  group: argoproj.io
  scope: Namespaced
  names: {kind: Rollout, plural: rollouts}
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec: SPEC
"""
OPEN = "{type: object, x-kubernetes-preserve-unknown-fields: true}"
CLOSED = """
            type: object
            properties:
              template:
                type: object
                properties:
                  spec:
                    type: object
                    properties:
                      newerThanKubernetes: {type: string}
                      containers:
                        type: array
                        items:
                          type: object
                          properties:
                            name: {type: string}
                            image: {type: string}
                            ports: {type: array, items: {type: object, x-kubernetes-preserve-unknown-fields: true}}
"""


def custom(kind: str, spec: str) -> str:
    group, _, name = kind.rpartition("/")
    return HEAD.format(group=group, kind=name) + spec


def told(text: str) -> list[tuple[int, str, str]]:
    rules = ("unknown-field", "wrong-type", "invalid-enum", "missing-field", "future-field", "out-of-range")
    return [(f.location.start.line, f.rule, f.message) for f in run(text, rules=(*rules, "invalid-quantity"))]


def test_a_field_of_a_container_in_a_rollout_is_mistyped() -> None:
    text = custom(
        "argoproj.io/Rollout",
        """\
  template:
    spec:
      containers:
      - name: web
        image: web:1
        imagePullPolcy: Always
""",
    )
    assert told(text) == [
        (10, "unknown-field", 'unknown field "imagePullPolcy" in spec.template.spec.containers[0] of Rollout web')
    ]


def test_of_a_whole_pod_it_is_told_what_is_missing() -> None:
    text = custom("keda.sh/ScaledJob", "  jobTargetRef: {template: {spec: {containers: [{image: 'a:1'}]}}}\n")
    place = "spec.jobTargetRef.template.spec.containers[0] of ScaledJob web"
    assert told(text) == [(5, "missing-field", f'required field "name" is missing in {place}')]


def test_what_an_operator_completes_may_lack_anything() -> None:
    text = custom("ray.io/RayCluster", "  headGroupSpec: {template: {spec: {containers: [{resources: {}}]}}}\n")
    assert told(text) == []
    text = custom(
        "ray.io/RayCluster", "  headGroupSpec: {template: {spec: {containers: [{resources: [], imag: a}]}}}\n"
    )
    assert [rule for _, rule, _ in told(text)] == ["wrong-type", "unknown-field"]


def test_containers_of_prometheus_are_those_of_kubernetes_and_its_spec_is_its_own() -> None:
    text = custom(
        "monitoring.coreos.com/Prometheus",
        """\
  retention: 3d
  resources: whatever
  containers:
  - name: prometheus
    imagePullPolicy: Sometimes
  tolerations: [{operator: Exist}]
""",
    )
    assert [(line, rule) for line, rule, _ in told(text)] == [(9, "invalid-enum"), (10, "invalid-enum")]


@pytest.mark.parametrize(
    ("kind", "spec"),
    [
        ("serving.knative.dev/Service", "{template: {spec: {timeoutSeconds: 3, containers: [{FIELD: x}]}}}"),
        ("argoproj.io/Workflow", "{templates: [{name: a, script: {image: a, source: x, FIELD: x}}]}"),
        ("argoproj.io/Workflow", "{templates: [{name: a, sidecars: [{name: b, mirrorVolumeMounts: true, FIELD: x}]}]}"),
        ("argoproj.io/CronWorkflow", "{workflowSpec: {templates: [{containerSet: {containers: [{FIELD: x}]}}]}}"),
        ("kubeflow.org/TFJob", "{tfReplicaSpecs: {Worker: {template: {spec: {containers: [{FIELD: x}]}}}}}"),
        ("acid.zalan.do/postgresql", "{initContainers: [{FIELD: x}], sidecars: [{wimage: x}]}"),
    ],
)
def test_a_kind_may_have_fields_besides_those_of_kubernetes(kind: str, spec: str) -> None:
    assert told(custom(kind, f"  {spec.replace('FIELD', 'image')}\n")) == []
    assert [(line, rule) for line, rule, _ in told(custom(kind, f"  {spec.replace('FIELD', 'imagee')}\n"))] == [
        (5, "unknown-field")
    ]


@pytest.mark.parametrize(
    ("kind", "spec"),
    [
        ("kafka.strimzi.io/Kafka", "{kafka: {template: {pod: {tmpDirSizeLimit: 1Mi, containers: x}}}}"),
        ("tekton.dev/Task", "{steps: [{name: a, script: x, onError: continue}]}"),
        ("serving.kserve.io/InferenceService", "{predictor: {model: {}, minReplicas: 1}}"),
        ("example.org/Rollout", "{template: {spec: {containers: [{imag: x}]}}}"),
    ],
)
def test_of_other_types_no_field_is_unknown(kind: str, spec: str) -> None:
    assert told(custom(kind, f"  {spec}\n")) == []


def test_a_value_that_a_workflow_fills_in_may_be_anything() -> None:
    container = "{image: a, imagePullPolicy: '{{inputs.parameters.p}}', ports: [{containerPort: '{{x}}'}]}"
    assert told(custom("argoproj.io/Workflow", f"  templates: [{{name: a, container: {container}}}]\n")) == []


ROLLOUT = custom(
    "argoproj.io/Rollout",
    """\
  template:
    spec:
      newerThanKubernetes: x
      containers:
      - name: web
        image: 1
        ports: [{containerPort: 80, hostPrt: 80}]
""",
)


@pytest.mark.parametrize(
    ("spec", "lines"),
    [
        (OPEN, [(7, "unknown-field"), (10, "wrong-type"), (11, "unknown-field")]),
        # What a definition says decides; what it leaves open is still a pod.
        (CLOSED, [(10, "wrong-type"), (11, "unknown-field")]),
    ],
)
def test_what_the_definition_of_a_kind_says_is_not_said_twice(spec: str, lines: list[tuple[int, str]]) -> None:
    files = {"crd.yaml": DEFINITION.replace("SPEC", spec), "rollout.yaml": ROLLOUT}
    found = run_all(files, ("unknown-field", "wrong-type", "crd-schema"))
    assert [(f.location.start.line, f.rule) for f in found if f.location.path == "rollout.yaml"] == lines


def test_a_field_of_a_pod_that_is_too_new_says_since_when_it_is_there() -> None:
    pod = "  template: {spec: {hostnameOverride: a, containers: [{name: a, image: 'a:1'}]}}\n"
    text = custom("argoproj.io/Rollout", pod)
    assert told(text) == []
    found = run(text, rules=("future-field",), settings={"kubernetes_versions": ("1.32",)})
    assert [f.message for f in found] == [
        'field "hostnameOverride" in spec.template.spec of Rollout web comes only with Kubernetes 1.34'
    ]


@pytest.mark.parametrize("key", sorted(EMBEDDED))
def test_what_has_a_core_type_has_its_fields_in_every_version(key: str) -> None:
    for place in EMBEDDED[key].places:
        assert not (place.core and place.parts)
        assert not place.also or place.core
        for version in (catalog.versions()[0], catalog.versions()[-1]):
            fields = _node(version, place)["properties"]
            wanted = place.parts or (("image",) if place.container else ("containers",))
            assert {*wanted, *place.also} <= set(fields), key
