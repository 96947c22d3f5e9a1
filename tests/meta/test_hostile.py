"""No manifest, however odd, makes a rule fail: valid objects with every value replaced by what nobody expects.

The same for the files of tools: kustomizations and the Chart.yaml of Helm.
"""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from podlint.cli.main import main
from podlint.files.reading import documents_of
from podlint.kustomize.checks import faults
from podlint.kustomize.graph import Graph
from podlint.project.index import Index
from podlint.project.scopes import scopes
from podlint.testing import run
from podlint.yaml.reader import parse
from podlint.yaml.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

CONTAINER = """
name: web
image: registry.example/web:1.27@sha256:0000000000000000000000000000000000000000000000000000000000000000
command: [sh, -c]
args: ["serve --port=$(PORT) --name=$(POD_NAME)"]
workingDir: /srv
ports: [{name: http, containerPort: 8080, hostPort: 8080, protocol: TCP}]
env:
  - {name: PORT, value: "8080"}
  - {name: POD_NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
  - {name: CPU, valueFrom: {resourceFieldRef: {resource: limits.cpu, divisor: "1", containerName: web}}}
  - {name: TOKEN, valueFrom: {secretKeyRef: {name: s, key: k, optional: true}}}
envFrom: [{prefix: P_, configMapRef: {name: c}}, {secretRef: {name: s}}]
resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {cpu: "1", memory: 128Mi, example.com/gpu: "1"}}
volumeMounts:
  - {name: data, mountPath: /data, subPath: x, readOnly: true}
  - {name: config, mountPath: /etc/config}
volumeDevices: [{name: block, devicePath: /dev/x}]
livenessProbe: {httpGet: {path: /, port: http, httpHeaders: [{name: A, value: b}]}, periodSeconds: 10}
readinessProbe: {tcpSocket: {port: 8080}, initialDelaySeconds: 5, timeoutSeconds: 1}
startupProbe: {exec: {command: ["true"]}, failureThreshold: 30}
lifecycle: {preStop: {exec: {command: [sleep, "5"]}}, postStart: {httpGet: {port: 8080}}}
securityContext: {runAsNonRoot: true, runAsUser: 1000, privileged: false, capabilities: {drop: [ALL], add: [CHOWN]}}
imagePullPolicy: IfNotPresent
terminationMessagePolicy: File
"""
POD = """
serviceAccountName: web
restartPolicy: Always
terminationGracePeriodSeconds: 30
nodeSelector: {kubernetes.io/os: linux}
hostNetwork: false
dnsPolicy: ClusterFirst
securityContext: {fsGroup: 1000, sysctls: [{name: a.b, value: "1"}], seccompProfile: {type: RuntimeDefault}}
imagePullSecrets: [{name: pull}]
tolerations: [{key: a, operator: Equal, value: b, effect: NoSchedule, tolerationSeconds: 1}]
hostAliases: [{ip: 127.0.0.1, hostnames: [a.example]}]
topologySpreadConstraints:
  - {maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: web}}}
affinity:
  nodeAffinity:
    requiredDuringSchedulingIgnoredDuringExecution:
      nodeSelectorTerms: [{matchExpressions: [{key: a, operator: In, values: [b]}]}]
  podAntiAffinity:
    preferredDuringSchedulingIgnoredDuringExecution:
      - {weight: 1, podAffinityTerm: {topologyKey: zone, labelSelector: {matchLabels: {app: web}}}}
initContainers:
  - {name: setup, image: "setup:1", env: [{name: A, value: b}], volumeMounts: [{name: data, mountPath: /d}]}
  - {name: proxy, image: "proxy:1", restartPolicy: Always, ports: [{containerPort: 9000}]}
volumes:
  - {name: data, emptyDir: {medium: Memory, sizeLimit: 1Gi}}
  - {name: config, configMap: {name: c, defaultMode: 420, items: [{key: a, path: b, mode: 256}]}}
  - {name: secret, secret: {secretName: s, optional: true}}
  - {name: block, persistentVolumeClaim: {claimName: block, readOnly: true}}
  - {name: host, hostPath: {path: /var/log, type: Directory}}
  - {name: all, projected: {sources: [{configMap: {name: c}}, {serviceAccountToken: {path: t}}]}}
  - {name: own, ephemeral: {volumeClaimTemplate: {spec: {resources: {requests: {storage: 1Gi}}}}}}
"""
META = "metadata: {name: web, namespace: shop, labels: {app: web}, annotations: {example.com/a: b}}"
SELECTOR = "selector: {matchLabels: {app: web}, matchExpressions: [{key: a, operator: In, values: [b]}]}"


