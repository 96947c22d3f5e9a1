"""Secrets where everybody reads them: ConfigMaps, arguments, annotations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from podlint.api import Hit, KubeObject, Part, Scope, Severity, View, all_containers, label, quoted, rule
from podlint_rules.secrets._literals import is_literal, is_of_cloud, is_secret, says
from podlint_rules.secrets._tokens import may_hold, tokens

_KEY_FILE = r"(?i).*\.key|(.*/)?id_(rsa|dsa|ecdsa|ed25519)|\.?htpasswd|\.?(pgpass|netrc|dockerconfigjson|dockercfg)"
_TEXT_FILE = r"(?i)\.(txt|env|b64|base64)\Z"


@rule(
    "secret-in-configmap",
    severity=Severity.WARNING,
    scope=Scope.OBJECT,
    partial=True,
    needs=("ConfigMap", "annotations", "command", "args"),
)
def secret_in_configmap(target: KubeObject) -> Iterator[Hit]:
    """Private key or token in a ConfigMap, in arguments or in an annotation.

    ## Why is this bad?
    ConfigMaps, pod specs and annotations are for what may be known: many accounts may read them, tools print them, and
    they are kept as they are. Arguments are visible in the process list as well. A Secret has permissions of its own
    and can be encrypted at rest.

    The rule knows private keys in PEM and the tokens of well-known providers (GitHub, GitLab, Slack, Stripe, npm and
    others) by forms that nothing else has, and keys of ConfigMaps that bear the names of a cloud's credentials, such as
    `AWS_SECRET_ACCESS_KEY`. A secret that has been committed should be replaced, not only moved.

    ## Example
    ```yaml bad
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: ci}
    data:
      config.ini: |
        [github]
        token = ghp_0aB1cD2eF3gH4iJ5kL6mN7oP8qR9sT0uV1wX
    ```

    ## Use instead
    ```yaml good
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: ci}
    data:
      config.ini: |
        [github]
        token_file = /run/secrets/github/token
    ```

    ## References
    - https://kubernetes.io/docs/concepts/configuration/secret/
    - https://kubernetes.io/docs/concepts/configuration/configmap/
    """
    for text, container in _texts(target):
        found = list(tokens(text.value))
        if not found and text.path[-2] == "data" and is_of_cloud(str(text.path[-1])) and _is_credential(text):
            yield text.hit(
                f"{_where(text, container)} is a credential of a cloud, readable for whoever may read the ConfigMap",
                help="move it to a Secret, and replace it where others may have seen it",
            )
        for token in found:
            yield text.hit(
                f"{_where(text, container)} holds {token.what}, readable for whoever may read the "
                f"{target.kind or 'object'}",
                within=(token.start, token.end),
                help="move it to a Secret, and replace it where others may have seen it",
            )


def _is_credential(text: View) -> bool:
    return is_secret(str(text.path[-1]), str(text.value))


def _texts(target: KubeObject) -> Iterator[tuple[View, View | None]]:
    """The texts that are no place for a secret and may hold one, each with the container that it is a word of."""
    if target.kind == "ConfigMap" and target.api_version == "v1":
        for _, value in target.entries("data"):
            if isinstance(value.value, str):
                yield value, None
    template = ((*target.pod_path[:-1], "metadata"),) if target.pod_path and len(target.pod_path) > 1 else ()
    for path in (("metadata",), *template):
        annotations = target.get(*path, "annotations")
        for key, text in annotations.items() if isinstance(annotations, dict) else ():
            if isinstance(text, str) and may_hold(text):
                yield View(text, (*target.path, *path, "annotations", key), target), None
    pod = target.pod()
    for container in all_containers(pod) if pod is not None else ():
        for name in ("command", "args"):
            words = container.value.get(name)
            for index, text in enumerate(words) if isinstance(words, list) else ():
                if isinstance(text, str) and may_hold(text):
                    yield View(text, (*container.path, name, index), target), container


def _where(text: View, container: View | None) -> str:
    """What to call the place of a text."""
    if container is not None:
        return f"{text.path[-2]} of {label(container)}"
    return f"{'key' if text.path[-2] == 'data' else 'annotation'} {quoted(str(text.path[-1]))}"


@rule(
    "secret-like-configmap-key",
    severity=Severity.INFO,
    scope=Scope.OBJECT,
    kinds=("ConfigMap",),
    default=False,
    partial=True,
)
def secret_like_configmap_key(config: KubeObject) -> Iterator[Hit]:
    """Key of a ConfigMap that is named like a password.

    ## Why is this bad?
    What is named `password` or `tls.key` is rarely meant for everybody who may read ConfigMaps. A Secret has
    permissions of its own, can be encrypted at rest, and is not printed by `kubectl describe`. Keys without a value
    are not flagged, nor those whose value is a number, a switch, a path or a reference.

    ## Example
    ```yaml bad
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: app}
    data:
      db-user: app
      db-password: correct-horse-battery
    ```

    ## Use instead
    ```yaml good
    apiVersion: v1
    kind: Secret
    metadata: {name: app}
    stringData:
      db-password: correct-horse-battery
    ```

    ## References
    - https://kubernetes.io/docs/concepts/configuration/secret/
    """
    if config.api_version != "v1":
        return
    for field in ("data", "binaryData"):
        for key, value in config.entries(field):
            if not isinstance(value.value, str) or not value.value.strip():
                continue
            named = says(re.sub(_TEXT_FILE, "", key)) is not None and _bears_a_value(value.value.strip())
            if named or re.fullmatch(_KEY_FILE, key):
                yield value.hit(
                    f"key {quoted(key)} is named like a secret, but a ConfigMap is not kept as one",
                    part=Part.KEY,
                    help="move the key to a Secret, or name it by what it is",
                )


def _bears_a_value(text: str) -> bool:
    return len(text) > 1 and is_literal(text) and "://" not in text
