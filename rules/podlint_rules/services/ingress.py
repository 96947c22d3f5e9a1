"""Ingresses and IngressClasses by themselves."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from podlint.api import Hit, KubeObject, Part, Scope, Severity, View, quoted, rule
from podlint.api.kubernetes import names

_CLASS = "kubernetes.io/ingress.class"
_PATH_CHARACTERS = r"[A-Za-z0-9/\-._~%!$&'()*+,;=:]+"


@rule("ingress-invalid", severity=Severity.ERROR, scope=Scope.OBJECT, kinds=("Ingress", "IngressClass"), versioned=True)
def ingress_invalid(ingress: KubeObject) -> Iterator[Hit]:
    """Host, path, backend or class of an Ingress that the API server refuses.

    ## Why is this bad?
    An Ingress needs rules or a default backend. A host is a domain in lower-case letters, without scheme, port or
    address, `*` only as the whole first part; a path begins with `/`; and the class is named once, in
    `ingressClassName`.

    ## Example
    ```yaml bad
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata:
      name: web
    spec:
      rules:
        - host: https://shop.example
          http:
            paths:
              - path: /
                pathType: Prefix
                backend:
                  service: {name: web, port: {number: 80}}
    ```

    ## Use instead
    ```yaml good
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata:
      name: web
    spec:
      rules:
        - host: shop.example
          http:
            paths:
              - path: /
                pathType: Prefix
                backend:
                  service: {name: web, port: {number: 80}}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/services-networking/ingress/#ingress-rules
    """
    spec = ingress.at("spec")
    if ingress.api_version != "networking.k8s.io/v1":
        return
    if ingress.kind == "IngressClass":
        yield from _class(spec)
        return
    if spec is None or (isinstance(spec.value, dict) and spec.complete() and not spec.value):
        yield ingress.hit("an Ingress must have rules or a defaultBackend", "spec", part=Part.KEY)
        return
    rules = spec.at("rules")
    if isinstance(spec.value, dict) and (rules is None or rules.value == []) and spec.at("defaultBackend") is None:
        yield spec.hit("an Ingress must have rules or a defaultBackend", part=Part.KEY, help="add rules")
    yield from _class_names(ingress, spec)
    backend = spec.at("defaultBackend")
    if backend is not None:
        yield from _backend(backend, ingress.minor)
    for entry in spec.each("rules"):
        host = entry.text("host")
        if host and (wrong := _host(host)) is not None:
            yield entry.hit(f"host {quoted(host)} {wrong}", "host", help=_host_help(host))
        if entry.get("http", "paths") == []:
            yield entry.hit("paths must not be empty", "http", "paths", part=Part.KEY, help="add a path")
        for path in entry.each("http", "paths"):
            yield from _path(path)
            below = path.at("backend")
            if below is not None:
                yield from _backend(below, ingress.minor)
    for entry in spec.each("tls"):
        for item in entry.each("hosts"):
            host = item.text()
            if host is not None and (wrong := _host(host, of_rule=False)) is not None:
                yield item.hit(f"TLS host {quoted(host)} {wrong}", help=_host_help(host))
        secret = entry.text("secretName")
        if secret and (words := names.dns_subdomain(secret)) is not None:
            yield entry.hit(f"secretName {quoted(secret)} {words}", "secretName")


def _class_names(ingress: KubeObject, spec: View) -> Iterator[Hit]:
    name = spec.text("ingressClassName")
    if spec.get("ingressClassName") == "":
        yield spec.hit("ingressClassName must not be empty", "ingressClassName", help="remove it, or name a class")
    elif name and (words := names.dns_subdomain(name)) is not None:
        yield spec.hit(f"ingressClassName {quoted(name)} {words}", "ingressClassName")
    elif name:
        old = ingress.text("metadata", "annotations", _CLASS)
        if old and old != name:
            yield ingress.hit(
                f"annotation {_CLASS} ({quoted(old)}) must not differ from ingressClassName ({quoted(name)})",
                "metadata",
                "annotations",
                _CLASS,
                help="remove the annotation",
                related=(spec.related("ingressClassName stands here", "ingressClassName"),),
            )


def _host(host: str, *, of_rule: bool = True) -> str | None:
    """What is wrong with a host; TLS hosts may be addresses for the server, though no certificate fits."""
    if of_rule and _is_address(host):
        return "must be a domain, not an IP address"
    if "*" in host:
        return names.wildcard_subdomain(host)
    return names.dns_subdomain(host)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        # With leading zeros it is one to the server, as it was before they were forbidden.
        parts = re.fullmatch(r"0*(\d{1,3})\.0*(\d{1,3})\.0*(\d{1,3})\.0*(\d{1,3})", text, re.ASCII)
        return parts is not None and all(int(part) < 256 for part in parts.groups())
    return True


def _host_help(host: str) -> str | None:
    bare = host.partition("://")[2] or host
    bare = bare.partition("/")[0].partition(":")[0].lower()
    if bare and bare != host and _host(bare) is None:
        return f'did you mean "{bare}"?'
    return "remove host: a rule without one takes all hosts" if host == "*" or _is_address(host) else None


def _path(path: View) -> Iterator[Hit]:
    kind, text = path.text("pathType"), path.text("path")
    if kind not in ("Exact", "Prefix", "ImplementationSpecific"):
        return
    if text is None and path.at("path") is not None:
        return
    if not text:
        if kind != "ImplementationSpecific":
            key = ("path",) if path.at("path") is not None else ()
            yield path.hit(f"an entry of pathType {kind} must have a path", *key, help="add path: /")
    elif not text.startswith("/"):
        yield path.hit(f"path {quoted(text)} must begin with `/`", "path", help=f'did you mean "/{text}"?')
    elif kind != "ImplementationSpecific":
        bad = next((mark for mark in ("//", "/./", "/../", "%2f", "%2F") if mark in text), None)
        bad = bad or next((mark for mark in ("/..", "/.") if text.endswith(mark)), None)
        if bad is not None:
            yield path.hit(f"path {quoted(text)} of pathType {kind} must not contain `{bad}`", "path")


def _backend(backend: View, minor: int) -> Iterator[Hit]:
    resource = backend.at("resource")
    if resource is not None and isinstance(resource.value, dict):
        for key in ("kind", "name"):
            if resource.get(key, default="") == "" and resource.complete(key):
                yield resource.hit(f"the resource of a backend must have a {key}", part=Part.KEY, help=f"add {key}")
    name = backend.text("service", "name")
    if name:
        words = names.dns_label(name) if minor >= 36 else names.dns_label_1035(name)
        if words is not None:
            help = "the Service must be in the namespace of the Ingress: write its name alone" if "." in name else None
            yield backend.hit(f"Service name {quoted(name)} {words}", "service", "name", help=help)
    port = backend.text("service", "port", "name")
    if port and (words := names.port_name(port)) is not None:
        help = f"write number: {port}" if port.isdigit() else "name a port of the Service, or give its number"
        yield backend.hit(f"port name {quoted(port)} {words}", "service", "port", "name", help=help)


def _class(spec: View | None) -> Iterator[Hit]:
    if spec is None or not isinstance(spec.value, dict):
        return
    controller = spec.text("controller")
    if controller:
        domain, slash, path = controller.partition("/")
        fits = slash and names.dns_subdomain(domain) is None and re.fullmatch(_PATH_CHARACTERS, path, re.ASCII)
        if len(controller) > 250:
            yield spec.hit(f"controller must be at most 250 characters, not {len(controller)}", "controller")
        elif not fits:
            message = f"controller {quoted(controller)} must be a domain and a path"
            yield spec.hit(message, "controller", help="such as example.com/ingress-controller")
    parameters = spec.at("parameters")
    scope, namespace = spec.get("parameters", "scope", default="Cluster"), spec.get("parameters", "namespace")
    if parameters is None or not parameters.complete("scope") or not parameters.complete("namespace"):
        return
    if scope == "Namespace" and not namespace:
        yield parameters.hit("parameters of scope Namespace must have a namespace", part=Part.KEY, help="add namespace")
    elif scope == "Cluster" and namespace is not None:
        yield parameters.hit("parameters of scope Cluster have no namespace", "namespace", part=Part.KEY)
