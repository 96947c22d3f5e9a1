"""Priority and fairness of requests to the API server: FlowSchemas and PriorityLevelConfigurations."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, KubeObject, Part, Scope, Severity, View, quoted, rule

_GROUP = "flowcontrol.apiserver.k8s.io"
_LISTS = ("verbs", "apiGroups", "resources", "namespaces", "nonResourceURLs")
_OF_SUBJECTS = {"User": "user", "Group": "group", "ServiceAccount": "serviceAccount"}


@rule(
    "flow-control-invalid",
    severity=Severity.ERROR,
    scope=Scope.OBJECT,
    kinds=("FlowSchema", "PriorityLevelConfiguration"),
)
def flow_control_invalid(target: KubeObject) -> Iterator[Hit]:
    """FlowSchema or priority level that the API server refuses.

    ## Why is this bad?
    In a FlowSchema, `*` stands alone in its list, a path ends in `/*` or has no `*`, a rule has resourceRules or
    nonResourceRules, and a subject has the block of its kind. A priority level of type Limited has the block `limited`,
    one that queues says how; only the level `exempt` is of type Exempt. The object is refused as a whole.

    ## Example
    ```yaml bad file
    apiVersion: flowcontrol.apiserver.k8s.io/v1
    kind: PriorityLevelConfiguration
    metadata: {name: tools}
    spec:
      type: Limited
      limited:
        limitResponse: {type: Queue}
    ```

    ## Use instead
    ```yaml good file
    apiVersion: flowcontrol.apiserver.k8s.io/v1
    kind: PriorityLevelConfiguration
    metadata: {name: tools}
    spec:
      type: Limited
      limited:
        limitResponse: {type: Queue, queuing: {queues: 64, handSize: 6, queueLengthLimit: 50}}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/cluster-administration/flow-control/
    """
    spec = target.at("spec")
    if target.group != _GROUP or spec is None or not isinstance(spec.value, dict):
        return
    name = target.text("metadata", "name")
    if target.kind == "FlowSchema":
        if spec.integer("matchingPrecedence") == 1 and name not in (None, "exempt"):
            message = 'only the FlowSchema "exempt" may have the matchingPrecedence 1'
            yield spec.hit(message, "matchingPrecedence", help="write 2 or more")
        for entry in spec.each("rules"):
            if isinstance(entry.value, dict):
                yield from _rule(entry)
        return
    yield from _level(spec, name)


def _rule(entry: View) -> Iterator[Hit]:
    both = ("resourceRules", "nonResourceRules")
    if all(entry.complete(key) and not entry.get(key) for key in both):
        yield entry.hit("a rule must have resourceRules or nonResourceRules", part=Part.KEY, help="add one of them")
    for subject in entry.each("subjects"):
        kind = subject.text("kind")
        wanted = _OF_SUBJECTS.get(kind or "")
        if wanted is not None and subject.complete() and subject.at(wanted) is None:
            other = next((key for key in _OF_SUBJECTS.values() if subject.at(key) is not None), None)
            if other is not None:
                message = f"a subject of kind {kind} must have the block {wanted}, not {other}"
                yield subject.hit(message, other, part=Part.KEY, help=f"change the kind, or {other} to {wanted}")
    for key in both:
        for policy in entry.each(key):
            if isinstance(policy.value, dict):
                yield from _policy(policy, of_resources=key == "resourceRules")


def _policy(policy: View, *, of_resources: bool) -> Iterator[Hit]:
    for field in _LISTS:
        values = policy.get(field)
        if isinstance(values, list) and "*" in values and len(values) > 1:
            yield policy.hit(f"`*` in {field} excludes all others", field, part=Part.KEY, help="keep it alone")
    if of_resources:
        known = policy.complete("namespaces") and policy.complete("clusterScope")
        if known and not policy.get("namespaces") and not policy.flag("clusterScope"):
            message = "a resource rule must have namespaces, or clusterScope: true"
            yield policy.hit(message, part=Part.KEY, help='add namespaces: ["*"]')
        return
    for path in policy.each("nonResourceURLs"):
        text = path.text()
        if text and text.startswith("/") and (wrong := _path(text)) is not None:
            yield path.hit(f"path {quoted(text)} {wrong}")


def _path(text: str) -> str | None:
    if "//" in text:
        return "must not have two slashes in a row"
    stars = text.count("*")
    return "may have `*` only as its last part: `/*`" if stars > 1 or (stars and not text.endswith("/*")) else None


def _level(spec: View, name: str | None) -> Iterator[Hit]:
    kind = spec.text("type")
    if kind not in ("Limited", "Exempt"):
        return
    if name is not None and (name == "exempt") != (kind == "Exempt"):
        message = "only the priority level `exempt` is of type Exempt, and it is so"
        yield spec.hit(f"{message}: {quoted(name)} may not be {kind}", "type")
        return
    for block, of in (("limited", "Limited"), ("exempt", "Exempt")):
        if of != kind and spec.at(block) is not None:
            yield spec.hit(f"a priority level of type {kind} may not have the block {block}", block, part=Part.KEY)
    if kind == "Limited" and spec.complete("limited") and spec.at("limited") is None:
        message = "a priority level of type Limited must have the block limited"
        yield spec.hit(message, part=Part.KEY, help="add limited with a limitResponse")
    response = spec.at("limited", "limitResponse")
    if response is not None and isinstance(response.value, dict):
        yield from _response(response)


def _response(response: View) -> Iterator[Hit]:
    kind, queuing = response.text("type"), response.at("queuing")
    if kind == "Reject" and queuing is not None:
        yield response.hit("a limitResponse of type Reject may not have queuing", "queuing", part=Part.KEY)
    elif kind == "Queue" and queuing is None and response.complete("queuing"):
        message = "a limitResponse of type Queue must have queuing"
        yield response.hit(message, part=Part.KEY, help="add queuing, or use type Reject")
    elif kind == "Queue" and queuing is not None and isinstance(queuing.value, dict):
        queues = _amount(queuing, "queues", 64)
        hand = _amount(queuing, "handSize", 8)
        if queues is not None and hand is not None and hand > queues:
            at = "handSize" if queuing.at("handSize") is not None else "queues"
            yield queuing.hit(f"handSize ({hand}) must not be above queues ({queues})", at)
        elif queues is not None and hand is not None and _bits(queues, hand) > 60:
            at = "handSize" if queuing.at("handSize") is not None else "queues"
            message = f"a handSize of {hand} out of {queues} queues is more than the server can deal out"
            yield queuing.hit(message, at, help="lower handSize or queues")


def _amount(queuing: View, key: str, default: int) -> int | None:
    """A number of the queues; 0 and an absent one are that of the default."""
    if queuing.at(key) is None:
        return default if queuing.complete(key) else None
    return queuing.integer(key) or (default if queuing.get(key) == 0 else None)


def _bits(queues: int, hand: int) -> int:
    """How many bits of a hash a hand of queues takes."""
    made = 1
    for taken in range(min(hand, 100)):
        made *= queues - taken
    return (made - 1).bit_length()
