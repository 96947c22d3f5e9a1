"""Node agents: pods whose work is on the node itself, so that its network, processes and folders are what they need.

Networks, storage drivers, collectors of logs and metrics, scanners and device plugins run on every node, in the host's
namespaces and with rights over it. What a rule says against that is right of an application, and no news here.
"""

from __future__ import annotations

import re

from podlint.api import View, all_containers, containers, once
from podlint.api.kubernetes import parse_image

_EVERY_NODE = "DaemonSet"
_SYSTEM = r"kube-[a-z0-9-]+|openshift-[a-z0-9-]+"
"""Namespaces whose prefix Kubernetes, or its distribution, keeps for its own parts."""
_NODE_CRITICAL = "system-node-critical"
_ALL_EFFECTS = frozenset({"NoSchedule", "NoExecute"})

# Last parts of image repositories, or `owner/name` where the last part alone says too little.
_NETWORK = """
amazon-k8s-cni amazon-k8s-cni-init antrea-agent-ubi antrea-agent-ubuntu aws-network-policy-agent azure-cni azure-npm
calico/cni calico/node cilium/cilium flannel istio/install-cni istio/ztunnel k8s-dns-node-cache kindnetd kube-ovn
kube-proxy kube-router kube-vip metallb/speaker multus-cni rancher/hardened-calico rancher/hardened-flannel sriov-cni
terway weave-kube weave-npc whereabouts
"""
_STORAGE = """
ceph/ceph cephcsi local-volume-provisioner longhorn-engine longhorn-instance-manager longhorn-manager nfsplugin
node-disk-manager rook/ceph
"""
_COLLECTORS = """
alloy amazon-cloudwatch-agent auditbeat aws-for-fluent-bit beyla cadvisor cloudwatch-agent collectd datadog/agent
dcgm-exporter dynatrace-oneagent ebpf-exporter elastic-agent filebeat fluent-bit fluentd fluentd-kubernetes-daemonset
grafana/agent kepler metricbeat netdata newrelic/infrastructure newrelic/infrastructure-bundle newrelic/nrsysmond
node-exporter node-problem-detector oneagent packetbeat process-exporter promtail smartctl-exporter
splunk-otel-collector sysdig/agent sysdig/agent-slim telegraf weaveworks/scope
"""
_OTHERS = """
aws-node-termination-handler container-toolkit falco falco-driver-loader falcon-sensor gpu-feature-discovery
intel-gpu-plugin k8s-device-plugin kiam kube-bench kube2iam kured node-feature-discovery spire-agent
sriov-network-device-plugin tetragon tracee twistlock/defender wazuh-agent
"""
_IMAGES = frozenset(f"{_NETWORK} {_STORAGE} {_COLLECTORS} {_OTHERS}".split())
_PLUGINS = (
    "/etc/cni/net.d/",
    "/opt/cni/bin/",
    "/usr/libexec/kubernetes/kubelet-plugins/",
    "/var/lib/kubelet/device-plugins/",
    "/var/lib/kubelet/plugins/",
    "/var/lib/kubelet/plugins_registry/",
)
_DRIVER = r"(?:^|-)(?:csi|cni)(?:-|\Z)"

# What the DaemonSets of such agents are called, whoever builds the image.
_CALLED = (
    r"(?:^|-)(?:csi|cni|calico|canal|cilium|flannel|weave-net|kube-router|kube-proxy|antrea|multus|longhorn|portworx|"
    r"cadvisor|collectd|datadog|dcgm|falco|filebeat|fluent-?bit|fluentd|metricbeat|netdata|newrelic|oneagent|promtail|"
    r"sysdig|telegraf|node-problem-detector|node-feature-discovery|device-plugin|"
    r"(?:node|host|logs?|logging|metrics?|gpu|disk|storage|volume|network)-"
    r"(?:agent|cleaner|collector|driver|exporter|forwarder|meter|monitor|plugin|reader|scraper|shipper|speaker))(?:-|\Z)"
)


@once
def is_node_agent(pod: View) -> bool:
    """Whether the work of a pod is on its node.

    That is so for a DaemonSet in a namespace of the system, or that runs on every node whatever its taints, or that is
    called like a known agent, or puts its driver where the kubelet looks for them; for a pod that its node cannot do
    without (`system-node-critical`); for any pod in a system namespace that goes to every node it may; and for one
    whose images are those of known agents.
    """
    owner = pod.object
    if pod.get("priorityClassName") == _NODE_CRITICAL:
        return True
    everywhere, system = _tolerates_everything(pod), _in_system_namespace(pod)
    if owner.kind == _EVERY_NODE:
        known = _is_called_so(pod) or any(map(_runs_agent, all_containers(pod)))
        return everywhere or system or known or _serves_kubelet(pod)
    apps = list(containers(pod))
    return (everywhere and system) or (bool(apps) and all(map(_runs_agent, apps)))


def of_node_agent(view: View) -> bool:
    """Whether a container, or another part of a pod spec, is that of a node agent."""
    pod = view.object.pod()
    return pod is not None and is_node_agent(pod)


def _in_system_namespace(pod: View) -> bool:
    namespace = pod.object.text("metadata", "namespace")
    return namespace is not None and re.fullmatch(_SYSTEM, namespace) is not None


def _tolerates_everything(pod: View) -> bool:
    """Whether no taint keeps the pod away: `operator: Exists` without a key, for all effects or one by one."""
    effects = {
        toleration.get("effect") or "all"
        for toleration in pod.each("tolerations")
        if toleration.get("operator") == "Exists" and not toleration.get("key")
    }
    return "all" in effects or effects >= _ALL_EFFECTS


def _is_called_so(pod: View) -> bool:
    names = [pod.object.text("metadata", "name"), *(container.text("name") for container in containers(pod))]
    return any(name and re.search(_CALLED, name) for name in names)


def _serves_kubelet(pod: View) -> bool:
    """Whether the pod mounts a folder where the kubelet and the runtime find their plugins."""
    paths = (volume.text("hostPath", "path") or "" for volume in pod.each("volumes"))
    return any(f"{path.rstrip('/')}/".startswith(_PLUGINS) for path in paths if path)


def _runs_agent(container: View) -> bool:
    image = parse_image(container.text("image") or "")
    if image is None:
        return False
    name = re.sub(r"-(amd64|arm64|arm|linux|ubi\d?|debian|distroless)\Z", "", image.name)
    owner = image.repository.rpartition("/")[0].rpartition("/")[2]
    return name in _IMAGES or f"{owner}/{name}" in _IMAGES or re.search(_DRIVER, image.name) is not None
