"""What the API server takes with a warning, and that has no rule of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from podlint.api import Hit, KubeObject, Part, Scope, Severity, quoted, rule
from podlint.api.kubernetes import quantity

_MANIFEST = ".static.k8s.io"
_MANY_COMPLETIONS, _MANY_AT_ONCE = 100_000, 10_000


@rule(
    "server-warning",
    severity=Severity.WARNING,
    scope=Scope.OBJECT,
    kinds=(
        "ResourceQuota",
        "StatefulSet",
        "Job",
        "CronJob",
        "CSIDriver",
        "EndpointSlice",
        "Node",
        "ValidatingWebhookConfiguration",
        "MutatingWebhookConfiguration",
        "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding",
        "MutatingAdmissionPolicy",
        "MutatingAdmissionPolicyBinding",
    ),
    versioned=True,
    needs=(
        "hard",
        "revisionHistoryLimit",
        "completions",
        "tokenRequests",
        "FQDN",
        "externalID",
        "configSource",
        _MANIFEST,
    ),
)
def server_warning(target: KubeObject) -> Iterator[Hit]:
    """Field that the API server takes with a warning.

    ## Why is this bad?
    The object is created, but something in it does not do what it seems to: a quota that lets pods request more than it
    lets them be limited to, a StatefulSet that keeps every revision for ever (`revisionHistoryLimit` below 0), an
    Indexed Job of more indexes than the server can keep account of, tokens of a CSI driver that may be logged, names
    that are reserved for the configuration files of the API server, and fields that nothing reads any more.

    ## Example
    ```yaml bad
    apiVersion: v1
    kind: ResourceQuota
    metadata:
      name: team
    spec:
      hard: {requests.cpu: "8", limits.cpu: "4"}
    ```

    ## Use instead
    ```yaml good
    apiVersion: v1
    kind: ResourceQuota
    metadata:
      name: team
    spec:
      hard: {requests.cpu: "4", limits.cpu: "8"}
    ```

    ## References
    - https://kubernetes.io/blog/2020/09/03/warnings/
    """
    check = _CHECKS.get((target.group, target.kind))
    if check is not None:
        yield from check(target)


def _quota(quota: KubeObject) -> Iterator[Hit]:
    for name in ("cpu", "memory", "ephemeral-storage"):
        requested = next((k for k in (f"requests.{name}", name) if quota.at("spec", "hard", k) is not None), None)
        limited = f"limits.{name}"
        if requested is None or (name == requested and name not in ("cpu", "memory")):
            continue
        request, limit = (quota.get("spec", "hard", key) for key in (requested, limited))
        one, other = quantity.parse(request), quantity.parse(limit)
        if one is not None and other is not None and one > other:
            message = f"{requested} ({request}) is more than {limited} ({limit}): no pod can use all of it"
            help = f"raise {limited}, or lower {requested}"
            yield quota.hit(message, "spec", "hard", requested, help=help)


def _stateful(controller: KubeObject) -> Iterator[Hit]:
    limit = controller.integer("spec", "revisionHistoryLimit")
    if limit is not None and limit < 0:
        message = f"revisionHistoryLimit {limit} keeps every revision for ever"
        yield controller.hit(message, "spec", "revisionHistoryLimit", help="write 0 or more")


def _indexed(job: KubeObject) -> Iterator[Hit]:
    path = ("spec",) if job.kind == "Job" else ("spec", "jobTemplate", "spec")
    spec = job.at(*path)
    if spec is None or not isinstance(spec.value, dict) or spec.get("completionMode") != "Indexed":
        return
    completions, parallelism = spec.integer("completions"), spec.integer("parallelism")
    if completions is None or parallelism is None:
        return
    if completions > _MANY_COMPLETIONS and parallelism > _MANY_AT_ONCE:
        message = (
            f"{completions} completions, {parallelism} of them at once, are more than the server can keep account of "
            "when many indexes fail"
        )
        help = f"lower parallelism to {_MANY_AT_ONCE}, or completions to {_MANY_COMPLETIONS}"
        yield spec.hit(message, "parallelism", help=help)


def _driver(driver: KubeObject) -> Iterator[Hit]:
    spec = driver.at("spec")
    if spec is None or driver.minor < 36 or not spec.complete("serviceAccountTokenInSecrets"):
        return
    if spec.get("tokenRequests") and spec.at("serviceAccountTokenInSecrets") is None:
        message = "tokens of service accounts are passed among attributes of volumes, which drivers may log"
        help = "set serviceAccountTokenInSecrets: true, if the driver takes them as secrets"
        yield spec.hit(message, "tokenRequests", part=Part.KEY, help=help)


def _slice(endpoints: KubeObject) -> Iterator[Hit]:
    if endpoints.text("addressType") == "FQDN":
        yield endpoints.hit("endpoints of type FQDN are deprecated", "addressType", help="use IPv4 or IPv6")


def _node(node: KubeObject) -> Iterator[Hit]:
    for key in ("externalID", "configSource"):
        if node.get("spec", key):
            yield node.hit(f"{key} is deprecated: nothing reads it", "spec", key, part=Part.KEY, help="remove it")


def _reserved(configuration: KubeObject) -> Iterator[Hit]:
    name = configuration.text("metadata", "name")
    if name is not None and name.endswith(_MANIFEST) and configuration.minor >= 36:
        message = f"name {quoted(name)} is reserved: `*{_MANIFEST}` is for what the API server reads from its files"
        yield configuration.hit(message, "metadata", "name", help="choose another name")


_ADMISSION = (
    "ValidatingWebhookConfiguration",
    "MutatingWebhookConfiguration",
    "ValidatingAdmissionPolicy",
    "ValidatingAdmissionPolicyBinding",
    "MutatingAdmissionPolicy",
    "MutatingAdmissionPolicyBinding",
)
_CHECKS: dict[tuple[str, str], Callable[[KubeObject], Iterator[Hit]]] = {
    ("", "ResourceQuota"): _quota,
    ("apps", "StatefulSet"): _stateful,
    ("batch", "Job"): _indexed,
    ("batch", "CronJob"): _indexed,
    ("storage.k8s.io", "CSIDriver"): _driver,
    ("discovery.k8s.io", "EndpointSlice"): _slice,
    ("", "Node"): _node,
    **{("admissionregistration.k8s.io", kind): _reserved for kind in _ADMISSION},
}