def indented(text: str, width: int) -> str:
    return "".join(" " * width + line for line in text.strip("\n").splitlines(keepends=True))


SPEC = f"{POD}containers:\n  - " + indented(CONTAINER, 4).lstrip() + "\n"
TEMPLATE = "template:\n  metadata: {labels: {app: web}}\n  spec:\n" + indented(SPEC, 4)
CLAIM = """
volumeClaimTemplates:
  - metadata: {name: claim}
    spec: {accessModes: [ReadWriteOnce], storageClassName: fast, resources: {requests: {storage: 1Gi}}}
"""
JOB = (
    "backoffLimit: 2\ncompletions: 1\nparallelism: 1\nactiveDeadlineSeconds: 60\nttlSecondsAfterFinished: 60\n"
    + TEMPLATE.replace("restartPolicy: Always\n    term", "restartPolicy: Never\n    term")
)
OBJECTS = {
    "Pod": ("v1", SPEC),
    "Deployment": (
        "apps/v1",
        "replicas: 3\nstrategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}\n"
        f"{SELECTOR}\n{TEMPLATE}",
    ),
    "StatefulSet": ("apps/v1", f"replicas: 3\nserviceName: web\n{SELECTOR}\n{CLAIM.strip()}\n{TEMPLATE}"),
    "Job": ("batch/v1", JOB),
    "CronJob": (
        "batch/v1",
        "schedule: '*/5 * * * *'\ntimeZone: Etc/UTC\nconcurrencyPolicy: Forbid\nsuspend: false\n"
        "jobTemplate:\n  spec:\n" + indented(JOB, 4),
    ),
    "Service": (
        "v1",
        "type: NodePort\nselector: {app: web}\nclusterIP: 10.0.0.1\nexternalIPs: [192.0.2.1]\nipFamilies: [IPv4]\n"
        "sessionAffinity: ClientIP\nsessionAffinityConfig: {clientIP: {timeoutSeconds: 60}}\n"
        "ports:\n  - {name: http, port: 80, targetPort: http, nodePort: 30080, protocol: TCP}\n"
        "  - {name: dns, port: 53, targetPort: 53, protocol: UDP}\n",
    ),
}
CRD = """
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
          required: [spec]
          properties:
            spec:
              type: object
              required: [text, count]
              minProperties: 1
              maxProperties: 20
              x-kubernetes-validations: [{rule: self.count < 9, message: too many, fieldPath: .count}]
              properties:
                text: {type: string, enum: [a, b], minLength: 1, maxLength: 9, pattern: "^[a-z]+$", default: a}
                when: {type: string, format: date-time, nullable: true}
                count: {type: integer, format: int32, minimum: 0, maximum: 10, exclusiveMaximum: true, multipleOf: 1}
                either: {x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}]}
                map:
                  type: object
                  additionalProperties: {type: number, enum: [1, 2.5], description: d, title: t, example: 1}
                rows:
                  type: array
                  minItems: 1
                  maxItems: 9
                  x-kubernetes-list-type: map
                  x-kubernetes-list-map-keys: [key]
                  items:
                    type: object
                    required: [key]
                    x-kubernetes-map-type: granular
                    x-kubernetes-validations: [{rule: self.key != 'x'}]
                    oneOf: [{required: [one]}, {required: [two]}]
                    properties: {key: {type: string}, one: {type: string}, two: {type: integer, minimum: 1}}
                words: {type: array, x-kubernetes-list-type: set, items: {type: string}}
                open: {type: object, x-kubernetes-preserve-unknown-fields: true}
                whole:
                  type: object
                  x-kubernetes-embedded-resource: true
                  x-kubernetes-preserve-unknown-fields: true
              allOf: [{properties: {count: {minimum: 1}}}, {anyOf: [{required: [text]}, {required: [count]}]}]
              not: {required: [gone]}
"""
WIDGETS = """
- apiVersion: example.com/v1
  kind: Widget
  metadata: {name: w}
  spec:
    text: a
    when: "2024-01-31T12:00:00Z"
    count: 1
    either: 5
    map: {a: 1}
    rows: [{key: k, one: x}]
    words: [a, b]
    open: {a: [1]}
    whole: {apiVersion: v1, kind: Pod, metadata: {name: p}}
- apiVersion: example.com/v1
  kind: Widget
  metadata: {name: w}
  spec: {text: c, when: x, count: "1", map: [], rows: [{key: 1}, {key: k}, {key: k}], words: [a, a], what: 1}
- {apiVersion: example.com/v1, kind: Widget, metadata: {name: w}, spec: []}
"""
SCHEMA = ("spec", "versions", 0, "schema", "openAPIV3Schema")
ODD: list[Any] = [None, "", 0, -1, True, [], {}, [None], [{}], "text", [[[[[["deep"]]]]]], 2**63, 0.5, "${X}"]
DELETED = object()


