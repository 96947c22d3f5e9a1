"""Requests for certificates."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator

from podlint.api import Hit, KubeObject, Scope, Severity, rule

_BEGIN = b"-----BEGIN "
_HEAD = b"-----BEGIN CERTIFICATE REQUEST-----"
_TAIL = b"-----END CERTIFICATE REQUEST-----"


@rule(
    "certificate-request-invalid",
    severity=Severity.ERROR,
    scope=Scope.OBJECT,
    kinds=("CertificateSigningRequest",),
)
def certificate_request_invalid(target: KubeObject) -> Iterator[Hit]:
    """CertificateSigningRequest whose request is no certificate request.

    ## Why is this bad?
    `request` is the PEM text of a request (`-----BEGIN CERTIFICATE REQUEST-----`) in base64, the text with its first
    and last line and not the data alone. The API server refuses everything else.

    ## Example
    ```yaml bad file
    apiVersion: certificates.k8s.io/v1
    kind: CertificateSigningRequest
    metadata: {name: jane}
    spec:
      request: aGVsbG8=
      signerName: kubernetes.io/kube-apiserver-client
      usages: [client auth]
    ```

    ## Use instead
    ```yaml good file
    apiVersion: certificates.k8s.io/v1
    kind: CertificateSigningRequest
    metadata: {name: jane}
    spec:
      request: ${REQUEST}
      signerName: kubernetes.io/kube-apiserver-client
      usages: [client auth]
    ```

    ## References
    - https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/
    """
    text = target.text("spec", "request")
    if target.group != "certificates.k8s.io" or not text:
        return
    try:
        pem = base64.b64decode(text.replace("\n", "").replace("\r", ""), validate=True)
    except (binascii.Error, ValueError):
        return  # what is no base64 has its own finding
    wrong = _flaw(pem)
    if wrong is not None:
        help = "encode the whole file: base64 -w0 request.csr"
        yield target.hit(f"request is no certificate request: {wrong}", "spec", "request", help=help)


def _flaw(pem: bytes) -> str | None:
    """What is wrong with the text of a request; what is inside of it is not read."""
    lines = [line.strip() for line in pem.splitlines()]
    if _HEAD not in lines:
        first = next((line for line in lines if line.startswith(_BEGIN)), None)
        shown = first.decode("ascii", "replace") if first is not None else ""
        return f"it begins with `{shown}`" if shown else f"it has no line `{_HEAD.decode()}`"
    if _TAIL not in lines[lines.index(_HEAD) :]:
        return f"it has no line `{_TAIL.decode()}`"
    body = b"".join(lines[lines.index(_HEAD) + 1 : lines.index(_TAIL)])
    try:
        decoded = base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError):
        return "what stands between its first and last line is no base64"
    return None if decoded[:1] == b"0" else "what stands between its first and last line is none"
