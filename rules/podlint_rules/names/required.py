"""Labels, annotations and namespaces that a shop asks of its objects."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, KubeObject, NamedTuple, Part, Scope, Severity, closest, did_you_mean, listed, quoted, rule
from podlint.api.kubernetes import WORKLOADS, kinds, regexp

_RECOMMENDED = ("app.kubernetes.io/name", "app.kubernetes.io/instance")
_CLUSTER = frozenset({"GatewayClass", "VolumeSnapshotClass"})
"""Kinds of other groups of the Kubernetes project that are in no namespace."""


class Required(NamedTuple):
    """What objects must, and must not, carry."""

    required: tuple[str, ...] = ()
    """Keys, each alone or as `key=PATTERN`: a regular expression that the whole value must match."""
    forbidden: tuple[str, ...] = ()
    """Keys that may not be there."""
    kinds: tuple[str, ...] = WORKLOADS
    """Kinds that are asked."""


@rule("required-labels", severity=Severity.WARNING, scope=Scope.OBJECT, default=False, options=Required, by_name=True)
def required_labels(target: KubeObject, options: Required) -> Iterator[Hit]:
    """Label of the configuration that is missing, or has another value than it may have.

    ## Why is this bad?
    Cost reports, alerts and policies go by labels: what lacks them belongs to nobody. Without the option `required`
    the rule asks for `app.kubernetes.io/name`. It runs only where it is named or configured: not for `all`.

    ## Example
    ```yaml bad
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec: {containers: [{name: web, image: "registry.example/web:1"}]}
    ```

    ## Use instead
    ```yaml good
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web, labels: {app.kubernetes.io/name: web}}
    spec:
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec: {containers: [{name: web, image: "registry.example/web:1"}]}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/
    """
    required = options.required or (() if options.forbidden else _RECOMMENDED[:1])
    yield from _asked(target, "labels", options._replace(required=required))


@rule(
    "required-annotations", severity=Severity.WARNING, scope=Scope.OBJECT, default=False, options=Required, by_name=True
)
def required_annotations(target: KubeObject, options: Required) -> Iterator[Hit]:
    """Annotation of the configuration that is missing, forbidden, or has another value than it may have.

    ## Why is this bad?
    It is whatever the configuration says of it: an owner to call, a ticket, a note that a controller needs. Without the
    option `required` the rule asks for `owner`. It runs only where it is named or configured: not for `all`.

    ## Example
    ```yaml bad
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec: {containers: [{name: web, image: "registry.example/web:1"}]}
    ```

    ## Use instead
    ```yaml good
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web, annotations: {owner: shop}}
    spec:
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec: {containers: [{name: web, image: "registry.example/web:1"}]}
    ```
    """
    required = options.required or (() if options.forbidden else ("owner",))
    yield from _asked(target, "annotations", options._replace(required=required))


@rule("recommended-labels", severity=Severity.INFO, scope=Scope.OBJECT, default=False, kinds=WORKLOADS, by_name=True)
def recommended_labels(target: KubeObject) -> Iterator[Hit]:
    """Workload without the labels that Kubernetes recommends.

    ## Why is this bad?
    Tools that show applications go by `app.kubernetes.io/name` and `app.kubernetes.io/instance`; without them the parts
    of one application do not stand together. The rule runs only where it is named or configured: not for `all`.

    ## Example
    ```yaml bad
    apiVersion: v1
    kind: Pod
    metadata: {name: web, labels: {app: web}}
    spec: {containers: [{name: web, image: "registry.example/web:1"}]}
    ```

    ## Use instead
    ```yaml good
    apiVersion: v1
    kind: Pod
    metadata: {name: web, labels: {app.kubernetes.io/name: web, app.kubernetes.io/instance: web-prod}}
    spec: {containers: [{name: web, image: "registry.example/web:1"}]}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/
    """
    metadata = target.at("metadata")
    if metadata is None or not isinstance(metadata.value, dict) or not metadata.keys_known("labels"):
        return
    labels = metadata.get("labels") or {}
    missing = [key for key in _RECOMMENDED if isinstance(labels, dict) and key not in labels]
    if missing:
        key = ("labels",) if labels else ()
        yield metadata.hit(f"{listed(missing)} are not set", *key, part=Part.KEY, help="add them to the labels")


@rule("default-namespace", severity=Severity.INFO, scope=Scope.OBJECT, default=False, profiles=("production",))
def default_namespace(target: KubeObject) -> Iterator[Hit]:
    """Object in the namespace `default`, or in none that is written.

    ## Why is this bad?
    What names no namespace goes where the context of kubectl happens to point; in `default`, no quota, policy or right
    is cut to one application. Objects that a kustomization takes are left alone: it may set the namespace.

    ## Example
    ```yaml bad
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: settings}
    ```

    ## Use instead
    ```yaml good
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: settings, namespace: shop}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/
    """
    metadata = target.at("metadata")
    known = metadata is not None and isinstance(metadata.value, dict) and metadata.complete("namespace")
    if metadata is None or not known or not _namespaced(target) or target.variables is not None:
        return
    given = metadata.get("namespace")
    if given == "default":
        yield metadata.hit("the namespace is `default`", "namespace", help="give the application one of its own")
    elif given is None and target.kind:
        yield metadata.hit("no namespace is written", part=Part.KEY, help="add metadata.namespace")


def _namespaced(target: KubeObject) -> bool:
    """Whether an object is known to be in a namespace; kinds of other makers may be cluster-scoped."""
    found = kinds.is_namespaced(target.group, target.kind)
    if found is None:
        ours = "." not in target.group or target.group.endswith(".k8s.io")
        return ours and target.kind not in _CLUSTER
    return found


def _asked(target: KubeObject, field: str, options: Required) -> Iterator[Hit]:
    metadata = target.at("metadata")
    if target.kind not in options.kinds or metadata is None or not isinstance(metadata.value, dict):
        return
    if not metadata.keys_known(field):
        return
    found = metadata.get(field) or {}
    for word in options.required if isinstance(found, dict) else ():
        key, separator, pattern = word.partition("=")
        value = found.get(key)
        if key not in found:
            near = did_you_mean(closest(key, found))
            place = (field,) if found else ()
            message = f"the {field.removesuffix('s')} {quoted(key)} is missing"
            yield metadata.hit(message, *place, part=Part.KEY, help=near or f"add it to {field}")
        elif separator and isinstance(value, str) and "${" not in value and regexp.fits(pattern, value) is False:
            message = f"{key} must match {quoted(pattern)}, not {quoted(value)}"
            yield metadata.hit(message, field, key)
    for key in options.forbidden if isinstance(found, dict) else ():
        if key in found:
            yield metadata.hit(f"the {field.removesuffix('s')} {quoted(key)} is forbidden", field, key, part=Part.KEY)
