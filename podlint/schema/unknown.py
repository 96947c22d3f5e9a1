"""Is there such a kind: in this version, in any, under this name."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from podlint.findings.finding import EngineHit, Hit
from podlint.findings.fix import Change, Fix
from podlint.kubernetes.kinds import called, group_of
from podlint.rule import EngineRule
from podlint.schema import catalog
from podlint.schema.lifecycle import removed_api
from podlint.words import closest, described, did_you_mean, is_slip, listed
from podlint.yaml.place import Part, Place

if TYPE_CHECKING:
    from podlint.kubernetes.view import KubeObject

_CLIENT_CONFIGS = frozenset({"Config", "Policy"})
"""Kinds of programs' own files that use the core apiVersion: a kubeconfig, an old scheduler policy."""

_OPENSHIFT = frozenset(
    {
        *("Template", "DeploymentConfig", "BuildConfig", "Build", "ImageStream", "ImageStreamTag", "Route", "Project"),
        *(
            "ProjectRequest",
            "SecurityContextConstraints",
            "User",
            "Group",
            "Identity",
            "OAuthClient",
            "TemplateInstance",
        ),
    }
)
"""Kinds that OpenShift served under the core apiVersion, and that `oc` still takes (OpenShift 3.x API reference)."""

_PROGRAMS = frozenset(
    (
        *(
            "apiserver.config.k8s.io",
            "audit.k8s.io",
            "cli.kyverno.io",
            "client.authentication.k8s.io",
            "ctlptl.dev",
            "eksctl.io",
        ),
        *("install.istio.io", "k3d.io", "kind.x-k8s.io", "kubeadm.k8s.io", "kubelet.config.k8s.io"),
        *("kubeproxy.config.k8s.io", "kubescheduler.config.k8s.io", "tanka.dev"),
    )
)
"""Groups of programs' own files: of a node's, istioctl, Kyverno's tests, kind, k3d, eksctl, Tanka."""

_COMMON = frozenset({"apiVersion", "kind", "metadata", "spec", "status", "data"})
"""Fields that say nothing of the kind."""

# Groups without a dot belong to Kubernetes: a CustomResourceDefinition's group must have one. These are other
# programs' own configuration files.
_DOTLESS = frozenset({"skaffold", "ctlptl", "tilt"})


def unknown_kind(target: KubeObject, version: str) -> EngineHit | None:
    """The hit of an apiVersion and kind that `version` does not serve; None where they are custom.

    A kind of a group that is not built in is custom, unless group and kind are so near to a built-in pair that they
    are a slip of the pen.
    """
    api_version, kind = target.api_version, target.kind
    if not api_version or not kind:
        return _not_text(target)
    group, _, number = api_version.rpartition("/")
    if group in catalog.groups():
        if api_version == "v1" and (kind in _CLIENT_CONFIGS or kind in _OPENSHIFT):
            return None
        if api_version == "v1" and kind == "List":
            return _without_items(target)
        return removed_api(target, version) or _built_in(target, version)
    if group in _DOTLESS:
        return None
    slip, meant, clear = _slip(version, group, number, kind)
    if slip:
        return _misnamed(target, "apiVersion", f'API group "{group}" is not known', meant, clear=clear)
    return None


@lru_cache(maxsize=1024)
def _slip(version: str, group: str, number: str, kind: str) -> tuple[bool, str | None, bool]:
    """Whether a group that is not built in is a slip: (it is, the apiVersion that was meant, without a doubt)."""
    near = closest(group, sorted(g for g in catalog.groups() if g), 0.85 if "." in group else 0.6)
    meant = f"{near}/{number}" if near else ""
    kinds = catalog.kinds_in(version, meant)
    if closest(kind, kinds, 0.85):
        return True, meant, kind in kinds and ("." not in group or is_slip(group, near or ""))
    served = catalog.groups_of(version, kind)
    if "." not in group and (served or closest(kind, catalog.kinds(version), 0.9)):
        return True, served[0] if served else None, False
    return False, None, False


def _not_text(target: KubeObject) -> EngineHit | None:
    """The hit of an apiVersion or kind that is no string; None where another tool will fill it in."""
    for key in ("apiVersion", "kind"):
        value = target.get(key)
        if not isinstance(value, str):
            message = f"{key} must be a string, not {described(value)}"
            return EngineHit(EngineRule.WRONG_TYPE, Hit(_place(target, key), message))
    return None


