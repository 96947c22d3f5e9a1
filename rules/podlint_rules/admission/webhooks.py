"""Webhook configurations."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, KubeObject, Part, Scope, Severity, View, listed, quoted, rule
from podlint.api.kubernetes import names
from podlint_rules.admission._shared import conditions, resource_rules, service, url

_GROUP = "admissionregistration.k8s.io"
_VERSIONS = ("v1", "v1beta1")


@rule(
    "webhook-invalid",
    severity=Severity.ERROR,
    scope=Scope.OBJECT,
    kinds=("ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"),
)
def webhook_invalid(target: KubeObject) -> Iterator[Hit]:
    """Webhook that the API server refuses.

    ## Why is this bad?
    A webhook has a domain name of at least three parts, takes AdmissionReview v1 or v1beta1, and is called by https or
    through a Service. `*` among operations, groups or versions stands alone. The configuration is refused as a whole.

    ## Example
    ```yaml bad file
    apiVersion: admissionregistration.k8s.io/v1
    kind: ValidatingWebhookConfiguration
    metadata: {name: check}
    webhooks:
      - name: check
        admissionReviewVersions: [v1]
        sideEffects: None
        clientConfig: {service: {name: check, namespace: tools}}
    ```

    ## Use instead
    ```yaml good file
    apiVersion: admissionregistration.k8s.io/v1
    kind: ValidatingWebhookConfiguration
    metadata: {name: check}
    webhooks:
      - name: check.tools.example.com
        admissionReviewVersions: [v1]
        sideEffects: None
        clientConfig: {service: {name: check, namespace: tools}}
    ```

    ## References
    - https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/
    """
    if target.group != _GROUP:
        return
    for webhook in target.each("webhooks"):
        if isinstance(webhook.value, dict):
            yield from _webhook(webhook)


def _webhook(webhook: View) -> Iterator[Hit]:
    name = webhook.text("name")
    if name:
        wrong = names.dns_subdomain(name)
        if wrong is None and name.count(".") < 2:
            wrong = "must have at least three parts, such as check.example.com"
        if wrong:
            yield webhook.hit(f"name {quoted(name)} of a webhook {wrong}", "name")
    versions = webhook.get("admissionReviewVersions")
    if isinstance(versions, list) and webhook.complete("admissionReviewVersions"):
        for version in webhook.each("admissionReviewVersions"):
            wrong = names.dns_label_1035(version.value) if isinstance(version.value, str) else None
            if wrong:
                yield version.hit(f"version {quoted(version.value)} {wrong}", help="write v1")
        if versions and not any(version in _VERSIONS for version in versions):
            message = f"admissionReviewVersions must have v1 or v1beta1, not only {listed(map(str, versions))}"
            yield webhook.hit(message, "admissionReviewVersions", part=Part.KEY, help="write [v1]")
    yield from url(webhook, "clientConfig", "url")
    yield from service(webhook, "clientConfig", "service")
    yield from resource_rules(webhook, "rules")
    yield from conditions(webhook)
