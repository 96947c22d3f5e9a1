"""How much a ConfigMap or Secret holds, and under which keys."""

from __future__ import annotations

import base64
from collections.abc import Iterator

from podlint.api import Hit, KubeObject, Part, Scope, Severity, View, rule

_MOST = 1024 * 1024


@rule("config-too-large", severity=Severity.ERROR, scope=Scope.OBJECT, kinds=("ConfigMap", "Secret"))
def config_too_large(config: KubeObject) -> Iterator[Hit]:
    """ConfigMap or Secret above 1 MiB, or with one key in two mappings.

    ## Why is this bad?
    The API server refuses a ConfigMap or Secret whose values come to more than 1 MiB (1048576 bytes; of a Secret, and
    of `binaryData`, the decoded bytes count), and a ConfigMap with the same key under `data` and `binaryData`.

    ## Example
    ```yaml bad
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: logo
    data:
      logo.svg: <svg/>
    binaryData:
      logo.svg: PHN2Zy8+
    ```

    ## Use instead
    ```yaml good
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: logo
    data:
      logo.svg: <svg/>
    binaryData:
      logo.png: iVBORw==
    ```

    ## References
    - https://kubernetes.io/docs/concepts/configuration/configmap/#configmap-object
    """
    if config.api_version != "v1":
        return
    if config.kind == "ConfigMap":
        total = _plain(config, "data") + _encoded(config, "binaryData")
        for key, value in config.entries("binaryData"):
            if config.at("data", key) is not None:
                yield value.hit(
                    f'key "{key}" stands under data and under binaryData',
                    part=Part.KEY,
                    help="remove one of the two",
                    related=(config.related("the other stands here", "data", key, part=Part.KEY),),
                )
    else:
        # What stringData repeats replaces the entry of data.
        own = dict(config.entries("stringData"))
        total = _plain(config, "stringData")
        total += sum(_decoded(view) for key, view in config.entries("data") if key not in own)
    if total > _MOST:
        place = next((key for key in ("data", "binaryData", "stringData") if config.at(key) is not None), "data")
        message = f"the values come to {total} bytes, more than the {_MOST} (1 MiB) that a {config.kind} may hold"
        yield config.hit(message, place, part=Part.KEY, help="split it, or put large files into an image or a volume")


def _plain(config: View, key: str) -> int:
    return sum(
        len(view.value.encode(errors="replace")) for _, view in config.entries(key) if isinstance(view.value, str)
    )


def _encoded(config: View, key: str) -> int:
    return sum(_decoded(view) for _, view in config.entries(key))


def _decoded(view: View) -> int:
    """How many bytes a base64 value stands for; 0 where it is none."""
    try:
        return len(base64.b64decode(str(view.value).replace("\n", "").replace("\r", ""), validate=True))
    except ValueError:
        return 0
