"""What a pod calls itself and other hosts, and the node it is bound to."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, Part, Scope, Severity, View, addresses, quoted, rule


@rule("pod-identity-invalid", severity=Severity.ERROR, scope=Scope.POD, partial=True, versioned=True)
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
