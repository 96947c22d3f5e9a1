"""Services that are only another name in DNS."""

from __future__ import annotations

import re
from collections.abc import Iterator

from podlint.api import Hit, KubeObject, Scope, Severity, quoted, rule

_NUMBERS = r"\d{1,10}(?:\.\d{1,10}){3}\.?"


@rule(
    "external-name-ip",
    severity=Severity.WARNING,
    scope=Scope.OBJECT,
    kinds=("Service",),
    needs=("externalName",),
)
def external_name_ip(service: KubeObject) -> Iterator[Hit]:
    """Service of type ExternalName whose name is an IP address.

    ## Why is this bad?
    The cluster's DNS answers a CNAME record with `externalName` for it. `192.0.2.9` is then taken as a name in DNS,
    which no server knows: whoever asks for the Service gets no address. The API server takes it, as it looks like a
    name. (A scheme, a port or a path it refuses: that is `service-invalid`.)

    ## Example
    ```yaml bad
    apiVersion: v1
    kind: Service
    metadata: {name: db}
    spec: {type: ExternalName, externalName: 192.0.2.9}
    ```

    ## Use instead
    ```yaml good file
    apiVersion: v1
    kind: Service
    metadata: {name: db}
    spec: {ports: [{port: 5432}]}
    ---
    apiVersion: discovery.k8s.io/v1
    kind: EndpointSlice
    metadata: {name: db-1, labels: {kubernetes.io/service-name: db}}
    addressType: IPv4
    ports: [{port: 5432}]
    endpoints: [{addresses: [192.0.2.9]}]
    ```

    ## References
    - https://kubernetes.io/docs/concepts/services-networking/service/#externalname
    """
    name = service.text("spec", "externalName")
    if service.group or service.get("spec", "type") != "ExternalName" or name is None:
        return
    if re.fullmatch(_NUMBERS, name):
        message = f"externalName {quoted(name)} is an IP address, which DNS looks up as a name: no answer comes"
        help = "use a Service without selector, and an EndpointSlice that holds the address"
        yield service.hit(message, "spec", "externalName", help=help)
