"""Rights that a role cannot give, for what has no namespace."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from podlint.api import Hit, NamedTuple, Related, Scope, Severity, View, listed, rule
from podlint.api.project import Index, Member, mentions
from podlint_rules.rbac import _builtin as builtin
from podlint_rules.rbac import _known as known
from podlint_rules.rbac.grants import ROLES, entries
from podlint_rules.rbac.shapes import GROUP

_BINDINGS = ("ClusterRoleBinding", "RoleBinding")
_NAMESPACES = "namespaces"
_NEVER_OF_ONE = ("list", "watch", "create", "deletecollection")
"""Verbs on namespaces that are never asked in one; the others are, of a namespace in itself."""
_ASKED_INSIDE = {
    (GROUP, "clusterroles"): frozenset({"bind"}),
    ("policy", "podsecuritypolicies"): frozenset({"use"}),
    ("extensions", "podsecuritypolicies"): frozenset({"use"}),
}
"""Verbs on what has no namespace that are asked in one: that of the RoleBinding, that of the pod."""
_METRICS = ("metrics.k8s.io", "nodes")
_CRD = ("apiextensions.k8s.io", "CustomResourceDefinition")


class _Lacking(NamedTuple):
    """Resources of one rule that a role in a namespace cannot grant: by verbs, where only some are not granted."""

    at: View
    names: tuple[str, ...]
    verbs: tuple[str, ...] = ()


@rule("role-scope", severity=Severity.WARNING, scope=Scope.PROJECT, kinds=(*ROLES, "RoleBinding"))
def role_scope(role: Member, index: Index) -> Iterator[Hit]:
    """Role for resources without a namespace, which it cannot grant.

    ## Why is this bad?
    A Role, and a ClusterRole that a RoleBinding binds, grant rights inside of one namespace. Nodes, PersistentVolumes,
    StorageClasses and whatever else lies in no namespace is asked for outside of all of them: the API server takes the
    rule, and refuses the requests. Only a ClusterRoleBinding grants these, and the paths of `nonResourceURLs`. Of
    namespaces, `get`, `update`, `patch` and `delete` are asked in the namespace itself, so that a Role grants them for
    its own; `list`, `watch` and `create` are not.

    A ClusterRole is reported where RoleBindings of the project bind it and no ClusterRoleBinding does; of the roles
    that every cluster has, a RoleBinding to one without any right in a namespace, such as system:auth-delegator.
    The rule knows the resources of Kubernetes, those of CustomResourceDefinitions in the project, the metrics of
    nodes, and a few well-known custom resources such as ClusterIssuers. It is an info where a ClusterRole beside
    the role names the same resources, so that most likely nothing is missed.

    ## Example
    ```yaml bad file
    apiVersion: rbac.authorization.k8s.io/v1
    kind: Role
    metadata: {name: inventory, namespace: tools}
    rules:
      - apiGroups: [""]
        resources: [nodes]
        verbs: [get, list]
    ```

    ## Use instead
    ```yaml good file
    apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRole
    metadata: {name: inventory}
    rules:
      - apiGroups: [""]
        resources: [nodes]
        verbs: [get, list]
    ---
    apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRoleBinding
    metadata: {name: inventory}
    roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: inventory}
    subjects: [{kind: ServiceAccount, name: inventory, namespace: tools}]
    ```

    ## References
    - https://kubernetes.io/docs/reference/access-authn-authz/rbac/#role-and-clusterrole
    """
    if role.kind == "RoleBinding":
        yield from _of_builtin(role, index)
        return
    binding = None
    if role.kind == "ClusterRole":
        binding = _only_in_namespaces(role, index)
        if binding is None:
            return
    for entry in entries(role):
        for lacking in _lacking(entry, index):
            hit = _hit(role, binding, lacking)
            yield hit._replace(severity=Severity.INFO) if _granted_beside(role, index, lacking) else hit
        urls = entry.at("nonResourceURLs")
        if binding is not None and urls is not None and isinstance(urls.value, list) and urls.value:
            yield _hit(role, binding, _Lacking(urls, ("nonResourceURLs",)))


def _hit(role: Member, binding: Member | None, lacking: _Lacking) -> Hit:
    who = str(role.name) if binding is None else f"{role.name}, bound by a RoleBinding,"
    if lacking.verbs:
        message = f"{who} cannot grant {listed(lacking.verbs)} of namespaces: such a request is in no namespace"
    else:
        message = f"{who} cannot grant {listed(lacking.names)}, which have no namespace"
    if binding is None:
        help = "put the rule into a ClusterRole, and bind that with a ClusterRoleBinding"
        related: tuple[Related, ...] = ()
    else:
        help = "bind it with a ClusterRoleBinding, or put this rule into a ClusterRole of its own that one binds"
        related = (binding.related("this RoleBinding binds it", "roleRef", "name"),)
    return lacking.at.hit(message, help=help, related=related)


def _of_builtin(binding: Member, index: Index) -> Iterator[Hit]:
    """A RoleBinding of a role of every cluster that has no right in a namespace."""
    name = binding.text("roleRef", "name")
    about = builtin.WITHOUT_NAMESPACE.get(name) if name else None
    if binding.group != GROUP or not name or about is None or binding.get("roleRef", "kind") != "ClusterRole":
        return
    if index.called(GROUP, "ClusterRole", name):
        return  # somebody's own
    message = f"a RoleBinding to {name} grants nothing: its rights are for {about}, which have no namespace"
    yield binding.hit(message, "roleRef", "name", help="make it a ClusterRoleBinding, without a namespace")


def _granted_beside(role: Member, index: Index, lacking: _Lacking) -> bool:
    """Whether a ClusterRole that belongs together with the role has the resources: then nobody may miss them."""
    others = (one for one in index.near(role, GROUP, "ClusterRole") if one is not role)
    beside = {view.text() for one in others for entry in entries(one) for view in entry.each("resources")}
    return beside.issuperset(lacking.names)


def _lacking(entry: View, index: Index) -> Iterator[_Lacking]:
    """What a role in a namespace cannot grant of a rule."""
    if not entry.complete("apiGroups") or not entry.complete("verbs"):
        return
    groups = [view.value for view in entry.each("apiGroups") if isinstance(view.value, str)]
    verbs = [view.value for view in entry.each("verbs") if isinstance(view.value, str)]
    outside: list[View] = []
    of_namespaces: list[View] = []
    for resource in entry.each("resources"):
        name = resource.text() or ""
        found = _homes(name, groups, index)
        if not found:
            continue
        asked = frozenset[str]().union(*(_ASKED_INSIDE.get(home, frozenset()) for home in found))
        if ("", _NAMESPACES) in found:
            of_namespaces += [resource] if name == _NAMESPACES else []
        elif set(verbs) - asked:
            outside.append(resource)
    if outside and verbs:
        yield _Lacking(outside[0], tuple(str(view.value) for view in outside))
    never = tuple(verb for verb in verbs if verb in _NEVER_OF_ONE)
    if of_namespaces and never:
        first = next(view for view in entry.each("verbs") if view.value == never[0])
        yield _Lacking(first, (_NAMESPACES,), never)


def _homes(name: str, groups: list[str], index: Index) -> list[tuple[str, str]]:
    """The groups with a resource, all without namespace; nothing where one may be in a namespace, or is not known."""
    resource = name.partition("/")[0]
    if "*" in resource or not resource:
        return []
    asked = known.RESOURCES if "*" in groups else groups
    found = {(group, resource): _in_namespace(index, group, resource) for group in asked}
    if any(inside or (inside is None and home[0] not in known.RESOURCES) for home, inside in found.items()):
        return []
    return [home for home, inside in found.items() if inside is False]


def _in_namespace(index: Index, group: str, resource: str) -> bool | None:
    """Whether a resource lies in namespaces; None where that is not known, or there is no such resource."""
    if (group, resource) == _METRICS or resource in known.CUSTOM_CLUSTER_WIDE.get(group, ()):
        return False
    if group in known.RESOURCES:
        return known.in_namespace(resource) if resource in known.RESOURCES[group] else None
    scopes = {one.text("spec", "scope") for one in index.called(*_CRD, f"{resource}.{group}")}
    return None if len(scopes) != 1 or None in scopes else scopes != {"Cluster"}


def _only_in_namespaces(role: Member, index: Index) -> Member | None:
    """A RoleBinding of a ClusterRole that no ClusterRoleBinding binds, as far as the project tells."""
    name = role.text("metadata", "name")
    if role.group != GROUP or not name or role.at("aggregationRule") is not None or not index.whole:
        return None
    if role.scopes & index.open_scopes or not role.complete("metadata", "labels"):
        return None
    if any(key.startswith(f"{GROUP}/aggregate-to-") for key, _ in role.entries("metadata", "labels")):
        return None
    if any(not one.complete("roleRef") for one in index.near(role, GROUP, "ClusterRoleBinding")):
        return None
    found = _bindings(index, name)
    if any(one.kind == "ClusterRoleBinding" for one in found) or mentions.handled(index, name):
        return None
    return next(iter(index.together(found, role)), None)


def _bindings(index: Index, name: str) -> list[Member]:
    """The bindings of the whole project that refer to a ClusterRole."""
    if index.partial:
        found = list(index.holding_entry("name", name))
        return _by_role(sorted(found, key=lambda one: one.order)).get(name, [])
    bound = (one for kind in _BINDINGS for one in index.of_kind(GROUP, kind))
    return index.remember("bindings by ClusterRole", lambda: _by_role(bound)).get(name, [])


def _by_role(members: Iterable[Member]) -> dict[str, list[Member]]:
    table: dict[str, list[Member]] = {}
    for one in members:
        if one.group == GROUP and one.kind in _BINDINGS and one.get("roleRef", "kind") == "ClusterRole":
            table.setdefault(one.text("roleRef", "name") or "", []).append(one)
    return table
