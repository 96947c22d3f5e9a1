"""Ingresses and the Services that they route to."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import EACH, Hit, Part, Scope, Severity, View, closest, did_you_mean, is_slip, listed, quoted, rule
from podlint.api.project import Index, Member, Vicinity
from podlint_rules._shared.absent import meant, weight

_INGRESS = ("Ingress",)
_Key = tuple[str, str, str, str]


@rule("ingress-backend-missing", severity=Severity.WARNING, scope=Scope.PROJECT, kinds=_INGRESS)
def ingress_backend_missing(ingress: Member, index: Index) -> Iterator[Hit]:
    """Ingress that routes to a Service which is not in the project.

    ## Why is this bad?
    Requests to a path whose Service does not exist are answered with an error (503, mostly) by the ingress controller;
    the API server does not look. It is a warning where a Service is there that must have been meant, by its name, and
    to which the Ingress has no route; else an info, for a chart or another repository may bring the Service. The rule
    is silent where no Service belongs together with the Ingress, where something that cannot be read does or an
    operator may make one, and where all Services of the Ingress are strange to the project.

    ## Example
    ```yaml bad file
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: {name: web}
    spec:
      defaultBackend: {service: {name: wbe, port: {number: 80}}}
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec: {selector: {app: web}, ports: [{port: 80}]}
    ```

    ## Use instead
    ```yaml good file
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: {name: web}
    spec:
      defaultBackend: {service: {name: web, port: {number: 80}}}
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec: {selector: {app: web}, ports: [{port: 80}]}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/services-networking/ingress/#the-ingress-resource
    """
    if not index.complete(ingress, ("", "Service")):
        return
    asked = [(service, name) for service in backends(ingress) if (name := service.text("name"))]
    missing = [(service, name) for service, name in asked if not index.named("", "Service", name, ingress)]
    known = index.names("", "Service", ingress) if missing else []
    routed = {name for _, name in asked}
    free = [name for name in known if name not in routed]
    for service, name in missing:
        # An Ingress all of whose Services are strangers is for what somebody else installed.
        if len(missing) == len(asked) and not any(is_slip(name, other) for other in known):
            continue
        near = meant(name, free)
        severity = weight(ingress, index, near)
        if severity is None:
            continue
        message = f"the Service {quoted(name)} that {ingress.name} routes to is not in the project"
        yield service.hit(message, "name", help=did_you_mean(near) or _there(sorted(set(known))), severity=severity)


def _there(names: list[str]) -> str | None:
    return f"there {'is' if len(names) == 1 else 'are'} {listed(names)}" if names else None


@rule("ingress-backend-port", severity=Severity.ERROR, scope=Scope.PROJECT, kinds=_INGRESS)
def ingress_backend_port(ingress: Member, index: Index) -> Iterator[Hit]:
    """Ingress that routes to a port which its Service does not offer.

    ## Why is this bad?
    The ingress controller looks the port up among the `ports` of the Service, by number (`port`, not `targetPort`) or
    by name. Where it is not there the route has no endpoints, and requests are answered with an error.

    ## Example
    ```yaml bad file
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: {name: web}
    spec:
      defaultBackend: {service: {name: web, port: {number: 8080}}}
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
    ```

    ## Use instead
    ```yaml good file
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: {name: web}
    spec:
      defaultBackend: {service: {name: web, port: {number: 80}}}
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/services-networking/ingress/#the-ingress-resource
    """
    for backend in backends(ingress):
        name, number, word = backend.text("name"), backend.integer("port", "number"), backend.text("port", "name")
        found = index.meant("", "Service", name, ingress) if name else []
        if not found or not all(map(_ports_known, found)) or bool(number) == bool(word):
            continue
        if any(service.get("spec", "type") == "ExternalName" and not service.get("spec", "ports") for service in found):
            continue
        ports = [port for service in found for port in service.each("spec", "ports")]
        if any(port.integer("port") == number if number else port.text("name") == word for port in ports):
            continue
        offers = [
            f"{port.integer('port')}" + (f" ({port.text('name')})" if port.text("name") else "") for port in ports
        ]
        shown = f"port {number}" if number else f"port named {quoted(str(word))}"
        target = next((p for p in ports if number and p.get("targetPort") == number), None)
        named = [str(p.text("name")) for p in ports if p.text("name")]
        help = None
        if target is not None:
            help = f"{number} is its targetPort; write {target.integer('port')}"
        elif word:
            help = did_you_mean(closest(word, named))
        related = found[0].related("the Service stands here", "spec", "ports", part=Part.KEY)
        message = f"Service {quoted(str(name))} offers no {shown}: it has {listed(offers) or 'none'}"
        yield backend.hit(message, "port", "number" if number else "name", help=help, related=(related,))


@rule("ingress-duplicate-route", severity=Severity.WARNING, scope=Scope.PROJECT, kinds=_INGRESS)
def ingress_duplicate_route(ingress: Member, index: Index) -> Iterator[Hit]:
    """Two routes for the same class, host, path and path type.

    ## Why is this bad?
    Only one of them can be served: which one is the controller's choice, by age or by name. Some controllers refuse the
    second Ingress. Canaries share the route of their main Ingress on purpose, and what routes to one Service is one
    route written twice: of these nothing is said. Files of a folder that no kustomization joins may be variants, of
    which only one is applied: that is an info.

    ## Example
    ```yaml bad file
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: {name: web}
    spec:
      rules:
        - host: web.example
          http:
            paths:
              - {path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}
              - {path: /, pathType: Prefix, backend: {service: {name: old, port: {number: 80}}}}
    ```

    ## Use instead
    ```yaml good file
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: {name: web}
    spec:
      rules:
        - host: web.example
          http:
            paths:
              - {path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}
              - {path: /old, pathType: Prefix, backend: {service: {name: old, port: {number: 80}}}}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/services-networking/ingress/#path-types
    """
    if ingress.group != "networking.k8s.io" or _is_canary(ingress):
        return
    near = index.vicinity(ingress)
    table = near.remember("ingress-duplicate-route", lambda: _all_routes(near))
    for key, path in _routes(ingress):
        before = next((other for other in table.get(key, ()) if _earlier(index, other, path)), None)
        if before is None or _service(before) == _service(path):
            continue
        _, host, route, kind = key
        message = f"path {quoted(route)} ({kind}) of host {quoted(host or '*')} is routed already"
        related = before.related(f"by {before.object.name} here", "path")
        severity = None if _sure(index, before, path) else Severity.INFO
        yield path.hit(message, "path", help="remove one of the two", related=(related,), severity=severity)


def _all_routes(near: Vicinity) -> dict[_Key, list[View]]:
    """The paths of all Ingresses by what must be unique, in the order of the files."""
    table: dict[_Key, list[View]] = {}
    for ingress in near.of_kind("networking.k8s.io", "Ingress"):
        for key, path in () if _is_canary(ingress) else _routes(ingress):
            table.setdefault(key, []).append(path)
    return table


def _earlier(index: Index, one: View, other: View) -> bool:
    """Whether a path comes before another that it would shadow."""
    mine, theirs = other.object, one.object
    if not isinstance(mine, Member) or not isinstance(theirs, Member):
        return False
    if mine is theirs:
        return one.path < other.path
    if (theirs.text("metadata", "name"), theirs.namespace) == (mine.text("metadata", "name"), mine.namespace):
        return False  # one object, written twice
    ahead = (theirs.known.file, theirs.known.document) < (mine.known.file, mine.known.document)
    return ahead and index.same_place(theirs, mine)


def _is_canary(ingress: Member) -> bool:
    """Whether an Ingress takes a part of the traffic of another one: annotations say so."""
    return any(
        key.rpartition("/")[2] == "canary" and str(note.value).lower() == "true"
        for key, note in ingress.entries("metadata", "annotations")
    )


def _service(path: View) -> object:
    """What a path routes to, whatever the port."""
    return path.text("backend", "service", "name") or path.get("backend")


def _sure(index: Index, one: View, other: View) -> bool:
    """Whether two paths are sure to be in the cluster at one time."""
    mine, theirs = one.object, other.object
    return mine is theirs or (
        isinstance(mine, Member) and isinstance(theirs, Member) and index.applied_together(mine, theirs)
    )


def backends(ingress: Member) -> Iterator[View]:
    """The `service` blocks of an Ingress; the old API versions have none."""
    found = [ingress.at("spec", "defaultBackend", "service")] if ingress.group == "networking.k8s.io" else []
    for entry in ingress.each("spec", "rules"):
        found += [path.at("backend", "service") for path in entry.each("http", "paths")]
    yield from (view for view in found if view is not None and isinstance(view.value, dict))


def _routes(ingress: Member) -> Iterator[tuple[_Key, View]]:
    """Class, host, path and type of each path whose parts are all known."""
    own = ingress.get("spec", "ingressClassName") or ingress.get(
        "metadata", "annotations", "kubernetes.io/ingress.class", default=""
    )
    for entry in ingress.each("spec", "rules"):
        host = entry.text("host") if entry.at("host") is not None else ""
        for path in entry.each("http", "paths"):
            route, kind = path.text("path"), path.text("pathType")
            if isinstance(own, str) and host is not None and route is not None and kind is not None:
                yield (own, host, route, kind), path


def _ports_known(service: Member) -> bool:
    """Whether the numbers and names of a Service's ports are understood."""
    ports = ("spec", "ports", EACH)
    return service.understood("spec", "type") and all(service.understood(*ports, key) for key in ("port", "name"))
