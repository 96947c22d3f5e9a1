"""The users that images start as, held against what pods ask for."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, Scope, Severity, View, all_containers, label, quoted, rule
from podlint.api.kubernetes import facts_of
from podlint_rules.security import _standards as standards


@rule("non-root-image", severity=Severity.ERROR, scope=Scope.POD, needs=("runAsNonRoot",))
def non_root_image(pod: View) -> Iterator[Hit]:
    """Image that runs as root, or as a user by name, in a container that may not run as root.

    ## Why is this bad?
    With `runAsNonRoot: true` and no `runAsUser` the kubelet looks up the user that the image starts as. Where that is
    root, and where it is a name, of which it cannot know the number, it does not start the container:
    `CreateContainerConfigError`. The rule knows the users of well-known images by their documented Dockerfiles; a name
    is a warning, for a later version of the image may have the number.

    ## Example
    ```yaml bad
    securityContext: {runAsNonRoot: true}
    containers:
      - name: web
        image: nginx:1.27
    ```

    ## Use instead
    ```yaml good
    securityContext: {runAsNonRoot: true}
    containers:
      - name: web
        image: nginxinc/nginx-unprivileged:1.27
    ```

    ## References
    - https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
    """
    if standards.is_windows(pod):
        return
    for container in all_containers(pod):
        non_root = standards.effective(pod, container, "runAsNonRoot")
        image = container.text("image")
        if non_root is None or non_root.value is not True or image is None:
            continue
        if standards.effective(pod, container, "runAsUser") is not None:
            continue
        facts = facts_of(container) if standards.understood(pod, container, "runAsUser") else None
        user = facts.user.partition(":")[0] if facts is not None else ""
        if not user or (user.isdigit() and user != "0"):
            continue
        root = user in ("0", "root")
        why = "runs as root" if root else f"names its user, {quoted(user)}, whose number the kubelet does not know"
        yield container.hit(
            f"{label(container)} is not started: runAsNonRoot rules out the image {quoted(image)}, which {why}",
            "image",
            help="choose an image that runs as another user, or set runAsUser to one that it can run as"
            if root
            else "set runAsUser to the number of that user",
            related=(non_root.related("runAsNonRoot stands here"),),
            severity=None if root else Severity.WARNING,
        )
