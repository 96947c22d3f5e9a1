"""Claim templates and the volumes of the pods that they are for; file modes."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, KubeObject, Scope, Severity, View, quoted, rule

_OCTAL = (400, 404, 440, 444, 500)
"""Modes that people write, which are still modes where they are read as decimal numbers."""
_SOURCES = ("configMap", "secret", "downwardAPI", "projected")


@rule(
    "claim-template-hides-volume",
    severity=Severity.WARNING,
    scope=Scope.OBJECT,
    kinds=("StatefulSet",),
    needs=("volumeClaimTemplates",),
)
def claim_template_hides_volume(target: KubeObject) -> Iterator[Hit]:
    """Volume of a StatefulSet that a claim template of the same name replaces.

    ## Why is this bad?
    A StatefulSet gives its pods a volume for each claim template, by its name. A volume of the pod template that has
    the same name is dropped without a word: what it was to bring, a ConfigMap or an existing claim, is not there. One
    that only names the claim template again is an info.

    ## Example
    ```yaml bad
    apiVersion: apps/v1
    kind: StatefulSet
    metadata: {name: db}
    spec:
      serviceName: db
      selector: {matchLabels: {app: db}}
      template:
        metadata: {labels: {app: db}}
        spec:
          containers: [{name: db, image: "registry.example/db:1", volumeMounts: [{name: data, mountPath: /data}]}]
          volumes: [{name: data, emptyDir: {}}]
      volumeClaimTemplates:
        - metadata: {name: data}
          spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
    ```

    ## Use instead
    ```yaml good
    apiVersion: apps/v1
    kind: StatefulSet
    metadata: {name: db}
    spec:
      serviceName: db
      selector: {matchLabels: {app: db}}
      template:
        metadata: {labels: {app: db}}
        spec:
          containers: [{name: db, image: "registry.example/db:1", volumeMounts: [{name: data, mountPath: /data}]}]
      volumeClaimTemplates:
        - metadata: {name: data}
          spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#volume-claim-templates
    """
    pod = target.pod()
    if pod is None or target.group != "apps":
        return
    templates = {one.text("metadata", "name"): one for one in target.each("spec", "volumeClaimTemplates")}
    for volume in pod.each("volumes"):
        name = volume.text("name")
        template = templates.get(name) if name else None
        if template is not None:
            yield volume.hit(
                f"volume {quoted(str(name))} is replaced by the claim template of the same name",
                "name",
                help="remove the volume, or give the template another name",
                related=(template.related("the template stands here", "metadata", "name"),),
                severity=Severity.INFO if volume.get("persistentVolumeClaim", "claimName") == name else None,
            )


@rule("mode-not-octal", severity=Severity.WARNING, scope=Scope.POD, partial=True, needs=("defaultMode", "mode"))
def mode_not_octal(pod: View) -> Iterator[Hit]:
    """File mode that was meant as an octal number and is read as a decimal one.

    ## Why is this bad?
    `400` is four hundred, which as a mode is 0620: the owner may write, and the group too. In YAML an octal number
    begins with a zero, `0400`; JSON has none, and the mode is 256 there. Most such slips are refused for being above
    0777; the rule tells those that are not.

    ## Example
    ```yaml bad
    volumes:
      - name: key
        secret: {secretName: key, defaultMode: 400}
    ```

    ## Use instead
    ```yaml good
    volumes:
      - name: key
        secret: {secretName: key, defaultMode: 0400}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/configuration/secret/#secret-files-permissions
    """
    for volume in pod.each("volumes"):
        for kind in _SOURCES:
            source = volume.at(kind)
            if source is None or not isinstance(source.value, dict):
                continue
            yield from _decimal(source, "defaultMode")
            parts = [part.at(own) for part in source.each("sources") for own in _SOURCES]
            for holder in (source, *(part for part in parts if part is not None)):
                for item in holder.each("items"):
                    yield from _decimal(item, "mode")


def _decimal(holder: View, key: str) -> Iterator[Hit]:
    mode = holder.integer(key)
    if mode in _OCTAL:
        yield holder.hit(
            f"{key} {mode} is a decimal number: the mode is 0{mode:o}, not 0{mode}",
            key,
            help=f"write 0{mode}, or {int(str(mode), 8)} in JSON",
        )
