"""Containers that help another one and never end by themselves: proxies, log shippers, agents."""

from __future__ import annotations

import re

from podlint.api import NamedTuple, View
from podlint.api.kubernetes import Serves, facts_of, parse_image, runs, server_run

LIFE = "do they live and die together?"
SCALE = "do they scale together?"
NODE = "does the pod still find a node?"
"""The questions that a pod of several containers has to answer with yes; each finding names its own."""


class _Helper(NamedTuple):
    """A known helper: what it is, its programs, and the subcommands under which it keeps running."""

    what: str
    programs: tuple[str, ...] = ()
    subcommands: tuple[str, ...] = ()


_MESH = "service mesh proxy"
_LOGS = "log shipper"
_DATABASE = "database proxy"
_AGENT = "monitoring agent"

_HELPERS = {
    "proxyv2": _Helper(_MESH, ("pilot-agent",), ("proxy",)),
    "linkerd/proxy": _Helper(_MESH, ("linkerd2-proxy-run",)),
    "linkerd-io/proxy": _Helper(_MESH, ("linkerd2-proxy-run",)),
    "consul-dataplane": _Helper(_MESH),
    "kuma-dp": _Helper(_MESH, (), ("run",)),
    "daprd": _Helper(_MESH),
    "envoy": _Helper("proxy"),
    "cloud-sql-proxy": _Helper(_DATABASE),
    "cloudsql-proxy": _Helper(_DATABASE, ("cloud-sql-proxy",)),
    "gce-proxy": _Helper(_DATABASE, ("cloud-sql-proxy",)),
    "alloydb-auth-proxy": _Helper(_DATABASE),
    "pgbouncer": _Helper(_DATABASE),
    "proxysql": _Helper(_DATABASE),
    "oauth2-proxy": _Helper("proxy"),
    "kube-rbac-proxy": _Helper("proxy"),
    "fluentd": _Helper(_LOGS),
    "fluentd-kubernetes-daemonset": _Helper(_LOGS, ("fluentd",)),
    "fluent-bit": _Helper(_LOGS),
    "aws-for-fluent-bit": _Helper(_LOGS, ("fluent-bit",)),
    "filebeat": _Helper(_LOGS, (), ("run",)),
    "logstash": _Helper(_LOGS),
    "promtail": _Helper(_LOGS),
    "timberio/vector": _Helper(_LOGS, ("vector",)),
    "grafana/alloy": _Helper(_AGENT, ("alloy",), ("run",)),
    "grafana/agent": _Helper(_AGENT, ("grafana-agent", "agent"), ("run",)),
    "datadog/agent": _Helper(_AGENT, ("agent",), ("run",)),
    "telegraf": _Helper(_AGENT),
    "opentelemetry-collector": _Helper(_AGENT, ("otelcol",)),
    "opentelemetry-collector-contrib": _Helper(_AGENT, ("otelcol-contrib",)),
    "cloudwatch-agent": _Helper(_AGENT),
    "aws-xray-daemon": _Helper(_AGENT, ("xray",)),
    "statsd-exporter": _Helper(_AGENT),
    "vault": _Helper("Vault agent", (), ("agent", "proxy", "server")),
    "git-sync": _Helper("repository sync"),
}
"""By the last part of the repository, or its last two."""

_SHELLS = frozenset({"sh", "bash", "ash", "dash", "zsh"})
_FOLLOWS = r"-\w*|--follow(=\w+)?|--retry"
_ENDS = r"--?(version|help|mode[= ]validate|validate|dry-run|exit-after-auth|one-time|once)\b"
_ENDING_VARIABLE = r"(?i)one_?time|one_?shot|run_?once|(^|_)once\Z|exit_after"
_LOADERS = frozenset({"prometheus-config-reloader"})
"""What watches by its kind, and ends where it is told not to."""
_INWARDS = frozenset({"oauth2-proxy", "kube-rbac-proxy"})


def keeps_running(container: View) -> str | None:
    """What a container runs that never ends, as messages say it; None where it may end."""
    if not container.complete("command") or not container.complete("args") or _may_end(container):
        return None
    known = helper(container) or _server(container) or _watcher(container)
    if known is not None:
        return known
    return "tail, which follows its file for ever" if _follows(container) else None


def text(container: View) -> str:
    """The words of command and args in one line."""
    return " ".join(str(word.value) for key in ("command", "args") for word in container.each(key))


def _may_end(container: View) -> bool:
    """Whether an argument or a variable may tell the program to do its work once."""
    names = (str(entry.get("name")) for entry in container.each("env") if isinstance(entry.value, dict))
    return re.search(_ENDS, text(container)) is not None or any(re.search(_ENDING_VARIABLE, name) for name in names)


def stands_before(container: View) -> bool:
    """Whether it takes what comes in for the application, which does not need it to start or to end its work."""
    image = parse_image(container.text("image") or "")
    return image is not None and image.name in _INWARDS


def helper(container: View) -> str | None:
    """What a known helper is, as messages say it; None where the container may run something else."""
    image = parse_image(container.text("image") or "")
    if image is None:
        return None
    helper = _HELPERS.get(image.owned) or _HELPERS.get(image.name)
    if helper is None:
        return None
    programs = {*helper.programs, image.name}
    command = [str(word.value) for word in container.each("command")]
    words = command + [str(word.value) for word in container.each("args")]
    if command and not (_program(command[0]) in programs or command[0].endswith("entrypoint.sh")):
        return None
    if command or (words and _program(words[0]) in programs):
        words = words[1:]
    if words and _program(words[0]) in programs:
        words = words[1:]
    if words and not (words[0].startswith("-") or words[0] in helper.subcommands or ":" in words[0]):
        return None
    return f"the {helper.what} {image.name}"


def _server(container: View) -> str | None:
    server = server_run(container)
    if server is None or server.kind is None or server.kind is Serves.STORAGE:
        return None
    article = "an" if server.kind is Serves.APP else "a"
    return f"{server.name}, {article} {server.kind.value}"


def _watcher(container: View) -> str | None:
    """Exporters and their like, by the table of images."""
    facts = facts_of(container)
    if facts is None or facts.kind is not Serves.MONITORING or facts.name in _LOADERS or not runs(container, facts):
        return None
    return f"{facts.name}, which watches for ever"


def _follows(container: View) -> bool:
    """Whether the container does nothing but `tail -f`, by itself or as the script of a shell."""
    words = [str(word.value) for key in ("command", "args") for word in container.each(key)]
    if not words:
        return False
    script = words[-1] if _program(words[0]) in _SHELLS else " ".join(words)
    words = script.rstrip().rstrip(";").split()
    words = words[words[:1] == ["exec"] :]
    if words[:1] != ["tail"] or "--pid" in script or any(mark in word for word in words for mark in ";&|"):
        return False
    return any(re.fullmatch(_FOLLOWS, word) and (word[1:2] == "-" or "f" in word.lower()) for word in words[1:])


def _program(word: str) -> str:
    return word.rpartition("/")[2].replace("_", "-")
