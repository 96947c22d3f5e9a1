"""Custom kinds that hold whole objects of other kinds: data, with the source of each row. Imported for them only."""

from __future__ import annotations

from podlint.tuples import NamedTuple


class Wrapper(NamedTuple):
    """Where a kind holds objects: paths, in which `"*"` stands for each item of a list.

    A `patch` is completed by something else before it is applied. What has `marks` in it is a template.
    """

    paths: tuple[tuple[str, ...], ...]
    source: str
    patch: bool = False
    marks: tuple[str, ...] = ("{{",)


def _wrapper(source: str, *paths: str, patch: bool = False, marks: tuple[str, ...] = ("{{",)) -> Wrapper:
    return Wrapper(tuple(tuple(path.split(".")) for path in paths), source, patch, marks)


_OCM = "https://open-cluster-management.io/docs/concepts/"
_HIVE = _wrapper("https://github.com/openshift/hive/blob/master/docs/syncset.md", "spec.resources.*")
_OBJECT = _wrapper(
    "https://github.com/crossplane-contrib/provider-kubernetes/blob/main/examples/object/object.yaml",
    "spec.forProvider.manifest",
)
_CAPSULE = _wrapper("https://projectcapsule.dev/docs/replications/", "spec.resources.*.rawItems.*")

WRAPPERS: dict[str, Wrapper] = {
    "fluxcd.controlplane.io/ResourceSet": _wrapper(
        "https://fluxoperator.dev/docs/crd/resourceset/", "spec.resources.*", marks=("<<",)
    ),
    # `${PARAMETER}` and `${{PARAMETER}}` are placeholders as others are.
    "template.openshift.io/Template": _wrapper(
        "https://docs.okd.io/latest/openshift_images/using-templates.html", "objects.*", marks=()
    ),
    "hive.openshift.io/SyncSet": _HIVE,
    "hive.openshift.io/SelectorSyncSet": _HIVE,
    "work.open-cluster-management.io/ManifestWork": _wrapper(
        f"{_OCM}work-distribution/manifestwork/", "spec.workload.manifests.*"
    ),
    "work.open-cluster-management.io/ManifestWorkReplicaSet": _wrapper(
        f"{_OCM}work-distribution/manifestworkreplicaset/", "spec.manifestWorkTemplate.workload.manifests.*"
    ),
    "policy.open-cluster-management.io/Policy": _wrapper(
        "https://open-cluster-management.io/docs/getting-started/integration/policy-controllers/policy-framework/",
        "spec.policy-templates.*.objectDefinition",
    ),
    # What must be there, or must not: any part of it.
    "policy.open-cluster-management.io/ConfigurationPolicy": _wrapper(
        "https://open-cluster-management.io/docs/getting-started/integration/policy-controllers/configuration-policy/",
        "spec.object-templates.*.objectDefinition",
        patch=True,
    ),
    "work.karmada.io/Work": _wrapper(
        "https://karmada.io/docs/reference/kube-api/work-resources/work-v1alpha1/", "spec.workload.manifests.*"
    ),
    # Patches of the composition fill in names and fields.
    "apiextensions.crossplane.io/Composition": _wrapper(
        "https://docs.crossplane.io/latest/composition/compositions/",
        "spec.resources.*.base",
        "spec.pipeline.*.input.resources.*.base",
        patch=True,
    ),
    "kubernetes.crossplane.io/Object": _OBJECT,
    "kubernetes.m.crossplane.io/Object": _OBJECT,
    "triggers.tekton.dev/TriggerTemplate": _wrapper(
        "https://tekton.dev/docs/triggers/triggertemplates/", "spec.resourcetemplates.*", marks=("$(",)
    ),
    "kro.run/ResourceGraphDefinition": _wrapper(
        "https://kro.run/docs/concepts/rgd/overview", "spec.resources.*.template"
    ),
    "core.oam.dev/Application": _wrapper(
        "https://kubevela.io/docs/end-user/components/references/", "spec.components.*.properties.objects.*"
    ),
    "apps.kruise.io/ResourceDistribution": _wrapper(
        "https://openkruise.io/docs/user-manuals/resourcedistribution", "spec.resource"
    ),
    "capsule.clastix.io/GlobalTenantResource": _CAPSULE,
    "capsule.clastix.io/TenantResource": _CAPSULE,
}
"""The kinds by `group/Kind`, whatever their version."""
