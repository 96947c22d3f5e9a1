"""Services and Ingresses that open the cluster to the outside: for those who want to know of each."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, KubeObject, Part, Scope, Severity, View, quoted, rule

_SERVICE = ("Service",)


@rule("service-node-port", severity=Severity.INFO, scope=Scope.OBJECT, default=False, kinds=_SERVICE)
def service_node_port(service: KubeObject) -> Iterator[Hit]:
    """Service of type NodePort.

    ## Why is this bad?
    It opens a port on every node, past Ingress, its TLS and its log. Whoever reaches a node reaches the pods.

    ## Example
    ```yaml bad
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec: {type: NodePort, selector: {app: web}, ports: [{port: 80}]}
    ```

    ## Use instead
    ```yaml good
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec: {type: ClusterIP, selector: {app: web}, ports: [{port: 80}]}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport
    """
    if not service.group and service.get("spec", "type") == "NodePort":
        message = "type NodePort opens a port on every node"
        yield service.hit(message, "spec", "type", help="use ClusterIP behind an Ingress or a Gateway")


@rule("service-load-balancer", severity=Severity.INFO, scope=Scope.OBJECT, default=False, kinds=_SERVICE)
def service_load_balancer(service: KubeObject) -> Iterator[Hit]:
    """Service of type LoadBalancer.

    ## Why is this bad?
    Each one is a load balancer of the cloud, paid for and mostly with a public address.

    ## Example
    ```yaml bad
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80}]}
    ```

    ## Use instead
    ```yaml good
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec: {type: ClusterIP, selector: {app: web}, ports: [{port: 80}]}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/services-networking/service/#loadbalancer
    """
    if not service.group and service.get("spec", "type") == "LoadBalancer":
        message = "type LoadBalancer asks the cloud for a load balancer"
        yield service.hit(message, "spec", "type", help="use ClusterIP behind an Ingress or a Gateway")


@rule(
    "ingress-no-tls",
    severity=Severity.INFO,
    scope=Scope.OBJECT,
    default=False,
    kinds=("Ingress",),
    profiles=("production",),
)
def ingress_no_tls(ingress: KubeObject) -> Iterator[Hit]:
    """Ingress without TLS.

    ## Why is this bad?
    Requests and answers cross the network in plain text, unless something before the Ingress ends TLS.

    ## Example
    ```yaml bad
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: {name: web}
    spec:
      defaultBackend: {service: {name: web, port: {number: 80}}}
    ```

    ## Use instead
    ```yaml good
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: {name: web}
    spec:
      tls: [{hosts: [web.example.org], secretName: web-tls}]
      defaultBackend: {service: {name: web, port: {number: 80}}}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/services-networking/ingress/#tls
    """
    spec = ingress.at("spec")
    if ingress.group not in ("networking.k8s.io", "extensions") or spec is None or not isinstance(spec.value, dict):
        return
    if spec.complete("tls") and not spec.get("tls"):
        yield spec.hit("no TLS for this Ingress", part=Part.KEY, help="add tls with hosts and a Secret")


@rule("network-policy-open", severity=Severity.INFO, scope=Scope.OBJECT, default=False, kinds=("NetworkPolicy",))
def network_policy_open(policy: KubeObject) -> Iterator[Hit]:
    """NetworkPolicy that lets everybody through.

    ## Why is this bad?
    A rule without peers, and a block of all addresses, allow traffic from and to everywhere. That may be meant, for a
    public server; otherwise the policy guards less than it seems to.

    ## Example
    ```yaml bad
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: web}
    spec:
      podSelector: {}
      ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0}}]}]
    ```

    ## Use instead
    ```yaml good
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: web}
    spec:
      podSelector: {}
      ingress: [{from: [{podSelector: {matchLabels: {app: gateway}}}]}]
    ```

    ## References
    - https://kubernetes.io/docs/concepts/services-networking/network-policies/
    """
    if policy.group != "networking.k8s.io":
        return
    for field, peers in (("ingress", "from"), ("egress", "to")):
        for entry in policy.each("spec", field):
            if isinstance(entry.value, dict):
                yield from _open(entry, field, peers)


def _open(entry: View, field: str, peers: str) -> Iterator[Hit]:
    if entry.complete(peers) and not entry.get(peers):
        key = (peers,) if entry.at(peers) is not None else ()
        yield entry.hit(
            f"this {field} rule names no peers: it is open to all", *key, part=Part.KEY, help=f"add {peers}"
        )
    for peer in entry.each(peers):
        cidr = peer.text("ipBlock", "cidr")
        if cidr in ("0.0.0.0/0", "::/0") and not peer.get("ipBlock", "except"):
            yield peer.hit(f"{quoted(cidr)} is every address there is", "ipBlock", "cidr", help="name the blocks meant")
