"""The hosts that containers name: in variables, in commands, in what they wait for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from podlint.api import NamedTuple, View, init_containers, running_together
from podlint_rules._shared.command_lines import command_lines
from podlint_rules._shared.waits import waits

_NAME = r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*"
_URL = re.compile(rf"[a-z][a-z0-9+.-]{{1,30}}://(?:[^\s/@]{{0,200}}@)?({_NAME})(?=[:/?,]|$)")
_HOST = re.compile(rf"({_NAME})(:\d{{1,5}})?")
_LONGEST = 2_000
_OF_HOSTS = re.compile(r"(?:^|_)(?:HOST|HOSTNAME|HOSTS|SERVER|SERVERS|ADDR|ADDRESS|ENDPOINT|BROKERS?|UPSTREAM)\Z")

_NAMED_ONLY = re.compile(
    r"(?i)no_?-?proxy|issuer|audience|server-?_?name|dns-?_?name|common-?_?name|cert|(?:^|[-_])(?:cn|san|sans|sni)\Z"
)
"""What the name of an option or a variable has in it whose value is compared with names, and not looked up."""


class Host(NamedTuple):
    """A name that a pod will look up, and where it stands."""

    name: str
    where: str
    view: View


def hosts_of(pod: View) -> Iterator[Host]:
    """The hosts that the containers of a pod name, but for those that the pod gives an address itself."""
    aliases = {str(name.value) for entry in pod.each("hostAliases") for name in entry.each("hostnames")}
    for container in (*init_containers(pod), *running_together(pod)):
        yield from (host for host in _hosts(container) if host.name not in aliases)


def _hosts(container: View) -> Iterator[Host]:
    """The hosts that a container names, with their places."""
    for entry in container.each("env"):
        name, value = (entry.text("name"), entry.text("value")) if isinstance(entry.value, dict) else (None, None)
        if not name or not value or len(value) > _LONGEST or "$" in value or _NAMED_ONLY.search(name):
            continue
        found = _URL.search(value) or _HOST.fullmatch(value)
        # A word alone is a host where it says so, by a port, its domain or the name of the variable.
        if found is None or not (found.re is _URL or found[2] or ".svc" in found[1] or _OF_HOSTS.search(name)):
            continue
        yield Host(found[1], f"in {name}", entry.at("value") or entry)
    for wait in waits(container):
        yield Host(wait.host, "that a container waits for", wait.view)
    for line in command_lines(container):
        before = ""
        for word in line.words if line.where in ("command", "args") else ():
            option, before = _option(word.text, before), word.text or ""
            if _NAMED_ONLY.search(option):
                continue
            found = _URL.search(word.text) if word.text is not None and len(word.text) <= _LONGEST else None
            if found is not None and "$" not in found[0]:
                yield Host(found[1], "in its command", word.view)


def _option(text: str | None, before: str) -> str:
    """The option that a word is the value of; empty where it is none."""
    if text is not None and text.startswith("-"):
        return text.partition("=")[0] if "=" in text else ""
    return before if before.startswith("-") and "=" not in before and " " not in before else ""
