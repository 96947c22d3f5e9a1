"""Regular expressions in the paths of Ingresses for ingress-nginx, and what rewrites take of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from podlint.api import Hit, KubeObject, Scope, Severity, View, quoted, rule

_PREFIX = "nginx.ingress.kubernetes.io"
_REWRITE = f"{_PREFIX}/rewrite-target"
_REGEX = f"{_PREFIX}/use-regex"
_CLASS = "kubernetes.io/ingress.class"
_OTHERS = re.compile("alb|azure|cilium|contour|gce|haproxy|istio|kong|openshift|traefik|tailscale|cloudflare|apisix")
"""What is in the names that classes of other controllers usually have."""
_SPECIAL = re.compile(r"[(\[*^|\\]|\$\Z")
"""What no path has that is meant as it stands."""
_GROUP = re.compile(r"\$([1-9])")


@rule(
    "ingress-rewrite-groups",
    severity=Severity.WARNING,
    scope=Scope.OBJECT,
    kinds=("Ingress",),
    needs=("nginx",),
)
def ingress_rewrite_groups(ingress: KubeObject) -> Iterator[Hit]:
    """Rewrite for ingress-nginx that asks for a group which the path lacks, or a regular expression that is not read.

    ## Why is this bad?
    In `rewrite-target`, `$1` and `$2` stand for what the first and second group `(...)` of the path matched. Where the
    path has no such group they are empty: every request below the path goes to the same place, mostly `/`.

    A path with a regular expression wants `pathType: ImplementationSpecific`: with Prefix or Exact, ingress-nginx
    refuses it since 1.12 (`strict-validate-path-type`). Without `rewrite-target` it also wants the annotation
    `use-regex: "true"`: else the path is compared as it stands, and matches nothing
    (unless another Ingress of the same host has one of the two).

    The rule is for Ingresses with annotations of ingress-nginx or a class that is named after it.

    ## Example
    ```yaml bad
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata:
      name: reports
      annotations:
        nginx.ingress.kubernetes.io/rewrite-target: /$2
    spec:
      ingressClassName: nginx
      rules:
        - http:
            paths:
              - path: /reports
                pathType: Prefix
                backend:
                  service: {name: reports, port: {number: 80}}
    ```

    ## Use instead
    ```yaml good
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata:
      name: reports
      annotations:
        nginx.ingress.kubernetes.io/rewrite-target: /$2
    spec:
      ingressClassName: nginx
      rules:
        - http:
            paths:
              - path: /reports(/|$)(.*)
                pathType: ImplementationSpecific
                backend:
                  service: {name: reports, port: {number: 80}}
    ```

    ## References
    - https://kubernetes.github.io/ingress-nginx/examples/rewrite/
    - https://kubernetes.github.io/ingress-nginx/user-guide/ingress-path-matching/
    """
    annotations = ingress.at("metadata", "annotations")
    if ingress.group not in ("networking.k8s.io", "extensions") or not _is_nginx(ingress):
        return
    target = annotations.at(_REWRITE) if annotations is not None else None
    for entry in ingress.each("spec", "rules"):
        for path in entry.each("http", "paths"):
            text = path.text("path")
            if text is None:
                continue
            if target is not None and target.text() is not None:
                yield from _groups(path, text, target)
            if _SPECIAL.search(text):
                yield from _regex(ingress, path, text)


def _is_nginx(ingress: KubeObject) -> bool:
    """Whether ingress-nginx serves an Ingress: by its class, or by annotations where the class says nothing else."""
    spec, annotations = ingress.at("spec"), ingress.at("metadata", "annotations")
    if spec is None or not spec.complete("ingressClassName") or not ingress.keys_known("metadata", "annotations"):
        return False
    keys = [key.partition("/")[0] for key, _ in annotations.entries()] if annotations is not None else []
    if "nginx.org" in keys or "nginx.com" in keys:
        return False  # the controller of NGINX itself, which reads paths in another way
    name = ingress.text("metadata", "annotations", _CLASS) or spec.text("ingressClassName") or ""
    return "nginx" in name or (_PREFIX in keys and not _OTHERS.search(name))


def _groups(path: View, text: str, target: View) -> Iterator[Hit]:
    """A rewrite to a group that a path has not."""
    wanted = sorted({int(number) for number in _GROUP.findall(str(target.value))})
    there = _count(text)
    if there is None or not wanted or wanted[-1] <= there:
        return
    first = next(number for number in wanted if number > there)
    has = "no group" if not there else f"{there} group" if there == 1 else f"{there} groups"
    message = f"rewrite-target {target.value} takes ${first}, and path {text} has {has}: ${first} is empty"
    if there:
        help = f"number the groups as they stand in the path, or add group {first} to it"
    else:
        shown = _example(text, first)
        help = f"write path: {shown} with pathType: ImplementationSpecific, or a rewrite-target without ${first}"
    related = (target.related("the rewrite stands here"),)
    yield path.hit(message, "path", help=help, related=related)


def _example(text: str, number: int) -> str:
    """A path with so many groups, the last of which takes what follows."""
    base = text.rstrip("/")
    return f"{base}/(.*)" if number == 1 else f"{base}(/|$)(.*)"


def _count(text: str) -> int | None:
    """How many groups a regular expression has; None for one that is not understood."""
    try:
        return re.compile(re.sub(r"\(\?<(?=[A-Za-z])", "(?P<", text)).groups
    except (re.error, RecursionError, OverflowError):
        return None


def _regex(ingress: KubeObject, path: View, text: str) -> Iterator[Hit]:
    """A path with a regular expression that is refused, or not read as one."""
    kind = path.text("pathType")
    if kind in ("Prefix", "Exact"):
        message = f"path {text} is a regular expression, which ingress-nginx since 1.12 refuses with pathType {kind}"
        help = "write pathType: ImplementationSpecific"
        yield path.hit(message, "pathType", help=help, related=(path.related("the path stands here", "path"),))
    elif kind == "ImplementationSpecific" and not _read(ingress):
        message = f"without use-regex, ingress-nginx takes path {quoted(text)} as it stands, not as regular expression"
        yield path.hit(message, "path", help=f'add the annotation {_REGEX}: "true"')


def _read(ingress: KubeObject) -> bool:
    """Whether the paths of an Ingress are read as regular expressions, as far as is known."""
    annotations = ingress.at("metadata", "annotations")
    if annotations is None:
        return False
    rewrite, regex = annotations.at(_REWRITE), annotations.at(_REGEX)
    return bool(rewrite is not None and rewrite.value != "") or bool(
        regex is not None and regex.value not in ("false", "")
    )
