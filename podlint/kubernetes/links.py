"""What well-known custom kinds name and make: data, with the source of each row.

A row says where in an object the name of another one stands. It is for the graph, and for rules that ask whether
something else brings what seems to be missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

OWN_NAME = ("metadata", "name")
"""The path of what is made under the name of its maker."""


class Link(NamedTuple):
    """A reference: what it is called, the path of the name, and the group and kind of what is named.

    In the path `"*"` stands for each item of a list. Where the mapping that holds the name says `kind` itself, or
    `apiVersion`, `group` or `namespace` beside it, that holds; `kind` is what an absent one means, and where it is
    empty, one that says no kind names nothing. `makes` is true of what the object brings into being, not of what it
    needs; `otherwise` is the path of the name where there is none at `path`. Beside the name stand, where they are set,
    the `key` of what is named, which is `usual` where none is written, and the `port` of a Service, by name or number.
    """

    what: str
    path: tuple[str, ...]
    group: str
    kind: str
    makes: bool = False
    otherwise: tuple[str, ...] = ()
    key: str = ""
    usual: str = ""
    port: tuple[str, ...] = ()


class Linked(NamedTuple):
    """The references of a kind, and where they are documented."""

    links: tuple[Link, ...]
    source: str


def _names(what: str, path: str, kind: str) -> Link:
    group, _, name = kind.rpartition("/")
    return Link(what, tuple(path.split(".")), group, name)


def _keys(what: str, paths: str, kind: str = "Secret", key: str = "key", usual: str = "") -> tuple[Link, ...]:
    """References to keys of Secrets or ConfigMaps, by paths with spaces between them."""
    return tuple(_names(what, f"{path}.name", kind)._replace(key=key, usual=usual) for path in paths.split())


def _routes(paths: str, port: str = "port") -> tuple[Link, ...]:
    """References to ports of Services, by the paths of the names with spaces between them."""
    return tuple(_names("routes to", path, "Service")._replace(port=tuple(port.split("."))) for path in paths.split())


def _makes(kind: str, path: str = "", *, otherwise: bool = False) -> Link:
    keys = tuple(path.split(".")) if path else OWN_NAME
    return Link("makes", keys, "", kind, makes=True, otherwise=OWN_NAME if otherwise else ())


def _kinds(source: str, keys: str, *links: Link) -> dict[str, Linked]:
    return dict.fromkeys(keys.split(), Linked(links, source))


_ACME = "cert-manager.io"
_SOLVER = "spec.acme.solvers.*.dns01"
_SOLVERS = (
    f"{_SOLVER}.cloudflare.apiTokenSecretRef {_SOLVER}.cloudflare.apiKeySecretRef "
    f"{_SOLVER}.route53.accessKeyIDSecretRef {_SOLVER}.route53.secretAccessKeySecretRef "
    f"{_SOLVER}.digitalocean.tokenSecretRef {_SOLVER}.cloudDNS.serviceAccountSecretRef "
    f"{_SOLVER}.azureDNS.clientSecretSecretRef {_SOLVER}.rfc2136.tsigSecretSecretRef"
)
_ESO = "external-secrets.io"
_ISTIO = "networking.istio.io"
_FLUX = "source.toolkit.fluxcd.io"
_TRAEFIK = "https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/crd/http/ingressroute/"
_MONITORS = "https://prometheus-operator.dev/docs/api-reference/api/"
_LOGINS = ("basicAuth.username", "basicAuth.password", "bearerTokenSecret", "authorization.credentials")
_FLUX_DOCS = "https://fluxcd.io/flux/components/"

LINKS: Mapping[str, Linked] = {
    **_kinds(
        "https://cert-manager.io/docs/reference/api-docs/",
        f"{_ACME}/Certificate",
        _names("issued by", "spec.issuerRef.name", f"{_ACME}/Issuer"),
        _makes("Secret", "spec.secretName"),
        *_keys("reads", "spec.keystores.jks.passwordSecretRef spec.keystores.pkcs12.passwordSecretRef"),
    ),
    **_kinds(
        "https://cert-manager.io/docs/reference/api-docs/",
        f"{_ACME}/Issuer {_ACME}/ClusterIssuer",
        _names("signs with", "spec.ca.secretName", "Secret"),
        _makes("Secret", "spec.acme.privateKeySecretRef.name"),
        *_keys("logs in with", f"{_SOLVERS} spec.acme.externalAccountBinding.keySecretRef"),
    ),
    **_kinds(
        "https://external-secrets.io/latest/api/externalsecret/",
        f"{_ESO}/ExternalSecret",
        _makes("Secret", "spec.target.name", otherwise=True),
        _names("fetches from", "spec.secretStoreRef.name", f"{_ESO}/SecretStore"),
    ),
    **_kinds(
        "https://external-secrets.io/latest/api/secretstore/",
        f"{_ESO}/SecretStore {_ESO}/ClusterSecretStore",
        *_keys(
            "logs in with",
            "spec.provider.aws.auth.secretRef.accessKeyIDSecretRef "
            "spec.provider.aws.auth.secretRef.secretAccessKeySecretRef "
            "spec.provider.gcpsm.auth.secretRef.secretAccessKeySecretRef "
            "spec.provider.azurekv.authSecretRef.clientId spec.provider.azurekv.authSecretRef.clientSecret "
            "spec.provider.vault.auth.tokenSecretRef spec.provider.vault.auth.appRole.secretRef "
            "spec.provider.onepassword.auth.secretRef.connectTokenSecretRef "
            "spec.provider.doppler.auth.secretRef.dopplerToken spec.provider.gitlab.auth.SecretRef.accessToken",
        ),
    ),
    **_kinds("https://github.com/bitnami-labs/sealed-secrets", "bitnami.com/SealedSecret", _makes("Secret")),
    **_kinds(
        "https://developer.hashicorp.com/vault/docs/deploy/kubernetes/vso/api-reference",
        "secrets.hashicorp.com/VaultStaticSecret secrets.hashicorp.com/VaultDynamicSecret",
        _makes("Secret", "spec.destination.name"),
    ),
    **_kinds("https://github.com/1Password/onepassword-operator", "onepassword.com/OnePasswordItem", _makes("Secret")),
    **_kinds(
        "https://github.com/isindir/sops-secrets-operator",
        "isindir.github.com/SopsSecret",
        Link("makes", ("spec", "secretTemplates", "*", "name"), "", "Secret", makes=True),
    ),
    **_kinds(
        "https://keda.sh/docs/latest/reference/scaledobject-spec/",
        "keda.sh/ScaledObject",
        _names("scales", "spec.scaleTargetRef.name", "apps/Deployment"),
        _names("logs in with", "spec.triggers.*.authenticationRef.name", "keda.sh/TriggerAuthentication"),
    ),
    **_kinds(
        "https://keda.sh/docs/latest/reference/scaledjob-spec/",
        "keda.sh/ScaledJob",
        _names("logs in with", "spec.triggers.*.authenticationRef.name", "keda.sh/TriggerAuthentication"),
    ),
    **_kinds(
        "https://keda.sh/docs/latest/concepts/authentication/",
        "keda.sh/TriggerAuthentication keda.sh/ClusterTriggerAuthentication",
        *_keys("reads", "spec.secretTargetRef.*"),
        *_keys("reads", "spec.configMapTargetRef.*", "ConfigMap"),
    ),
    **_kinds(
        "https://argo-rollouts.readthedocs.io/en/stable/features/specification/",
        "argoproj.io/Rollout",
        _names("runs", "spec.workloadRef.name", "apps/Deployment"),
        _names("routes to", "spec.strategy.blueGreen.activeService", "Service"),
        _names("routes to", "spec.strategy.blueGreen.previewService", "Service"),
        _names("routes to", "spec.strategy.canary.stableService", "Service"),
        _names("routes to", "spec.strategy.canary.canaryService", "Service"),
    ),
    **_kinds(
        "https://docs.flagger.app/usage/how-it-works",
        "flagger.app/Canary",
        _names("runs", "spec.targetRef.name", "apps/Deployment"),
        _names("scales with", "spec.autoscalerRef.name", "autoscaling/HorizontalPodAutoscaler"),
    ),
    **_kinds(
        "https://istio.io/latest/docs/reference/config/networking/virtual-service/",
        f"{_ISTIO}/VirtualService",
        _names("attached to", "spec.gateways.*", f"{_ISTIO}/Gateway"),
        *(
            link
            for way in ("http", "tcp", "tls")
            for link in _routes(f"spec.{way}.*.route.*.destination.host", "port.number")
        ),
        *_routes("spec.http.*.mirror.host spec.http.*.mirrors.*.destination.host", "port.number"),
    ),
    **_kinds(
        "https://istio.io/latest/docs/reference/config/networking/destination-rule/",
        f"{_ISTIO}/DestinationRule",
        _names("governs", "spec.host", "Service"),
    ),
    **_kinds(
        _TRAEFIK,
        "traefik.io/IngressRoute traefik.containo.us/IngressRoute",
        *_routes("spec.routes.*.services.*.name"),
        _names("filtered by", "spec.routes.*.middlewares.*.name", "traefik.io/Middleware"),
        _names("certificate", "spec.tls.secretName", "Secret"),
    ),
    **_kinds(
        _TRAEFIK,
        "traefik.io/IngressRouteTCP traefik.io/IngressRouteUDP traefik.containo.us/IngressRouteTCP",
        *_routes("spec.routes.*.services.*.name"),
    ),
    **_kinds(
        f"{_FLUX_DOCS}helm/helmreleases/",
        "helm.toolkit.fluxcd.io/HelmRelease",
        _names("chart of", "spec.chart.spec.sourceRef.name", f"{_FLUX}/HelmRepository"),
        _names("chart of", "spec.chartRef.name", f"{_FLUX}/OCIRepository"),
        *_keys("values of", "spec.valuesFrom.*", "", "valuesKey", "values.yaml"),
        _names("after", "spec.dependsOn.*.name", "helm.toolkit.fluxcd.io/HelmRelease"),
    ),
    **_kinds(
        f"{_FLUX_DOCS}kustomize/kustomizations/",
        "kustomize.toolkit.fluxcd.io/Kustomization",
        _names("built of", "spec.sourceRef.name", f"{_FLUX}/GitRepository"),
        _names("decrypts with", "spec.decryption.secretRef.name", "Secret"),
        _names("values of", "spec.postBuild.substituteFrom.*.name", ""),
        _names("after", "spec.dependsOn.*.name", "kustomize.toolkit.fluxcd.io/Kustomization"),
    ),
    **_kinds(
        f"{_FLUX_DOCS}source/",
        f"{_FLUX}/GitRepository {_FLUX}/HelmRepository {_FLUX}/OCIRepository {_FLUX}/Bucket",
        _names("logs in with", "spec.secretRef.name", "Secret"),
    ),
    **_kinds(
        "https://argo-cd.readthedocs.io/en/stable/operator-manual/application.yaml",
        "argoproj.io/Application",
        _names("of project", "spec.project", "argoproj.io/AppProject"),
    ),
    **_kinds(
        "https://argo-workflows.readthedocs.io/en/latest/fields/",
        "argoproj.io/Workflow",
        _names("made of", "spec.workflowTemplateRef.name", "argoproj.io/WorkflowTemplate"),
    ),
    **_kinds(
        "https://argo-workflows.readthedocs.io/en/latest/fields/",
        "argoproj.io/CronWorkflow",
        _names("made of", "spec.workflowSpec.workflowTemplateRef.name", "argoproj.io/WorkflowTemplate"),
    ),
    **_kinds(
        "https://tekton.dev/docs/pipelines/pipeline-api/",
        "tekton.dev/Pipeline",
        _names("runs", "spec.tasks.*.taskRef.name", "tekton.dev/Task"),
        _names("runs", "spec.finally.*.taskRef.name", "tekton.dev/Task"),
    ),
    **_kinds(
        "https://tekton.dev/docs/pipelines/pipeline-api/",
        "tekton.dev/TaskRun",
        _names("runs", "spec.taskRef.name", "tekton.dev/Task"),
    ),
    **_kinds(
        "https://tekton.dev/docs/pipelines/pipeline-api/",
        "tekton.dev/PipelineRun",
        _names("runs", "spec.pipelineRef.name", "tekton.dev/Pipeline"),
    ),
    **_kinds(
        "https://github.com/kubernetes/autoscaler/tree/master/vertical-pod-autoscaler",
        "autoscaling.k8s.io/VerticalPodAutoscaler",
        _names("scales", "spec.targetRef.name", ""),
    ),
    **_kinds(
        "https://strimzi.io/docs/operators/latest/configuring",
        "kafka.strimzi.io/KafkaUser",
        _makes("Secret"),
    ),
    **_kinds(
        "https://projectcontour.io/docs/main/config/fundamentals/",
        "projectcontour.io/HTTPProxy",
        *_routes("spec.routes.*.services.*.name spec.tcpproxy.services.*.name"),
        _names("certificate", "spec.virtualhost.tls.secretName", "Secret"),
    ),
    **_kinds(
        _MONITORS,
        "monitoring.coreos.com/ServiceMonitor",
        *_keys("logs in with", " ".join(f"spec.endpoints.*.{field}" for field in _LOGINS)),
    ),
    **_kinds(
        _MONITORS,
        "monitoring.coreos.com/PodMonitor",
        *_keys("logs in with", " ".join(f"spec.podMetricsEndpoints.*.{field}" for field in _LOGINS)),
    ),
    **_kinds(
        _MONITORS,
        "monitoring.coreos.com/Prometheus",
        *_keys("reads", "spec.additionalScrapeConfigs spec.additionalAlertManagerConfigs"),
    ),
}
"""The references of kinds by `group/Kind`, whatever their version."""
