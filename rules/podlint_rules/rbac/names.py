"""What the rules and bindings of RBAC name."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, KubeObject, Scope, Severity, View, closest, quoted, rule
from podlint.api.project import Index, Member
from podlint_rules.rbac import _known as known
from podlint_rules.rbac._public import Reads, reads
from podlint_rules.rbac.shapes import GROUP

_ROLES = ("Role", "ClusterRole")
_EVERYBODY = {
    "system:anonymous": "everybody who can reach the API server, without any login",
    "system:unauthenticated": "everybody who can reach the API server, without any login",
    "system:authenticated": "every user and every ServiceAccount of the cluster",
    "system:masters": "the group that no rule can bound: its members may do everything, whatever this binding says",
}
_HARMLESS = frozenset(
    {
        "system:basic-user",
        "system:discovery",
        "system:public-info-viewer",
        "system:service-account-issuer-discovery",
    }
)


@rule("rbac-unknown-name", severity=Severity.WARNING, scope=Scope.OBJECT, kinds=_ROLES)
def rbac_unknown_name(role: KubeObject) -> Iterator[Hit]:
    """Verb or resource that the API groups of the rule do not have.

    ## Why is this bad?
    The API server takes any word and never matches it: the permission is not there, and the request is refused at run
    time. Resources are named in the plural and in lower-case letters, without a version, in the group that has them:
    `deployments` are in `apps`, `pods` in the core group `""`. Groups of others may hold any resource.

    ## Example
    ```yaml bad
    apiVersion: rbac.authorization.k8s.io/v1
    kind: Role
    metadata:
      name: deployer
    rules:
      - apiGroups: [""]
        resources: [deployments]
        verbs: [get, patch]
    ```

    ## Use instead
    ```yaml good
    apiVersion: rbac.authorization.k8s.io/v1
    kind: Role
    metadata:
      name: deployer
    rules:
      - apiGroups: [apps]
        resources: [deployments]
        verbs: [get, patch]
    ```

    ## References
    - https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources
    """
    if role.group != GROUP:
        return
    for entry in role.each("rules"):
        if not isinstance(entry.value, dict) or not entry.complete("apiGroups"):
            continue
        groups = [view.value for view in entry.each("apiGroups")]
        if not groups or not all(isinstance(group, str) and group in known.RESOURCES for group in groups):
            yield from _versioned(entry)
            continue
        yield from _verbs(entry)
        for resource in entry.each("resources"):
            hit = _resource(resource, groups)
            if hit is not None:
                yield hit if hit.help is None else hit._replace(help=_granted(role, entry, resource) or hit.help)


def _granted(role: KubeObject, entry: View, resource: View) -> str | None:
    """What to do where another rule of the role grants the resource already, in the group that has it."""
    name = (resource.text() or "").partition("/")[0]
    group = known.group_of(name)
    if group is None or group in [view.value for view in entry.each("apiGroups")]:
        return None
    verbs = [verb.value for verb in entry.each("verbs")]
    for index, other in enumerate(role.each("rules")):
        if other.path == entry.path or not isinstance(other.value, dict) or not other.complete():
            continue
        groups, resources, own = ([v.value for v in other.each(key)] for key in ("apiGroups", "resources", "verbs"))
        named = resource.text() in resources or "*" in resources
        allowed = "*" in own or {str(verb) for verb in verbs} <= set(map(str, own))
        if named and allowed and (group in groups or "*" in groups):
            where = f'in "{group}"' if group else "in the core group"
            return f"remove it here: {name} is {where}, which rule {index + 1} of this role grants already"
    return None


def _versioned(entry: View) -> Iterator[Hit]:
    """Groups with a version (`apps/v1`), or `core`, which no group is called."""
    for group in entry.each("apiGroups"):
        text = group.text()
        bare = (text or "").partition("/")[0]
        if text == "core" or text == "v1" or text == "core/v1":
            yield group.hit(f"there is no API group {quoted(text)}", help='the core group is called ""')
        elif text is not None and "/" in text and bare:
            yield group.hit(f"API group {quoted(text)} must not have a version", help=f'did you mean "{bare}"?')


def _verbs(entry: View) -> Iterator[Hit]:
    for verb in entry.each("verbs"):
        text = verb.text()
        if text is None or text in known.VERBS or text in known.SPECIAL_VERBS or "*" in text or ":" in text:
            continue
        near = closest(text, known.VERBS, 0.6)
        meant = {"read": "get", "write": "update", "edit": "update", "remove": "delete", "add": "create"}.get(
            text, near
        )
        help = f'did you mean "{meant}"?' if meant else f"the verbs are {', '.join(known.VERBS)}"
        yield verb.hit(f"verb {quoted(text)} is none that the API server asks for: it permits nothing", help=help)


def _resource(view: View, groups: list[str]) -> Hit | None:
    text = view.text()
    if text is None or "*" in text:
        return None
    name, slash, sub = text.partition("/")
    here = frozenset().union(*(known.RESOURCES[group] for group in groups))
    shown = " or ".join(quoted(group) if group else 'the core group ("")' for group in groups[:3])
    if name not in here:
        other = known.group_of(name)
        if other is not None:
            where = f'in "{other}"' if other else 'in the core group, ""'
            return view.hit(
                f"resource {quoted(text)} is not in {shown}", help=f"{name} is {where}: add it to apiGroups"
            )
        near = known.SHORT_NAMES.get(name.lower()) or closest(name, sorted(here), 0.75)
        near = near or closest(name, sorted(frozenset().union(*known.RESOURCES.values())), 0.85)
        help = (
            f'did you mean "{near}{slash}{sub}"?'
            if near
            else "resources are named in the plural, in lower-case letters"
        )
        return view.hit(f"resource {quoted(text)} is not in {shown}", help=help)
    subs = known.SUBRESOURCES.get(name)
    if slash and subs is not None and sub.partition("/")[0] not in (*subs, *known.COMMON_SUBRESOURCES):
        similar = closest(sub, subs, 0.6)
        help = f'did you mean "{name}/{similar}"?' if similar else ""
        return view.hit(f"{name} have no subresource {quoted(sub)}", help=help or None)
    return None


@rule(
    "rbac-anonymous",
    severity=Severity.WARNING,
    scope=Scope.PROJECT,
    kinds=("RoleBinding", "ClusterRoleBinding"),
)
def rbac_anonymous(binding: Member, index: Index) -> Iterator[Hit]:
    """Binding to everybody: anonymous, all authenticated users, or the group of masters.

    ## Why is this bad?
    `system:anonymous` and `system:unauthenticated` are whoever can reach the API server; `system:authenticated` is
    every user and every ServiceAccount, the pods of other teams included; `system:masters` passes by all
    authorization, so that a binding for it adds nothing and hides how much its members may do. The bindings that let
    everybody read version and discovery (`system:discovery`, `system:public-info-viewer`) are no finding, nor are those
    for a role of the project that only reads, and no Secrets: for anonymous users, objects that it names.

    ## Example
    ```yaml bad
    apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRoleBinding
    metadata:
      name: dashboard
    roleRef:
      apiGroup: rbac.authorization.k8s.io
      kind: ClusterRole
      name: view
    subjects:
      - apiGroup: rbac.authorization.k8s.io
        kind: User
        name: system:anonymous
    ```

    ## Use instead
    ```yaml good
    apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRoleBinding
    metadata:
      name: dashboard
    roleRef:
      apiGroup: rbac.authorization.k8s.io
      kind: ClusterRole
      name: view
    subjects:
      - kind: ServiceAccount
        name: dashboard
        namespace: monitoring
    ```

    ## References
    - https://kubernetes.io/docs/concepts/security/rbac-good-practices/
    """
    role = binding.text("roleRef", "name")
    if binding.group != GROUP or role in _HARMLESS:
        return
    public = _public(binding, index)
    for subject in binding.each("subjects"):
        name = subject.text("name")
        kind = "User" if name == "system:anonymous" else "Group"
        if name in _EVERYBODY and name not in public and subject.get("kind") == kind:
            yield subject.hit(
                f"{name} is {_EVERYBODY[name]}", "name", help="bind a user, a group or a ServiceAccount of its own"
            )


def _public(binding: Member, index: Index) -> frozenset[str]:
    """The groups of everybody to which the role of a binding gives what anybody may see."""
    kind, name = binding.text("roleRef", "kind"), binding.text("roleRef", "name")
    if kind not in _ROLES or not name:
        return frozenset()
    roles = index.meant(GROUP, kind, name, binding) or index.named(GROUP, kind, name, binding)
    kept = {reads(role) for role in roles}
    if not kept or Reads.MORE in kept:
        return frozenset()
    if Reads.ANY in kept:
        return frozenset({"system:authenticated"})
    return frozenset({"system:authenticated", "system:unauthenticated", "system:anonymous"})
