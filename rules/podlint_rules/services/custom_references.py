"""Names in well-known custom resources that are those of other objects, mistyped."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, Scope, Severity, did_you_mean, quoted, rule
from podlint.api.kubernetes import LINKS
from podlint.api.project import Index, Member, custom_references, mentions
from podlint_rules._shared.absent import meant

_KINDS = tuple(sorted({key.rpartition("/")[2] for key in LINKS}))


@rule("custom-reference-mistyped", severity=Severity.WARNING, scope=Scope.PROJECT, kinds=_KINDS)
def custom_reference_mistyped(target: Member, index: Index) -> Iterator[Hit]:
    """Custom resource that names what does not exist, where another object must have been meant.

    ## Why is this bad?
    The API server does not look up what a custom resource names: a Certificate whose issuer is mistyped is never
    issued, an IngressRoute answers 404, a HelmRelease waits for a source that never comes, and only the status or the
    log of the operator tells why. podlint knows what the kinds of cert-manager, External Secrets, Flux, Argo, Istio,
    Traefik, KEDA, Tekton and others name. It speaks only where an object of that kind beside it has nearly the same
    name, and nothing else has or makes the one that is written: what is missing altogether, another repository brings.

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
    for own in custom_references(target):
        elsewhere = own.namespace is not None and own.namespace != target.namespace
        if own.link.makes or elsewhere or not mentions.absent(index, target, own.group, own.kind, own.name):
            continue
        near = meant(own.name, index.names(own.group, own.kind, target))
        if near is not None:
            message = f"there is no {own.kind} {quoted(own.name)} in the project"
            yield own.view.hit(message, help=did_you_mean(near))
