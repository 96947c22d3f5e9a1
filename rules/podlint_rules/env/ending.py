"""Commands of containers that are to go on, and end at once."""

from __future__ import annotations

import re
from collections.abc import Iterator

from podlint.api import Hit, Scope, Severity, View, label, quoted, rule, running_together
from podlint.api.kubernetes import LONG_RUNNING, image_facts, parse_image
from podlint_rules._shared.command_lines import Word, is_shell, script_in
from podlint_rules._shared.sleeps import own_words

_ENDING = frozenset(
    ("echo", "printf", "true", "false", "ls", "date", "env", "printenv", "pwd", "whoami", "id", "uname")
)
_SHELLS = frozenset(("busybox", "alpine", "debian", "ubuntu", "fedora", "centos", "rockylinux", "almalinux", "bash"))
_READERS = frozenset(
    ("amazonlinux", "oraclelinux", "archlinux", "buildpack-deps", "python", "golang", "ruby", "node", "gcc", "rust")
)
"""Official images that start a shell, or a reader of a language, which ends where nobody types."""
_PRINTERS = {
    "keycloak/keycloak": "start",
    "minio/minio": "server /data",
    "bitnami/kubectl": "",
    "amazon/aws-cli": "",
    "curlimages/curl": "",
    "hashicorp/terraform": "",
    "alpine/helm": "",
}
"""Images that print their help where they are told nothing, and what they are mostly told."""
_OPERATORS = ("&&", "||", "|", ";", "&", ">", ">>")
"""Words that only a shell reads, which is a finding of its own."""
_LONGEST = 2_000
_BACKGROUND = (
    (r"(?:/usr/sbin/)?service\s{1,9}\S{1,40}\s{1,9}(?:re)?start", "starts a service in the background"),
    (r"/etc/init\.d/\S{1,40}\s{1,9}(?:re)?start", "starts a service in the background"),
    (r"(?:sudo\s)?systemctl\s{1,9}(?:re)?start\s{1,9}\S{1,60}", "asks systemd, which does not run in a container"),
    (r"\S{0,40}redis-server(?:\s[^;&|]{1,200})?\s--daemonize\s{1,9}yes(?:\s[^;&|]{1,200})?", "goes to the background"),
    (r"(?:/usr/sbin/)?nginx", "goes to the background"),
    (r"(?:\S{0,40}/)?(?:apachectl|apache2ctl)\s{1,9}(?:-k\s{1,9})?start", "goes to the background"),
    (r"/usr/sbin/sshd", "goes to the background"),
)
_QUICK = frozenset(
    ("apk", "apt", "apt-get", "cat", "cd", "chgrp", "chmod", "chown", "cp", "dnf", "envsubst", "export", "ln", "mkdir")
) | frozenset(
    ("microdnf", "mv", "npm", "pip", "pip3", "rm", "sed", "set", "tar", "tee", "touch", "ulimit", "umask", "yum")
)
"""What ends and lets the next command have its turn, as it is used before a server is started."""
_INSTALLING = re.compile(r"(?:npm|pip3?)\s{1,9}(?:ci|install|i)(?!\w)")
_NEEDS = (
    *("echo", "printf", "printenv", "whoami", "uname", "'true'", "'false'", "'ls'", "'date'", "'pwd'", "'id'"),
    *("service ", "init.d", "systemctl", "daemonize", "apachectl", "apache2ctl", "sshd"),
    *("nginx'", "nginx\n", "nginx;", "&'", "& '", "&\n"),
    *("bin/sh'", "bin/bash'", "'sh'", "'bash'"),
    *sorted(_PRINTERS),
    *sorted({*_SHELLS, *_READERS} - {"node"}),
    *("node:", "'node'", "/node'"),
)
"""Words of which one stands in each object that the rule is about; short ones as texts of their own."""
_BESIDE = re.compile(r"(?<!&)&[ \t]{0,99}\n")
"""What puts a line in the background."""
_STARTERS = ("service", "/etc/init.d/", "systemctl", "redis-server", "nginx", "apachectl", "apache2ctl", "sshd")
"""Words of which one stands in each text of `_BACKGROUND`."""
_BRANCH = re.compile(
    r"(?<![\w-])(?:if|while|until|for|case|exec|wait|tail|sleep|trap|select)(?![\w-])|(?<!&)&(?!&)|\$\(|`"
)


@rule(
    "command-ends-at-once",
    severity=Severity.WARNING,
    scope=Scope.POD,
    kinds=LONG_RUNNING,
    needs=_NEEDS,
)
def command_ends_at_once(pod: View) -> Iterator[Hit]:
    """Container of a pod that is to run on whose command ends as soon as it has started.

    ## Why is this bad?
    A container lives as long as the program that it starts. One that prints something, starts a service in the
    background (`service nginx start`, `server &`), or is a shell where nobody types, has ended a moment later; the
    kubelet starts it again, ever more slowly: `CrashLoopBackOff`, with the status `Completed`. So it is with an image
    such as `ubuntu` or `python` without a command: what it starts reads from a terminal that is not there (`stdin:
    true` gives one).

    ## Example
    ```yaml bad
    containers:
      - name: web
        image: nginx:1.27
        command: [sh, -c, "service nginx start"]
    ```

    ## Use instead
    ```yaml good
    containers:
      - name: web
        image: nginx:1.27
        command: [nginx, -g, "daemon off;"]
    ```

    ## References
    - https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy
    - https://kubernetes.io/docs/tasks/inject-data-application/define-command-argument-container/
    """
    if pod.get("restartPolicy", default="Always") != "Always" or not pod.complete("restartPolicy"):
        return
    for container in running_together(pod):
        if container.at("lifecycle", "postStart") is not None:
            continue
        yield from _idle(container) if _is_bare(container) else _ended(container)


