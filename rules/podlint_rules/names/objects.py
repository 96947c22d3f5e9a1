"""What objects and their parts are called."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from podlint.api import (
    EngineRule,
    Hit,
    KubeObject,
    Part,
    Scope,
    Severity,
    View,
    closest,
    did_you_mean,
    is_placeholder,
    quoted,
    rule,
)
from podlint.api.kubernetes import kinds, names
from podlint_rules.names._fields import other_fields, pod_parts
from podlint_rules.names._kinds import kind_fields
from podlint_rules.names._parts import is_built_in

_HOST_NAMED = ("Pod", "Deployment", "ReplicaSet", "ReplicationController", "Job", "CronJob")


@rule("missing-name", severity=Severity.ERROR, scope=Scope.OBJECT)
def missing_name(target: KubeObject) -> Iterator[Hit]:
    """Object without a name.

    ## Why is this bad?
    The API server refuses an object that has neither `metadata.name` nor `metadata.generateName`; the same goes for the
    claim templates of a StatefulSet. (`kubectl apply` cannot use generateName, `kubectl create` can.)

    ## Example
    ```yaml bad
    apiVersion: v1
    kind: ConfigMap
    metadata:
      labels:
        app: web
    ```

    ## Use instead
    ```yaml good
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: web
      labels:
        app: web
    ```

    ## References
    - https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
    """
    metadata = target.at("metadata")
    row = kinds.find(target.group, target.kind)
    if target.kind == "LimitRange" or (row is not None and not row.stored):
        return
    defined = is_built_in(target) or target.defined
    if metadata is None:
        if defined:
            empty = isinstance(target.value, dict) and "metadata" in target.value
            hit = f'{target.kind} must have a name: "metadata" is {"empty" if empty else "missing"}'
            yield target.hit(hit, "metadata" if empty else "kind", help="add metadata with a name")
    elif isinstance(metadata.value, dict) and (defined or target.at("spec") is not None):
        if metadata.at("name") is None and metadata.at("generateName") is None:
            yield _nameless(metadata, target.kind)
        elif not metadata.get("name", default="-") and not metadata.get("generateName", default=""):
            yield metadata.hit(f"the name of the {target.kind} is empty", "name", help="give it a name")
    if (target.group, target.kind) == ("apps", "StatefulSet"):
        for claim in target.each("spec", "volumeClaimTemplates"):
            known = isinstance(claim.value, dict) and isinstance(claim.get("metadata", default={}), dict)
            if known and claim.get("metadata", "name", default="") == "" and claim.complete("metadata"):
                has = ("metadata",) if claim.at("metadata") is not None else ()
                yield claim.hit("a claim template must have a name", *has, part=Part.KEY, help="add metadata.name")


def _nameless(metadata: View, kind: str) -> Hit:
    """The hit for metadata with neither `name` nor `generateName`, or with null for them."""
    if "name" in metadata.value:
        return metadata.hit(f"the name of the {kind} is empty", "name", part=Part.KEY, help="give it a name")
    near = closest("name", (key for key in metadata.value if key != "namespace"), 0.75)
    help = f'{quoted(near)} is not a field: did you mean "name"?' if near else "add a name"
    return metadata.hit(f"{kind} must have a name", part=Part.KEY, help=help)


@rule(EngineRule.INVALID_NAME, severity=Severity.ERROR, scope=Scope.OBJECT, partial=True, versioned=True)
def invalid_name(target: KubeObject) -> Iterator[Hit]:
    """Name that the API server refuses.

    ## Why is this bad?
    Each kind has its rule: most objects bear DNS subdomains (lower-case letters, digits, `-` and `.`), Namespaces,
    StatefulSets and Services single DNS labels of at most 63 characters without dots, a CronJob at most 52 characters;
    roles and PodDisruptionBudgets are free but for `/` and `%`. Containers and volumes bear DNS labels, ports at most
    15 characters, keys of ConfigMaps and Secrets letters, digits, `-`, `_` and `.`. A container name may occur only
    once in a pod, init containers included. The object is refused as a whole.

    ## Example
    ```yaml bad
    apiVersion: v1
    kind: Service
    metadata:
      name: my_service
    spec:
      selector: {app: web}
      ports: [{port: 80}]
    ```

    ## Use instead
    ```yaml good
    apiVersion: v1
    kind: Service
    metadata:
      name: my-service
    spec:
      selector: {app: web}
      ports: [{port: 80}]
    ```

    ## References
    - https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
    """
    if not target.partial:
        yield from _own_names(target)
    yield from other_fields(target)
    yield from kind_fields(target)
    pod = target.pod()
    if pod is not None:
        yield from pod_parts(pod)


@rule("name-not-dns-label", severity=Severity.WARNING, scope=Scope.OBJECT, kinds=_HOST_NAMED)
def name_not_dns_label(target: KubeObject) -> Iterator[Hit]:
    """Name of a workload that cannot be a host name as it is.

    ## Why is this bad?
    Pods take their host names from the names of their owners. A name with dots, or with more than 63 characters, is
    allowed, but is cut or taken for a domain by what reads it there; the API server warns of it.

    ## Example
    ```yaml bad
    apiVersion: v1
    kind: Pod
    metadata:
      name: web.frontend
    spec:
      containers:
        - name: web
          image: registry.example/web:1
    ```

    ## Use instead
    ```yaml good
    apiVersion: v1
    kind: Pod
    metadata:
      name: web-frontend
    spec:
      containers:
        - name: web
          image: registry.example/web:1
    ```

    ## References
    - https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
    """
    name = target.text("metadata", "name")
    if not name or not is_built_in(target) or names.object_name(name, target.group, target.kind, target.minor):
        return
    words = names.dns_label(name)
    if words is not None:
        near = names.repaired(name, names.dns_label)
        wanted = words.replace("must", "should")
        message = f"{target.kind} name {quoted(name)} becomes the host name of pods: it {wanted}"
        yield target.hit(message, "metadata", "name", help=did_you_mean(near))


def _own_names(target: KubeObject) -> Iterator[Hit]:
    """Name, generateName and namespace of the object."""
    group, kind, minor = target.group, target.kind, target.minor
    manual = (group, kind) == ("batch", "Job") and target.get("spec", "manualSelector") not in (None, False)

    def judge(text: str) -> str | None:
        # Without the selector that the server makes, the name of a Job becomes no label.
        if manual:
            return names.dns_subdomain(text)
        return names.object_name(text, group, kind, minor)

    if kind == "CustomResourceDefinition" and group == "apiextensions.k8s.io":
        yield from _composed(target, "spec.names.plural", "spec.group")
    elif kind == "APIService" and group == "apiregistration.k8s.io":
        yield from _composed(target, "spec.version", "spec.group")
        yield from _half(target)
    else:
        yield from _judged(target, "name", judge)
    prefix = target.text("metadata", "generateName")
    if prefix and target.at("metadata", "name") is None and (words := names.generated_name(prefix, group, kind, minor)):
        yield target.hit(f"generateName {quoted(prefix)} of {kind} {words}", "metadata", "generateName")
    if kinds.is_namespaced(group, kind) is not False:
        yield from _judged(target, "namespace", names.dns_label)


def _judged(target: KubeObject, key: str, judge: Callable[[str], str | None]) -> Iterator[Hit]:
    text = target.text("metadata", key)
    if text and (words := judge(text)) is not None:
        near = names.repaired(text, judge)
        yield target.hit(f"{key} {quoted(text)} of {target.kind} {words}", "metadata", key, help=did_you_mean(near))


def _half(target: KubeObject) -> Iterator[Hit]:
    """An APIService whose name says what its group or version does not."""
    spec = target.at("spec")
    if spec is None or not isinstance(spec.value, dict) or not spec.complete() or not spec.keys_known():
        return
    name = target.text("metadata", "name")
    for key in ("version", "group"):
        if name and spec.get(key) in (None, "") and name != f"{spec.get('version') or ''}.":
            where, part = ((key,), Part.KEY) if key in spec.value else ((), Part.KEY)
            yield spec.hit(f"an APIService must have a {key}: its name is `version.group`", *where, part=part)


def _composed(target: KubeObject, *fields: str) -> Iterator[Hit]:
    """A name that repeats two fields, joined by a dot."""
    name = target.text("metadata", "name")
    parts = [target.text(*field.split(".")) for field in fields]
    if not name or None in parts or any(is_placeholder(str(part)) for part in parts):
        return
    expected = ".".join(str(part) for part in parts)
    if name != expected:
        shown = " and ".join(fields)
        yield target.hit(
            f"name {quoted(name)} of {target.kind} must be {quoted(expected, 120)}: {shown}, joined by a dot",
            "metadata",
            "name",
            help=f"rename it to {expected}, or correct {shown}",
            related=tuple(target.related(f"{field} stands here", *field.split(".")) for field in fields),
        )
