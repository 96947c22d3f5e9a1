"""The users and groups that pods run as, and the levels that namespaces hold pods to."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, KubeObject, NamedTuple, Scope, Severity, View, rule
from podlint_rules.security import _standards as standards


class Least(NamedTuple):
    """The lowest number that passes."""

    minimum: int = 10000


@rule("low-uid", severity=Severity.INFO, scope=Scope.POD, default=False, options=Least)
def low_uid(pod: View, options: Least) -> Iterator[Hit]:
    """User ID below the configured number (10000 unless set).

    ## Why is this bad?
    Low numbers are those of the node's own users: a process that breaks out has the rights of the user with its
    number. User 0 is left to `run-as-root`.

    ## Example
    ```yaml bad
    securityContext:
      runAsUser: 1000
    ```

    ## Use instead
    ```yaml good
    securityContext:
      runAsUser: 10001
    ```

    ## References
    - https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
    """
    for context in standards.contexts(pod, "runAsUser"):
        user = context.integer("runAsUser")
        if user is not None and 0 < user < options.minimum:
            yield context.hit(f"user ID {user} is below {options.minimum}", "runAsUser", help="use a higher number")


@rule("low-gid", severity=Severity.INFO, scope=Scope.POD, default=False, options=Least)
def low_gid(pod: View, options: Least) -> Iterator[Hit]:
    """Group ID below the configured number (10000 unless set).

    ## Why is this bad?
    Low numbers are those of the node's own groups: a process that breaks out has the rights of the group with its
    number. Group 0 is left to `root-group`.

    ## Example
    ```yaml bad
    securityContext:
      runAsGroup: 1000
    ```

    ## Use instead
    ```yaml good
    securityContext:
      runAsGroup: 10001
    ```

    ## References
    - https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
    """
    for context in standards.contexts(pod, "runAsGroup"):
        group = context.integer("runAsGroup")
        if group is not None and 0 < group < options.minimum:
            yield context.hit(f"group ID {group} is below {options.minimum}", "runAsGroup", help="use a higher number")


@rule("root-group", severity=Severity.INFO, scope=Scope.POD, default=False)
def root_group(pod: View) -> Iterator[Hit]:
    """Group 0 asked for explicitly.

    ## Why is this bad?
    Files of the image and of volumes that belong to group root are readable, often writable, for its members.

    ## Example
    ```yaml bad
    securityContext:
      runAsUser: 10001
      runAsGroup: 0
    ```

    ## Use instead
    ```yaml good
    securityContext:
      runAsUser: 10001
      runAsGroup: 10001
    ```

    ## References
    - https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
    """
    for key in ("runAsGroup", "fsGroup"):
        for context in standards.contexts(pod, key):
            if context.integer(key) == 0:
                yield context.hit(f"{key} is 0, the group of root", key, help="use a group above 0")
    for group in pod.each("securityContext", "supplementalGroups"):
        if group.integer() == 0:
            yield group.hit("supplementalGroups has 0, the group of root", help="remove it")


@rule("psa-labels", severity=Severity.INFO, scope=Scope.OBJECT, default=False, kinds=("Namespace",))
def psa_labels(target: KubeObject) -> Iterator[Hit]:
    """Namespace without a label of Pod Security.

    ## Why is this bad?
    Without a label `pod-security.kubernetes.io/enforce` (or `warn`, `audit`) the namespace takes privileged pods, as
    long as the cluster has no other default.

    ## Example
    ```yaml bad
    apiVersion: v1
    kind: Namespace
    metadata:
      name: shop
    ```

    ## Use instead
    ```yaml good
    apiVersion: v1
    kind: Namespace
    metadata:
      name: shop
      labels:
        pod-security.kubernetes.io/enforce: baseline
    ```

    ## References
    - https://kubernetes.io/docs/concepts/security/pod-security-admission/
    """
    labels = target.get("metadata", "labels", default={})
    if target.group or not target.keys_known("metadata", "labels") or not isinstance(labels, dict):
        return
    if not any(str(key).startswith("pod-security.kubernetes.io/") for key in labels):
        message = "namespace has no pod-security.kubernetes.io label: any pod may run in it"
        help = "add pod-security.kubernetes.io/enforce: baseline (or restricted)"
        yield target.hit(message, "metadata", "labels", help=help)
