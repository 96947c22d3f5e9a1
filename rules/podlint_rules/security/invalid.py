"""Security settings whose form the API server refuses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from podlint.api import Hit, Scope, Severity, View, quoted, rule
from podlint.api.kubernetes import names
from podlint_rules.security import _annotations, _standards

_SEGMENT = r"[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?"
_SYSCTL = rf"(?a)(?:{_SEGMENT}[./])*{_SEGMENT}"
_NETBIOS = r'[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}'
_DNS = r"[a-zA-Z0-9](?:[a-zA-Z0-9\-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9\-]{0,61}[a-zA-Z0-9])?)*"
_NOT_IN_A_USER = '"/\\:;|=,+*?<>@[]'


@rule("security-invalid", severity=Severity.ERROR, scope=Scope.POD, needs=("securityContext", "annotations"))
def security_invalid(pod: View) -> Iterator[Hit]:
    """Security setting in a form that the API server refuses.

    ## Why is this bad?
    Names of sysctls are lower case words joined by dots or slashes; the path of a seccomp profile is relative and has
    no `..`; the name of an AppArmor profile has no spaces around it; a Windows user is `USER` or `DOMAIN\\USER`.

    ## Example
    ```yaml bad
    securityContext:
      seccompProfile:
        type: Localhost
        localhostProfile: /profiles/web.json
    ```

    ## Use instead
    ```yaml good
    securityContext:
      seccompProfile:
        type: Localhost
        localhostProfile: profiles/web.json
    ```

    ## References
    - https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#security-context
    """
    yield from _annotations.seccomp_faults(pod)
    for context in _standards.contexts(pod, "seccompProfile"):
        yield from _seccomp(context)
    for context in _standards.contexts(pod, "appArmorProfile"):
        yield from _apparmor(context)
    if pod.get("os", "name") != "linux":
        for context in _standards.contexts(pod, "windowsOptions"):
            options = context.at("windowsOptions")
            yield from _windows(options) if options is not None else ()
    for sysctl in pod.each("securityContext", "sysctls"):
        name = sysctl.text("name")
        if name and (len(name) > 253 or re.fullmatch(_SYSCTL, name) is None) and not _standards.is_windows(pod):
            message = f"{quoted(name)} is no name of a sysctl"
            yield sysctl.hit(message, "name", help="write lower-case letters, digits, - and _, joined by dots")


def _seccomp(context: View) -> Iterator[Hit]:
    if context.get("seccompProfile", "type") != "Localhost":
        return
    path = context.text("seccompProfile", "localhostProfile")
    wrong = _annotations.fault(path) if path is not None else None
    if path is not None and wrong is not None:
        help = "write the path below the kubelet's folder for seccomp profiles"
        yield context.hit(f"seccomp profile {quoted(path)} {wrong}", "seccompProfile", "localhostProfile", help=help)


def _apparmor(context: View) -> Iterator[Hit]:
    keys = ("appArmorProfile", "localhostProfile")
    name = context.text(*keys)
    if not name or context.get("appArmorProfile", "type") != "Localhost":
        return
    if name != name.strip():
        yield context.hit(f"AppArmor profile {quoted(name)} has spaces around it", *keys, help="remove them")
    elif len(name.encode()) > 4095:
        yield context.hit(f"the name of the AppArmor profile has {len(name.encode())} bytes, not 4095 at most", *keys)


def _windows(options: View) -> Iterator[Hit]:
    spec = options.text("gmsaCredentialSpecName")
    if spec and (wrong := names.dns_subdomain(spec)):
        message = f"gmsaCredentialSpecName {quoted(spec)} {wrong}"
        yield options.hit(message, "gmsaCredentialSpecName")
    text = options.text("gmsaCredentialSpec")
    if text is not None and len(text.encode()) > 64 * 1024:
        yield options.hit(f"gmsaCredentialSpec has {len(text.encode())} bytes, not 65536 at most", "gmsaCredentialSpec")
    account = options.text("runAsUserName")
    if account and (fault := _account(account)) is not None:
        yield options.hit(
            f"runAsUserName {quoted(account)} {fault}", "runAsUserName", help=r"write USER or DOMAIN\USER"
        )


def _account(account: str) -> str | None:
    """What is wrong with a Windows account, None where nothing is."""
    if re.search(r"[\x00-\x1f\x7f-\x9f]", account):
        return "has control characters"
    if account.count("\\") > 1:
        return "has more than one backslash"
    domain, backslash, user = account.rpartition("\\")
    if backslash and len(domain) >= 256:
        return "has a domain of 256 characters or more"
    if backslash and re.fullmatch(_NETBIOS, domain) is None and re.fullmatch(_DNS, domain) is None:
        return "has a domain that is neither a NetBIOS nor a DNS name"
    if not user:
        return "has no user"
    if len(user) > 104:
        return "has a user of more than 104 characters"
    if not user.strip(". "):
        return "has a user of nothing but dots and spaces"
    bad = next((character for character in user if character in _NOT_IN_A_USER), None)
    return f"has {quoted(bad)} in its user" if bad is not None else None