def _without_items(target: KubeObject) -> EngineHit:
    """The hit of a `kind: List` whose `items` are no list, so that it was not taken apart."""
    items = target.get("items")
    if items is None:
        hit = Hit(_place(target, "kind"), 'required field "items" is missing in List', "add items")
        return EngineHit(EngineRule.MISSING_FIELD, hit)
    message = f"items must be a list, not {described(items)}, in List"
    return EngineHit(EngineRule.WRONG_TYPE, Hit(Place((*target.path, "items"), Part.KEY), message))


def is_client_config(target: KubeObject) -> bool:
    """Whether this is a program's own configuration file, which no API server ever sees."""
    if target.group in _PROGRAMS:
        return True
    if target.api_version == "v1" and target.kind == "Template":
        return "objects" in target.value  # OpenShift's, which makes manifests of it
    return target.api_version == "v1" and target.kind in _CLIENT_CONFIGS


def _built_in(target: KubeObject, version: str) -> EngineHit:
    api_version, kind = target.api_version, target.kind
    served = catalog.groups_of(version, kind)
    if served:
        where = f"; it serves {kind} as {listed(served)}"
        same_group = [a for a in served if group_of(a) == target.group]
        meant = (same_group or served)[0]
        ever = catalog.served_in(api_version, kind)
        # OpenShift had kinds of its own in v1, some of which got Kubernetes' names.
        legacy = api_version == "v1" and meant.startswith("rbac.")
        clear = not ever and target.group != "extensions" and len(served) == 1 and not legacy
        return _misnamed(
            target, "apiVersion", f"Kubernetes {version} does not serve {api_version} {kind}{where}", meant, clear
        )
    same = _meant(target, version)
    if same is not None:
        return _misnamed(target, "kind", f'{api_version} has no kind "{kind}"', same, clear=is_slip(kind, same))
    ever = catalog.served_in(api_version, kind)
    if ever:
        span = ever[0] if ever[0] == ever[-1] else f"{ever[0]} to {ever[-1]}"
        message = f"Kubernetes {version} does not serve {api_version} {kind}; versions {span} do"
        return _misnamed(target, "apiVersion", message, None)
    near = _short(kind, version) or closest(kind, catalog.kinds(version), 0.85)
    if near is not None:
        meant = catalog.groups_of(version, near)[0]
        hit = Hit(_place(target, "kind"), f'{api_version} has no kind "{kind}"', f'did you mean "{near}" of {meant}?')
        return EngineHit(EngineRule.UNKNOWN_KIND, hit)
    message = f'Kubernetes {version} has no kind "{kind}" in {api_version}'
    return EngineHit(EngineRule.UNKNOWN_KIND, Hit(_place(target, "kind"), message))


def _short(word: str, version: str) -> str | None:
    """The kind that kubectl takes for a short name or a plural, where it is served."""
    found = (row.kind for row in called(word))
    return next((kind for kind in found if "." not in word and catalog.groups_of(version, kind)), None)


def _meant(target: KubeObject, version: str) -> str | None:
    """The kind of the same apiVersion that was meant: by its spelling, unless what the object holds says more.

    An object with `webhooks` is a configuration of webhooks, whatever kinds are spelled more like the one written.
    """
    kinds = catalog.kinds_in(version, target.api_version)
    short = _short(target.kind, version)
    if short in kinds:
        return short
    near = closest(target.kind, kinds, 0.75)
    own = target.value.keys() - _COMMON
    if not own or (near is not None and is_slip(target.kind, near)):
        return near if near is not None and not _longer(near, target.kind) else None
    return closest(target.kind, [kind for kind in kinds if own <= _fields(version, target.api_version, kind)], 0.5)


def _fields(version: str, api_version: str, kind: str) -> frozenset[str]:
    blob = catalog.find(version, api_version, kind)
    return frozenset(catalog.linked(blob).get("properties", ())) if blob is not None else frozenset()


def _longer(kind: str, part: str) -> bool:
    """Whether a kind's name is another one with more words, as PodTemplate is to OpenShift's Template."""
    words = [set(re.findall("[A-Z][a-z]*", name)) for name in (kind, part)]
    return words[0] > words[1] > set()


def _place(target: KubeObject, key: str) -> Place:
    return Place((*target.path, key), Part.VALUE)


def _misnamed(target: KubeObject, key: str, message: str, meant: str | None, clear: bool = False) -> EngineHit:
    place = _place(target, key)
    fix = Fix(f"change to {meant}", (Change(place, meant),)) if meant and clear else None
    return EngineHit(EngineRule.UNKNOWN_KIND, Hit(place, message, did_you_mean(meant), fix=fix))
