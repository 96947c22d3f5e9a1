"""Folders of the node in containers."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, Scope, Severity, View, all_containers, label, quoted, rule
from podlint_rules._shared.node_agents import is_node_agent
from podlint_rules.volumes._pairs import Named, mounts
from podlint_rules.volumes._paths import absolute
from podlint_rules.volumes._walk import holding

_HOST_PATH = frozenset({"hostPath"})
_SOCKETS = frozenset(
    {
        "docker.sock",
        "dockershim.sock",
        "cri-dockerd.sock",
        "containerd.sock",
        "crio.sock",
        "podman.sock",
    }
)
_SOCKET_FOLDERS = frozenset({"/run/containerd", "/run/crio", "/run/docker", "/run/podman", "/run/k3s/containerd"})
_PIPES = frozenset({r"\\.\pipe\docker_engine", r"\\.\pipe\containerd-containerd"})
_SENSITIVE = frozenset(
    {
        "/",
        "/boot",
        "/dev",
        "/etc",
        "/lib",
        "/proc",
        "/root",
        "/run",
        "/sys",
        "/usr",
        "/var",
        "/var/lib",
        # Not what lies below these: CSI and device plugins, and collectors of logs, cannot do without.
        "/var/lib/containerd",
        "/var/lib/docker",
        "/var/lib/kubelet",
    }
)
_LOGINS = {
    "admin.conf": "the cluster's administrator",
    "super-admin.conf": "the cluster's first administrator, whom no authorization stops",
    "controller-manager.conf": "the controller manager",
    "scheduler.conf": "the scheduler",
    "kubelet.conf": "the node's kubelet",
    "bootstrap-kubelet.conf": "kubelets that join the cluster",
}
_READABLE = ("/proc", "/sys")
"""What tells of the node and, read-only, changes nothing."""
_SENSITIVE_TREES = ("/etc/kubernetes", "/var/lib/etcd", "/var/lib/kubelet/pki")


def _plain(path: str) -> str:
    """The path without doubled and trailing slashes, `/var/run` as the link to `/run` that it is."""
    if path.startswith("\\"):
        return path.lower()
    path = absolute(path)
    return path[4:] if path == "/var/run" or path.startswith("/var/run/") else path


def _host_paths(pod: View) -> list[tuple[View, str, str]]:
    """The hostPath volumes: view, name, path as it is meant."""
    found = []
    for volume in holding(pod, "volumes", _HOST_PATH):
        path, name = volume.text("hostPath", "path"), volume.text("name")
        if path and name:
            found.append((volume, name, _plain(path)))
    return found


def _is_socket(path: str) -> bool:
    return path.rpartition("/")[2] in _SOCKETS or path in _SOCKET_FOLDERS or path in _PIPES


def _is_sensitive(path: str) -> bool:
    return path in _SENSITIVE or any(path == tree or path.startswith(f"{tree}/") for tree in _SENSITIVE_TREES)


def _mounted(pod: View) -> dict[str, list[Named]]:
    """The mounts of each volume by its name."""
    found: dict[str, list[Named]] = {}
    for mount in mounts(pod).entries:
        found.setdefault(mount.name, []).append(mount)
    return found


def _what(path: str, kind: object) -> tuple[str, str]:
    """What a sensitive path is, and what to do instead of mounting it."""
    folder, _, file = path.rpartition("/")
    if folder == "/etc/kubernetes" and file in _LOGINS:
        return f"login of {_LOGINS[file]}", "use a ServiceAccount with the rights that are needed"
    if (folder.startswith("/etc/kubernetes") and file.endswith(".conf")) or file.endswith((".key", ".pem")):
        return "system file", "use a ServiceAccount with the rights that are needed"
    if kind in ("File", "FileOrCreate") or file.endswith((".yaml", ".yml", ".crt", ".json")):
        return "system file", "mount a file that holds no more than what is needed"
    return "system folder", "mount only the folder that is needed"


@rule("host-path", severity=Severity.INFO, scope=Scope.POD, default=False, profiles=("pss-baseline",))
def host_path(pod: View) -> Iterator[Hit]:
    """Volume that is a folder or file of the node.

    ## Why is this bad?
    The pod sees files of the node it happens to run on: other ones after it moves, and a way out of its isolation.

    ## Example
    ```yaml bad
    volumes:
      - name: data
        hostPath: {path: /srv/data}
    ```

    ## Use instead
    ```yaml good
    volumes:
      - name: data
        persistentVolumeClaim: {claimName: data}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/storage/volumes/#hostpath
    """
    for volume, name, _ in _host_paths(pod):
        path = volume.text("hostPath", "path") or ""
        message = f"volume {quoted(name)} is {quoted(path)} of the node"
        yield volume.hit(message, "hostPath", "path", help="use a claim, or an emptyDir for what need not last")


@rule("sensitive-host-path", severity=Severity.WARNING, scope=Scope.POD, needs=("hostPath",))
def sensitive_host_path(pod: View) -> Iterator[Hit]:
    """System folder of the node mounted into a container.

    ## Why is this bad?
    Who reads the node's `/etc/kubernetes` or `/var/lib/kubelet` holds its credentials; who writes to `/etc` or `/`
    owns the node. A runtime socket is the affair of runtime-socket. `/proc` and `/sys` mounted read-only are for your
    information; of node agents, whose work this is, nothing is said.

    ## Example
    ```yaml bad
    containers:
      - name: agent
        image: agent:1
        volumeMounts:
          - {name: host, mountPath: /host}
    volumes:
      - name: host
        hostPath: {path: /}
    ```

    ## Use instead
    ```yaml good
    containers:
      - name: agent
        image: agent:1
        volumeMounts:
          - {name: logs, mountPath: /logs, readOnly: true}
    volumes:
      - name: logs
        hostPath: {path: /var/log}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/storage/volumes/#hostpath
    """
    found = [entry for entry in _host_paths(pod) if _is_sensitive(entry[2]) and not _is_socket(entry[2])]
    if not found or is_node_agent(pod):
        return
    mounted = _mounted(pod)
    for volume, name, plain in found:
        found_mounts = mounted.get(name, [])
        for mount in found_mounts[:1]:
            path = volume.text("hostPath", "path") or ""
            what, help = _what(plain, volume.get("hostPath", "type"))
            link = ", the file" if what.startswith("login") else ""
            message = f"volume {quoted(name)} gives {label(mount.owner)} the {what}{link} {quoted(path)} of the node"
            related = (mount.view.related("mounted here", "name"),)
            seen_only = plain in _READABLE and all(m.view.flag("readOnly") for m in found_mounts)
            severity = Severity.INFO if seen_only else None
            yield volume.hit(message, "hostPath", "path", help=help, related=related, severity=severity)


@rule("runtime-socket", severity=Severity.WARNING, scope=Scope.POD, needs=("hostPath",))
def runtime_socket(pod: View) -> Iterator[Hit]:
    """Socket of the container runtime mounted into a container.

    ## Why is this bad?
    Who can speak to the socket can start a privileged container, which makes him root on the node. `readOnly` does
    not help: it guards the file, not what is said through it. Of node agents, which ask the runtime what runs on their
    node, nothing is said.

    ## Example
    ```yaml bad
    containers:
      - name: build
        image: docker:27
        volumeMounts:
          - {name: docker, mountPath: /var/run/docker.sock}
    volumes:
      - name: docker
        hostPath: {path: /var/run/docker.sock}
    ```

    ## Use instead
    Build images with a tool that needs no daemon.

    ```yaml good
    containers:
      - name: build
        image: moby/buildkit:rootless
    ```

    ## References
    - https://cheatsheetseries.owasp.org/cheatsheets/Docker_Security_Cheat_Sheet.html
    """
    found = [entry for entry in _host_paths(pod) if _is_socket(entry[2])]
    if not found or is_node_agent(pod):
        return
    mounted = _mounted(pod)
    for volume, name, _ in found:
        for mount in mounted.get(name, [])[:1]:
            path = volume.text("hostPath", "path") or ""
            message = f"volume {quoted(name)} gives {label(mount.owner)} the container runtime through {quoted(path)}"
            related = (mount.view.related("mounted here", "name"),)
            advice = "use a tool that needs no access to the runtime"
            yield volume.hit(message, "hostPath", "path", help=advice, related=related)


@rule("writable-host-path", severity=Severity.WARNING, scope=Scope.POD, default=False)
def writable_host_path(pod: View) -> Iterator[Hit]:
    """Folder of the node mounted without `readOnly`.

    ## Why is this bad?
    The container can change files of the node, and leaves them behind when it goes.

    ## Example
    ```yaml bad
    containers:
      - name: agent
        image: agent:1
        volumeMounts:
          - {name: logs, mountPath: /logs}
    volumes:
      - name: logs
        hostPath: {path: /var/log}
    ```

    ## Use instead
    ```yaml good
    containers:
      - name: agent
        image: agent:1
        volumeMounts:
          - {name: logs, mountPath: /logs, readOnly: true}
    volumes:
      - name: logs
        hostPath: {path: /var/log}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/storage/volumes/#hostpath
    """
    paths = {name: volume.text("hostPath", "path") or "" for volume, name, _ in _host_paths(pod)}
    if not paths:
        return
    for container in all_containers(pod):
        for mount in container.each("volumeMounts"):
            name = mount.text("name")
            if name in paths and mount.complete("readOnly") and not mount.flag("readOnly"):
                message = f"{label(container)} can write to {quoted(paths[name])} of the node"
                yield mount.hit(message, "name", help="add readOnly: true")
