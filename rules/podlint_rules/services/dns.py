"""Egress policies that leave out the lookup of names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from podlint.api import (
    EACH,
    Hit,
    Part,
    Scope,
    Severity,
    View,
    quoted,
    rule,
)
from podlint.api.kubernetes import selector_known
from podlint.api.project import Index, Member, perhaps_selected_by, selected_by
from podlint_rules.services._hosts import Host, hosts_of
from podlint_rules.services.isolation import with_other_policies

_POLICY = ("networking.k8s.io", "NetworkPolicy", "spec", "podSelector")
_READ = (
    ("ports", EACH, "port"),
    ("ports", EACH, "endPort"),
    ("to", EACH, "namespaceSelector"),
    ("to", EACH, "ipBlock"),
)
_HELP = "allow UDP and TCP to port 53, as in: egress: [{ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]}]"


@rule("egress-without-dns", severity=Severity.WARNING, scope=Scope.PROJECT, default=False, kinds=("NetworkPolicy",))
def egress_without_dns(policy: Member, index: Index) -> Iterator[Hit]:
    """Egress policy that keeps pods from DNS though they name hosts.

    ## Why is this bad?
    A policy with `policyTypes: [Egress]` lets its pods connect only to what some policy allows. Names are looked up at
    port 53 of the cluster's DNS, which lies in another namespace: where no rule allows that, each connection to a name
    fails, also to hosts that are allowed, with "no such host" or after a timeout.

    The rule speaks of pods whose variables, commands or waits name a host, where no policy of the project that selects
    them allows port 53, all ports, or any address. It is silent where policies of a network plugin or of the cluster
    stand beside.

    ## Why this default?
    Off: a DNS server may run in the pod or on the node, and policies for all pods are often kept elsewhere.

    ## Example
    ```yaml bad file
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: worker}
    spec:
      podSelector: {matchLabels: {app: worker}}
      policyTypes: [Egress]
      egress:
        - to: [{podSelector: {matchLabels: {app: queue}}}]
          ports: [{port: 5672}]
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: worker, labels: {app: worker}}
    spec:
      containers:
        - name: worker
          image: registry.example/worker:1
          env: [{name: QUEUE_URL, value: "amqp://queue:5672/"}]
    ```

    ## Use instead
    ```yaml good file
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: worker}
    spec:
      podSelector: {matchLabels: {app: worker}}
      policyTypes: [Egress]
      egress:
        - to: [{podSelector: {matchLabels: {app: queue}}}]
          ports: [{port: 5672}]
        - ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: worker, labels: {app: worker}}
    spec:
      containers:
        - name: worker
          image: registry.example/worker:1
          env: [{name: QUEUE_URL, value: "amqp://queue:5672/"}]
    ```

    ## References
    - https://kubernetes.io/docs/concepts/services-networking/network-policies/#default-deny-all-egress-traffic
    - https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/
    """
    selector = policy.at("spec", "podSelector")
    if policy.group != "networking.k8s.io" or selector is None or not selector_known(selector):
        return
    if not index.whole or policy.scopes & index.open_scopes or not _bounds(policy) or _allows(policy):
        return
    near = index.vicinity(policy)
    if policy.scopes & near.remember("scopes with other policies", lambda: with_other_policies(near)):
        return
    for workload in index.together(index.selected(selector.value, policy), policy):
        host = _first_host(workload) if workload.labels_known(selector.value) else None
        if host is None or perhaps_selected_by(index, *_POLICY).include(workload):
            continue
        others = selected_by(index, *_POLICY).get(id(workload), [])
        bounding = [one for one in others if _bounds(one)]
        if any(_allows(one) for one in others) or (bounding and bounding[0] is not policy):
            continue
        key = "egress" if policy.at("spec", "egress") is not None else "policyTypes"
        related = (host.view.related("the name stands here"),)
        message = f"no rule allows port 53: {workload.name} cannot look up the host {quoted(host.name)} {host.where}"
        yield policy.hit(message, "spec", key, part=Part.KEY, help=_HELP, related=related)
        return


def _bounds(policy: Member) -> bool:
    """Whether a policy bounds what its pods connect to."""
    types = policy.get("spec", "policyTypes")
    if isinstance(types, list) and types:
        return "Egress" in types
    return policy.at("spec", "egress") is not None


def _allows(policy: Member) -> bool:
    """Whether a policy may let its pods ask a DNS server of another namespace."""
    known = all(policy.understood("spec", "egress", EACH, *keys) for keys in _READ)
    return not known or any(_to_dns(entry) for entry in policy.each("spec", "egress") if isinstance(entry.value, dict))


def _to_dns(entry: View) -> bool:
    """Whether an egress rule allows port 53, and to more than pods of its own namespace or a single address."""
    ports = list(entry.each("ports"))
    named = [port for port in ports if isinstance(port.value, dict) and _is_53(port)]
    if ports and not named:
        return False
    peers = [peer for peer in entry.each("to") if isinstance(peer.value, dict)]
    return (
        bool(named)
        or not peers
        or any(peer.at("podSelector") is None or peer.at("namespaceSelector") is not None for peer in peers)
    )


def _is_53(port: View) -> bool:
    number, last = port.integer("port"), port.integer("endPort")
    if number is None:
        return port.at("port") is None or "dns" in str(port.get("port")) or str(port.get("port")) == "domain"
    return number <= 53 <= (last or number)


def _first_host(workload: Member) -> Host | None:
    """The first host that the containers of a workload name; None where they use the network of the node."""
    pod = workload.pod()
    if pod is None or pod.get("hostNetwork", default=False) is not False:
        return None
    return next((one for one in hosts_of(pod) if one.name != "localhost" and re.search(r"[a-z]", one.name)), None)
