"""Roles and bindings by their shape."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, KubeObject, Part, Scope, Severity, View, closest, did_you_mean, quoted, rule
from podlint.api.kubernetes import names

GROUP = "rbac.authorization.k8s.io"
_ROLES = ("Role", "ClusterRole")
_BINDINGS = ("RoleBinding", "ClusterRoleBinding")
_SUBJECTS = ("ServiceAccount", "User", "Group")


@rule("rbac-invalid", severity=Severity.ERROR, scope=Scope.OBJECT, kinds=(*_ROLES, *_BINDINGS))
def rbac_invalid(target: KubeObject) -> Iterator[Hit]:
    """Role or binding that lacks what the API server asks for.

    ## Why is this bad?
    The API server refuses the object: a rule needs verbs, and either `apiGroups` with `resources` or (in a ClusterRole
    only) `nonResourceURLs`; `apiGroups: [""]` names the core group. A `roleRef` is a Role or ClusterRole of
    rbac.authorization.k8s.io. A ServiceAccount as subject is in no API group, and has a namespace.

    ## Example
    ```yaml bad
    apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRoleBinding
    metadata:
      name: reader
    roleRef:
      apiGroup: rbac.authorization.k8s.io
      kind: ClusterRole
      name: view
    subjects:
      - kind: ServiceAccount
        name: reader
    ```

    ## Use instead
    ```yaml good
    apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRoleBinding
    metadata:
      name: reader
    roleRef:
      apiGroup: rbac.authorization.k8s.io
      kind: ClusterRole
      name: view
    subjects:
      - kind: ServiceAccount
        name: reader
        namespace: shop
    ```

    ## References
    - https://kubernetes.io/docs/reference/access-authn-authz/rbac/
    """
    if target.group != GROUP:
        return
    if target.kind in _BINDINGS:
        yield from _role_ref(target)
        for subject in target.each("subjects"):
            if isinstance(subject.value, dict):
                yield from _subject(target, subject)
        return
    for entry in target.each("rules"):
        if isinstance(entry.value, dict):
            yield from _rule(entry, target.kind)
    aggregation = target.at("aggregationRule")
    if aggregation is not None and isinstance(aggregation.value, dict):
        found = aggregation.at("clusterRoleSelectors")
        if found is None or found.value == []:
            key = () if found is None else ("clusterRoleSelectors",)
            yield aggregation.hit("aggregationRule must have clusterRoleSelectors", *key, part=Part.KEY)


def _empty(view: View, key: str) -> bool:
    """Whether a list is absent or empty."""
    found = view.at(key)
    return found is None or found.value == []


def _lacking(view: View, key: str) -> tuple[str, ...]:
    """Where to show that a list is empty or absent."""
    return (key,) if view.at(key) is not None else ()


def _rule(entry: View, kind: str) -> Iterator[Hit]:
    if _empty(entry, "verbs"):
        help = "add verbs, such as [get, list, watch]"
        yield entry.hit("a rule must have verbs", *_lacking(entry, "verbs"), help=help)
    if not _empty(entry, "nonResourceURLs"):
        if kind == "Role":
            message = "nonResourceURLs may not be in a Role: they have no namespace"
            yield entry.hit(message, "nonResourceURLs", part=Part.KEY, help="use a ClusterRole")
        for key in ("apiGroups", "resources", "resourceNames"):
            if not _empty(entry, key):
                message = f"{key} may not stand beside nonResourceURLs in one rule"
                yield entry.hit(message, key, part=Part.KEY, help="make two rules of them")
        return
    for key, help in (
        ("apiGroups", 'add apiGroups: [""] for the core group, [apps] for deployments'),
        ("resources", "add resources, such as [pods]"),
    ):
        if _empty(entry, key):
            yield entry.hit(f"a rule must have {key} (or nonResourceURLs)", *_lacking(entry, key), help=help)


def _role_ref(target: KubeObject) -> Iterator[Hit]:
    ref = target.at("roleRef")
    if ref is None or not isinstance(ref.value, dict):
        return
    group = ref.text("apiGroup")
    if group and group != GROUP:
        message = f"apiGroup of roleRef must be {GROUP}, not {quoted(group)}"
        yield ref.hit(message, "apiGroup", help=f"write apiGroup: {GROUP}")
    allowed = ("ClusterRole",) if target.kind == "ClusterRoleBinding" else _ROLES
    kind = ref.text("kind")
    if ref.at("kind") is None or ref.get("kind") == "":
        return
    if kind is not None and kind not in allowed:
        help = did_you_mean(closest(kind, allowed)) if kind != "Role" else "a Role is bound by a RoleBinding"
        message = f"roleRef of a {target.kind} must be a {' or '.join(allowed)}, not {quoted(kind)}"
        yield ref.hit(message, "kind", help=help)
    name = ref.text("name")
    if name and (words := names.path_segment(name)) is not None:
        yield ref.hit(f"name {quoted(name)} of roleRef {words}", "name")


def _subject(target: KubeObject, subject: View) -> Iterator[Hit]:
    kind, name = subject.text("kind"), subject.text("name")
    group = subject.text("apiGroup")
    if not kind:
        return
    if kind not in _SUBJECTS:
        message = f"kind of a subject must be ServiceAccount, User or Group, not {quoted(kind)}"
        yield subject.hit(message, "kind", help=did_you_mean(closest(kind, _SUBJECTS)))
        return
    if kind != "ServiceAccount":
        if group and group != GROUP:
            yield subject.hit(f"apiGroup of a {kind} must be {GROUP}, not {quoted(group)}", "apiGroup")
        return
    if group:
        message = f"apiGroup of a ServiceAccount must be empty, not {quoted(group)}"
        yield subject.hit(message, "apiGroup", help="remove it: a ServiceAccount is in the core group")
    if name and (words := names.dns_subdomain(name)) is not None:
        help = "write name and namespace apart" if name.startswith("system:serviceaccount:") else None
        yield subject.hit(f"ServiceAccount name {quoted(name)} {words}", "name", help=help)
    # In a RoleBinding the server takes it without, though it then means no account.
    elif target.kind == "ClusterRoleBinding" and (subject.at("namespace") is None or subject.get("namespace") == ""):
        message = "a ServiceAccount as subject of a ClusterRoleBinding must have a namespace"
        yield subject.hit(message, *_lacking(subject, "namespace"), help="add the namespace of the account")
