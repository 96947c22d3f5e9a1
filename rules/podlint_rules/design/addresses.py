"""Addresses of pods and Services written down, though Kubernetes gives them out anew."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from functools import lru_cache

from podlint.api import (
    Hit,
    KubeObject,
    NamedTuple,
    Scope,
    Severity,
    View,
    all_containers,
    is_placeholder,
    label,
    quoted,
    rule,
)


class Networks(NamedTuple):
    """The blocks that addresses of pods and Services are from; those of 192.168.0.0/16 are mostly a local network's."""

    networks: tuple[str, ...] = ("10.0.0.0/8", "172.16.0.0/12")


class _Found(NamedTuple):
    """An address in a text: where it stands, with its port."""

    address: str
    start: int
    end: int


_ADDRESS = (
    r"(?<![\w.:/-])(?P<scheme>(?:[a-zA-Z]\w{0,20}:)?[a-zA-Z][\w+.-]{0,30}://(?:[^\s/@]{0,200}@)?)?"
    r"(?P<address>\d{1,3}(?:\.\d{1,3}){3})(?![\w.-]|/\d)(?::(?P<port>\d{1,5}))?(?![\w:]|/\d)"
)
_USUAL = (
    *("10.32.0.0/12", "10.96.0.0/12", "10.128.0.0/14", "10.152.183.0/24", "10.217.0.0/16"),
    *("10.233.0.0/16", "10.244.0.0/16", "172.20.0.0/16", "172.30.0.0/16"),
)
"""What kubeadm, its network plugins, k3s, EKS, OpenShift, MicroK8s and Kubespray give to pods and Services."""

_LIKE_ONE = r"\d\.\d{1,3}\.\d{1,3}\.\d"
_PEER = (
    "addr|address|addresses|api|backend|backends|bootstrap|broker|brokers|cache|database|db|elasticsearch|endpoint|"
    "endpoints|host|hostname|hosts|kafka|mongo|mongodb|mysql|peer|peers|pg|pghost|postgres|postgresql|rabbitmq|"
    "redis|replica|replicas|rpc|seed|seeds|server|servers|service|svc|target|targets|uri|upstream|upstreams|url|"
    "urls|zk|zookeeper"
)
_NOT_PEER = (
    "advertise|advertised|allow|allowed|apiserver|asn|bgp|bind|bmc|cidr|cidrs|controlplane|cors|deny|dhcp|dns|"
    "dnsmasq|drop|etcd|except|exclude|external|forwarded|interface|ipam|ipmi|ipv4pool|kube|kubernetes|ldap|listen|"
    "listener|listeners|loadbalancer|loopback|mask|metallb|nameserver|nameservers|nas|net|netmask|network|networks|"
    "nfs|no|node|nodes|ntp|pool|proxies|proxy|public|pxe|radius|range|router|smb|smtp|snmp|ssh|static|subnet|"
    "subnets|switch|syslog|tftp|trust|trusted|vcenter|vip|vpn|vsphere|whitelist|wireguard"
)
"""Words of names whose addresses are of nodes, networks and machines outside, or the own one."""

_GATEWAY = "gateways?|gw"
_OUTSIDE_PORTS = frozenset(
    {22, 25, 53, 67, 69, 88, 111, 123, 161, 162, 179, 389, 445, 465, 514, 587, 636, 2049, 2379, 2380, 3128, 3260}
    | {6443, 9100, 10250, 10255, 10256, 10257, 10259, 51820}
)
"""Ports of nodes and of what usually stands outside of a cluster: API server, etcd, kubelet, DNS, NTP, NFS, mail."""

_NODE_FILES = (
    r"(?m)^[ \t]*(kind|\"kind\")\s*:\s*\"?(Config|ClusterConfiguration|InitConfiguration|JoinConfiguration|"
    r"KubeletConfiguration|KubeProxyConfiguration|Endpoints|EndpointSlice|NetworkAttachmentDefinition|BGPPeer|"
    r"IPAddressPool)\b"
    r"|^[ \t]*(dhcp-range|option routers|subnet \d|zone \"|address-pools:|static_configs:|scrape_configs:|router bgp)"
    r"|\"cniVersion\"|^[\w.*-]*:\d+\s*\{"
)
_SETTING = r"^\s*(?:-\s+)?(?:export\s+)?[\"']?(?P<name>[\w./-]+)[\"']?\s*[:=]\s*(?P<value>\S)"
_DIRECTIVE = r"^\s*(?:proxy_pass|server|fastcgi_pass|grpc_pass|uwsgi_pass)\s+(?P<value>\S+;)"


