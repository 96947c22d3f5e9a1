"""Probes that speak HTTP to a port for HTTPS, or the other way round."""

from __future__ import annotations

import re
from collections.abc import Iterator

from podlint.api import Hit, Scope, Severity, View, label, quoted, rule, running_together

_SECURE = re.compile(r"https(?:-.*)?|.*-https|tls|ssl")
_PLAIN = re.compile(r"http|http-(?:web|api|metrics)")


@rule("probe-scheme", severity=Severity.WARNING, scope=Scope.POD, needs=("https", "HTTPS", "443", "'tls'", "'ssl'"))
def probe_scheme(pod: View) -> Iterator[Hit]:
    """Probe by HTTP of a port that is for HTTPS, or the other way round.

    ## Why is this bad?
    `httpGet` speaks HTTP unless `scheme: HTTPS` says otherwise. A server that expects TLS answers with status 400, or
    closes the connection, and the probe fails: the pod never gets ready, or is started again and again. A probe by
    HTTPS of a port without TLS fails as well. (The kubelet does not look at the certificate.)

    The rule goes by the name of the port (`https`, `tls`; `http`) and by the number 443.

    ## Example
    ```yaml bad
    containers:
      - name: web
        image: registry.example/web:1
        ports: [{name: https, containerPort: 8443}]
        readinessProbe: {httpGet: {path: /healthz, port: https}}
    ```

    ## Use instead
    ```yaml good
    containers:
      - name: web
        image: registry.example/web:1
        ports: [{name: https, containerPort: 8443}]
        readinessProbe: {httpGet: {path: /healthz, port: https, scheme: HTTPS}}
    ```

    ## References
    - https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#http-probes
    """
    for container in running_together(pod):
        for probe in ("livenessProbe", "readinessProbe", "startupProbe"):
            asked = container.at(probe, "httpGet")
            if asked is None or not isinstance(asked.value, dict) or not asked.complete("scheme"):
                continue
            scheme = asked.get("scheme", default="HTTP")
            port = asked.get("port")
            name, number, declared = _declared(container, port)
            secure = _SECURE.fullmatch(name) is not None if name else number == 443
            plain = _PLAIN.fullmatch(name) is not None and number not in (443, 8443)
            if not ((scheme == "HTTP" and secure) or (scheme == "HTTPS" and plain)) or asked.at("host") is not None:
                continue
            other = "HTTPS" if scheme == "HTTP" else "HTTP"
            said = f"{quoted(name)}, which is called after {other}" if name else f"{number}, which is that of {other}"
            yield asked.hit(
                f"the {probe} of {label(container)} asks by {scheme} for port {said}: the server refuses that",
                "port",
                help=f"set scheme: {other}" if other == "HTTPS" else "leave scheme out, or ask for the port of TLS",
                related=(declared.related("declared here", "name"),) if declared is not None and name else (),
            )


def _declared(container: View, port: object) -> tuple[str, int | None, View | None]:
    """The name and the number of a port that is asked for, and where it is declared."""
    for one in container.each("ports"):
        number = one.integer("containerPort")
        name = one.text("name") or ""
        if port is not None and port in (number, name or None):
            return name, number, one
    return ("", port, None) if isinstance(port, int) and not isinstance(port, bool) else (str(port or ""), None, None)
