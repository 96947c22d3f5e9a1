"""Pods in the network of their node that name hosts of the cluster."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, Scope, Severity, quoted, rule
from podlint.api.kubernetes import WORKLOADS
from podlint.api.project import Index, Member
from podlint_rules.services._hosts import Host, hosts_of


@rule("host-network-dns", severity=Severity.WARNING, scope=Scope.PROJECT, kinds=WORKLOADS, needs=("hostNetwork",))
def host_network_dns(workload: Member, index: Index) -> Iterator[Hit]:
    """Pod in the network of its node that cannot look up the Services which it names.

    ## Why is this bad?
    With `hostNetwork: true` the default `dnsPolicy: ClusterFirst` means `Default`: names are looked up as the node does
    it, and the node's servers know no Services. `ClusterFirstWithHostNet` asks the DNS of the cluster.

    The rule speaks where a container names a host below `.svc`, or a Service of the project in a URL, a variable or
    what it waits for.

    ## Example
    ```yaml bad file
    apiVersion: v1
    kind: Pod
    metadata: {name: agent}
    spec:
      hostNetwork: true
      containers:
        - name: agent
          image: registry.example/agent:1
          env: [{name: COLLECTOR_URL, value: "http://collector.monitoring.svc:4318"}]
    ```

    ## Use instead
    ```yaml good file
    apiVersion: v1
    kind: Pod
    metadata: {name: agent}
    spec:
      hostNetwork: true
      dnsPolicy: ClusterFirstWithHostNet
      containers:
        - name: agent
          image: registry.example/agent:1
          env: [{name: COLLECTOR_URL, value: "http://collector.monitoring.svc:4318"}]
    ```

    ## References
    - https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-s-dns-policy
    """
    pod = workload.pod()
    if pod is None or not pod.flag("hostNetwork") or not pod.complete("dnsPolicy") or index.may_be_patched(workload):
        return
    if pod.get("dnsPolicy", default="ClusterFirst") != "ClusterFirst" or pod.get("dnsConfig"):
        return
    for host in hosts_of(pod):
        if _is_of_cluster(host, workload, index):
            yield host.view.hit(
                f"{quoted(host.name)} {host.where} cannot be looked up: with hostNetwork, dnsPolicy ClusterFirst "
                "asks the servers of the node, which know no Services",
                help="set dnsPolicy: ClusterFirstWithHostNet",
                related=(pod.related("the network of the node is taken here", "hostNetwork"),),
            )
            return


def _is_of_cluster(host: Host, workload: Member, index: Index) -> bool:
    """Whether a host is a Service: by its domain, or as one of the project."""
    labels = host.name.split(".")
    if len(labels) > 2 and labels[2] == "svc" and (len(labels) == 3 or labels[3] == "cluster"):
        return True
    if len(labels) > 2 or labels[0] in ("localhost", "kubernetes"):
        return False
    namespace = labels[1] if len(labels) == 2 else workload.namespace
    found = index.meant("", "Service", labels[0], workload, namespace)
    return any(index.applied_together(one, workload) or len(labels) == 2 for one in found)