def manifest(kind: str) -> dict[str, Any]:
    api_version, spec = OBJECTS[kind]
    data: dict[str, Any] = read(f"apiVersion: {api_version}\nkind: {kind}\n{META}\nspec:\n{indented(spec, 2)}\n")
    return data


def read(text: str) -> Any:
    parsed = parse(Source("manifest.yaml", text))
    assert parsed.problems == []
    return parsed.documents[0].document.data


def paths(value: Any) -> Iterator[tuple[str | int, ...]]:
    """Every path in a value, but the root."""
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in entries:
        yield (step,)
        yield from ((step, *rest) for rest in paths(inner))


def replaced(value: Any, path: tuple[str | int, ...], by: Any) -> Any:
    found = copy.copy(value)
    step, rest = path[0], path[1:]
    if rest:
        found[step] = replaced(found[step], rest, by)
    elif by is DELETED:
        del found[step]
    else:
        found[step] = by
    return found


def check(*documents: Any) -> None:
    text = together(*documents)
    failed = [finding.message for finding in run(text, "manifest.yaml", ("all",)) if finding.rule == "internal-error"]
    assert failed == [], text


def together(*documents: Any) -> str:
    return "".join(f"---\n{json.dumps(document)}\n" for document in documents)


@pytest.mark.parametrize("kind", OBJECTS)
def test_the_objects_fit_their_schemas(kind: str) -> None:
    assert run(json.dumps(manifest(kind)), "manifest.json", ("structure",)) == []


def check_values(kind: str, step: int) -> None:
    """Check a kind with odd values at each of its paths.

    The pod spec is the same in five kinds: of the paths in it each kind tries one value in `step`, another one than the
    kinds beside it.
    """
    data = manifest(kind)
    share = list(OBJECTS).index(kind) * 5
    for number, path in enumerate(paths(data)):
        in_pod = kind != "Service" and len(path) > 2
        for index, value in enumerate([*ODD, DELETED]):
            if not in_pod or (7 * number + index + share) % step == 0:
                check(replaced(data, path, value))


@pytest.mark.parametrize("kind", OBJECTS)
def test_no_value_makes_a_rule_fail(kind: str) -> None:
    check_values(kind, 45)


@pytest.mark.exhaustive
@pytest.mark.parametrize("kind", OBJECTS)
def test_no_value_at_all_makes_a_rule_fail(kind: str) -> None:
    check_values(kind, 4)


NOT_A_KEYWORD: list[Any] = ["1", 5, 1.5, True, "^(", ["a"], [{"a": 1}], {"a": {"b": "c"}}, [5, "a", None], 10**400]


def check_definitions(share: int, step: int) -> None:
    """Check a definition with odd values in one of `step` places, and objects of its kind beside it."""
    definition, widgets = read(CRD), read(WIDGETS)
    schema = [path for path in paths(definition) if path[: len(SCHEMA)] == SCHEMA]
    for number, path in enumerate(schema):
        for index, value in enumerate([*ODD, *NOT_A_KEYWORD, DELETED]):
            if (7 * number + index) % step == share % step:
                check(replaced(definition, path, value), *widgets)


