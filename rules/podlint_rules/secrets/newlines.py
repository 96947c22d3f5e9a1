"""Values of Secrets with a newline that nobody typed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from podlint.api import Hit, Scope, Severity, label, quoted, rule
from podlint.api.kubernetes import ConfigReference, Use, config_references
from podlint.api.project import Index, Member

_USED_AS_IS = (
    r"(?i)(?!\.?htpasswd\Z)(?:(?:.*[-_])?(?:password|passwd|passphrase|pass|pwd|token|secret|api[-_]?key|(?:access|secret|encryption|signing|"
    r"license|client|auth|account|master|root|private|shared)[-_]?key|key|key[-_]?id|client[-_]?id|user|username|login)"
    r"|[a-z0-9]*(?:Password|Passwd|Token|Secret|ApiKey|AccessKey|SecretKey|Username))"
)
_MOST = 1000
"""Most pods beside a Secret that are looked through for its uses."""


@rule("secret-value-newline", severity=Severity.WARNING, scope=Scope.PROJECT, kinds=("Secret",))
def secret_value_newline(secret: Member, index: Index) -> Iterator[Hit]:
    """Password, token or variable of a Secret that ends in a newline.

    ## Why is this bad?
    `echo secret | base64` encodes a newline at the end, and so does a block scalar (`|`) under `stringData`. The
    environment variable, the password or the token then has it too: logins fail, URLs and headers break, and nothing
    shows it. The rule looks at values of one line that a pod takes as a variable, and at those whose key says that they
    are a user, a password, a token or a key. It is silent where pods only mount the Secret: what reads a file mostly
    takes one line of it.

    ## Example
    ```yaml bad
    apiVersion: v1
    kind: Secret
    metadata: {name: db}
    data:
      password: aHVudGVyMgo=
    ```

    ## Use instead
    ```yaml good
    apiVersion: v1
    kind: Secret
    metadata: {name: db}
    data:
      password: aHVudGVyMg==
    ```

    ## References
    - https://kubernetes.io/docs/tasks/configmap-secret/managing-secret-using-kubectl/
    """
    if secret.group:
        return
    ending = {(field, key) for field in ("data", "stringData") for key, at in secret.entries(field) if at.value == "\n"}
    if not ending or index.is_spent:
        return
    uses = _uses(secret, index)
    files_only = bool(uses) and all(use.use in (Use.VOLUME, Use.PROJECTED, Use.DRIVER) for use in uses)
    for field, key in sorted(ending):
        if field == "data" and secret.at("stringData", key) is not None:
            continue
        variable = next((use for use in uses if _takes(use, key)), None)
        if variable is not None:
            gets = (
                f"and so does the variable that {label(variable.holder)} of {variable.view.object.name} takes from it"
            )
        elif re.fullmatch(_USED_AS_IS, key) and not files_only:
            gets = "which is then a part of it"
        else:
            continue
        how = "printf %s VALUE | base64" if field == "data" else "in quotes, or as a block scalar with |- in place of |"
        verb = "encode it without: " if field == "data" else "write it "
        yield secret.hit(f"{quoted(key)} ends in a newline, {gets}", field, key, help=f"{verb}{how}")


def _uses(secret: Member, index: Index) -> list[ConfigReference]:
    """The references of pods that stand in the same place to a Secret."""
    name = secret.text("metadata", "name")
    found: list[ConfigReference] = []
    for count, member in enumerate(index.pods(secret)):
        pod = member.pod()
        if pod is None or count > _MOST:
            break
        found += [use for use in config_references(pod) if use.kind == "Secret" and name and use.name == name]
    return found


def _takes(use: ConfigReference, key: str) -> bool:
    """Whether a reference makes a variable of a key."""
    return use.use is Use.ENV_FROM or (use.use is Use.ENV and use.view.text("key") == key)
