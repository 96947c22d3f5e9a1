"""Groups of the API that other servers serve."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, KubeObject, Part, Scope, Severity, quoted, rule
from podlint.api.kubernetes import names


@rule("api-service-invalid", severity=Severity.ERROR, scope=Scope.OBJECT, kinds=("APIService",))
def api_service_invalid(target: KubeObject) -> Iterator[Hit]:
    """APIService whose fields contradict each other.

    ## Why is this bad?
    The certificate of a server is either checked by `caBundle` or not at all (`insecureSkipTLSVerify`), and without a
    `service` there is none to check: the API server refuses the object. Group and version are a DNS subdomain and a DNS
    label.

    ## Example
    ```yaml bad file
    apiVersion: apiregistration.k8s.io/v1
    kind: APIService
    metadata: {name: v1.metrics.example.com}
    spec:
      group: metrics.example.com
      version: v1
      groupPriorityMinimum: 100
      versionPriority: 100
      insecureSkipTLSVerify: true
    ```

    ## Use instead
    ```yaml good file
    apiVersion: apiregistration.k8s.io/v1
    kind: APIService
    metadata: {name: v1.metrics.example.com}
    spec:
      group: metrics.example.com
      version: v1
      groupPriorityMinimum: 100
      versionPriority: 100
      insecureSkipTLSVerify: true
      service: {name: metrics, namespace: tools}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/apiserver-aggregation/
    """
    spec = target.at("spec")
    if target.group != "apiregistration.k8s.io" or spec is None or not isinstance(spec.value, dict):
        return
    for key, judge in (("group", names.dns_subdomain), ("version", names.dns_label_1035)):
        text = spec.text(key)
        if text and (wrong := judge(text)) is not None:
            yield spec.hit(f"{key} {quoted(text)} {wrong}", key)
    unchecked, bundle = spec.get("insecureSkipTLSVerify") is True, spec.get("caBundle")
    if not spec.complete("service"):
        return
    if spec.at("service") is None:
        for key, given in (("insecureSkipTLSVerify", unchecked), ("caBundle", bundle)):
            if given:
                message = f"{key} goes with a service only: the API server itself serves this group"
                yield spec.hit(message, key, part=Part.KEY, help=f"add service, or remove {key}")
    elif unchecked and bundle:
        message = "insecureSkipTLSVerify excludes caBundle: the certificate is checked or it is not"
        yield spec.hit(message, "insecureSkipTLSVerify", help="remove it")
