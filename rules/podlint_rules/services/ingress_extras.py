"""What the API server takes in an Ingress, and its controller may not: TLS hosts that do not fit, snippets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from podlint.api import Hit, KubeObject, Part, Scope, Severity, View, is_placeholder, quoted, rule


@rule("ingress-tls-hosts", severity=Severity.WARNING, scope=Scope.OBJECT, kinds=("Ingress",))
def ingress_tls_hosts(ingress: KubeObject) -> Iterator[Hit]:
    """TLS host that no rule uses, or a rule's host that no TLS entry covers.

    ## Why is this bad?
    The controller picks the certificate by the hosts of the TLS entry. A host that stands in one list and not in the
    other is served with the controller's own certificate (browsers warn), or its certificate is never used. A TLS entry
    without hosts is taken for all of them.

    ## Example
    ```yaml bad
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata:
      name: web
    spec:
      tls:
        - hosts: [www.shop.example]
          secretName: shop-tls
      rules:
        - host: shop.example
          http:
            paths:
              - path: /
                pathType: Prefix
                backend:
                  service: {name: web, port: {number: 80}}
    ```

    ## Use instead
    ```yaml good
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata:
      name: web
    spec:
      tls:
        - hosts: [shop.example]
          secretName: shop-tls
      rules:
        - host: shop.example
          http:
            paths:
              - path: /
                pathType: Prefix
                backend:
                  service: {name: web, port: {number: 80}}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/services-networking/ingress/#tls
    """
    spec = ingress.at("spec")
    if spec is None or ingress.group not in ("networking.k8s.io", "extensions"):
        return
    hosts = _hosts(spec, "rules", "host")
    covered: list[tuple[str, View]] = []
    for entry in spec.each("tls"):
        found = entry.get("hosts")
        if not isinstance(found, list) or not found or not entry.complete("hosts"):
            return
        covered += [(str(item.value), item) for item in entry.each("hosts")]
    if not covered or hosts is None:
        return
    # A rule without a host and the default backend serve every host.
    takes_all = not hosts or any(not host for host, _ in hosts)
    takes_all = takes_all or spec.at("defaultBackend") is not None or spec.at("backend") is not None
    unused = [(host, view) for host, view in covered if not any(_meet(host, other) for other, _ in hosts)]
    bare = [(host, view) for host, view in hosts if host and not any(_covers(other, host) for other, _ in covered)]
    for host, view in unused if not takes_all else ():
        near = f"the rules are for {', '.join(quoted(other) for other, _ in hosts[:3])}"
        yield view.hit(f"no rule of the Ingress uses the TLS host {quoted(host)}", help=near)
    for host, view in bare:
        yield view.hit(
            f"no TLS entry covers the host {quoted(host)}",
            "host",
            help="add it to the hosts of a TLS entry",
            related=(covered[0][1].related("the TLS hosts begin here"),),
        )


def _hosts(spec: View, *keys: str) -> list[tuple[str, View]] | None:
    """The hosts of the rules; None where one is not understood."""
    found = []
    for entry in spec.each(keys[0]):
        host = entry.get(keys[1], default="") if isinstance(entry.value, dict) and entry.complete(keys[1]) else None
        if not isinstance(host, str) or is_placeholder(host):
            return None
        found.append((host, entry))
    return found if spec.complete(keys[0]) else None


def _covers(wildcard: str, host: str) -> bool:
    """Whether a certificate's host, perhaps `*.domain`, is good for a host."""
    if wildcard.lower() == host.lower():
        return True
    return wildcard.startswith("*.") and host.partition(".")[2].lower() == wildcard[2:].lower()


def _meet(one: str, other: str) -> bool:
    return _covers(one, other) or _covers(other, one)


@rule("ingress-snippets", severity=Severity.WARNING, scope=Scope.OBJECT, kinds=("Ingress",), partial=True)
def ingress_snippets(ingress: KubeObject) -> Iterator[Hit]:
    """Annotation with a piece of configuration for the controller.

    ## Why is this bad?
    A snippet is copied into the configuration of the ingress controller as it stands: whoever may write it can read the
    controller's token and with it every Secret of the cluster (CVE-2021-25742). ingress-nginx refuses snippets by
    default since 1.9, so that the Ingress has no effect.

    ## Example
    ```yaml bad
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata:
      name: web
      annotations:
        nginx.ingress.kubernetes.io/configuration-snippet: |
          more_set_headers "X-Frame-Options: DENY";
    spec:
      defaultBackend:
        service: {name: web, port: {number: 80}}
    ```

    ## Use instead
    ```yaml good
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata:
      name: web
      annotations:
        nginx.ingress.kubernetes.io/custom-headers: default/frame-options
    spec:
      defaultBackend:
        service: {name: web, port: {number: 80}}
    ```

    ## References
    - https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#configuration-snippet
    """
    for key, value in ingress.entries("metadata", "annotations"):
        prefix, _, name = key.partition("/")
        of_nginx = "nginx" in prefix or prefix.startswith("haproxy")
        if of_nginx and re.search(r"-snippets?\Z", name) and value.value not in ("", "null"):
            message = f"annotation {key} writes into the configuration of the ingress controller"
            if prefix == "nginx.ingress.kubernetes.io":
                message += ", which since ingress-nginx 1.9 takes it only with allow-snippet-annotations"
            yield value.hit(message, part=Part.KEY, help="use an annotation or a field made for the purpose")
