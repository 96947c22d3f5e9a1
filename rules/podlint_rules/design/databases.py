"""Databases that are replicated by the wrong means."""

from __future__ import annotations

import re
from collections.abc import Iterator

from podlint.api import Hit, Scope, Severity, View, containers, label, quoted, rule
from podlint.api.kubernetes import server_run
from podlint_rules.design._helpers import SCALE, text

_DATABASES = frozenset(
    {"cassandra", "clickhouse", "couchdb", "influxdb", "mariadb", "mongo", "mssql", "mysql", "neo4j", "percona"}
    | {"postgres"}
)
"""Those that are often run twice on purpose, as Prometheus is, are left out."""
_ELSEWHERE = {"postgres": ("/var/lib/pgsql", "/bitnami/postgresql"), "mongo": ("/var/lib/mongo", "/bitnami/mongodb")}
"""Where the images of others keep the data."""

_REPLICATES = (
    r"(?i)replset|replica_?set|replication|wsrep|galera|group_replication|patroni|repmgr|stolon|cluster|seeds?\b|"
    r"raft|primary_|master_(host|url)"
)
_ALIKE = ("Deployment", "ReplicaSet", "ReplicationController")
"""The workloads whose pods are all of one make, volumes included."""
_FILES = frozenset({"configMap", "secret", "projected", "downwardAPI"})


@rule(
    "replicated-database",
    severity=Severity.WARNING,
    scope=Scope.POD,
    kinds=("Deployment", "ReplicaSet", "ReplicationController"),
)
def replicated_database(pod: View) -> Iterator[Hit]:
    """Deployment with several replicas of a database, on an emptyDir or one claim.

    ## Why is this bad?
    The replicas of a Deployment know nothing of each other. On an emptyDir, or without a volume, each has a database of
    its own: a Service sends every connection to another one, what was written seems to vanish, and the data go with
    the pod. On one claim they all write the same files, which a database either refuses or does not survive. A
    StatefulSet gives each replica a name and a claim of its own; the copying is still the database's work, or an
    operator's.

    The rule knows common databases by their image, and is silent where the settings of the container speak of a
    cluster or of replication.

    ## Example
    ```yaml bad
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: db}
    spec:
      replicas: 3
      selector: {matchLabels: {app: db}}
      template:
        metadata: {labels: {app: db}}
        spec:
          containers:
            - name: db
              image: postgres:16
              volumeMounts: [{name: data, mountPath: /var/lib/postgresql/data}]
          volumes: [{name: data, emptyDir: {}}]
    ```

    ## Use instead
    ```yaml good
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: db}
    spec:
      replicas: 1
      strategy: {type: Recreate}
      selector: {matchLabels: {app: db}}
      template:
        metadata: {labels: {app: db}}
        spec:
          containers:
            - name: db
              image: postgres:16
              volumeMounts: [{name: data, mountPath: /var/lib/postgresql/data}]
          volumes: [{name: data, persistentVolumeClaim: {claimName: db}}]
    ```

    ## References
    - https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/
    - https://kubernetes.io/docs/tasks/run-application/run-replicated-stateful-application/
    """
    replicas = pod.object.integer("spec", "replicas")
    if replicas is None or replicas < 2:
        return
    for container in containers(pod):
        image = str(container.get("image"))
        if not any(name in image for name in _DATABASES):
            continue  # most images: the table of those that are known need not be loaded
        server = server_run(container)
        if server is None or server.name not in _DATABASES or _replicates(container) or not pod.complete("volumes"):
            continue
        folders = (*server.data, *_ELSEWHERE.get(server.name, ()))
        found = _data(pod, container, folders) if container.complete("volumeMounts") else None
        if found is None:
            continue
        what, volume = found
        yield pod.object.hit(
            f"{replicas} replicas of {server.name} ({label(container)}) {what}: {SCALE}",
            "spec",
            "replicas",
            help="use one replica, or a StatefulSet with a claim for each and a database that is set up to replicate",
            related=(
                container.related(f"runs {server.name}", "image"),
                *([volume.related("its data are here", "name")] if volume is not None else []),
            ),
        )


def _replicates(container: View) -> bool:
    """Whether settings of the container speak of replication, or may: Bitnami's images take them from variables."""
    if container.value.get("envFrom") and "bitnami" in str(container.get("image")):
        return True
    entries = (f"{entry.get('name')} {entry.get('value')}" for entry in container.each("env"))
    return any(re.search(_REPLICATES, words) for words in (text(container), *entries))


def _data(pod: View, container: View, folders: tuple[str, ...]) -> tuple[str, View | None] | None:
    """What the data of a database lie on, as messages say it, with the volume; None where that is another kind."""
    volumes = {str(volume.get("name")): volume for volume in pod.each("volumes") if isinstance(volume.value, dict)}
    own = [entry.text("value") for entry in container.each("env") if entry.get("name") == "PGDATA"]
    for mount in container.each("volumeMounts"):
        path = mount.get("mountPath")
        if not isinstance(path, str) or not any(_holds(path, folder) for folder in (*folders, *filter(None, own))):
            continue
        volume = volumes.get(str(mount.get("name")))
        if volume is None or mount.flag("readOnly"):
            return None
        if not _FILES.isdisjoint(volume.value):
            continue
        if volume.at("emptyDir") is not None:
            return (
                "each have an emptyDir of their own: none has the data of the others, and all go with their pods",
                volume,
            )
        if volume.at("ephemeral") is not None:
            return "each have a claim of their own that goes with the pod: none has the data of the others", volume
        claim = volume.text("persistentVolumeClaim", "claimName")
        if claim and mount.get("subPathExpr") is None:
            return f"write the same files, on claim {quoted(claim)}", volume
        return None
    return "each keep their data in the container: none has the data of the others, and all go with their pods", None


def _holds(path: str, folder: str) -> bool:
    """Whether a mount is the folder, or one above or below it."""
    path, folder = path.rstrip("/"), folder.rstrip("/")
    return path == folder or path.startswith(f"{folder}/") or folder.startswith(f"{path}/")
