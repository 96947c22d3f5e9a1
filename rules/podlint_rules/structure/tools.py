"""What is found in the files of tools: declared here and found by the engine, which looks into the file system."""

from __future__ import annotations

from podlint.api import EngineRule, Scope, Severity, rule


@rule(EngineRule.KUSTOMIZATION_INVALID, severity=Severity.ERROR, scope=Scope.ENGINE)
def kustomization_invalid() -> None:
    """Kustomization that Kustomize refuses: it names a file that is not there, for example.

    ## Why is this bad?
    `kustomize build` and `kubectl apply -k` stop at a resource, a component or a patch that does not exist, at a folder
    without a kustomization, at kustomizations that take each other, and at all else that podlint's own build refuses
    too: an object that is there twice, a patch without its object, a value of a wrong form. Generated files that are
    not in the repository are the exception (`gotk-*.yaml` of Flux is known): ignore the rule on that line. Patches in
    the Kustomizations and HelmReleases of Flux and in the Applications of Argo CD go to Kustomize too, and are looked
    at by themselves: a patch that is no YAML or no patch, a step that there is not, a target that cannot be read.

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


@rule(EngineRule.PATCH_WITHOUT_EFFECT, severity=Severity.WARNING, scope=Scope.ENGINE)
def patch_without_effect() -> None:
    """Patch of a kustomization that changes nothing.

    ## Why is this bad?
    Kustomize passes over a patch whose target fits no object, without a word: what it was written for does not happen.
    A patch that sets what is set already hides that nobody needs it any more. Reported where it holds in every overlay
    that the patch is a part of, and in objects of Flux and Argo CD where the target fits nothing at all: a group with
    a version in it, a kind that differs from one of Kubernetes in upper and lower case only.

    ## Example
    ```yaml
    resources: [deployment.yaml]
    patches:
      - target: {kind: Deployment, name: wbe}
        patch: |-
          - {op: replace, path: /spec/replicas, value: 3}
    ```

    ## Use instead
    ```yaml
    resources: [deployment.yaml]
    patches:
      - target: {kind: Deployment, name: web}
        patch: |-
          - {op: replace, path: /spec/replicas, value: 3}
    ```

    ## References
    - https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/patches/
    """


@rule(EngineRule.SCHEMA_INVALID, severity=Severity.WARNING, scope=Scope.ENGINE)
def schema_invalid() -> None:
    """JSON Schema file of the configuration with a keyword that podlint cannot use.

    ## Why is this bad?
    A keyword whose value has the wrong form, or a pattern that RE2 does not take, checks nothing: objects that it was
    to keep out are not reported. podlint leaves it out and goes by the rest of the schema. Looked at are the files that
    `schemas` in the configuration names and that say which kind they are for; for CustomResourceDefinitions see
    [crd-invalid](crd-invalid.md).

    ## Example
    ```json
    {
      "x-kubernetes-group-version-kind": [{"group": "example.com", "version": "v1", "kind": "Widget"}],
      "properties": {"spec": {"properties": {"colour": {"type": "strnig", "pattern": "^(?!red)"}}}}
    }
    ```

    ## Use instead
    ```json
    {
      "x-kubernetes-group-version-kind": [{"group": "example.com", "version": "v1", "kind": "Widget"}],
      "properties": {"spec": {"properties": {"colour": {"type": "string", "enum": ["blue", "green"]}}}}
    }
    ```

    ## References
    - https://json-schema.org/understanding-json-schema/reference
    - https://github.com/google/re2/wiki/Syntax
    """
