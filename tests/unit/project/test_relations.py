"""What each kind refers to: what the reference is called, the kind and name that it names, and where it stands."""

from __future__ import annotations

import pytest

from podlint.project.references import relations
from podlint.yaml.place import dotted

from .in_memory import called, deployment, index, pick

TARGETS = (
    "".join(
        f"---\napiVersion: {api_version}\nkind: {kind}\nmetadata: {{name: {name}}}\n"
        for api_version, kind, name in (
            ("v1", "Service", "web"),
            ("v1", "Secret", "keys"),
            ("v1", "ConfigMap", "conf"),
            ("v1", "ServiceAccount", "runner"),
            ("v1", "PersistentVolumeClaim", "disk"),
            ("networking.k8s.io/v1", "IngressClass", "nginx"),
            ("rbac.authorization.k8s.io/v1", "Role", "reader"),
            ("rbac.authorization.k8s.io/v1", "ClusterRole", "reader"),
            ("gateway.networking.k8s.io/v1", "GatewayClass", "envoy"),
            ("gateway.networking.k8s.io/v1", "Gateway", "edge"),
        )
    )
    + "---\n"
    + deployment("web")
)


def told(manifest: str) -> list[str]:
    """The relations of an object beside one of each kind: what, which, at which path, and how many are found."""
    known = index({"targets.yaml": TARGETS, "own.yaml": manifest})
    (own,) = (m for m in known.members if m.known.file == "own.yaml")
    return [
        f"{r.what} {r.kind}{'/' + r.name if r.name else ''} at {dotted(r.view.path)}: {len(r.found)}"
        for r in relations(own, known)
    ]


@pytest.mark.parametrize(
    ("manifest", "found"),
    [
        (
            "apiVersion: v1\nkind: Service\nspec: {selector: {app: web}}",
            ["selects Pod at spec.selector: 1"],
        ),
        ("apiVersion: v1\nkind: Service\nspec: {selector: {app: other}}", ["selects Pod at spec.selector: 0"]),
        ("apiVersion: v1\nkind: Service\nspec: {selector: {}}", []),
        ("apiVersion: v1\nkind: Service\nspec: {type: ExternalName}", []),
        ("apiVersion: v1\nkind: Service\nspec: {selector: {app: '${APP}'}}", []),
        ("apiVersion: serving.knative.dev/v1\nkind: Service\nspec: {selector: {app: web}}", []),
        (
            "apiVersion: policy/v1\nkind: PodDisruptionBudget\nspec: {selector: {matchLabels: {app: web}}}",
            ["protects Pod at spec.selector: 1"],
        ),
        (
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nspec: {podSelector: {}}",
            ["guards Pod at spec.podSelector: 1"],
        ),
        (
            "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\n"
            "spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}",
            ["scales Deployment/web at spec.scaleTargetRef.name: 1"],
        ),
        (
            "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\n"
            "spec: {scaleTargetRef: {apiVersion: example.com/v1, kind: Deployment, name: web}}",
            ["scales Deployment/web at spec.scaleTargetRef.name: 0"],
        ),
        ("apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nspec: {scaleTargetRef: {name: web}}", []),
        (
            "apiVersion: apps/v1\nkind: StatefulSet\nspec: {serviceName: web}",
            ["governed by Service/web at spec.serviceName: 1"],
        ),
        (
            "apiVersion: v1\nkind: ServiceAccount\nsecrets: [{name: keys}]\nimagePullSecrets: [{name: pull}]",
            ["holds Secret/keys at secrets[0].name: 1", "pulls with Secret/pull at imagePullSecrets[0].name: 0"],
        ),
        (
            "apiVersion: v1\nkind: PersistentVolume\nspec: {claimRef: {name: disk, namespace: shop}}",
            ["bound to PersistentVolumeClaim/disk at spec.claimRef: 1"],
        ),
    ],
)
def test_what_an_object_refers_to(manifest: str, found: list[str]) -> None:
    assert told(manifest) == found


