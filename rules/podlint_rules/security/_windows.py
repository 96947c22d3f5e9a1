"""Windows and Linux: the settings that only one of them has, and HostProcess containers."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, Part, View, all_containers, label
from podlint_rules.security import _standards as standards

_POD = ("hostPID", "hostIPC", "hostUsers", "shareProcessNamespace")
_POD_CONTEXT = (
    "appArmorProfile fsGroup fsGroupChangePolicy runAsGroup runAsUser seLinuxChangePolicy seLinuxOptions "
    "seccompProfile supplementalGroups supplementalGroupsPolicy sysctls"
)
_CONTEXT = (
    "allowPrivilegeEscalation appArmorProfile capabilities privileged procMount readOnlyRootFilesystem runAsGroup "
    "runAsUser seLinuxOptions seccompProfile"
)
# Plain booleans: false is what they are without being set. A list without entries is none.
_UNSET = {"hostPID": False, "hostIPC": False, "sysctls": []}


def linux_settings(pod: View) -> Iterator[Hit]:
    """Settings of Linux in a pod for Windows."""
    yield from _forbidden(pod, pod, _POD, "windows")
    own = pod.at("securityContext")
    if own is not None:
        yield from _forbidden(pod, own, _POD_CONTEXT.split(), "windows")
    for container in all_containers(pod):
        context = container.at("securityContext")
        if context is not None:
            yield from _forbidden(pod, context, _CONTEXT.split(), "windows")


def windows_settings(pod: View) -> Iterator[Hit]:
    """Settings of Windows in a pod for Linux."""
    for context in standards.contexts(pod, "windowsOptions"):
        yield from _forbidden(pod, context, ("windowsOptions",), "linux")


def host_process(pod: View) -> Iterator[Hit]:
    """HostProcess containers: all containers of the pod or none, in the network of the node."""
    keys = ("windowsOptions", "hostProcess")
    if next(standards.contexts(pod, "windowsOptions"), None) is None:
        return
    above = pod.get("securityContext", *keys)
    asked: list[View] = []
    others: list[View] = []
    for container in all_containers(pod):
        setting = container.at("securityContext", *keys)
        if setting is not None and above is not None and setting.value is not above:
            if isinstance(setting.value, bool) and isinstance(above, bool):
                message = f"hostProcess of {label(container)} and of the pod must be the same where both are set"
                yield setting.hit(message, help="set it in one place")
            return
        value = above if setting is None else setting.value
        (asked if value is True else others).append(container)
    if not asked:
        return
    first = standards.effective(pod, asked[0], *keys)
    if first is None or not all(standards.understood(pod, container, "windowsOptions") for container in others):
        return
    if pod.complete("hostNetwork") and not pod.flag("hostNetwork"):
        yield first.hit("hostProcess needs hostNetwork: true in the pod", help="set hostNetwork: true")
    for container in others[:1]:
        message = f"{label(container)} is no HostProcess container: all containers of a pod are, or none"
        related = (first.related("hostProcess is set here"),)
        yield container.hit(message, "securityContext", *keys, help="set it for the whole pod", related=related)


def _forbidden(pod: View, view: View, keys: tuple[str, ...] | list[str], system: str) -> Iterator[Hit]:
    for key in keys:
        found = view.at(key)
        if found is not None and (key not in _UNSET or found.value != _UNSET[key]):
            message = f"{key} cannot be set in a pod whose os.name is {system}"
            help = "remove it, or change os.name"
            related = (pod.related("the operating system is named here", "os", "name"),)
            yield found.hit(message, part=Part.KEY, help=help, related=related)