@rule(
    "hard-coded-pod-ip",
    severity=Severity.INFO,
    scope=Scope.OBJECT,
    options=Networks,
    partial=True,
    needs=("ConfigMap", "env", "command", "args"),
)
def hard_coded_pod_ip(target: KubeObject, options: Networks) -> Iterator[Hit]:
    """Address of a pod or Service written into a variable, an argument or a ConfigMap.

    ## Why is this bad?
    A pod gets another address every time it is created, and a Service every time it is deleted and created: what has
    the old one written down then talks to nobody, or to somebody else. The name of a Service stays. An address outside
    of the cluster can have a name too, by a Service without a selector or of type ExternalName.

    Which addresses a cluster gives out cannot be seen in a manifest. Those of 10.0.0.0/8 and 172.16.0.0/12 are taken
    for them in a URL or with a port; alone, under a name such as `DB_HOST`, only those of the blocks that clusters use
    unless told otherwise, such as 10.96.0.0/12 and 10.244.0.0/16. The option `networks` sets other blocks, for both.
    Addresses of 192.168.0.0/16 are mostly those of a local network, and left alone.

    Silent for blocks (`10.0.0.0/8`), for listening addresses, proxies, gateways, nodes and DNS servers, for ports of
    the API server, etcd, NFS and the like, and for pods on the network of their node.

    ## Example
    ```yaml bad
    env:
      - name: DB_HOST
        value: 10.244.1.17
    ```

    ## Use instead
    ```yaml good
    env:
      - name: DB_HOST
        value: db.shop.svc
    ```

    ## References
    - https://kubernetes.io/docs/concepts/services-networking/service/
    - https://kubernetes.io/docs/concepts/workloads/pods/#pod-networking
    """
    if target.kind == "ConfigMap" and target.api_version == "v1":
        if target.get("metadata", "namespace") != "kube-system":
            yield from _in_config(target, options.networks)
        return
    pod = target.pod()
    if pod is None or pod.get("hostNetwork", default=False) is not False:
        return
    for container in all_containers(pod):
        yield from _in_env(container, options.networks)
        for key in ("command", "args"):
            yield from _in_words(container, key, options.networks)


def _in_env(container: View, networks: tuple[str, ...]) -> Iterator[Hit]:
    for entry in container.each("env"):
        value = entry.get("value")
        if not isinstance(value, str) or value.count(".") < 3 or not _may_hold(value, networks):
            continue
        name = entry.get("name")
        found = _setting(name, value, networks) if isinstance(name, str) else None
        if found:
            yield _hit(entry, found, f"env entry {quoted(name)} of {label(container)}", "value")


def _in_words(container: View, key: str, networks: tuple[str, ...]) -> Iterator[Hit]:
    words = container.value.get(key)
    if not isinstance(words, list) or not any(isinstance(word, str) and _may_hold(word, networks) for word in words):
        return
    before = ""
    for word in container.each(key):
        text = word.value
        if not isinstance(text, str):
            before = ""
            continue
        found = None
        if _may_hold(text, networks):
            option = re.match(r"([\w.-]+)=", text)
            if option:
                found = _setting(option[1], text[option.end() :], networks, option.end())
            elif re.search(r"\s", text.strip()):
                found = _urls(text, networks)
            else:
                found = _setting(before.lstrip("-"), text, networks)
        if found:
            yield _hit(word, found, f"{key} of {label(container)}")
        before = text if text.startswith("-") else ""


def _in_config(config: View, networks: tuple[str, ...]) -> Iterator[Hit]:
    for key, value in config.entries("data"):
        text = value.value
        if not isinstance(text, str) or not _may_hold(text, networks) or not re.search(_LIKE_ONE, text):
            continue
        if "\n" not in text.strip():
            found = _setting(key, text, networks)
        elif re.search(_NODE_FILES, text):
            continue
        else:
            found = _lines(text, networks)
        if found:
            yield _hit(value, found, f"key {quoted(key)}")


