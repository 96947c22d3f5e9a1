"""What is found in the files of tools: declared here and found by the engine, which looks into the file system."""

from __future__ import annotations

from podlint.api import EngineRule, Scope, Severity, rule


@rule(EngineRule.KUSTOMIZATION_INVALID, severity=Severity.ERROR, scope=Scope.ENGINE)
def kustomization_invalid() -> None:
    """Kustomization that names a file that is not there, or itself.

    ## Why is this bad?
    `kustomize build` and `kubectl apply -k` stop at a resource, a component or a patch that does not exist, at a folder
    without a kustomization, and at kustomizations that take each other. Generated files that are not in the repository
    are the exception (`gotk-*.yaml` of Flux is known): ignore the rule on that line.

    ## Example
    ```yaml
    resources:
      - deploymnet.yaml
    ```

    ## Use instead
    ```yaml
    resources:
      - deployment.yaml
    ```

    ## References
    - https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/resource/
    """
