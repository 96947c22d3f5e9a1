"""What the API server refuses in a pod and its containers, and no other rule is about."""

from __future__ import annotations

import re
from collections.abc import Iterator

from podlint.api import Hit, Part, Scope, Severity, View, all_containers, is_sidecar, label, quoted, rule
from podlint.api.kubernetes import addresses, names
from podlint_rules.structure import _pod_admission, _pod_resources

_NAMESERVERS = 3
_SEARCHES = 32
_SEARCH_CHARACTERS = 2048
_RULES = 20
_EXIT_CODES = 255
_UNDERSCORED = r"_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?"
_MIRROR = "kubernetes.io/config.mirror"


@rule("pod-invalid", severity=Severity.ERROR, scope=Scope.POD, versioned=True)
def pod_invalid(pod: View) -> Iterator[Hit]:
    """Field of a pod or a container that the API server refuses beside the others.

    ## Why is this bad?
    The object is not created. Ephemeral containers are added to a running pod only (`kubectl debug`);
    `restartPolicyRules` need a `restartPolicy` of their container; a pod that never restarts cannot restart a container
    to resize it; `dnsPolicy: None` needs name servers; amounts are not negative, and extended resources come in whole
    pieces; a claim that a container uses must be declared by the pod.

    ## Example
    ```yaml bad
    dnsPolicy: None
    containers:
      - name: web
        image: registry.example/web:1
    ```

    ## Use instead
    ```yaml good
    dnsPolicy: None
    dnsConfig:
      nameservers: [192.0.2.53]
    containers:
      - name: web
        image: registry.example/web:1
    ```

    ## References
    - https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#PodSpec
    """
    value = pod.value
    if value.get("ephemeralContainers"):
        message = "ephemeralContainers may not be set here: they are added to a pod that runs"
        yield pod.hit(message, "ephemeralContainers", part=Part.KEY, help="remove them; use kubectl debug")
    for container in all_containers(pod):
        yield from _container(pod, container)
    if value.get("dnsConfig") or value.get("dnsPolicy") == "None":
        yield from _dns(pod)
    if value.get("resourceClaims"):
        yield from _claims(pod)
    yield from _pod_resources.check(pod)
    if "overhead" in value or "priority" in value or "preemptionPolicy" in value:
        yield from _pod_admission.check(pod)
    if pod.object.kind == "Pod" and pod.object.get("metadata", "annotations", _MIRROR) and not value.get("nodeName"):
        message = f"the annotation {_MIRROR} needs a nodeName: it marks the mirror of a static pod"
        yield pod.object.hit(message, "metadata", "annotations", _MIRROR, part=Part.KEY, help="remove it")


def _container(pod: View, container: View) -> Iterator[Hit]:
    image = container.text("image")
    # Templates are not asked: their pods fail when they are created.
    if image and image != image.strip() and pod.object.kind == "Pod":
        message = f"image {quoted(image)} of {label(container)} must not begin or end with spaces"
        yield container.hit(message, "image", help=f"write {image.strip()}" if image.strip() else "write an image")
    if container.value.get("restartPolicyRules"):
        yield from _restart_rules(container)
    if container.value.get("resizePolicy"):
        yield from _resize(pod, container)


def _restart_rules(container: View) -> Iterator[Hit]:
    rules = container.get("restartPolicyRules")
    if container.at("restartPolicy") is None:
        message = f"restartPolicyRules of {label(container)} need a restartPolicy of the container"
        yield container.hit(message, "restartPolicyRules", part=Part.KEY, help="add restartPolicy: Never beside them")
    if isinstance(rules, list) and len(rules) > _RULES:
        message = f"{label(container)} has {len(rules)} restartPolicyRules; there may be at most {_RULES}"
        yield container.hit(message, "restartPolicyRules", part=Part.KEY, help="put exit codes together in one rule")
    for entry in container.each("restartPolicyRules"):
        codes = entry.get("exitCodes", "values")
        if isinstance(codes, list) and len(codes) > _EXIT_CODES:
            message = f"a restart rule of {label(container)} has {len(codes)} exit codes; at most {_EXIT_CODES} may be"
            yield entry.hit(message, "exitCodes", "values", part=Part.KEY, help="use operator NotIn with the others")