def test_the_definition_is_one_and_its_first_object_fits_it() -> None:
    definition, widgets = read(CRD), read(WIDGETS)
    assert run(together(definition, widgets[0]), rules=("structure",)) == []
    found = [finding.rule for finding in run(together(definition, *widgets[1:]), rules=("structure",))]
    assert {"wrong-type", "invalid-enum", "crd-schema", "unknown-field", "duplicate-list-entry"} <= set(found)


def test_no_schema_that_somebody_wrote_takes_a_run_down() -> None:
    check_definitions(0, 24)


@pytest.mark.exhaustive
@pytest.mark.parametrize("share", range(6))
def test_no_schema_at_all_takes_a_run_down(share: int) -> None:
    check_definitions(share, 6)


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_no_document_makes_a_rule_fail(odd: Any) -> None:
    check(odd)
    for api_version, kind in (("v1", "Pod"), ("v1", "List"), ("example.com/v1", "Widget")):
        check({"apiVersion": api_version, "kind": kind, "metadata": odd, "spec": odd, "items": odd})
        check({"apiVersion": odd, "kind": kind})
        check({"apiVersion": api_version, "kind": odd})


def test_the_paths_reach_everything() -> None:
    assert list(paths({"a": [1, {"b": 2}]})) == [("a",), ("a", 0), ("a", 1), ("a", 1, "b")]
    assert replaced({"a": [1, 2]}, ("a", 0), DELETED) == {"a": [2]}
    assert len(list(paths(manifest("Deployment")))) > 250


KUSTOMIZATION = """
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [web.yaml, base, ../kustomize, https://e.example/x]
bases: [base]
components: [base]
namespace: shop
namePrefix: a-
commonLabels: {app: web}
commonAnnotations: {a: b}
labels: [{pairs: {a: b}, includeSelectors: true, includeTemplates: true, fields: [{path: a/b, create: true}]}]
images: [{name: nginx, newName: nginx, newTag: "1", digest: "sha256:0"}]
replicas: [{name: web, count: 2}]
vars: [{name: HOST, objref: {kind: Service, name: web, apiVersion: v1}, fieldref: {fieldpath: metadata.name}}]
patches: [{path: p.yaml, target: {kind: Deployment, name: web}, options: {allowNameChange: true}}, {patch: "a: b"}]
patchesStrategicMerge: [p.yaml, "{kind: Pod}"]
patchesJson6902: [{path: p.yaml, target: {version: v1, kind: Pod, name: a}}]
configMapGenerator: [{name: c, behavior: merge, literals: [a=b], files: [k=f.txt], envs: [a.env], env: a.env}]
secretGenerator: [{name: s, type: Opaque, namespace: shop, options: {disableNameSuffixHash: true}, files: [f.txt]}]
generatorOptions: {labels: {a: b}}
helmCharts: [{name: a, repo: "https://e.example", version: "1", valuesInline: {a: 1}}]
helmGlobals: {chartHome: charts}
replacements: [{source: {kind: Pod, name: a}, targets: [{select: {kind: Pod}, fieldPaths: [a.b]}]}, {path: r.yaml}]
transformers: [t.yaml]
generators: [g.yaml]
configurations: [c.yaml]
openapi: {path: o.json}
buildMetadata: [originAnnotations]
"""
CHART = """
apiVersion: v2
name: web
version: 1.0.0
kubeVersion: ">=1.25"
description: a chart
type: application
keywords: [a]
home: https://e.example
sources: [https://e.example]
dependencies:
  - {name: db, version: ^1, repository: "https://e.example", condition: a.b, tags: [a], enabled: true, alias: b,
     import-values: [a]}
maintainers: [{name: a, email: a@e.example, url: "https://e.example"}]
icon: https://e.example/i.png
appVersion: "1"
deprecated: false
annotations: {a: b}
"""
ODDER = [
    *ODD,
    "a\0b",
    "x" * 5000,
    "\udcff",
    ".",
    "/",
    "..",
    "~",
    "- a: b",
    "*",
    {"path": {}},
    {"name": {}},
    [[]],
    {1: 2},
]


