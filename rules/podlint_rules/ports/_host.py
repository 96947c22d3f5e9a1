"""Ports of the node that workloads ask for."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import NamedTuple, View, running_together
from podlint.api.project import Member

_ANY = ("", "0.0.0.0", "::")


class Claim(NamedTuple):
    """A port of the node that a workload asks for."""

    member: Member
    port: View
    field: str
    address: str


def claims(workload: Member) -> Iterator[tuple[tuple[int, str], Claim]]:
    """The ports of the node that a workload asks for, by number and protocol."""
    pod = workload.pod()
    if pod is None:
        return
    on_host = pod.get("hostNetwork") is True
    for container in running_together(pod):
        for port in container.each("ports"):
            field = "hostPort" if port.integer("hostPort") else "containerPort"
            number = port.integer("hostPort") or (port.integer("containerPort") if on_host else None)
            if number and port.complete():
                protocol = str(port.get("protocol", default="TCP"))
                yield (number, protocol), Claim(workload, port, field, port.text("hostIP") or "")


def meet(one: Claim, other: Claim) -> bool:
    """Whether two claims to one number are claims to one address of the node."""
    return one.address in _ANY or other.address in _ANY or one.address == other.address


def variants(one: Member, other: Member) -> bool:
    """Whether two workloads are the same thing written twice, as Deployment and DaemonSet, or in two files."""
    if one.text("metadata", "name") == other.text("metadata", "name"):
        return True
    labels = one.pod_labels
    return bool(labels) and labels == other.pod_labels and one.known.file != other.known.file
