"""What a pod calls itself and other hosts, and the node it is bound to."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, Part, Scope, Severity, View, quoted, rule
from podlint.api.kubernetes import addresses

_LISTS = (
    ("hostAliases", "ip", "host alias"),
    ("imagePullSecrets", "name", "pull secret"),
)


@rule(
    "pod-identity-invalid",
    severity=Severity.ERROR,
    scope=Scope.POD,
    partial=True,
    versioned=True,
    needs=("hostnameOverride", "schedulingGates", "hostAliases"),
)
def pod_identity_invalid(pod: View) -> Iterator[Hit]:
    """Host name, host alias or node of a pod that contradicts another field.

    ## Why is this bad?
    The API server refuses a `hostnameOverride` beside `hostNetwork: true` or `setHostnameAsFQDN: true`, a `nodeName`
    beside `schedulingGates` (a pod that is bound already has nothing to wait for), and a host alias whose `ip` is no IP
    address.

    ## Example
    ```yaml bad
    hostAliases:
      - ip: db.example
        hostnames: [database]
    containers:
      - name: web
        image: registry.example/web:1
    ```

    ## Use instead
    ```yaml good
    hostAliases:
      - ip: 192.0.2.10
        hostnames: [database]
    containers:
      - name: web
        image: registry.example/web:1
    ```

    ## References
    - https://kubernetes.io/docs/tasks/network/customize-hosts-file-for-pods/
    - https://kubernetes.io/docs/concepts/scheduling-eviction/pod-scheduling-readiness/
    """
    for key in ("hostNetwork", "setHostnameAsFQDN"):
        if pod.text("hostnameOverride") is not None and pod.flag(key):
            yield pod.hit(
                f"hostnameOverride may not be set beside {key}: true",
                "hostnameOverride",
                part=Part.KEY,
                help="remove one of the two",
                related=(pod.related(f"{key} stands here", key, part=Part.KEY),),
            )
    if pod.get("nodeName") and pod.get("schedulingGates"):
        yield pod.hit(
            "nodeName may not be set beside schedulingGates",
            "nodeName",
            part=Part.KEY,
            help="remove one of the two",
            related=(pod.related("the scheduling gates stand here", "schedulingGates", part=Part.KEY),),
        )
    for alias in pod.each("hostAliases"):
        text = alias.text("ip")
        if text and (words := addresses.ip(text, pod.object.minor)) is not None:
            yield alias.hit(f"ip {quoted(text)} of the host alias {words}", "ip")


@rule(
    "redundant-pod-entry",
    severity=Severity.WARNING,
    scope=Scope.POD,
    partial=True,
    needs=("hostAliases", "imagePullSecrets"),
)
def redundant_pod_entry(pod: View) -> Iterator[Hit]:
    """Host alias or pull secret that comes twice, or pull secret without a name.

    ## Why is this bad?
    The entry has no use, and the API server warns of it. `kubectl apply` merges both lists by these keys, so that an
    edit may change the other entry, or lose one.

    ## Example
    ```yaml bad
    imagePullSecrets:
      - name: registry
      - name: registry
    containers:
      - name: web
        image: registry.example/web:1
    ```

    ## Use instead
    ```yaml good
    imagePullSecrets:
      - name: registry
    containers:
      - name: web
        image: registry.example/web:1
    ```

    ## References
    - https://kubernetes.io/docs/concepts/containers/images/#specifying-imagepullsecrets-on-a-pod
    - https://kubernetes.io/docs/tasks/network/customize-hosts-file-for-pods/
    """
    for field, key, what in _LISTS:
        if not pod.value.get(field):
            continue
        first: dict[str, View] = {}
        for entry in pod.each(field):
            if field == "imagePullSecrets" and isinstance(entry.value, dict) and not entry.value.get(key):
                yield entry.hit(f"{what} has no name", key, help="name a Secret, or remove the entry")
                continue
            text = entry.text(key)
            if not text:
                continue
            before = first.setdefault(text, entry)
            if before is not entry:
                message = f"{what} {quoted(text)} comes twice"
                related = (before.related("first here", key),)
                yield entry.hit(message, key, help="put both entries together", related=related)