def _hit(view: View, found: list[_Found], where: str, *keys: str) -> Hit:
    first = found[0]
    others = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    return view.hit(
        f"{first.address}{others} in {where} looks like the address of a pod or a Service, "
        "which changes when that is created anew",
        *keys,
        within=(first.start, first.end),
        help="write the DNS name of a Service instead; outside addresses can have one too",
    )


def _setting(name: str, text: str, networks: tuple[str, ...], offset: int = 0) -> list[_Found]:
    """The addresses in a value of its own under a name: whole, or in a list or a URL."""
    words = _words(name)
    if is_placeholder(text) or _any(_NOT_PEER, words) or words == ["master"]:
        return []
    bare = _any(_PEER, words) and re.fullmatch(r"[\d.,;\s\"'\[\]]+", text) is not None
    usual = _USUAL if networks == Networks().networks else networks
    gateway = _any(_GATEWAY, words)
    return [
        _found(match, offset)
        for match in _addresses(text, networks)
        if match["scheme"] or (not gateway and (match["port"] or (bare and _within(match["address"], usual))))
    ]


def _urls(text: str, networks: tuple[str, ...]) -> list[_Found]:
    """The URLs with an address in a script or another running text."""
    return [_found(match, 0) for match in _addresses(text, networks) if match["scheme"]]


def _lines(text: str, networks: tuple[str, ...]) -> list[_Found]:
    """The addresses in the settings of a file, line by line; comments and what is no setting are passed over."""
    found: list[_Found] = []
    at = 0
    for line in text.splitlines(keepends=True):
        if (
            line.count(".") > 2
            and re.search(_LIKE_ONE, line)
            and not line.lstrip().startswith(("#", "//", ";", "--", "*"))
        ):
            setting = re.match(_SETTING, line)
            directive = re.match(_DIRECTIVE, line)
            if directive:
                start = directive.start("value")
                found += _setting("upstream", line[start:].partition(";")[0], networks, at + start)
            elif setting and "://" not in setting["name"]:
                start = setting.start("value")
                found += _setting(setting["name"], line[start:].rstrip(), networks, at + start)
        at += len(line)
    return found


def _may_hold(text: str, networks: tuple[str, ...]) -> bool:
    """Whether a text may hold an address of these blocks; of nearly all texts it is soon seen that they do not."""
    return text.count(".") > 2 and any(start in text for start in _starts(networks))


@lru_cache(maxsize=8)
def _starts(networks: tuple[str, ...]) -> tuple[str, ...]:
    """What addresses of these blocks begin with."""
    blocks = _blocks(networks)
    firsts = (f"{block.network_address}".split(".")[0] + "." if block.prefixlen >= 8 else "." for block in blocks)
    return tuple(dict.fromkeys(firsts))


def _addresses(text: str, networks: tuple[str, ...]) -> Iterator[re.Match[str]]:
    for match in re.finditer(_ADDRESS, text):
        if int(match["port"] or 0) not in _OUTSIDE_PORTS and _within(match["address"], networks):
            yield match


def _found(match: re.Match[str], offset: int) -> _Found:
    start, end = match.span("address")
    return _Found(match["address"], start + offset, end + offset)


def _words(name: str) -> list[str]:
    spread = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return [word.rstrip("0123456789") or word for word in re.split(r"[^a-z0-9]+", spread.lower()) if word]


def _any(pattern: str, words: list[str]) -> bool:
    return any(re.fullmatch(pattern, word) for word in words)


@lru_cache(maxsize=256)
def _within(text: str, networks: tuple[str, ...]) -> bool:
    """Whether an address is one of a host in these blocks; `.0` and `.255` hardly are."""
    try:
        address = ipaddress.IPv4Address(text)
    except ValueError:
        return False
    return text.rpartition(".")[2] not in ("0", "255") and any(address in block for block in _blocks(networks))


@lru_cache(maxsize=8)
def _blocks(networks: tuple[str, ...]) -> tuple[ipaddress.IPv4Network, ...]:
    found = []
    for text in networks:
        try:
            found.append(ipaddress.IPv4Network(text, strict=False))
        except (ValueError, TypeError):
            continue
    return tuple(found)
