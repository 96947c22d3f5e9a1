"""Custom kinds of continuous delivery that hold texts of YAML: data, with the source of each row.

Imported for custom resources only.
"""

from __future__ import annotations

from podlint.tuples import NamedTuple


class InnerTexts(NamedTuple):
    """Where a kind holds lists of Kustomize's patches, and texts that are the values of a chart.

    `"*"` stands for each item of a list. What has `marks` in it is filled in before it is read.
    """

    source: str
    patches: tuple[tuple[str, ...], ...] = ()
    values: tuple[tuple[str, ...], ...] = ()
    marks: tuple[str, ...] = ("${", "{{")


def _paths(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(path.split(".")) for path in text.split())


_K3S = InnerTexts("https://docs.k3s.io/add-ons/helm", values=_paths("spec.valuesContent"))

INNER_TEXTS: dict[str, InnerTexts] = {
    "kustomize.toolkit.fluxcd.io/Kustomization": InnerTexts(
        "https://fluxcd.io/flux/components/kustomize/kustomizations/#patches", _paths("spec.patches")
    ),
    "helm.toolkit.fluxcd.io/HelmRelease": InnerTexts(
        "https://fluxcd.io/flux/components/helm/helmreleases/#post-renderers",
        _paths("spec.postRenderers.*.kustomize.patches"),
    ),
    "argoproj.io/Application": InnerTexts(
        "https://argo-cd.readthedocs.io/en/stable/operator-manual/application.yaml",
        _paths("spec.source.kustomize.patches spec.sources.*.kustomize.patches"),
        _paths("spec.source.helm.values spec.sources.*.helm.values"),
    ),
    "argoproj.io/ApplicationSet": InnerTexts(
        "https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset.yaml",
        _paths("spec.template.spec.source.kustomize.patches spec.template.spec.sources.*.kustomize.patches"),
        _paths("spec.template.spec.source.helm.values spec.template.spec.sources.*.helm.values"),
    ),
    "helm.cattle.io/HelmChart": _K3S,
    "helm.cattle.io/HelmChartConfig": _K3S,
}
"""The kinds by `group/Kind`, whatever their version."""