def _is_bare(container: View) -> bool:
    """Whether a container says nothing of what it runs."""
    return container.at("command") is None and container.at("args") is None


def _idle(container: View) -> Iterator[Hit]:
    """An image that starts a shell, and no command."""
    image = container.text("image")
    named = parse_image(image) if image is not None else None
    told = _PRINTERS.get(named.owned) if named is not None else None
    if told is not None:
        yield container.hit(
            f"{label(container)} ends at once and is started again and again: the image {quoted(str(image))} prints "
            "its help where it is told nothing",
            "image",
            help=f"give it args: [{', '.join(told.split())}]" if told else "give it a command, or run it in a Job",
        )
        return
    facts = image_facts(image) if image is not None else None
    if facts is None or facts.name not in (*_SHELLS, *_READERS):
        return
    if container.get("stdin") is None and container.get("tty") is None:
        yield container.hit(
            f"{label(container)} ends at once and is started again and again: the image {quoted(str(image))} starts "
            "a shell, which nobody types into",
            "image",
            help="give it a command",
        )


def _ended(container: View) -> Iterator[Hit]:
    """A command that ends at once."""
    words = own_words(container)
    if not words or any(word.text is None or word.text in _OPERATORS for word in words) or container.get("stdin"):
        return
    script = script_in(words)
    if script is None:
        text = " ".join(word.text or "" for word in words)
        found = _why(text, container, words[0].text or "", quoting=False) or _nobody_types(words, container)
        where: tuple[View, tuple[int, int] | None] = words[0].view, None
    elif script.view is words[-1].view:
        text = script.text or ""
        left = _left(text)
        last = left or _last(text)
        if left is not None:
            found = left[0], "runs in the background, and the shell ends"
        else:
            found = _why(last[0], container, last[0].split(" ")[0], quoting=True) if last is not None else None
        where = script.view, (last[1], last[1] + len(last[0])) if last is not None else None
    else:
        return  # words behind a script are a finding of their own
    if found is not None:
        program, why = found
        yield where[0].hit(
            f"{label(container)} ends at once and is started again and again: {quoted(program)} {why}",
            within=where[1],
            help="run the program in the foreground, or what ends in a Job",
        )


def _why(text: str, container: View, program: str, *, quoting: bool) -> tuple[str, str] | None:
    """The program that ends at once, and why; None where that is not sure."""
    name = program.rpartition("/")[2]
    if name in _ENDING and len(text) <= _LONGEST and not (name == "env" and " " in text.strip()):
        return name, "does its work and ends"
    if len(text) > _LONGEST or not any(word in text for word in _STARTERS):
        return None
    if any(str(mount.get("mountPath")).startswith("/etc") for mount in container.each("volumeMounts")):
        return None
    for form, why in _BACKGROUND:
        if re.fullmatch(form, text.strip()):
            return None if _may_stay(text, container) else (text.strip(), why)
    return None


def _nobody_types(words: list[Word], container: View) -> tuple[str, str] | None:
    """A shell that is given nothing to run."""
    if container.at("tty") is not None or not all(is_shell(word.text) for word in words[:1]):
        return None
    plain = all(word.text in ("-i", "-l", "-il", "--login") for word in words[1:])
    return (words[0].text or "", "is a shell, which nobody types into") if plain else None


def _may_stay(text: str, container: View) -> bool:
    """Whether an image of others may have `daemon off` in its own configuration."""
    if not text.strip().endswith("nginx"):
        return False
    facts = image_facts(container.text("image") or "")
    return facts is None or "nginx" not in facts.programs


def _last(script: str) -> tuple[str, int] | None:
    """The last command of a plain script and where it begins; None where anything before may go on."""
    if len(script) > _LONGEST or _BRANCH.search(script):
        return None
    last = None
    for found in re.finditer(r"[^;\n&|]+", script):
        piece = found[0].strip()
        if piece and not piece.startswith("#"):
            name = piece.split(" ")[0].rpartition("/")[2]
            background = any(re.fullmatch(form, piece) for form, _ in _BACKGROUND)
            if last is not None and not last[2]:
                return None
            ends = name in _ENDING or background
            last = (piece, found.start() + len(found[0]) - len(found[0].lstrip()), ends or _is_quick(name, piece), ends)
    return (last[0], last[1]) if last is not None and last[3] else None


def _is_quick(name: str, piece: str) -> bool:
    """Whether a command only prepares something."""
    return name in _QUICK and (name not in ("npm", "pip", "pip3") or _INSTALLING.match(piece) is not None)


def _left(script: str) -> tuple[str, int] | None:
    """The last command of a plain script where that is put in the background, and nothing is waited for."""
    text = script.rstrip() + "\n"
    if len(text) > _LONGEST or not text.endswith("&\n") or text.endswith("&&\n"):
        return None
    if _BRANCH.search(_BESIDE.sub(";", text)):
        return None
    pieces = [found for found in re.finditer(r"[^;\n&|]+", text) if found[0].strip() and found[0].strip()[0] != "#"]
    for found in pieces[:-1]:
        piece = found[0].strip()
        name = piece.split(" ")[0].rpartition("/")[2]
        beside = _BESIDE.match(text, found.end()) is not None
        if not (beside or name in _ENDING or _is_quick(name, piece)):
            return None
    last = pieces[-1] if pieces else None
    return (last[0].strip(), last.start() + len(last[0]) - len(last[0].lstrip())) if last is not None else None
