"""What kustomize tells objects apart by: group, version, kind, name and namespace."""

from __future__ import annotations

from podlint.tuples import NamedTuple

NOWHERE = "_non_namespaceable_"
"""The namespace of what lives outside of namespaces."""

_FIRST = [
    "Namespace",
    "ResourceQuota",
    "StorageClass",
    "CustomResourceDefinition",
    "ServiceAccount",
    "PodSecurityPolicy",
    "Role",
    "ClusterRole",
    "RoleBinding",
    "ClusterRoleBinding",
    "ConfigMap",
    "Secret",
    "Endpoints",
    "Service",
    "LimitRange",
    "PriorityClass",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "Deployment",
    "StatefulSet",
    "CronJob",
    "PodDisruptionBudget",
]
_LAST = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"]


class Gvk(NamedTuple):
    """Group, version and kind; an empty one selects any."""

    group: str = ""
    version: str = ""
    kind: str = ""

    @property
    def api_version(self) -> str:
        """Group and version as objects write them."""
        return f"{self.group}/{self.version}" if self.group else self.version

    def selected_by(self, wanted: Gvk) -> bool:
        """Whether every part that `wanted` names is this one's."""
        return (
            (not wanted.group or wanted.group == self.group)
            and (not wanted.version or wanted.version == self.version)
            and (not wanted.kind or wanted.kind == self.kind)
        )

    def __str__(self) -> str:
        return f"{self.kind or '[noKind]'}.{self.version or '[noVer]'}.{self.group or '[noGrp]'}"

    @property
    def order(self) -> tuple[int, str]:
        """What field specifications are sorted by."""
        return legacy_rank(_FIRST, _LAST).get(
            self.kind, 0
        ), f"{self.group or '~G'}_{self.version or '~V'}_{self.kind or '~K'}"


class Id(NamedTuple):
    """An object's identity, as it is or as it was."""

    gvk: Gvk
    name: str
    namespace: str
    cluster_wide: bool = False

    @property
    def place(self) -> str:
        """The namespace that counts: `default` for none, and one for all that lives outside of namespaces."""
        return NOWHERE if self.cluster_wide else self.namespace or "default"

    @property
    def key(self) -> tuple[Gvk, str, str]:
        """What two equal identities have in common."""
        return self.gvk, self.name, self.place

    def __str__(self) -> str:
        return f"{self.gvk.kind} {self.name!r}" + (f" in namespace {self.namespace!r}" if self.namespace else "")


def gvk_of(api_version: str, kind: str) -> Gvk:
    """The parts of an apiVersion with a kind."""
    group, slash, version = api_version.partition("/")
    return Gvk(group, version, kind) if slash else Gvk("", api_version, kind)


def legacy_rank(first: list[str], last: list[str]) -> dict[str, int]:
    """The rank of kinds that come before all others, and after them."""
    return {
        **{kind: index - len(first) for index, kind in enumerate(first)},
        **{kind: index + 1 for index, kind in enumerate(last)},
    }


def default_rank() -> dict[str, int]:
    """The rank of kinds in the order that kustomize writes objects in."""
    return legacy_rank(_FIRST, _LAST)
