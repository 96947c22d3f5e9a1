"""Volume plugins and image registries that are gone."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, KubeObject, Part, Scope, Severity, View, rule

# Source -> first minor version of Kubernetes in which the kubelet has no implementation of it, and what to use.
_PLUGINS = {
    "photonPersistentDisk": (16, "a CSI driver"),
    "scaleIO": (22, "the CSI driver of Dell PowerFlex"),
    "flocker": (25, "a CSI driver"),
    "quobyte": (25, "the CSI driver of Quobyte"),
    "storageos": (25, "a CSI driver"),
    "glusterfs": (26, "a CSI driver"),
    "cephfs": (31, "the CSI driver of Ceph (cephfs.csi.ceph.com)"),
    "rbd": (31, "the CSI driver of Ceph (rbd.csi.ceph.com)"),
    "gitRepo": (33, "an emptyDir that an init container clones into"),
}
_NAMES = frozenset(_PLUGINS)
_FROZEN = "k8s.gcr.io/"


@rule(
    "removed-volume-plugin",
    severity=Severity.ERROR,
    scope=Scope.OBJECT,
    partial=True,
    versioned=True,
    needs=("volumes", "PersistentVolume"),
)
def removed_volume_plugin(target: KubeObject) -> Iterator[Hit]:
    """Volume type without an implementation in the chosen Kubernetes version.

    ## Why is this bad?
    The API server still takes the field, with a warning, but the kubelet cannot mount the volume: the pod never starts.
    Types that were moved to CSI behind the same field (awsElasticBlockStore, azureDisk and the like) are not meant.

    ## Example
    ```yaml bad
    volumes:
      - name: source
        gitRepo:
          repository: https://git.example/site.git
    ```

    ## Use instead
    ```yaml good
    volumes:
      - name: source
        emptyDir: {}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/storage/volumes/
    """
    pod = target.pod()
    sources: list[View] = list(pod.each("volumes")) if pod is not None else []
    spec = target.at("spec")
    if target.kind == "PersistentVolume" and spec is not None:
        sources.append(spec)
    for source in sources:
        if not isinstance(source.value, dict) or _NAMES.isdisjoint(source.value):
            continue  # nearly all
        for plugin, (gone, instead) in _PLUGINS.items():
            if target.minor >= gone and source.at(plugin) is not None:
                yield source.hit(
                    f"volumes of type {plugin} cannot be mounted since Kubernetes 1.{gone}",
                    plugin,
                    part=Part.KEY,
                    help=f"use {instead}",
                )


@rule("deprecated-registry", severity=Severity.WARNING, scope=Scope.CONTAINER, partial=True, needs=("k8s.gcr.io",))
def deprecated_registry(container: View) -> Iterator[Hit]:
    """Image from k8s.gcr.io, which is frozen.

    ## Why is this bad?
    The registry k8s.gcr.io gets no new images since April 2023, and may stop to serve the old ones. registry.k8s.io has
    them under the same names.

    ## Example
    ```yaml bad
    name: pause
    image: k8s.gcr.io/pause:3.9
    ```

    ## Use instead
    ```yaml good
    name: pause
    image: registry.k8s.io/pause:3.9
    ```

    ## References
    - https://kubernetes.io/blog/2023/03/10/image-registry-redirect/
    """
    image = container.text("image")
    if image is not None and image.startswith(_FROZEN):
        yield container.hit(
            "k8s.gcr.io is frozen and gets no new images",
            "image",
            within=(0, len(_FROZEN) - 1),
            help=f"use registry.k8s.io/{image.removeprefix(_FROZEN)}",
        )
