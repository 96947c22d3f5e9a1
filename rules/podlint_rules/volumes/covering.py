"""Mounts that hide more than was meant."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from podlint.api import Hit, Scope, Severity, View, all_containers, closest, label, listed, quoted, rule
from podlint.api.kubernetes import facts_of, runs, server_image
from podlint.api.project import Index, Member
from podlint_rules.volumes._paths import absolute
from podlint_rules.volumes._shown import shown, volumes_by_name

_SYSTEM = {
    "/": "everything of the image, its program too",
    "/bin": "all programs of /bin",
    "/sbin": "all programs of /sbin",
    "/usr": "all programs and libraries of /usr",
    "/usr/bin": "all programs of /usr/bin",
    "/usr/sbin": "all programs of /usr/sbin",
    "/lib": "the libraries of /lib",
    "/lib64": "the libraries of /lib64",
    "/usr/lib": "the libraries of /usr/lib",
    "/etc": "all of /etc: users, certificates, settings of the image",
    "/usr/local": "what the image has under /usr/local",
    "/usr/local/bin": "the programs of /usr/local/bin",
}
_LOCAL = frozenset({"/usr/local", "/usr/local/bin"})
_STARTS_WITH = {
    "alertmanager": "/etc/alertmanager/alertmanager.yml",
    "caddy": "/etc/caddy/Caddyfile",
    "elasticsearch": "/usr/share/elasticsearch/config/jvm.options",
    "fluent-bit": "/fluent-bit/etc/fluent-bit.conf",
    "fluentd": "/fluentd/etc/fluent.conf",
    "haproxy": "/usr/local/etc/haproxy/haproxy.cfg",
    "httpd": "/usr/local/apache2/conf/httpd.conf",
    "loki": "/etc/loki/local-config.yaml",
    "mosquitto": "/mosquitto/config/mosquitto.conf",
    "nginx": "/etc/nginx/nginx.conf",
    "prometheus": "/etc/prometheus/prometheus.yml",
    "tomcat": "/usr/local/tomcat/conf/server.xml",
}
"""The file without which a server does not start, where no word of its own says where another one is."""
_FILE = re.compile(
    r"(?i)[^/]+\.(?:ya?ml|json5?|conf|ini|cfg|cnf|properties|xml|toml|sh|py|js|sql|pem|crt|cer|key|pub|jks|p12|php|html?|"
    r"txt|env|lua|vcl|rb|repo|htpasswd)"
)
"""What only files are called."""
_FOREGROUND = frozenset({"-g", "daemon off;", "nginx", "httpd-foreground"})


@rule("mount-replaces-folder", severity=Severity.WARNING, scope=Scope.PROJECT, needs=("volumeMounts",))
def mount_replaces_folder(target: Member, index: Index) -> Iterator[Hit]:
    """ConfigMap or Secret mounted as a folder where a file was meant, or over a folder of the system.

    ## Why is this bad?
    A volume is mounted as a folder: what the image has at that path is hidden. At `/etc/nginx/nginx.conf` there is then
    no file but a folder with `nginx.conf` in it, and the program fails to read it, or the container fails to start. A
    mount at `/etc` or `/usr/bin` hides all files there. `subPath` mounts one file and leaves the others.

    The rule speaks where the path ends in the name of one of the volume's files, or in one that only files have
    (`settings.yaml`; an info where the keys are not known), and of folders of the system where the image is known to
    have something there. So it does where a well-known server loses the file that it starts with, as nginx does
    behind a volume at `/etc/nginx` that has only `default.conf`.

    ## Example
    ```yaml bad
    containers:
      - name: web
        image: nginx:1.27
        volumeMounts:
          - {name: conf, mountPath: /etc/nginx/nginx.conf}
    volumes:
      - name: conf
        configMap: {name: web, items: [{key: nginx.conf, path: nginx.conf}]}
    ```

    ## Use instead
    ```yaml good
    containers:
      - name: web
        image: nginx:1.27
        volumeMounts:
          - {name: conf, mountPath: /etc/nginx/nginx.conf, subPath: nginx.conf}
    volumes:
      - name: conf
        configMap: {name: web, items: [{key: nginx.conf, path: nginx.conf}]}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/storage/volumes/#using-subpath
    """
    pod = target.pod()
    volumes = volumes_by_name(pod) if pod is not None else {}
    for container in all_containers(pod) if pod is not None and volumes else ():
        for mount in container.each("volumeMounts"):
            volume = volumes.get(mount.text("name") or "") if isinstance(mount.value, dict) else None
            path = mount.text("mountPath") if volume is not None else None
            if volume is None or not path or mount.at("subPath") is not None or mount.at("subPathExpr") is not None:
                continue
            path = absolute(path)
            yield from _over_system(container, volume, mount, path)
            yield from _as_file(target, index, container, volume, mount, path)
            yield from _over_start(target, index, container, volume, mount, path)


def _over_system(container: View, volume: View, mount: View, path: str) -> Iterator[Hit]:
    if path in _SYSTEM and _has(container, path):
        message = f"{_what(volume)} at {quoted(path)} of {label(container)} hides {_SYSTEM[path]}"
        help = "mount it at a folder of its own, or single files of it by subPath"
        yield mount.hit(message, "mountPath", help=help)


def _has(container: View, path: str) -> bool:
    """Whether an image is known to have something in a folder of the system."""
    if path == "/":
        return True
    known = facts_of(container)
    if known is None:
        return path not in _LOCAL and server_image(container.text("image") or "") is not None
    return known.local if path in _LOCAL else known.shell is True


def _as_file(target: Member, index: Index, container: View, volume: View, mount: View, path: str) -> Iterator[Hit]:
    name = posixpath.basename(path)
    if "." not in name.strip(".") or name.endswith(".d"):
        return
    found = shown(target, index, volume)
    listed_here = found is not None and name in found.files
    if not (listed_here or _FILE.fullmatch(name)) or _asks_for(container, f"{path}/"):
        return
    message = f"{_what(volume)} is mounted as a folder at {quoted(path)} of {label(container)}, not as the file"
    help = f"add subPath: {name}, or mount the folder {posixpath.dirname(path)}"
    if found is None:
        help = f"add a subPath with the key of the file, or mount the folder {posixpath.dirname(path)}"
        yield mount.hit(message, "mountPath", help=help, severity=Severity.INFO)
        return
    if not listed_here:
        files = sorted(found.files)
        near = files[0] if len(files) == 1 else closest(name, files)
        help = f"add subPath: {near}" if near else f"add a subPath with one of its keys: {listed(files, last='or')}"
    yield mount.hit(message, "mountPath", help=help, related=found.related)


def _over_start(target: Member, index: Index, container: View, volume: View, mount: View, path: str) -> Iterator[Hit]:
    """A folder that hides the file with which the image's server starts, and has none of that name."""
    known = facts_of(container)
    needed = _STARTS_WITH.get(known.name) if known is not None else None
    if known is None or needed is None or posixpath.dirname(needed) != path or not runs(container, known):
        return
    words = {str(word.value) for key in ("command", "args") for word in container.each(key)}
    name = posixpath.basename(needed)
    found = shown(target, index, volume) if words <= _FOREGROUND else None
    if found is None or not found.files or name in found.files or _has_mount(container, needed):
        return
    holds = listed(sorted(found.files))
    message = (
        f"{_what(volume)} at {quoted(path)} of {label(container)} hides {name}, with which {known.name} starts: "
        f"it has only {holds}"
    )
    help = f"mount single files by subPath, or add {name} and what else {known.name} reads there"
    yield mount.hit(message, "mountPath", help=help, related=found.related)


def _has_mount(container: View, path: str) -> bool:
    """Whether something is mounted at a path itself."""
    return any(absolute(str(mount.get("mountPath"))) == path for mount in container.each("volumeMounts"))


def _asks_for(container: View, folder: str) -> bool:
    """Whether arguments or variables name a file in the folder, so that it is meant to be one."""
    words = (word.value for key in ("command", "args") for word in container.each(key))
    values = (entry.get("value") for entry in container.each("env") if isinstance(entry.value, dict))
    return any(isinstance(text, str) and folder in text for text in (*words, *values))


def _what(volume: View) -> str:
    if volume.get("projected") is not None:
        return f"volume {quoted(volume.text('name') or '')}"
    kind, field = ("ConfigMap", "name") if volume.get("configMap") is not None else ("Secret", "secretName")
    name = volume.text("configMap" if kind == "ConfigMap" else "secret", field)
    return f"{kind} {quoted(name)}" if name else f"a {kind}"
