"""Texts that people break: nothing that can be read alone is lost, whatever the document beside it looks like."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.yaml.reader import parse
from podlint.yaml.same import same
from podlint.yaml.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

WHOLE = [
    "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  colors: red, green\n  run: |\n    if a; "
    "then\n      b: c\n    fi\n",
    "apiVersion: v1\nkind: Pod\nmetadata: {name: web, labels: {app: web}}\nspec:\n  containers:\n    - name: web\n"
    '      image: "nginx:1.27"\n      args: [--port=80, "-v"]\n      env:\n        - name: A\n          value: "b"\n',
    "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  annotations:\n    note: 'it''s here'\nspec:\n"
    "  selector:\n    app: web\n  ports:\n  - port: 80\n    targetPort: http\n",
    '{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "a"}}\n',
]
# fmt: off
_PIECES = [
    "\t", "\t\t", " ", "  ", ":", ": ", "- ", "-", '"', "'", "[", "]", "{", "}", ",", "#", " #", "\n",
    "\r\n", "\xa0", "\u3000", "\u200b", "\uff1a", "\u2014", "\u201c", "\ufeff", "\x00", "\x07", "&a ",
    "*a", "*", "!", "|", ">", "%", "@", "`", "{{ x }}", "---", "----\n", "---\n", "--- ", "...\n",
    "```yaml\n", "```\n", "<<<<<<< a\n", "=======\n", "+ ", ">>>>>>> b\n", "cat <<EOF\n", "EOF\n",
    "$ kubectl get pods\n", "// x\n", "/* x */", "\\", "\\q", "key", "a: b", "? ", "@@ -1,2 +1,2 @@\n",
    "1 ", ".inf", "<<: *a\n", "%YAML 1.1\n", "apiVersion: v1\nkind: ConfigMap\n",
]
# fmt: on


def make(rng: Random) -> list[str]:
    """Documents, of which one or two are broken."""
    parts = [rng.choice(WHOLE[:3]) for _ in range(rng.choice((1, 1, 2, 3)))]
    if rng.random() < 0.05:
        parts = [WHOLE[3]]
    for _ in range(rng.choice((1, 1, 1, 2, 3, 5))):
        at = rng.randrange(len(parts))
        parts[at] = rng.choice(_CHANGES)(rng, parts[at])
    return parts


def _cut(rng: Random, text: str) -> str:
    at = rng.randrange(len(text) + 1)
    return text[:at] + text[at + rng.choice((1, 1, 1, 2, 5, 30)) :]


def _put(rng: Random, text: str) -> str:
    at = rng.randrange(len(text) + 1)
    return text[:at] + rng.choice(_PIECES) + text[at:]


def _line(rng: Random, text: str) -> str:
    lines = text.splitlines(keepends=True) or [""]
    at = rng.randrange(len(lines))
    line = lines[at]
    lines[at] = rng.choice(
        (
            "",
            line * 2,
            " " + line,
            "  " + line,
            line[1:],
            line[2:],
            "\t" + line,
            line.replace("  ", "\t"),
            line.replace(": ", ":"),
            line.replace("- ", "-"),
            line.replace(":", ""),
            line.rstrip("\n"),
            rng.choice(_PIECES) + line,
            line.rstrip("\n") + rng.choice(_PIECES) + "\n",
        )
    )
    return "".join(lines)


def _all(rng: Random, text: str) -> str:
    old, new = rng.choice((("  ", "\t"), ("\n", "\r\n"), (": ", ":"), ("\n", "\r"), ("- ", "-"), (" ", "\u00a0")))
    return text.replace(old, new)


def _before(rng: Random, text: str) -> str:
    mark = rng.choice(("+", "> ", "\t", " ", "- ", "1 ", "#", "-"))
    return "".join(mark + line for line in text.splitlines(keepends=True))


def _end(rng: Random, text: str) -> str:
    return text[: rng.randrange(len(text) + 1)]


_CHANGES: tuple[Callable[[Random, str], str], ...] = (_cut, _put, _put, _line, _line, _line, _all, _before, _end)


def bear(parts: list[str]) -> None:
    """Every place lies in the text, and each document that is an object when it is read alone is there."""
    parts = [part if part.endswith(("\n", "\r")) else f"{part}\n" for part in parts]
    text = "---\n".join(parts)
    source = Source("a.yaml", text)
    parsed = parse(source)
    indices = [composed.document.index for composed in parsed.documents]
    assert indices == sorted(set(indices)), f"documents are numbered {indices}"
    for _, problem in parsed.problems:
        _placed(source, problem.span.start, problem.span.end)
        for span, _ in problem.repair.edits if problem.repair is not None else ():
            _placed(source, span.start, span.end)
    for composed in parsed.documents:
        root = composed.document.root
        assert root is not None
        _placed(source, root.start, root.end)
        composed.document.span(("metadata", "name"))
    for part in parts:
        whole = _alone(part)
        assert whole is None or any(_holds(one.document.data, whole) for one in parsed.documents), f"lost: {part!r}"


def _placed(source: Source, start: int, end: int) -> None:
    assert 0 <= start <= end <= len(source.text), f"{start}:{end} of {len(source.text)}"


def _alone(part: str) -> Any:
    """The object that a text holds if it is nothing but one, which other texts do not change."""
    if not part.startswith("apiVersion") or any(sign in part for sign in ("---", "<<", "```", "\n+", "$ ", "\ufeff")):
        return None
    parsed = parse(Source("a.yaml", part), repaired=False)
    if parsed.problems or len(parsed.documents) != 1 or parsed.documents[0].duplicates:
        return None
    data = parsed.documents[0].document.data
    odd = not part.isascii() or not isinstance(data, dict) or not data.get("kind") or not all(map(str.isalpha, data))
    return None if odd else data


def _holds(data: Any, whole: Any) -> bool:
    """Whether a document is an object, or one that a part of it was cut off from."""
    if not isinstance(data, dict):
        return False
    return all(key in data and same(data[key], value) for key, value in whole.items())