def mutants(text: str, share: int, step: int) -> Iterator[Any]:
    """The data of a text with an odd value in one of `step` places."""
    data = read(text)
    yield data
    yield from ODDER
    for number, path in enumerate(paths(data)):
        for index, value in enumerate([*ODDER, DELETED]):
            if (7 * number + index) % step == share % step:
                yield replaced(data, path, value)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with what the kustomization names: a file, and a base that leads back to it."""
    (tmp_path / "web.yaml").write_text("")
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "kustomization.yaml").write_text("resources: [.., ../web.yaml]\n")
    return tmp_path


def test_no_kustomization_makes_the_graph_or_its_checks_fail(folder: Path) -> None:
    file, web = str(folder / "kustomization.yaml"), str(folder / "web.yaml")
    named: set[str] = set()
    for data in mutants(KUSTOMIZATION, 0, 12):
        graph = Graph(lambda asked, data=data: [data] if asked == file else documents_of(Path(asked)), [file])  # type: ignore[misc]
        for path in (file, web, str(folder / "none.yaml")):
            assert graph.adds_selectors(path) in (True, False)
            assert graph.is_open(path) in (True, False)
            assert set(graph.patched_by(path)) <= {file}
            assert graph.scopes(path) >= set(graph.taken_by(path))
            named |= graph.variables(path) or set()
            named |= {*graph.pod_labels(path), *graph.namespaces(path), *graph.images(path)}
        made = scopes(graph, [web, file])
        Index([], made)
        assert all(fact.data["metadata"]["name"] for fact in made.generated if fact.data["metadata"]["name"] != "")
        assert all(hit.message for hit in faults(file, data, graph))
    assert {"HOST", "app", "nginx", "shop"} <= named


def test_the_data_of_the_tools_files_fit_their_schemas() -> None:
    found = run(KUSTOMIZATION, "kustomization.yaml", ("structure",))
    assert {finding.rule for finding in found} == {"kustomization-invalid"}  # none of the files is there
    assert run(CHART, "Chart.yaml", ("structure",)) == []


def check_tools(share: int, step: int) -> None:
    for text, name in ((KUSTOMIZATION, "kustomization.yaml"), (CHART, "Chart.yaml")):
        for data in mutants(text, share, step):
            run(json.dumps(data), name, ("all",))


def test_no_file_of_a_tool_makes_the_engine_fail() -> None:
    check_tools(0, 30)


@pytest.mark.exhaustive
@pytest.mark.parametrize("share", range(3))
def test_no_file_of_a_tool_at_all_makes_the_engine_fail(share: int) -> None:
    check_tools(share, 3)


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [*a]\nresources: *a\n",
        "resources: &r\n  - *r\n",
        "x: &x {y: *x}\npatches: [*x]\n<<: *x\n",
        "resources: &r [web.yaml, base]\nbases: *r\ncomponents: *r\npatches: [{path: &p p.yaml}, {path: *p}]\n",
        "resources:\n" + "  - web.yaml\n" * 20_000,
        "resources: " + "[" * 500 + "]" * 500,
        "resources: [",
        "\0",
        "--- 1\n--- a\n---\nresources: [base]\n",
    ],
)
def test_no_text_of_a_kustomization_takes_a_run_down(
    folder: Path, text: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / ".git").mkdir()
    (folder / "kustomization.yaml").write_text(text)
    (folder / "Chart.yaml").write_text(text)
    monkeypatch.chdir(folder)
    assert main(["check", ".", "--output-format", "json"]) in (0, 1)
    assert "internal-error" not in capsys.readouterr().out


def test_a_chain_of_kustomizations_longer_than_python_is_deep(tmp_path: Path) -> None:
    for number in range(1500):
        (tmp_path / str(number)).mkdir()
        (tmp_path / str(number) / "kustomization.yaml").write_text(f"resources: [../{(number + 1) % 1500}]\n")
    first, last = (str(tmp_path / name / "kustomization.yaml") for name in ("0", "1499"))
    graph = Graph(lambda file: documents_of(Path(file)), [first])
    assert graph.leads_to(first, last)
    assert graph.leads_to(last, first)
    assert len(graph.scopes(first)) == 1500
