"""What well-known custom resources name: objects by mistyped names, keys and ports that these do not have."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import EACH, Hit, Part, Scope, Severity, View, closest, did_you_mean, listed, quoted, rule
from podlint.api.kubernetes import LINKS
from podlint.api.project import CustomReference, Index, Member, custom_references, key_sources, mentions, missing_paths
from podlint_rules._shared.absent import meant

_KINDS = tuple(sorted({key.rpartition("/")[2] for key in LINKS}))
_KEYED = tuple(sorted({key.rpartition("/")[2] for key, row in LINKS.items() if any(link.key for link in row.links)}))
_ROUTING = tuple(sorted({key.rpartition("/")[2] for key, row in LINKS.items() if any(link.port for link in row.links)}))


@rule("custom-reference-mistyped", severity=Severity.WARNING, scope=Scope.PROJECT, kinds=_KINDS)
def custom_reference_mistyped(target: Member, index: Index) -> Iterator[Hit]:
    """Custom resource that names what does not exist, where another object must have been meant.

    ## Why is this bad?
    The API server does not look up what a custom resource names: a Certificate whose issuer is mistyped is never
    issued, an IngressRoute answers 404, a HelmRelease waits for a source that never comes, and only the status or the
    log of the operator tells why. podlint knows what the kinds of cert-manager, External Secrets, Flux, Argo, Istio,
    Traefik, KEDA, Tekton and others name. It speaks only where an object of that kind beside it has nearly the same
    name, and nothing else has or makes the one that is written: what is missing altogether, another repository brings.
    So it is with the folders that Flux and Argo CD take from a Git repository, where another object takes one from the
    same repository that is here.

    ## Example
    ```yaml bad file
    apiVersion: cert-manager.io/v1
    kind: Issuer
    metadata: {name: letsencrypt}
    spec: {selfSigned: {}}
    ---
    apiVersion: cert-manager.io/v1
    kind: Certificate
    metadata: {name: web}
    spec:
      secretName: web-tls
      issuerRef: {name: letsencrpyt}
      dnsNames: [web.example.com]
    ```

    ## Use instead
    ```yaml good file
    apiVersion: cert-manager.io/v1
    kind: Issuer
    metadata: {name: letsencrypt}
    spec: {selfSigned: {}}
    ---
    apiVersion: cert-manager.io/v1
    kind: Certificate
    metadata: {name: web}
    spec:
      secretName: web-tls
      issuerRef: {name: letsencrypt}
      dnsNames: [web.example.com]
    ```

    ## References
    - https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/custom-resources/
    """
    for own in custom_references(target, index.links):
        if (
            own.link.makes
            or _elsewhere(own, target)
            or not mentions.absent(index, target, own.group, own.kind, own.name)
        ):
            continue
        near = meant(own.name, index.names(own.group, own.kind, target))
        if near is not None:
            message = f"there is no {own.kind} {quoted(own.name)} in the project"
            yield own.view.hit(message, help=did_you_mean(near))
    for folder in missing_paths(target, index):
        near = meant(folder.there.name, folder.beside)
        if near is not None:
            message = f"there is no folder {quoted(folder.path)} in the repository"
            yield folder.view.hit(message, help=did_you_mean(folder.instead(near)))


@rule("custom-reference-key", severity=Severity.WARNING, scope=Scope.PROJECT, kinds=_KEYED)
def custom_reference_key(target: Member, index: Index) -> Iterator[Hit]:
    """Custom resource that names a key which its ConfigMap or Secret does not have.

    ## Why is this bad?
    A HelmRelease whose values come from a key that is not there is not installed, an issuer without its token issues
    nothing, a monitor without its password is left out of the configuration; the API server takes them all. podlint
    knows which fields of cert-manager, External Secrets, Flux, KEDA and the Prometheus operator name keys. It speaks
    where the ConfigMap or Secret is in the project, or what makes it, and all its keys are known.

    ## Example
    ```yaml bad file
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: web-values}
    data: {web.yaml: "replicas: 2"}
    ---
    apiVersion: helm.toolkit.fluxcd.io/v2
    kind: HelmRelease
    metadata: {name: web}
    spec:
      interval: 1h
      chartRef: {kind: OCIRepository, name: web}
      valuesFrom: [{kind: ConfigMap, name: web-values}]
    ```

    ## Use instead
    ```yaml good file
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: web-values}
    data: {web.yaml: "replicas: 2"}
    ---
    apiVersion: helm.toolkit.fluxcd.io/v2
    kind: HelmRelease
    metadata: {name: web}
    spec:
      interval: 1h
      chartRef: {kind: OCIRepository, name: web}
      valuesFrom: [{kind: ConfigMap, name: web-values, valuesKey: web.yaml}]
    ```

    ## References
    - https://fluxcd.io/flux/components/helm/helmreleases/#values-references
    - https://cert-manager.io/docs/reference/api-docs/
    """
    for own in custom_references(target, index.links):
        holder = own.view.holder()
        if not own.link.key or own.group or own.kind not in ("ConfigMap", "Secret") or _elsewhere(own, target):
            continue
        if target.kind.startswith("Cluster"):  # what it names lies in the namespace of its operator
            continue
        written = holder.text(own.link.key)
        key = written or (own.link.usual if holder.get(own.link.key) is None else "")
        if key and holder.get("optional") is None:
            yield from _lacking(target, index, own, holder, key, is_written=bool(written))


def _lacking(
    target: Member, index: Index, own: CustomReference, holder: View, key: str, *, is_written: bool
) -> Iterator[Hit]:
    found = key_sources(target, index, own.kind, own.name)
    if not found or any(
        source.keys is None or key in source.keys or index.may_be_patched(source.member) for source in found
    ):
        return
    keys = sorted(found[0].keys or ())
    message = f"{own.kind} {quoted(own.name)} has no key {quoted(key)}"
    message += "" if is_written else f", which is meant where {own.link.key} is not set"
    where = own.link.key if is_written else str(own.view.path[-1])
    help = did_you_mean(closest(key, keys))
    yield holder.hit(f"{message}: it has {listed(keys)}", where, help=help, related=found[0].related(own.kind))


@rule("custom-backend-port", severity=Severity.ERROR, scope=Scope.PROJECT, kinds=_ROUTING)
def custom_backend_port(target: Member, index: Index) -> Iterator[Hit]:
    """VirtualService, IngressRoute or HTTPProxy that routes to a port which its Service does not offer.

    ## Why is this bad?
    Istio, Traefik and Contour look the port up among the `ports` of the Service, by number (`port`, not `targetPort`),
    Traefik by name too. Where it is not there the route has no endpoints, and requests are answered with an error. The
    API server takes it.

    ## Example
    ```yaml bad file
    apiVersion: traefik.io/v1alpha1
    kind: IngressRoute
    metadata: {name: web}
    spec:
      routes:
        - {kind: Rule, match: Host(`web.example.com`), services: [{name: web, port: 8080}]}
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
    ```

    ## Use instead
    ```yaml good file
    apiVersion: traefik.io/v1alpha1
    kind: IngressRoute
    metadata: {name: web}
    spec:
      routes:
        - {kind: Rule, match: Host(`web.example.com`), services: [{name: web, port: 80}]}
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
    ```

    ## References
    - https://istio.io/latest/docs/reference/config/networking/virtual-service/#Destination
    - https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/crd/http/ingressroute/
    - https://projectcontour.io/docs/main/config/fundamentals/
    """
    for own in custom_references(target, index.links):
        holder = own.view.holder()
        asked = holder.get(*own.link.port) if own.link.port else None
        if not isinstance(asked, int | str) or isinstance(asked, bool) or (own.group, own.kind) != ("", "Service"):
            continue
        if isinstance(asked, str) and holder.text(*own.link.port) is None:
            continue
        found = index.meant("", "Service", own.name, target, own.namespace)
        if not found or not all(map(_offers, found)) or any(map(index.may_be_patched, found)):
            continue
        ports = [port for service in found for port in service.each("spec", "ports")]
        if any(str(asked) in (str(port.integer("port")), port.text("name")) for port in ports):
            continue
        yield holder.hit(
            f"Service {quoted(own.name)} offers no port {asked}: it offers {listed(dict.fromkeys(map(_shown, ports)))}",
            *own.link.port,
            help=_advice(asked, ports),
            # Files of one folder may be variants of each other.
            severity=None if all(index.of_one_set(service, target) for service in found) else Severity.WARNING,
            related=(found[0].related("its ports stand here", "spec", "ports", part=Part.KEY),),
        )


def _elsewhere(own: CustomReference, target: Member) -> bool:
    return own.namespace is not None and own.namespace != target.namespace


def _offers(service: Member) -> bool:
    """Whether all ports of a Service are known, and there are some."""
    known = all(service.understood("spec", "ports", EACH, field) for field in ("port", "name"))
    return known and bool(service.get("spec", "ports")) and service.get("spec", "type") != "ExternalName"


def _shown(port: View) -> str:
    name = port.text("name")
    return f"{port.integer('port')}" + (f" ({name})" if name else "")


def _advice(asked: int | str, ports: list[View]) -> str | None:
    target = next((port for port in ports if port.get("targetPort") == asked), None)
    if target is not None:
        return f"{asked} is its targetPort; write {target.integer('port')}"
    return did_you_mean(closest(str(asked), [name for port in ports if (name := port.text("name"))]))
