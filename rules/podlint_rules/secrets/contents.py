"""What a Secret of a given type must hold."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator

from podlint.api import (
    UNKNOWN,
    EngineRule,
    Hit,
    KubeObject,
    Part,
    Scope,
    Severity,
    closest,
    did_you_mean,
    is_placeholder,
    is_unfilled,
    quoted,
    rule,
)

_ACCOUNT = "kubernetes.io/service-account.name"
_ALL_OF = {
    "kubernetes.io/tls": ("tls.crt", "tls.key"),
    "kubernetes.io/dockerconfigjson": (".dockerconfigjson",),
    "kubernetes.io/dockercfg": (".dockercfg",),
    "kubernetes.io/ssh-auth": ("ssh-privatekey",),
}


@rule(EngineRule.SECRET_INVALID, severity=Severity.ERROR, scope=Scope.OBJECT, kinds=("Secret",))
def secret_invalid(secret: KubeObject) -> Iterator[Hit]:
    """Secret whose data is not base64, or lacks what its type asks for.

    ## Why is this bad?
    Values under `data` are base64; the API server refuses anything else (plain text belongs under `stringData`). It
    also refuses a Secret of a built-in type without the keys of that type (`tls.crt` and `tls.key`,
    `.dockerconfigjson` with a JSON object, `username` or `password`, `ssh-privatekey`).

    ## Example
    ```yaml bad
    apiVersion: v1
    kind: Secret
    metadata:
      name: shop-tls
    type: kubernetes.io/tls
    stringData:
      cert.pem: ""
      tls.key: ""
    ```

    ## Use instead
    ```yaml good
    apiVersion: v1
    kind: Secret
    metadata:
      name: shop-tls
    type: kubernetes.io/tls
    stringData:
      tls.crt: ""
      tls.key: ""
    ```

    ## References
    - https://kubernetes.io/docs/concepts/configuration/secret/#secret-types
    """
    kind = secret.text("type")
    if kind is None or secret.api_version != "v1":
        return
    if kind == "kubernetes.io/service-account-token":
        yield from _account(secret)
        return
    keys = _keys(secret)
    if keys is None:
        return
    if kind == "kubernetes.io/basic-auth" and not keys & {"username", "password"}:
        message = f"a Secret of type {kind} must have the key username or password"
        yield secret.hit(message, "type", help=_near("username", keys) or _near("password", keys) or "add one of them")
    for key in _ALL_OF.get(kind, ()):
        if key not in keys:
            message = f"a Secret of type {kind} must have the key {quoted(key)}"
            yield secret.hit(message, "type", help=_near(key, keys) or f"add {key}")
    if kind in ("kubernetes.io/dockerconfigjson", "kubernetes.io/dockercfg"):
        yield from _docker(secret, _ALL_OF[kind][0])
    elif kind == "kubernetes.io/tls":
        for key in _ALL_OF[kind]:
            part, text = _value(secret, key)
            if text and text.strip() and "-----BEGIN " not in text and not is_unfilled(text):
                message = f"{quoted(key)} is no PEM text: it has no line that begins with `-----BEGIN`"
                yield secret.hit(message, part, key, help="put the whole file here", severity=Severity.WARNING)
    elif kind == "kubernetes.io/ssh-auth" and "ssh-privatekey" in keys:
        part, text = _value(secret, "ssh-privatekey")
        if text is not None and not text:
            yield secret.hit('"ssh-privatekey" must not be empty', part, "ssh-privatekey")


def _keys(secret: KubeObject) -> set[str] | None:
    """The keys of both mappings; null values count as empty ones. None where a mapping is not understood."""
    keys: set[str] = set()
    for part in ("data", "stringData"):
        found = secret.at(part)
        if found is None:
            continue
        if not isinstance(found.value, dict) or any(is_placeholder(key) for key in found.value):
            return None
        keys.update(found.value)
    return keys


def _near(key: str, keys: set[str]) -> str | None:
    found = closest(key, sorted(keys), 0.8)
    return f'rename "{found}" to "{key}"' if found else None


def _value(secret: KubeObject, key: str) -> tuple[str, str | None]:
    """Under which mapping a value stands (stringData wins), and its text; None where it cannot be read."""
    for part in ("stringData", "data"):
        found = secret.at(part)
        if found is None or not isinstance(found.value, dict) or key not in found.value:
            continue
        value = found.value[key]
        if value is None:
            return part, ""
        if value is UNKNOWN or not isinstance(value, str) or is_placeholder(value):
            return part, None
        if part == "stringData":
            return part, value
        try:
            return part, base64.b64decode(value.replace("\n", "").replace("\r", ""), validate=True).decode()
        except ValueError:
            return part, None
    return "data", None


def _docker(secret: KubeObject, key: str) -> Iterator[Hit]:
    part, text = _value(secret, key)
    if text is None or is_placeholder(text):
        return
    try:
        parsed = json.loads(text, parse_int=float)  # Python reads no integers of thousands of digits
    except (ValueError, RecursionError) as error:
        at = f": it stops being so at character {error.pos + 1}" if isinstance(error, json.JSONDecodeError) else ""
        help = "write what `kubectl create secret docker-registry` writes"
        yield secret.hit(f"{quoted(key)} must be JSON{at}", part, key, help=help)
        return
    if not isinstance(parsed, dict) and parsed is not None:
        yield secret.hit(f"{quoted(key)} must be a JSON object", part, key)


def _account(secret: KubeObject) -> Iterator[Hit]:
    found = secret.at("metadata", "annotations", _ACCOUNT)
    annotations = secret.at("metadata", "annotations")
    known = secret.at("metadata") is None or secret.complete("metadata")
    if (found is None and known) or (found is not None and found.value == ""):
        near = closest(_ACCOUNT, annotations.value if annotations is not None else ())
        message = f"a Secret of type kubernetes.io/service-account-token must have the annotation {_ACCOUNT}"
        keys = ("metadata", "annotations") if annotations is not None else ("metadata",)
        yield secret.hit(message, *keys, part=Part.KEY, help=did_you_mean(near) and f'rename "{near}"')
