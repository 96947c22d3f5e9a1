"""Files of volumes that are started as programs."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from podlint.api import Hit, NamedTuple, Related, Scope, Severity, View, all_containers, label, quoted, rule
from podlint_rules._shared.command_lines import Line, command_lines, script_in
from podlint_rules.volumes._paths import absolute, lies_in
from podlint_rules.volumes._shown import volumes_by_name

_DEFAULT = 0o644
_EXECUTE = 0o111
_LONGEST = 4_000
_STARTED = re.compile(r"(?:\A|[;\n]|&&)[ \t]{0,9}(?:exec[ \t]{1,9})?(/[\w./-]{1,200})(?=[\s;&|]|\Z)")
_WRAPPERS = ("tini", "dumb-init", "exec", "env", "nohup")


class _Start(NamedTuple):
    """A program that a command starts by its path, and where that stands."""

    path: str
    view: View
    within: tuple[int, int] | None


@rule("script-not-executable", severity=Severity.ERROR, scope=Scope.POD, needs=("configMap", "secret", "projected"))
def script_not_executable(pod: View) -> Iterator[Hit]:
    """Script of a ConfigMap or Secret that is started as a program, without the right to be executed.

    ## Why is this bad?
    The files of such a volume have the mode 0644 unless `defaultMode`, or the `mode` of an item, says otherwise: no
    user may execute them, not even root. The container fails with "permission denied" when it is started, and so does
    a hook or a probe. Given to a shell as a file to read (`sh /scripts/run.sh`), a script needs no such right.

    ## Example
    ```yaml bad
    containers:
      - name: web
        image: registry.example/web:1
        command: [/scripts/run.sh]
        volumeMounts: [{name: scripts, mountPath: /scripts}]
    volumes:
      - {name: scripts, configMap: {name: scripts}}
    ```

    ## Use instead
    ```yaml good
    containers:
      - name: web
        image: registry.example/web:1
        command: [/scripts/run.sh]
        volumeMounts: [{name: scripts, mountPath: /scripts}]
    volumes:
      - {name: scripts, configMap: {name: scripts, defaultMode: 0755}}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/storage/volumes/#configmap
    """
    volumes = volumes_by_name(pod)
    for container in all_containers(pod) if volumes else ():
        if not container.value.get("volumeMounts"):
            continue
        for line in command_lines(container):
            for start in _starts(line):
                found = _found(container, volumes, start.path)
                if found is None:
                    continue
                volume, mode, said = found
                yield start.view.hit(
                    f"{quoted(start.path)} in {line.where} of {label(container)} has the mode {mode:04o} from volume "
                    f"{quoted(volume.text('name') or '')}: it cannot be executed",
                    within=start.within,
                    help=f'set defaultMode: 0755 on the volume, or let a shell read it: ["sh", {quoted(start.path)}]',
                    related=(said,),
                )
                break


def _starts(line: Line) -> Iterator[_Start]:
    """The programs that a command surely starts by their paths."""
    if not line.program:
        return
    for word in line.words:
        text = word.text
        if text is None:
            return
        if text.rpartition("/")[2] in _WRAPPERS or text == "--":
            continue
        if text.startswith("/") and len(text) <= _LONGEST:
            yield _Start(absolute(text), word.view, None)
        break
    script = script_in(line.words)
    text = script.text or "" if script is not None else ""
    if script is not None and len(text) <= _LONGEST and "chmod" not in text:
        for found in _STARTED.finditer(text):
            yield _Start(absolute(found[1]), script.view, found.span(1))


def _found(container: View, volumes: dict[str, View], path: str) -> tuple[View, int, Related] | None:
    """The volume that a path comes from, and the mode of the file, where nobody may execute it."""
    best: tuple[str, View] | None = None
    for mount in container.each("volumeMounts"):
        place = mount.text("mountPath") if isinstance(mount.value, dict) else None
        if place is None:
            return None
        place = absolute(place)
        if lies_in(path, place) and (best is None or len(place) > len(best[0])):
            best = place, mount
    if best is None:
        return None
    place, mount = best
    volume = volumes.get(mount.text("name") or "")
    if volume is None or not volume.complete() or mount.at("subPathExpr") is not None:
        return None
    file = posixpath.normpath(posixpath.join(mount.text("subPath") or "", path[len(place) :].lstrip("/")))
    return _mode(volume, file)


def _mode(volume: View, file: str) -> tuple[View, int, Related] | None:
    source = next((volume.at(key) for key in ("configMap", "secret", "projected") if volume.at(key) is not None), None)
    if source is None or not source.complete():
        return None
    default = source.get("defaultMode", default=_DEFAULT)
    holders = [
        source,
        *(view for one in source.each("sources") for key in ("configMap", "secret") if (view := one.at(key))),
    ]
    for item in (item for holder in holders for item in holder.each("items")):
        if isinstance(item.value, dict) and item.text("path") == file:
            default = item.get("mode", default=default)
            source = item if item.at("mode") is not None else source
    if not isinstance(default, int) or isinstance(default, bool) or default & _EXECUTE:
        return None
    key = "mode" if source.at("mode") is not None else "defaultMode"
    said = (
        source.related("this is its mode", key) if source.at(key) is not None else source.related("no mode is set here")
    )
    return volume, default, said
