"""What is written to where nothing can be written."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

from podlint.api import Hit, NamedTuple, Related, Scope, Severity, View, all_containers, label, listed, quoted, rule
from podlint.api.kubernetes import facts_of, parse_image, runs
from podlint_rules._shared.command_lines import Word, command_lines, script_in
from podlint_rules._shared.sleeps import told_only
from podlint_rules.volumes._paths import absolute, lies_in

_SHOWN = {
    "configMap": "ConfigMap",
    "secret": "Secret",
    "projected": "projected volume",
    "downwardAPI": "volume of the downward API",
}
_LONGEST = 4_000
_OWNERS = ("chown", "chmod", "chgrp", "touch")
_PLAIN_PATH = re.compile(r"/[\w.][\w./*-]*")
_REDIRECT = re.compile(r"(?<![\d&<>=-])>{1,2}\s{0,9}(/[\w.][\w./-]*)")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_BRANCHES = re.compile(r"(?<![\w-])(?:if|while|until|for|case|mount|remount)(?![\w-])|\|\||\|\s|\$\(|`|<<")
_FREE = ("/dev", "/proc", "/sys")
_WRITTEN: dict[str, tuple[tuple[str, ...], ...]] = {
    "library/nginx": (("/var/cache/nginx",), ("/var/run", "/run")),
    "library/httpd": (("/usr/local/apache2/logs",),),
    "library/postgres": (("/var/run/postgresql", "/run/postgresql"),),
    "library/mysql": (("/var/run/mysqld", "/run/mysqld"),),
    "library/mariadb": (("/var/run/mysqld", "/run/mysqld"),),
    "library/mongo": (("/tmp",),),
    "grafana/grafana": (("/var/lib/grafana",),),
}
"""The folders that a server writes to when it starts, each with its other names, without volumes of the image."""
_OF_ROOT = ("library/nginx", "library/httpd")
"""Those whose folders only root may write to."""
_CONFIGURED = ("/etc/nginx", "/usr/local/apache2/conf", "/etc/postgresql", "/etc/mysql", "/etc/mongo")


class _Mount(NamedTuple):
    """A mount: where it is, and why nothing can be written there, None where something can."""

    path: str
    why: str | None
    view: View


@rule(
    "read-only-path-written",
    severity=Severity.WARNING,
    scope=Scope.POD,
    needs=("configMap", "secret", "projected", "downwardAPI", "readOnly"),
)
def read_only_path_written(pod: View) -> Iterator[Hit]:
    """Command that writes to a volume, or to a file system of an image, that cannot be written to.

    ## Why is this bad?
    The kubelet mounts ConfigMaps, Secrets and projected volumes read-only, and so it does with the mounts that say
    `readOnly: true` and, under `readOnlyRootFilesystem`, with all of the image. `chown`, `sed -i` or `> file` fail
    there with "Read-only file system": what they are to prepare is not done, and mostly the container fails. Copy the
    files into an `emptyDir`, and change them there.

    The rule reads simple scripts and commands with plain paths; what a script does under a condition, or lets fail, is
    left alone.

    ## Example
    ```yaml bad
    initContainers:
      - name: fill-in
        image: busybox:1.36
        command: [sh, -c, "sed -i s/NODE/n1/ /config/app.yaml"]
        volumeMounts: [{name: config, mountPath: /config}]
    containers: [{name: web, image: "registry.example/web:1", volumeMounts: [{name: config, mountPath: /config}]}]
    volumes: [{name: config, configMap: {name: web}}]
    ```

    ## Use instead
    ```yaml good
    initContainers:
      - name: fill-in
        image: busybox:1.36
        command: [sh, -c, "sed s/NODE/n1/ /config/app.yaml > /work/app.yaml"]
        volumeMounts: [{name: config, mountPath: /config}, {name: work, mountPath: /work}]
    containers: [{name: web, image: "registry.example/web:1", volumeMounts: [{name: work, mountPath: /config}]}]
    volumes: [{name: config, configMap: {name: web}}, {name: work, emptyDir: {}}]
    ```

    ## References
    - https://kubernetes.io/docs/concepts/storage/volumes/#configmap
    - https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
    """
    for container in all_containers(pod):
        if not any(container.value.get(key) for key in ("command", "args", "lifecycle")):
            continue
        mounts = _mounts(pod, container)
        root = container.get("securityContext", "readOnlyRootFilesystem") is True
        if mounts is None or not (root or any(mount.why for mount in mounts)):
            continue
        for line in command_lines(container):
            if line.where.endswith("probe"):
                continue
            for program, path, view, within in _writes(line.words, program=line.program):
                hit = _refused(container, mounts, program, path, root=root)
                if hit is not None:
                    message, related = hit
                    yield view.hit(
                        f"{message}, in {line.where} of {label(container)}",
                        within=within,
                        help="write into an emptyDir, and copy there first what is to be changed",
                        related=related,
                    )
                    break


def _refused(
    container: View, mounts: list[_Mount], program: str, path: str, *, root: bool
) -> tuple[str, tuple[Related, ...]] | None:
    """What a program cannot write, and why."""
    over = [mount for mount in mounts if lies_in(path, mount.path)]
    if not over:
        # Below the path something may be mounted that can be written.
        if not root or any(lies_in(path, free) for free in _FREE) or any(lies_in(one.path, path) for one in mounts):
            return None
        why = container.related("the root file system is read-only", "securityContext", "readOnlyRootFilesystem")
        return f"{program} cannot write to {quoted(path)} under readOnlyRootFilesystem", (why,)
    mount = max(over, key=lambda one: len(one.path))
    if mount.why is None:
        return None
    return f"{program} cannot write to {quoted(path)}, {mount.why}", (mount.view.related("mounted here", "mountPath"),)


def _mounts(pod: View, container: View) -> list[_Mount] | None:
    """The mounts of a container; None where they are not all known."""
    if not container.complete("volumeMounts") or not pod.complete("volumes") or container.object.partial:
        return None
    kinds: dict[str, str | None] = {}
    for volume in pod.each("volumes"):
        name = volume.text("name") if isinstance(volume.value, dict) else None
        if name is None:
            return None
        kinds[name] = next((key for key in _SHOWN if volume.get(key) is not None), None)
    found = []
    for mount in container.each("volumeMounts"):
        path = mount.text("mountPath") if isinstance(mount.value, dict) else None
        if path is None:
            return None
        kind = kinds.get(mount.text("name") or "")
        why = f"which is a {_SHOWN[kind]}: it is mounted read-only" if kind is not None else None
        if mount.get("readOnly") is True:
            why = "which is mounted read-only"
        found.append(_Mount(absolute(path), why, mount))
    return found


def _writes(words: list[Word], *, program: bool) -> Iterator[tuple[str, str, View, tuple[int, int] | None]]:
    """The programs of a command that surely write, the path, and where it stands."""
    script = script_in(words)
    if script is None:
        texts = [word.text or "" for word in words]
        if program and texts and all(word.text is not None for word in words):
            for index in _targets(texts):
                yield texts[0].rpartition("/")[2], absolute(texts[index].split("*")[0]), words[index].view, None
        return
    text = script.text or ""
    if len(text) > _LONGEST or _BRANCHES.search(text):
        return
    text = told_only(text)
    for part in re.finditer(r"[^;\n&]+", text):
        piece = re.sub(r"(^|\s)#.*", "", part[0])
        if re.match(r"\s*(?:exec|exit|sleep)(?:\s|\Z)", piece) and ">" not in piece:
            return
        bare = _QUOTED.sub(lambda found: "_" * len(found[0]), piece)
        for redirect in _REDIRECT.finditer(bare):
            begin = part.start() + redirect.start(1)
            yield "`>`", absolute(redirect[1]), script.view, (begin, begin + len(redirect[1]))
        try:
            texts = shlex.split(piece)
        except ValueError:
            return
        for index in _targets(texts):
            begin = part.start() + max(piece.rfind(texts[index]), 0)
            path = absolute(texts[index].split("*")[0])
            yield texts[0].rpartition("/")[2], path, script.view, (begin, begin + len(texts[index]))


def _targets(texts: list[str]) -> list[int]:
    """The words of a plain command that it writes to."""
    name = texts[0].rpartition("/")[2] if texts else ""
    paths = [index for index, text in enumerate(texts) if index and _PLAIN_PATH.fullmatch(text) and "/.." not in text]
    if name in _OWNERS:
        return paths
    if name == "sed" and any(re.fullmatch(r"-[nErs]*i\S*|--in-place\S*", text) for text in texts[1:]):
        return paths[-1:] if paths[-1:] == [len(texts) - 1] else []
    if name in ("cp", "mv", "install", "ln") and len(texts) > 2 and paths[-1:] == [len(texts) - 1]:
        return [] if "-t" in texts else paths[-1:]
    return paths[:1] if name == "tee" else []


@rule("server-folder-unwritable", severity=Severity.WARNING, scope=Scope.POD, needs=("securityContext",))
def server_folder_unwritable(pod: View) -> Iterator[Hit]:
    """Well-known server that cannot write to the folders which it starts with.

    ## Why is this bad?
    nginx makes folders below `/var/cache/nginx` and writes its number into `/var/run` when it starts; Apache, MySQL,
    PostgreSQL and MongoDB have such folders, too. Under `readOnlyRootFilesystem` these are read-only, and nginx and
    Apache may write to theirs only as root: the container ends with "Read-only file system" or "Permission denied". An
    `emptyDir` at each of these folders is enough; images made for other users (`nginxinc/nginx-unprivileged`) are
    better for the second.

    ## Example
    ```yaml bad
    containers:
      - name: web
        image: nginx:1.27
        securityContext: {readOnlyRootFilesystem: true}
    ```

    ## Use instead
    ```yaml good
    containers:
      - name: web
        image: nginx:1.27
        securityContext: {readOnlyRootFilesystem: true}
        volumeMounts: [{name: cache, mountPath: /var/cache/nginx}, {name: run, mountPath: /var/run}]
    volumes: [{name: cache, emptyDir: {}}, {name: run, emptyDir: {}}]
    ```

    ## References
    - https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
    """
    for container in all_containers(pod):
        image = parse_image(container.text("image") or "")
        key = image.owned if image is not None else ""
        wanted = _WRITTEN.get(key)
        server = facts_of(container) if wanted is not None else None
        if wanted is None or server is None or not runs(container, server):
            continue
        place, why = _bound(pod, container, key)
        mounts = _mounts(pod, container) if place is not None else None
        if (
            place is None
            or mounts is None
            or any(lies_in(mount.path, known) for mount in mounts for known in _CONFIGURED)
        ):
            continue
        paths = [mount.path for mount in mounts if mount.why is None]
        lacking = [names[0] for names in wanted if not any(lies_in(name, path) for name in names for path in paths)]
        if lacking:
            yield place.hit(
                f"{label(container)} runs {server.name}, which writes to {listed(lacking)} when it starts, and {why}",
                help=f"mount an emptyDir at {listed(lacking)}",
                related=(container.related("the image is named here", "image"),),
            )


def _bound(pod: View, container: View, key: str) -> tuple[View | None, str]:
    """What keeps a server from writing to its image, and how messages say it."""
    root = container.at("securityContext", "readOnlyRootFilesystem")
    if root is not None and root.value is True:
        return root, "the root file system is read-only"
    if key not in _OF_ROOT:
        return None, ""
    user = container.at("securityContext", "runAsUser") or pod.at("securityContext", "runAsUser")
    number = user.integer() if user is not None else None
    if user is None or not number:
        return None, ""
    return user, f"user {number} may not write there"
