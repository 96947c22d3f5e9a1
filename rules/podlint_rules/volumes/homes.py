"""Volumes of databases that are mounted where no data lie."""

from __future__ import annotations

import re
from collections.abc import Iterator

from podlint.api import Hit, Scope, Severity, View, containers, label, listed, quoted, rule
from podlint.api.kubernetes import ImageFacts, facts_of, parse_image, runs
from podlint_rules.volumes._paths import absolute, lies_in

_KEEPERS = frozenset(
    {"cassandra", "couchdb", "elasticsearch", "influxdb", "mariadb", "mongo", "mysql", "neo4j", "percona", "postgres"}
    | {"rabbitmq", "redis", "valkey"}
)
_OTHER_USE = re.compile(
    r"(?i)backup|dump|archiv|export|import|log|conf|cert|init|wal|plugin|snapshot|^/(?:etc|tmp|run)\b"
)
"""Paths that are for something else than the data."""
_FILES = ("configMap", "secret", "projected")
_OLD_HOME = "/var/lib/postgresql/data"


@rule(
    "data-outside-volume",
    severity=Severity.WARNING,
    scope=Scope.POD,
    needs=("persistentVolumeClaim", "volumeClaimTemplates"),
)
def data_outside_volume(pod: View) -> Iterator[Hit]:
    """Claim of a database that is mounted where its image keeps no data.

    ## Why is this bad?
    The data go where the image keeps them, and with the container when it is replaced; the claim stays empty. Nothing
    shows it before the first restart. The image of PostgreSQL 18 and later keeps its data below `/var/lib/postgresql`,
    and refuses to start with a volume at `/var/lib/postgresql/data`, where earlier ones had them.

    The rule knows the folders of common databases by their official images, and is silent where an argument, a
    variable or a mounted file may say another one, and for mounts of backups, logs and the like.

    ## Example
    ```yaml bad
    containers:
      - name: db
        image: mongo:8
        volumeMounts: [{name: data, mountPath: /var/lib/mongodb}]
    volumes: [{name: data, persistentVolumeClaim: {claimName: db}}]
    ```

    ## Use instead
    ```yaml good
    containers:
      - name: db
        image: mongo:8
        volumeMounts: [{name: data, mountPath: /data/db}]
    volumes: [{name: data, persistentVolumeClaim: {claimName: db}}]
    ```

    ## References
    - https://github.com/docker-library/docs/blob/master/mongo/content.md
    - https://github.com/docker-library/docs/blob/master/postgres/content.md
    """
    if not pod.complete("volumes") or pod.object.partial:
        return
    claims, files = _volumes(pod)
    for container in containers(pod) if claims else ():
        if not container.value.get("volumeMounts") or not container.complete("volumeMounts"):
            continue
        server = facts_of(container)
        image = parse_image(container.text("image") or "")
        if server is None or server.name not in _KEEPERS or image is None or not server.data:
            continue
        mounts = [(absolute(path), one) for one in container.each("volumeMounts") if (path := one.text("mountPath"))]
        if not runs(container, server) or any(one.text("name") in files for _, one in mounts):
            continue
        found = _refused(container, server, image.tag, mounts) or _outside(container, server, mounts, claims)
        if found is not None:
            yield found


def _volumes(pod: View) -> tuple[set[str], set[str]]:
    """The names of the volumes that are claims, and of those that may hold a configuration."""
    claims = {template.text("metadata", "name") or "" for template in pod.object.each("spec", "volumeClaimTemplates")}
    files: set[str] = set()
    for volume in pod.each("volumes"):
        name = volume.text("name") or "" if isinstance(volume.value, dict) else ""
        if volume.get("persistentVolumeClaim") is not None:
            claims.add(name)
        elif any(volume.get(key) is not None for key in _FILES):
            files.add(name)
    return claims - {""}, files


def _refused(container: View, server: ImageFacts, tag: str | None, mounts: list[tuple[str, View]]) -> Hit | None:
    version = re.match(r"(\d{1,3})(?:[.-]|\Z)", tag or "")
    if server.name != "postgres" or not server.source.startswith("https://github.com/docker-library/postgres/"):
        return None
    if version is None or int(version[1]) < 18 or _says(container, _OLD_HOME) or _says(container, "PGDATA"):
        return None
    mount = next((mount for path, mount in mounts if path == _OLD_HOME), None)
    if mount is None:
        return None
    return mount.hit(
        f"PostgreSQL {version[1]} ({label(container)}) does not start with a volume at {quoted(_OLD_HOME)}: "
        "its data lie elsewhere",
        "mountPath",
        help="mount it at /var/lib/postgresql",
    )


def _outside(container: View, server: ImageFacts, mounts: list[tuple[str, View]], claims: set[str]) -> Hit | None:
    if any(lies_in(path, home) or lies_in(home, path) for path, _ in mounts for home in server.data):
        return None
    held = [(path, mount) for path, mount in mounts if mount.text("name") in claims]
    if not held or any(_OTHER_USE.search(path) or _says(container, path) for path, _ in held):
        return None
    path, mount = held[0]
    return mount.hit(
        f"{label(container)} runs {server.name}, which keeps its data in {listed(server.data)}: the claim that is "
        f"mounted at {quoted(path)} stays empty",
        "mountPath",
        help=f"mount it at {server.data[0]}",
    )


def _says(container: View, text: str) -> bool:
    """Whether a word or a variable of the container has a text in it."""
    return any(text in str(container.value.get(key)) for key in ("command", "args", "env", "envFrom"))
