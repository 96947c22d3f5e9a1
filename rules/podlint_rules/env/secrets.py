"""Secrets in environment variables: written into the manifest, or read from a Secret."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, Part, Scope, Severity, View, label, quoted, rule
from podlint_rules.secrets._literals import Says, embedded, is_secret, says
from podlint_rules.secrets._tokens import may_hold, tokens

_HELP = "put it into a Secret, and read it with valueFrom.secretKeyRef or from a mounted file"


@rule("env-literal-secret", severity=Severity.WARNING, scope=Scope.CONTAINER, partial=True, needs=("env",))
def env_literal_secret(container: View) -> Iterator[Hit]:
    """Secret written into the manifest as the value of a variable.

    ## Why is this bad?
    A value under `env` is kept as it is in the object: whoever may read the Deployment, its pods or the repository has
    the password, and it stays in the history of both. A Secret has permissions of its own, can be encrypted at rest,
    and is changed without a new version of the workload.

    A name that ends like one of a password (`DB_PASSWORD`, `CLIENT_SECRET`) is enough, and so is the variable of a
    well-known server (`NEO4J_AUTH`, `RABBITMQ_ERLANG_COOKIE`); under one that may mean something else (`API_KEY`,
    `TOKEN`) the value must look generated. So are passwords in URLs, private keys and the tokens of well-known
    providers found, under any name. Not flagged are references (`$(VAR)`, `vault:...`), paths, numbers, switches, and
    values that say they are to be replaced (`changeme`, `<password>`).

    ## Example
    ```yaml bad
    env:
      - name: DB_PASSWORD
        value: correct-horse-battery
    ```

    ## Use instead
    ```yaml good
    env:
      - name: DB_PASSWORD
        valueFrom:
          secretKeyRef:
            name: db
            key: password
    ```

    ## References
    - https://kubernetes.io/docs/concepts/configuration/secret/
    - https://kubernetes.io/docs/concepts/security/secrets-good-practices/
    """
    for entry in container.each("env"):
        value = entry.get("value")
        name = entry.get("name") if isinstance(value, str) and len(value) > 1 else None
        if not isinstance(name, str) or not isinstance(value, str):
            continue
        if is_secret(name, value):
            what = "password" if says(name) is Says.PASSWORD else "secret"
            yield entry.hit(
                f"the {what} in {_where(name, container)} is written into the manifest", "value", help=_HELP
            )
        elif (within := embedded(value)) is not None:
            message = f"the value of {_where(name, container)} has a password written into it"
            yield entry.hit(message, "value", within=within, help=_HELP)
        elif may_hold(value) and (token := next(tokens(value), None)) is not None:
            message = f"the value of {_where(name, container)} holds {token.what}"
            yield entry.hit(message, "value", within=token[1:], help=_HELP)


def _where(name: str, container: View) -> str:
    return f"{quoted(name)} of {label(container)}"


@rule("env-from-secret", severity=Severity.INFO, scope=Scope.CONTAINER, default=False, partial=True)
def env_from_secret(container: View) -> Iterator[Hit]:
    """Secret read through the environment.

    ## Why is this bad?
    Every child process inherits the environment, crash reports and debug pages print it, and `/proc` shows it to
    whoever may look at the process. A variable also keeps the value that the Secret had when the container started. A
    file of a mounted Secret is read by those who open it, and follows the Secret.

    ## Example
    ```yaml bad
    env:
      - name: DB_PASSWORD
        valueFrom:
          secretKeyRef: {name: db, key: password}
    ```

    ## Use instead
    ```yaml good
    env:
      - name: DB_PASSWORD_FILE
        value: /run/secrets/db/password
    ```

    ## References
    - https://kubernetes.io/docs/concepts/configuration/secret/#using-secrets-as-files-from-a-pod
    """
    if container.value.get("env"):
        for entry in container.each("env"):
            if entry.get("valueFrom", "secretKeyRef"):
                name, secret = entry.get("name"), entry.get("valueFrom", "secretKeyRef", "name")
                yield entry.hit(
                    f"{quoted(str(name))} of {label(container)} takes its value from Secret {quoted(str(secret))}",
                    "valueFrom",
                    "secretKeyRef",
                    part=Part.KEY,
                    help="mount the Secret as a volume, and let the program read the file",
                )
    if container.value.get("envFrom"):
        for source in container.each("envFrom"):
            if source.get("secretRef"):
                secret = source.get("secretRef", "name")
                yield source.hit(
                    f"all keys of Secret {quoted(str(secret))} become variables of {label(container)}",
                    "secretRef",
                    part=Part.KEY,
                    help="mount the Secret as a volume, and let the program read the files",
                )
