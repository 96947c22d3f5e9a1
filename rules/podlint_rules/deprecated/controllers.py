"""Controllers that nobody maintains any more."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, KubeObject, NamedTuple, Scope, Severity, View, all_containers, label, quoted, rule
from podlint.api.kubernetes import parse_image
from podlint.api.project import Index, Member

_GROUPS = ("networking.k8s.io", "extensions")
_CONTROLLER = "k8s.io/ingress-nginx"
_ANNOTATION = "kubernetes.io/ingress.class"
_OWN = "nginx.ingress.kubernetes.io/"
_OF_F5 = ("nginx.org/", "nginx.com/")
_GONE = "ingress-nginx, which is past its end of life: security holes are not fixed any more"
_HELP = "move to the Gateway API, or to a controller that is maintained"


class Classes(NamedTuple):
    """Options of ingress-nginx-eol."""

    classes: tuple[str, ...] = ("nginx",)
    """Names of Ingress classes that are ingress-nginx."""


def _by_class(ingress: Member, index: Index, options: Classes) -> Iterator[Hit]:
    """An Ingress for ingress-nginx, unless the project says that its class is another controller's."""
    if ingress.group not in _GROUPS:
        return
    given = ingress.at("spec", "ingressClassName") or ingress.at("metadata", "annotations", _ANNOTATION)
    name = given.text() if given is not None else None
    if given is None or not name:
        return
    annotations = [key for key, _ in ingress.entries("metadata", "annotations")]
    classes = index.meant("networking.k8s.io", "IngressClass", name, ingress)
    if classes:
        gone = all(found.text("spec", "controller") == _CONTROLLER for found in classes)
    else:
        own = "nginx" in name and any(key.startswith(_OWN) for key in annotations)
        gone = (name in options.classes or own) and not any(key.startswith(_OF_F5) for key in annotations)
    if gone:
        yield given.hit(f"Ingress class {quoted(name)} is that of {_GONE}", help=_HELP)


@rule(
    "ingress-nginx-eol",
    severity=Severity.INFO,
    scope=Scope.OBJECT,
    default=False,
    options=Classes,
    partial=True,
    across=_by_class,
    across_kinds=("Ingress",),
)
def ingress_nginx_eol(target: KubeObject, options: Classes) -> Iterator[Hit]:
    """Controller, class or Ingress of ingress-nginx, which is past its end of life.

    ## Why is this bad?
    The Kubernetes project maintained its controller ingress-nginx until March 2026. What runs goes on running, but
    there are no more releases and no security fixes, for a program that stands between the Internet and the cluster.
    The NGINX Ingress Controller of F5 (`nginx.org/ingress-controller`) is another one, and is not meant.

    The class of an Ingress is looked up in the project; where its IngressClass is not there, the name `nginx` (option
    `classes`) is taken for ingress-nginx, and so is any with `nginx` in it beside annotations
    `nginx.ingress.kubernetes.io/`.

    ## Example
    ```yaml bad
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: {name: web}
    spec:
      ingressClassName: nginx
      defaultBackend: {service: {name: web, port: {number: 80}}}
    ```

    ## Use instead
    ```yaml good
    apiVersion: gateway.networking.k8s.io/v1
    kind: HTTPRoute
    metadata: {name: web}
    spec:
      parentRefs: [{name: public}]
      rules: [{backendRefs: [{name: web, port: 80}]}]
    ```

    ## References
    - https://kubernetes.io/blog/2025/11/11/ingress-nginx-retirement/
    - https://gateway-api.sigs.k8s.io/guides/migrating-from-ingress/
    """
    if target.kind == "IngressClass" and target.group in _GROUPS:
        if target.text("spec", "controller") == _CONTROLLER:
            yield target.hit(f"the controller of {target.name} is {_GONE}", "spec", "controller", help=_HELP)
        return
    pod = target.pod()
    for container in all_containers(pod) if pod is not None else ():
        if _runs_it(container):
            image = quoted(str(container.get("image")))
            yield container.hit(f"image {image} of {label(container)} is {_GONE}", "image", help=_HELP)


def _runs_it(container: View) -> bool:
    """Whether a container's image is the controller: that of the project or a mirror, or a build of others."""
    text = container.text("image")
    image = parse_image(text) if text and "nginx" in text else None
    if image is None:
        return False
    folder, _, name = image.repository.rpartition("/")
    official = folder.rpartition("/")[2] == "ingress-nginx" and name in ("controller", "controller-chroot")
    return official or name == "nginx-ingress-controller"
