"""Bindings and ServiceAccounts, looked up in the project."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, Scope, Severity, View, closest, did_you_mean, quoted, rule
from podlint.api.project import Index, Member, mentions
from podlint_rules.rbac import _builtin as builtin
from podlint_rules.rbac.shapes import GROUP

_BINDINGS = ("RoleBinding", "ClusterRoleBinding")


@rule("service-account-missing", severity=Severity.WARNING, scope=Scope.PROJECT, default=False)
def service_account_missing(target: Member, index: Index) -> Iterator[Hit]:
    """Pod that runs as a ServiceAccount which is not in the project.

    ## Why is this bad?
    Without its ServiceAccount a pod is not admitted: the controller tries again and again, and the workload has no pod
    until somebody creates the account. The rule is for projects that hold all that they use. It is silent where no
    ServiceAccount belongs together with the pod, where something that cannot be read does, and where another object
    speaks of the name.

    ## Example
    ```yaml bad file
    apiVersion: v1
    kind: ServiceAccount
    metadata: {name: web-reader}
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: web}
    spec:
      serviceAccountName: web-raeder
      containers: [{name: web, image: "registry.example/web:1"}]
    ```

    ## Use instead
    ```yaml good file
    apiVersion: v1
    kind: ServiceAccount
    metadata: {name: web-reader}
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: web}
    spec:
      serviceAccountName: web-reader
      containers: [{name: web, image: "registry.example/web:1"}]
    ```

    ## References
    - https://kubernetes.io/docs/concepts/security/service-accounts/
    """
    pod = target.pod()
    if pod is None:
        return
    key = "serviceAccountName" if pod.at("serviceAccountName") is not None else "serviceAccount"
    name = pod.text(key)
    if name and name != "default" and mentions.absent(index, target, "", "ServiceAccount", name):
        near = closest(name, index.names("", "ServiceAccount", target))
        message = f"the ServiceAccount {quoted(name)} of {target.name} is not in the project"
        yield pod.hit(message, key, help=did_you_mean(near) or "add it, or correct the name")


@rule("role-ref-missing", severity=Severity.WARNING, scope=Scope.PROJECT, default=False, kinds=_BINDINGS)
def role_ref_missing(binding: Member, index: Index) -> Iterator[Hit]:
    """Binding to a role that is neither in the project nor built in.

    ## Why is this bad?
    The API server accepts the binding and grants nothing, until a role of that name exists: requests are refused at run
    time. A `roleRef` cannot be changed later; the binding must be made anew. The rule knows the roles that every
    cluster has. It is silent where no role of the kind belongs together with the binding, and where something that
    cannot be read does, except for a name that is nearly that of a built-in role.

    ## Example
    ```yaml bad file
    apiVersion: rbac.authorization.k8s.io/v1
    kind: Role
    metadata: {name: pod-reader}
    rules: [{apiGroups: [""], resources: [pods], verbs: [get, list]}]
    ---
    apiVersion: rbac.authorization.k8s.io/v1
    kind: RoleBinding
    metadata: {name: web}
    roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: pods-reader}
    subjects: [{kind: ServiceAccount, name: web, namespace: shop}]
    ```

    ## Use instead
    ```yaml good file
    apiVersion: rbac.authorization.k8s.io/v1
    kind: Role
    metadata: {name: pod-reader}
    rules: [{apiGroups: [""], resources: [pods], verbs: [get, list]}]
    ---
    apiVersion: rbac.authorization.k8s.io/v1
    kind: RoleBinding
    metadata: {name: web}
    roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: pod-reader}
    subjects: [{kind: ServiceAccount, name: web, namespace: shop}]
    ```

    ## References
    - https://kubernetes.io/docs/reference/access-authn-authz/rbac/#rolebinding-and-clusterrolebinding
    """
    reference = binding.at("roleRef")
    if binding.group != GROUP or reference is None:
        return
    kind, name = reference.text("kind"), reference.text("name")
    if kind not in ("Role", "ClusterRole") or not name or _roles(index, binding, kind, name):
        return
    known = builtin.CLUSTER_ROLES if kind == "ClusterRole" else builtin.roles(binding.namespace)
    if name in known:
        return
    near = closest(name, known, 0.9) if index.whole and not binding.scopes & index.open_scopes else None
    if near is None and name.startswith(("system:", "kubeadm:")):
        return  # Clusters and their add-ons have more of these than is written down.
    if near is None:
        if not mentions.absent(index, binding, GROUP, kind, name):
            return
        near = closest(name, index.names(GROUP, kind, binding))
    other = "ClusterRole" if kind == "Role" else "Role"
    message = f"the {kind} {quoted(name)} that {binding.name} refers to is not in the project"
    if _roles(index, binding, other, name):
        yield reference.hit(message, "name", help=f"there is a {other} of that name: correct the kind")
        return
    yield reference.hit(message, "name", help=did_you_mean(near) or "add the role, or correct the name")


@rule("subject-missing", severity=Severity.WARNING, scope=Scope.PROJECT, default=False, kinds=_BINDINGS)
def subject_missing(binding: Member, index: Index) -> Iterator[Hit]:
    """Binding for a ServiceAccount that is not in the project.

    ## Why is this bad?
    The API server accepts the binding, and nobody is granted anything; whoever creates a ServiceAccount of that name
    later gets the rights. The rule is for projects that hold all that they use. It is silent where the project has no
    ServiceAccount in the namespace of the subject, and where something that cannot be read belongs to the binding.

    ## Example
    ```yaml bad file
    apiVersion: v1
    kind: ServiceAccount
    metadata: {name: web-reader, namespace: shop}
    ---
    apiVersion: rbac.authorization.k8s.io/v1
    kind: RoleBinding
    metadata: {name: web, namespace: shop}
    roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
    subjects: [{kind: ServiceAccount, name: web, namespace: shop}]
    ```

    ## Use instead
    ```yaml good file
    apiVersion: v1
    kind: ServiceAccount
    metadata: {name: web-reader, namespace: shop}
    ---
    apiVersion: rbac.authorization.k8s.io/v1
    kind: RoleBinding
    metadata: {name: web, namespace: shop}
    roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
    subjects: [{kind: ServiceAccount, name: web-reader, namespace: shop}]
    ```

    ## References
    - https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-subjects
    """
    if binding.group != GROUP:
        return
    for subject in binding.each("subjects"):
        if not isinstance(subject.value, dict) or subject.get("kind") != "ServiceAccount":
            continue
        name, namespace = subject.text("name"), subject.text("namespace")
        if not name or not namespace or name == "default" or (subject.get("apiGroup") or "") != "":
            continue
        if index.named("", "ServiceAccount", name, binding, namespace):
            continue
        if not mentions.absent(index, binding, "", "ServiceAccount", name):
            continue
        there = [m for m in index.near(binding, "", "ServiceAccount") if m.namespace in (None, namespace)]
        elsewhere = [m for m in index.near(binding, "", "ServiceAccount") if m.text("metadata", "name") == name]
        message = f"the ServiceAccount {quoted(name)} of namespace {quoted(namespace)} is not in the project"
        if elsewhere and not binding.kustomized:
            other = elsewhere[0]
            related = other.related("one of that name stands here", "metadata", "name")
            help = f"{other.name} is in namespace {quoted(other.namespace or '')}: correct the namespace"
            yield subject.hit(message, "namespace", help=help, related=(related,))
        elif there and not elsewhere:
            near = closest(name, [found for m in there if (found := m.text("metadata", "name"))])
            yield subject.hit(message, "name", help=did_you_mean(near) or "add it, or correct the name")


@rule("rbac-cluster-admin", severity=Severity.WARNING, scope=Scope.PROJECT, default=False, kinds=_BINDINGS)
def rbac_cluster_admin(binding: Member, index: Index) -> Iterator[Hit]:
    """Binding to cluster-admin, or to a role of the project that permits everything.

    ## Why is this bad?
    The subjects may do anything: read every Secret, run privileged pods on every node, give themselves more. Whoever
    takes over one of their pods has the cluster; with a RoleBinding, the namespace.

    ## Example
    ```yaml bad
    apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRoleBinding
    metadata: {name: deployer}
    roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
    subjects: [{kind: ServiceAccount, name: deployer, namespace: ci}]
    ```

    ## Use instead
    ```yaml good
    apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRoleBinding
    metadata: {name: deployer}
    roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}
    subjects: [{kind: ServiceAccount, name: deployer, namespace: ci}]
    ```

    ## References
    - https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege
    """
    reference = binding.at("roleRef")
    if binding.group != GROUP or reference is None:
        return
    kind, name = reference.text("kind"), reference.text("name")
    if kind not in ("Role", "ClusterRole") or not name or not _grants(binding):
        return
    where = "the whole cluster" if binding.kind == "ClusterRoleBinding" else "its namespace"
    help = "bind a role with only the permissions that are needed"
    if (kind, name) == ("ClusterRole", "cluster-admin"):
        yield reference.hit(f"{binding.name} makes its subjects administrators of {where}", "name", help=help)
        return
    found = _roles(index, binding, kind, name)
    found = index.together(found, binding)
    rules = [_everything(role) for role in found]
    if rules and all(rules):
        related = tuple(entry.related("this rule permits everything") for entry in rules[:1] if entry is not None)
        message = f"the {kind} {quoted(name)} permits everything: it makes its subjects administrators of {where}"
        yield reference.hit(message, "name", help=help, related=related)


def _roles(index: Index, binding: Member, kind: str, name: str) -> list[Member]:
    """The roles of the project that a `roleRef` may mean. A ClusterRole is in no namespace, whatever is written."""
    if kind == "Role":
        return index.named(GROUP, kind, name, binding)
    return index.called(GROUP, "ClusterRole", name)


def _grants(binding: Member) -> bool:
    """Whether a binding grants its role to somebody: the members of system:masters need none."""
    return any(isinstance(s.value, dict) and s.get("name") != "system:masters" for s in binding.each("subjects"))


def _everything(role: Member) -> View | None:
    """The rule of a role that permits all verbs on all resources of all groups."""
    for entry in role.each("rules"):
        if isinstance(entry.value, dict) and not entry.get("resourceNames"):
            given = (entry.get(key) for key in ("verbs", "resources", "apiGroups"))
            if all(isinstance(values, list) and "*" in values for values in given):
                return entry
    return None
