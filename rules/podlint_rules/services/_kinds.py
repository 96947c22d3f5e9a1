"""What kind of Service this is."""

from __future__ import annotations

from podlint.api import UNKNOWN, View

TYPES = ("ClusterIP", "NodePort", "LoadBalancer", "ExternalName")


def service_type(spec: View) -> str | None:
    """The type, ClusterIP by default; None where it is not understood."""
    if spec.at("type") is None or spec.get("type") == "":
        return "ClusterIP"
    found = spec.text("type")
    return found if found in TYPES else None


def headless(spec: View) -> bool | None:
    """Whether the Service has no address of its own (`clusterIP: None`); None where that is not understood."""
    for found in (spec.at("clusterIP"), spec.at("clusterIPs", 0)):
        if found is not None and (found.value is UNKNOWN or found.text() is None):
            return None
        if found is not None and found.value == "None":
            return True
    listed = spec.at("clusterIPs")
    return None if listed is not None and not isinstance(listed.value, list) else False