def test_an_ingress() -> None:
    assert told(
        """
apiVersion: networking.k8s.io/v1
kind: Ingress
spec:
  ingressClassName: nginx
  defaultBackend: {service: {name: fallback}}
  tls: [{secretName: keys}, {hosts: [a.example]}]
  rules:
    - host: a.example
      http: {paths: [{backend: {service: {name: web}}}, {backend: {resource: {kind: Bucket, name: b}}}]}
    - host: b.example
"""
    ) == [
        "routes to Service/fallback at spec.defaultBackend.service.name: 0",
        "routes to Service/web at spec.rules[0].http.paths[0].backend.service.name: 1",
        "certificate Secret/keys at spec.tls[0].secretName: 1",
        "class IngressClass/nginx at spec.ingressClassName: 1",
    ]


@pytest.mark.parametrize("kind", ["RoleBinding", "ClusterRoleBinding"])
def test_a_binding(kind: str) -> None:
    assert told(
        f"""
apiVersion: rbac.authorization.k8s.io/v1
kind: {kind}
roleRef: {{kind: ClusterRole, name: reader}}
subjects:
  - {{kind: User, name: jane}}
  - {{kind: ServiceAccount, name: runner}}
  - {{kind: ServiceAccount, name: other, namespace: shop}}
  - {{kind: ServiceAccount}}
"""
    ) == [
        "grants ClusterRole/reader at roleRef.name: 1",
        "to ServiceAccount/runner at subjects[1]: 1",
        "to ServiceAccount/other at subjects[2]: 0",
    ]


def test_gateways_and_routes() -> None:
    gateway = "apiVersion: gateway.networking.k8s.io/v1\nkind: "
    assert told(
        gateway
        + "Gateway\nspec: {gatewayClassName: envoy, listeners: [{name: a}, {tls: {certificateRefs: [{name: keys}]}}]}"
    ) == [
        "class GatewayClass/envoy at spec.gatewayClassName: 1",
        "certificate Secret/keys at spec.listeners[1].tls.certificateRefs[0].name: 1",
    ]
    route = """Route
spec:
  parentRefs: [{name: edge}, {kind: Gateway, name: gone}, {kind: Service, name: web}]
  rules:
    - backendRefs: [{name: web, port: 80}, {kind: Service, name: lost}, {kind: Bucket, name: web}]
"""
    for protocol in ("HTTP", "GRPC", "TLS", "TCP", "UDP"):
        assert told(f"{gateway}{protocol}{route}") == [
            "attached to Gateway/edge at spec.parentRefs[0]: 1",
            "attached to Gateway/gone at spec.parentRefs[1]: 0",
            "routes to Service/web at spec.rules[0].backendRefs[0]: 1",
            "routes to Service/lost at spec.rules[0].backendRefs[1]: 0",
        ], protocol


def test_a_pod() -> None:
    assert set(
        told(
            """
apiVersion: v1
kind: Pod
spec:
  serviceAccountName: runner
  imagePullSecrets: [{name: pull}]
  volumes:
    - configMap: {name: conf}
    - secret: {secretName: keys}
    - csi: {nodePublishSecretRef: {name: keys}}
    - persistentVolumeClaim: {claimName: disk}
    - projected: {sources: [{configMap: {name: conf}}, {secret: {name: keys}}, {downwardAPI: {}}]}
    - emptyDir: {}
  initContainers:
    - envFrom: [{configMapRef: {name: conf}}, {secretRef: {name: keys}}]
  containers:
    - env:
        - {name: A, valueFrom: {configMapKeyRef: {name: conf, key: a}}}
        - {name: B, valueFrom: {secretKeyRef: {name: keys, key: b}}}
        - {name: C, value: c}
"""
        )
    ) == {
        "runs as ServiceAccount/runner at spec.serviceAccountName: 1",
        "pulls with Secret/pull at spec.imagePullSecrets[0].name: 0",
        "mounts ConfigMap/conf at spec.volumes[0].configMap.name: 1",
        "mounts Secret/keys at spec.volumes[1].secret.secretName: 1",
        "mounts Secret/keys at spec.volumes[2].csi.nodePublishSecretRef.name: 1",
        "mounts PersistentVolumeClaim/disk at spec.volumes[3].persistentVolumeClaim.claimName: 1",
        "mounts ConfigMap/conf at spec.volumes[4].projected.sources[0].configMap.name: 1",
        "mounts Secret/keys at spec.volumes[4].projected.sources[1].secret.name: 1",
        "reads ConfigMap/conf at spec.initContainers[0].envFrom[0].configMapRef.name: 1",
        "reads Secret/keys at spec.initContainers[0].envFrom[1].secretRef.name: 1",
        "reads ConfigMap/conf at spec.containers[0].env[0].valueFrom.configMapKeyRef.name: 1",
        "reads Secret/keys at spec.containers[0].env[1].valueFrom.secretKeyRef.name: 1",
    }