def _resize(pod: View, container: View) -> Iterator[Hit]:
    plain_init = "initContainers" in container.path and not is_sidecar(container)
    if not container.complete("restartPolicy"):
        return
    for policy in container.each("resizePolicy"):
        if policy.get("restartPolicy") != "RestartContainer":
            continue
        if pod.get("restartPolicy") == "Never":
            message = f"resizePolicy of {label(container)} may not be RestartContainer: the pod never restarts"
            related = (pod.related("restartPolicy of the pod stands here", "restartPolicy"),)
            yield policy.hit(message, "restartPolicy", help="write NotRequired", related=related)
        elif plain_init and pod.object.minor >= 36:
            message = f"resizePolicy of {label(container)} may not be RestartContainer: it runs to its end once"
            yield policy.hit(message, "restartPolicy", help="write NotRequired, or remove the entry")


def _dns(pod: View) -> Iterator[Hit]:
    servers = pod.get("dnsConfig", "nameservers", default=[])
    if pod.get("dnsPolicy") == "None" and not servers and pod.complete("dnsConfig"):
        help = "add dnsConfig with nameservers, or remove the policy"
        yield pod.hit("dnsPolicy None needs at least one name server in dnsConfig", "dnsPolicy", help=help)
    if isinstance(servers, list) and len(servers) > _NAMESERVERS:
        message = f"dnsConfig has {len(servers)} nameservers; there may be at most {_NAMESERVERS}"
        yield pod.hit(message, "dnsConfig", "nameservers", part=Part.KEY, help="remove some")
    for server in pod.each("dnsConfig", "nameservers"):
        text = server.text()
        wrong = addresses.ip(text, pod.object.minor) if text is not None else None
        if wrong is not None:
            yield server.hit(f"name server {quoted(str(text))} {wrong}", help="write the address of a DNS server")
    searches = [domain for domain in pod.each("dnsConfig", "searches") if isinstance(domain.value, str)]
    if len(searches) > _SEARCHES:
        message = f"dnsConfig has {len(searches)} search domains; there may be at most {_SEARCHES}"
        yield pod.hit(message, "dnsConfig", "searches", part=Part.KEY, help="remove some")
    length = len(" ".join(domain.value for domain in searches))
    if length > _SEARCH_CHARACTERS:
        message = f"the search domains are {length} characters together; at most {_SEARCH_CHARACTERS} may be"
        yield pod.hit(message, "dnsConfig", "searches", part=Part.KEY, help="remove some")
    for domain in searches:
        text = domain.text()
        wrong = _search_domain(text, pod.object.minor) if text is not None else None
        if wrong is not None:
            yield domain.hit(f"search domain {quoted(str(text))} {wrong}", help="write a DNS domain")


def _search_domain(text: str, minor: int) -> str | None:
    """What is wrong with a search domain; 1.33 takes underscores, and the root alone."""
    name = text if minor >= 33 and text == "." else text.removesuffix(".")
    if minor >= 33 and (
        name == "." or (len(name) <= 253 and re.fullmatch(rf"{_UNDERSCORED}(\.{_UNDERSCORED})*", name, re.ASCII))
    ):
        return None
    return names.dns_subdomain(name)


def _claims(pod: View) -> Iterator[Hit]:
    for claim in pod.each("resourceClaims"):
        for key in ("resourceClaimName", "resourceClaimTemplateName"):
            name = claim.text(key)
            wrong = names.dns_subdomain(name) if name else None
            if wrong is not None:
                yield claim.hit(f"{key} {quoted(str(name))} {wrong}", key, help="name the object as it is named")
