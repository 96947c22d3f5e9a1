"""The numbers of probes, with their defaults."""

from __future__ import annotations

from podlint.api import View

_DEFAULTS = {"initialDelaySeconds": 0, "periodSeconds": 10, "timeoutSeconds": 1, "failureThreshold": 3}


def seconds(probe: View, key: str) -> int:
    """A number of a probe; 0 and absent stand for the default."""
    return probe.integer(key) or _DEFAULTS[key]
