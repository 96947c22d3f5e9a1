"""Heaps of programs held against the memory that their container may have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from podlint.api import Hit, NamedTuple, Scope, Severity, View, label, quoted, rule
from podlint_rules.resources._amounts import amount

_LONGEST = 2_000
_HEAP = re.compile(r"(?<!\S)-Xmx(\d{1,18})([kKmMgGtT]?)(?=[\s\"']|\Z)")
_OLD_SPACE = re.compile(r"(?<!\S)--max[-_]old[-_]space[-_]size(?:=|\s{1,9})(\d{1,9})(?=[\s\"']|\Z)")
_CACHE = re.compile(r"(?i)(?:(?<!\S)--maxmemory(?:=|\s{1,9})|\A)(\d{1,18})(k|kb|m|mb|g|gb)?(?=[\s\"']|\Z)")
_BINARY = {"": 1, "k": 1024, "m": 1024**2, "g": 1024**3, "t": 1024**4}
_OF_REDIS = {"": 1, "k": 1000, "kb": 1024, "m": 1000**2, "mb": 1024**2, "g": 1000**3, "gb": 1024**3}


class _Heap(NamedTuple):
    """What a program may take: bytes, how messages call it, and where it stands."""

    size: int
    what: str
    view: View
    within: tuple[int, int]


@rule(
    "heap-over-limit",
    severity=Severity.WARNING,
    scope=Scope.CONTAINER,
    needs=("-Xmx", "old-space-size", "old_space_size", "--maxmemory"),
)
def heap_over_limit(container: View) -> Iterator[Hit]:
    """Heap that may grow as large as the memory limit of its container, or larger.

    ## Why is this bad?
    The kernel kills a process of a container that takes more memory than its limit (`OOMKilled`). A virtual machine
    of Java with `-Xmx2g` collects no garbage before 2 GiB, so that under load a container with a limit of 1Gi, or of
    2Gi, is killed: beside the heap there are classes, threads and buffers. The same holds for
    `--max-old-space-size` of Node.js and `maxmemory` of Redis, which is there to keep below a limit.

    ## Example
    ```yaml bad
    env:
      - {name: JAVA_OPTS, value: -Xmx2g}
    resources: {limits: {memory: 1Gi}}
    ```

    ## Use instead
    ```yaml good
    env:
      - {name: JAVA_OPTS, value: -XX:MaxRAMPercentage=70}
    resources: {limits: {memory: 1Gi}}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#how-pods-with-resource-limits-are-run
    """
    limit = _limit(container)
    most = amount(limit) if limit is not None else None
    if limit is None or most is None or most <= 0:
        return
    for heap in _heaps(container):
        if heap.size >= most:
            more = "and there is more than the heap" if heap.size == most else "and the container is killed before"
            yield heap.view.hit(
                f"{heap.what} of {label(container)} lets it grow to {_written(heap.size)}, {more}: its memory limit is "
                f"{limit.value}",
                within=heap.within,
                help="leave it a quarter of the limit at least, or raise the limit",
                related=(limit.related("the limit stands here"),),
            )


def _limit(container: View) -> View | None:
    """The memory limit of a container; that of its pod where it has none."""
    own = container.at("resources", "limits", "memory")
    pod = container.object.pod()
    return own if own is not None or pod is None else pod.at("resources", "limits", "memory")


def _heaps(container: View) -> Iterator[_Heap]:
    before = ""
    for key in ("command", "args"):
        for word in container.each(key):
            text = word.value
            if isinstance(text, str) and len(text) <= _LONGEST:
                yield from _in_text(text, word, before)
            before = text if isinstance(text, str) else ""
    for entry in container.each("env"):
        value = entry.at("value") if isinstance(entry.value, dict) else None
        if value is not None and isinstance(value.value, str) and len(value.value) <= _LONGEST:
            name = quoted(entry.text("name") or "")
            yield from (heap._replace(what=f"{heap.what} in {name}") for heap in _in_text(value.value, value, ""))


def _in_text(text: str, view: View, before: str) -> Iterator[_Heap]:
    for heap in list(_HEAP.finditer(text))[-1:]:  # the last one counts
        yield _Heap(int(heap[1]) * _BINARY[heap[2].lower()], heap[0], view, heap.span())
    for found in _OLD_SPACE.finditer(text):
        yield _Heap(int(found[1]) * 1024**2, found[0], view, found.span())
    cache = _CACHE.search(text) if "--maxmemory" in (before, text.split("=")[0].split(" ")[0]) else None
    if cache is not None:
        yield _Heap(int(cache[1]) * _OF_REDIS[(cache[2] or "").lower()], "maxmemory", view, cache.span())


def _written(size: int) -> str:
    """Bytes as a quantity, in the largest unit that they are whole numbers of."""
    for unit, of in (("Gi", 1024**3), ("Mi", 1024**2), ("Ki", 1024)):
        if size % of == 0:
            return f"{size // of}{unit}"
    return str(Fraction(size))
