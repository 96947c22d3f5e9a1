"""Mounts and volumes that do not find each other."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Change, Fix, Hit, Safety, Scope, Severity, View, label, listed, quoted, rule
from podlint_rules.volumes._pairs import (
    all_paired,
    claim_templates,
    has_misplaced_lists,
    injected,
    meant,
    mounts,
    unused,
    volumes,
)


@rule("mount-undeclared-volume", severity=Severity.ERROR, scope=Scope.POD, needs=("volumeMounts", "volumeDevices"))
def mount_undeclared_volume(pod: View) -> Iterator[Hit]:
    """Mount of a volume that the pod does not declare.

    ## Why is this bad?
    An entry of `volumeMounts` or `volumeDevices` takes its volume by name from `volumes` of the same pod, in a
    StatefulSet from `volumeClaimTemplates` too. The API server refuses a Pod whose mount names none of them. Claims,
    ConfigMaps and Secrets are no volumes: a volume with a name of its own stands between them and the mount.

    ## Example
    ```yaml bad
    containers:
      - name: web
        image: nginx:1.27
        volumeMounts:
          - {name: htlm, mountPath: /usr/share/nginx/html}
    volumes:
      - name: html
        configMap: {name: site}
    ```

    ## Use instead
    ```yaml good
    containers:
      - name: web
        image: nginx:1.27
        volumeMounts:
          - {name: html, mountPath: /usr/share/nginx/html}
    volumes:
      - name: html
        configMap: {name: site}
    ```

    ## Fix safety
    The fix takes the volume with the nearest name. It is unsafe: the author may have meant to add a volume.

    ## References
    - https://kubernetes.io/docs/concepts/storage/volumes/
    """
    if all_paired(pod):
        return
    own, claims = volumes(pod), claim_templates(pod)
    if not own.complete or not claims.complete:
        return
    declared = [*own.entries, *claims.entries]
    names = {volume.name for volume in declared}
    undeclared = [use for use in mounts(pod).entries if use.name not in names and not has_misplaced_lists(use.owner)]
    if not undeclared:
        return
    by_others = injected(pod, {use.name for use in undeclared})
    guesses = meant(pod, declared)
    kinds = "volume or claim template" if claims.entries else "volume"
    choice = f", or mount {listed(sorted(names), last='or')}" if names else ""
    for mount in undeclared:
        if mount.name in by_others:
            continue
        guess = guesses.get(mount.name)
        message = f"{label(mount.owner)} mounts {quoted(mount.name)}, but no {kinds} of the pod has this name"
        if guess is None:
            yield mount.view.hit(message, *mount.keys, help=f"declare it under volumes of the pod spec{choice}")
            continue
        change = Change(mount.view.place(*mount.keys), guess.name)
        yield mount.view.hit(
            message,
            *mount.keys,
            help=f'did you mean "{guess.name}"?',
            related=(guess.view.related(f'"{guess.name}" is declared here', *guess.keys),),
            fix=Fix(f"change to {guess.name}", (change,), Safety.UNSAFE),
        )


@rule("unused-volume", severity=Severity.WARNING, scope=Scope.POD, needs=("volumes",))
def unused_volume(pod: View) -> Iterator[Hit]:
    """Volume that no container mounts.

    ## Why is this bad?
    A volume reaches a container only through an entry of its `volumeMounts` or `volumeDevices`; listing it in the pod
    spec is not enough, and the API server says nothing. Files that the process expects there are missing, or it writes
    to its own image layer and loses the data with the container. A claim is still waited for, and may keep the pod
    from being placed. Init containers, sidecars and ephemeral containers count as containers; in a StatefulSet a claim
    template takes the place of a volume with the same name. Silent about a volume that a misspelt mount stands for,
    and about one that an env entry (`fileKeyRef`) or an annotation for an injected sidecar names.

    ## Example
    ```yaml bad
    containers:
      - name: db
        image: postgres:17
    volumes:
      - name: data
        persistentVolumeClaim: {claimName: db}
    ```

    ## Use instead
    ```yaml good
    containers:
      - name: db
        image: postgres:17
        volumeMounts:
          - {name: data, mountPath: /var/lib/postgresql/data}
    volumes:
      - name: data
        persistentVolumeClaim: {claimName: db}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/storage/volumes/#how-volumes-work
    """
    if all_paired(pod):
        return
    own, claims = volumes(pod), claim_templates(pod)
    if not own.entries or not claims.complete:
        return
    unmounted = unused(pod, [*own.entries, *claims.entries]) - {claim.name for claim in claims.entries}
    for volume in own.entries:
        if volume.name in unmounted:
            yield volume.view.hit(
                f"volume {quoted(volume.name)} is mounted by no container of {pod.object.name}",
                *volume.keys,
                help="add it to volumeMounts of the container that needs it, or remove it",
            )


@rule(
    "unused-claim-template",
    severity=Severity.WARNING,
    scope=Scope.POD,
    kinds=("StatefulSet",),
    needs=("volumeClaimTemplates",),
)
def unused_claim_template(pod: View) -> Iterator[Hit]:
    """Claim template of a StatefulSet that no container mounts.

    ## Why is this bad?
    The StatefulSet controller makes a PersistentVolumeClaim of each entry of `volumeClaimTemplates` for each replica.
    Without a mount of that name the storage is claimed and paid for, and the data still goes to the image layer of the
    container, where a restart loses it. The entry can hardly be changed later: the API server refuses updates of it.

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
          containers:
            - name: db
              image: postgres:17
      volumeClaimTemplates:
        - metadata: {name: data}
          spec:
            accessModes: [ReadWriteOnce]
            resources: {requests: {storage: 10Gi}}
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
          containers:
            - name: db
              image: postgres:17
              volumeMounts:
                - {name: data, mountPath: /var/lib/postgresql/data}
      volumeClaimTemplates:
        - metadata: {name: data}
          spec:
            accessModes: [ReadWriteOnce]
            resources: {requests: {storage: 10Gi}}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#volume-claim-templates
    """
    own, claims = volumes(pod), claim_templates(pod)
    unmounted = unused(pod, [*own.entries, *claims.entries]) if claims.entries else set()
    for claim in claims.entries:
        if claim.name in unmounted:
            yield claim.view.hit(
                f"claim template {quoted(claim.name)} is mounted by no container of {pod.object.name}",
                *claim.keys,
                help="add it to volumeMounts of the container that keeps its data there, or remove it",
            )
