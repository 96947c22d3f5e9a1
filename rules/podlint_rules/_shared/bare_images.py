"""Images that lack programs which others have."""

from __future__ import annotations

import re

from podlint.api import View
from podlint.api.kubernetes import facts_of, parse_image

_WITHOUT = r"distroless|(?:^|/)scratch\Z|chainguard/static\Z|(?:^|/)static-debian\d+\Z"
_WITH_SHELL = frozenset(("debug", "dev", "shell", "busybox"))
"""What variants of such images call themselves that have a shell after all."""
_SHELLS = frozenset(("sh", "bash", "ash", "dash"))
_TOOLS = frozenset(
    ("cat", "curl", "wget", "nc", "ncat", "netcat", "ls", "test", "[", "pgrep", "ps", "pidof", "grep", "stat", "find")
) | frozenset(("echo", "true", "sleep", "kill", "head", "tail", "awk", "sed", "printf", "nslookup", "netstat", "ss"))
_LACKS = {
    "busybox": ("curl", "bash", "ss"),
    "alpine": ("curl", "bash", "ss"),
    "debian": ("curl", "wget", "nc", "ncat", "netcat", "nslookup", "netstat", "ss", "ps", "pgrep"),
    "ubuntu": ("curl", "wget", "nc", "ncat", "netcat", "nslookup", "netstat", "ss"),
    "httpd": ("curl",),
    "redis": ("curl",),
    "postgres": ("curl",),
}
"""What the official images do not have, in none of their variants."""
_SLIM = ("curl", "wget", "nc", "ncat", "netcat", "nslookup", "netstat", "ss", "ps", "pgrep", "pidof")
_LACKS_IN: dict[str, dict[str, tuple[str, ...]]] = {
    "slim": dict.fromkeys(("python", "node", "ruby"), _SLIM),
    "alpine": dict.fromkeys(("python", "node", "ruby", "golang"), ("curl",)),
    "slim of alpine": {"nginx": ("curl", "bash")},
}
"""What the variants of official images do not have, by their tags."""
_FOLDERS = ("", "/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin")


def is_named_bare(reference: str) -> bool:
    """Whether an image is named as one that has no programs beside its own."""
    image = parse_image(reference)
    if image is None or _WITH_SHELL & {*re.split(r"[-._]", image.tag or ""), *re.split(r"[-._]", image.name)}:
        return False
    return re.search(_WITHOUT, image.repository) is not None or "distroless" in re.split(r"[-._]", image.tag or "")


def is_bare(container: View) -> bool:
    """Whether a container's image has no shell: as far as it is known, else by its name."""
    known = facts_of(container)
    if known is not None and known.shell is not None:
        return not known.shell
    return is_named_bare(container.text("image") or "")


def lacks(container: View, program: str) -> bool:
    """Whether the image of a container surely has no such program, and nothing puts it there."""
    folder, _, name = program.rpartition("/")
    if folder not in _FOLDERS or (name not in _TOOLS and name not in _SHELLS) or _gets_programs(container):
        return False
    facts = facts_of(container)
    if is_bare(container):
        return facts is None or name not in facts.programs
    if facts is None:
        return False
    return name in _LACKS.get(facts.name, ()) or name in _LACKS_IN.get(_variant(container), {}).get(facts.name, ())


def _variant(container: View) -> str:
    """Which of the usual variants of an image a tag names."""
    image = parse_image(container.text("image") or "")
    words = re.split(r"[-.]", image.tag or "") if image is not None else []
    if "slim" in words:
        return "slim of alpine" if any(word.startswith("alpine") for word in words) else "slim"
    return "alpine" if any(word.startswith("alpine") for word in words) else ""


def _gets_programs(container: View) -> bool:
    """Whether a container mounts folders of programs, has a PATH of its own, or installs what it needs."""
    paths = [str(mount.get("mountPath")).rstrip("/") for mount in container.each("volumeMounts")]
    if any(path in _FOLDERS or path == "/usr" for path in paths):
        return True
    if any(isinstance(entry.value, dict) and entry.get("name") == "PATH" for entry in container.each("env")):
        return True
    words = " ".join(str(word.value) for key in ("command", "args") for word in container.each(key))
    return re.search(r"(?<!\w)(?:apk|apt|apt-get|install)(?!\w)", words) is not None
