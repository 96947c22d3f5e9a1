"""Custom resources with any value in any place: nothing fails on one, whatever is known of its kind."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from podlint.testing import run_all
from podlint.yaml.reader import parse
from podlint.yaml.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podlint.yaml.place import Path

ODD: tuple[Any, ...] = (1, [None], {"name": []})
ODDER: tuple[Any, ...] = (None, True, "x", [], {}, [[1]], [{"a": {}}], "a: [", "- op: 1", 1e400)
OBJECTS = """\
apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {name: a, labels: {a: b}}
spec:
  template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: "a:1", ports: [{containerPort: 80}]}]}}
---
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: a}
spec: {templates: [{name: a, script: {image: a, source: a}, sidecars: [{name: a, image: a}]}]}
---
apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: {name: a}
spec: {containers: [{name: a}], tolerations: [{key: a}], additionalScrapeConfigs: {name: a, key: b}}
---
apiVersion: fluxcd.controlplane.io/v1
kind: ResourceSet
metadata: {name: a}
spec: {resources: [{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {ports: [{port: 80}]}}]}
---
apiVersion: apiextensions.crossplane.io/v1
kind: Composition
metadata: {name: a}
spec: {pipeline: [{input: {resources: [{base: {apiVersion: v1, kind: Service, metadata: {name: a}}}]}}]}
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: a, namespace: b}
spec:
  path: ./a/b
  sourceRef: {kind: GitRepository, name: a, namespace: b}
  patches: [{patch: "- {op: add, path: /spec/replicas, value: 1}", target: {kind: Deployment, group: apps, name: a}}]
---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: a}
spec:
  source:
    repoURL: "https://a"
    path: a
    helm: {values: "a: b"}
    kustomize: {patches: [{patch: "{}", target: {kind: A}}]}
  sources: [{repoURL: "https://a", path: a, helm: {values: "a: b"}}]
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: a}
spec:
  chart: {spec: {chart: ./a, sourceRef: {kind: GitRepository, name: a}}}
  valuesFrom: [{kind: Secret, name: login, valuesKey: b}]
  postRenderers: [{kustomize: {patches: [{patch: "kind: A", target: {kind: A}}]}}]
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: a}
spec:
  secretStoreRef: {name: a}
  target: {name: login, creationPolicy: Owner, template: {mergePolicy: Merge, data: {a: b}}}
  data: [{secretKey: a, remoteRef: {key: b}}]
---
apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata: {name: login, annotations: {a: b}}
spec: {encryptedData: {a: b}, template: {metadata: {annotations: {a: b}}, data: {c: d}}}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: a}
spec:
  secretName: login
  issuerRef: {name: a}
  additionalOutputFormats: [{type: DER}]
  keystores: {jks: {create: true}}
---
apiVersion: isindir.github.com/v1alpha3
kind: SopsSecret
metadata: {name: a}
spec: {secretTemplates: [{name: login, stringData: {a: b}, data: {c: d}}]}
---
apiVersion: trust.cert-manager.io/v1alpha1
kind: Bundle
metadata: {name: login}
spec: {target: {secret: {key: a}, configMap: {key: a}, additionalFormats: {jks: {key: b}}}}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: a}
spec: {http: [{route: [{destination: {host: web, subset: b, port: {number: 81}}}], mirror: {host: web, subset: b}}]}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: a}
spec: {host: web, subsets: [{name: a}]}
---
apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: {name: a}
spec: {routes: [{services: [{name: web, port: 81, kind: Service}]}]}
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: {name: a}
spec:
  selector: {matchLabels: {a: b}}
  namespaceSelector: {matchNames: [a]}
  endpoints: [{port: a, basicAuth: {username: {name: login, key: b}}}]
---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: {name: a}
spec: {selector: {matchLabels: {a: bb}}, podMetricsEndpoints: [{port: a}]}
---
apiVersion: v1
kind: Service
metadata: {name: web, labels: {a: b}}
spec: {ports: [{name: http, port: 80}]}
---
apiVersion: v1
kind: Pod
metadata: {name: a}
spec: {containers: [{name: a, image: "a:1", env: [{name: A, valueFrom: {secretKeyRef: {name: login, key: x}}}]}]}
"""


def _paths(value: Any, path: Path = ()) -> Iterator[Path]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inner:
        yield (*path, key)
        yield from _paths(item, (*path, key))


def _with(value: Any, path: Path, odd: Any) -> Any:
    if not path:
        return odd
    copy: Any = value.copy()
    copy[path[0]] = _with(copy[path[0]], path[1:], odd)
    return copy


@pytest.mark.parametrize("odd", [*ODD, *(pytest.param(odd, marks=pytest.mark.exhaustive) for odd in ODDER)], ids=repr)
def test_nothing_fails_on_any_value(odd: Any) -> None:
    whole = [composed.document.data for composed in parse(Source("a.yaml", OBJECTS)).documents]
    assert len(whole) == OBJECTS.count("---") + 1
    files = {}
    for number, data in enumerate(whole):
        for at, path in enumerate(_paths(data)):
            if path[-1] not in ("apiVersion", "kind") or len(path) > 1:
                others = [json.dumps(one) for index, one in enumerate(whole) if index != number]
                beside = others if len(path) < 3 else []
                files[f"{number}/{at}/a.yaml"] = "\n---\n".join([json.dumps(_with(data, path, odd)), *beside])
    run_all(files, ("all",))  # fails where a rule does
