"""Pods that somebody makes by hand, to try something or to look around: nobody expects them to stay.

Their containers only wait (`sleep infinity`), or have nothing to run but the shell of a base image. What is a hazard or
an oversight in an application is there on purpose for as long as it takes.
"""

from __future__ import annotations

import re

from podlint.api import View, containers, once
from podlint.api.kubernetes import parse_image

_SHELLS = frozenset({"ash", "bash", "dash", "sh", "zsh"})
_WAITS = r"(?:^|[;&|\n])[ \t]*(?:exec[ \t]+)?(?:sleep[ \t]+\S+|tail[ \t]+-[fF][ \t]+/dev/null)\s*\Z"
_LOOPS = r"\bwhile\s(?:true|:|\[)"
_END = 200
_BACKGROUND = r"(?<![&>])&(?![&>\d])"
_IDLE = frozenset({"cat", "date", "echo", "env", "false", "ls", "pause", "printenv", "sleep", "stress", "true"})
"""Programs that wait or end, and serve nobody."""
_BASES = frozenset(
    {
        *("almalinux", "alpine", "amazonlinux", "bash", "busybox", "centos", "debian", "fedora", "opensuse"),
        *("rockylinux", "suse", "ubuntu", "ubi", "pause", "hello-world", "curl", "dnsutils", "netshoot"),
        *("network-multitool", "jessie-dnsutils", "netcat", "toolbox", "toolkit"),
    }
)
"""Images with nothing to run but a shell or tools, by the last part of the repository."""
_TRIAL = frozenset(
    {
        *("debug", "debugger", "demo", "dummy", "example", "hello", "playground", "sample", "sandbox", "scratch"),
        *("temp", "test", "tester", "testing", "tmp", "toolbox", "trial", "tutorial"),
    }
)
"""Words in names that say that a thing is there to be tried."""


@once
def is_idle(pod: View) -> bool:
    """Whether a Pod of its own does nothing but wait: it was made by hand, and serves nobody."""
    own = list(containers(pod)) if pod.object.kind == "Pod" and pod.complete("containers") else []
    return bool(own) and all(map(_only_waits, own))


@once
def is_trial(pod: View) -> bool:
    """Whether a Pod of its own is there to be tried, by its name or by those of its images."""
    if pod.object.kind != "Pod":
        return False
    metadata = pod.object
    names = [metadata.text("metadata", "name"), metadata.text("metadata", "generateName")]
    images = (parse_image(container.text("image") or "") for container in containers(pod))
    names += [image.name for image in images if image is not None]
    return any(word in _TRIAL for name in names if name for word in re.split(r"[^a-z]+", name.lower()))


def _only_waits(container: View) -> bool:
    if any(True for _ in container.each("ports")):
        return False
    words = [str(word.value) for key in ("command", "args") for word in container.each(key)]
    if not words:
        image = parse_image(container.text("image") or "")
        return image is not None and re.sub(r"\d+(-minimal)?\Z", "", image.name[:_END]) in _BASES
    program = words[0].rpartition("/")[2]
    if program in _SHELLS:
        return _script_waits(words[-1])
    return program in _IDLE or (program == "tail" and "/dev/null" in words)


def _script_waits(script: str) -> bool:
    """Whether the last thing that a script does is to wait, and it leaves nothing running in the background."""
    if re.search(_BACKGROUND, script):
        return False
    end = script.rstrip().rstrip(";").rstrip()
    return re.search(_WAITS, end[-_END:]) is not None or (
        end.endswith("done") and re.search(_LOOPS, script) is not None
    )