def test_the_pods_of_a_workload_refer_as_a_pod_does() -> None:
    template = "spec: {template: {spec: {serviceAccountName: runner}}}"
    for api_version, kind, spec in (
        ("apps/v1", "Deployment", template),
        ("batch/v1", "CronJob", f"spec: {{jobTemplate: {{{template}}}}}"),
    ):
        (found,) = told(f"apiVersion: {api_version}\nkind: {kind}\n{spec}")
        assert found.startswith("runs as ServiceAccount/runner"), kind


def test_a_name_with_a_placeholder_is_no_reference() -> None:
    assert told("apiVersion: apps/v1\nkind: StatefulSet\nspec: {serviceName: '${NAME}'}") == []
    assert told("apiVersion: v1\nkind: Pod\nspec: {serviceAccountName: null}") == []


def test_some_references_name_a_namespace() -> None:
    def meant(kind: str, body: str) -> list[str]:
        known = index(
            {
                "own.yaml": f"apiVersion: {kind.partition(' ')[0]}\nkind: {kind.partition(' ')[2]}\n"
                f"metadata: {{name: own, namespace: shop}}\n{body}",
                "shop.yaml": "".join(
                    f"apiVersion: {v}\nkind: {k}\nmetadata: {{name: {n}, namespace: {ns}}}\n---\n"
                    for ns in ("shop", "bank")
                    for v, k, n in (
                        ("v1", "ServiceAccount", "runner"),
                        ("v1", "Service", "web"),
                        ("gateway.networking.k8s.io/v1", "Gateway", "edge"),
                        ("v1", "PersistentVolumeClaim", "disk"),
                    )
                ),
            }
        )
        own = pick(known, f"{kind.partition(' ')[2]}/own")
        return [str(m.namespace) for relation in relations(own, known) for m in relation.found]

    binding = "rbac.authorization.k8s.io/v1 RoleBinding"
    assert meant(binding, "subjects: [{kind: ServiceAccount, name: runner}]") == ["shop"]
    assert meant(binding, "subjects: [{kind: ServiceAccount, name: runner, namespace: bank}]") == ["bank"]
    route = "gateway.networking.k8s.io/v1 HTTPRoute"
    assert meant(route, "spec: {parentRefs: [{name: edge, namespace: bank}]}") == ["bank"]
    assert meant(route, "spec: {rules: [{backendRefs: [{name: web}, {name: web, namespace: bank}]}]}") == [
        "shop",
        "bank",
    ]
    assert meant("v1 PersistentVolume", "spec: {claimRef: {name: disk, namespace: bank}}") == ["bank"]


def test_the_nearest_are_found() -> None:
    known = index(
        {
            "a/own.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: own}\nspec: {selector: {app: web}}",
            "a/d.yaml": deployment("near"),
            "b/d.yaml": deployment("far"),
        }
    )
    (relation,) = relations(pick(known, "Service/own"), known)
    assert called(relation.found) == ["a/d.yaml near"]
