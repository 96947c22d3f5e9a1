"""The same data written in other ways that YAML allows, each with places where an edit can go wrong."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from podlint.yaml.reader import parse
from podlint.yaml.same import same
from podlint.yaml.source import Source, decode
from podlint.yaml.texts import texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_KEY = re.compile(r"^( *(?:- )*)([A-Za-z][\w-]*):(?= |$)(.*)$")


def _lines(text: str, change: Callable[[int, str], str]) -> str:
    """A text with each line changed, but for those that lie in a scalar of several lines."""
    source = Source("x", text)
    inside = set()
    for document in (composed.document for composed in parse(source).documents):
        from podlint.yaml.comments import scalars

        for start, end in scalars(source, [document], headers=True):
            first, last = source.position(start).line, source.position(max(end - 1, start)).line
            inside.update(range(first, last + 1) if last > first else ())
    ended = text.endswith("\n")
    lines = text.removesuffix("\n").split("\n")
    changed = [line if number in inside else change(number, line) for number, line in enumerate(lines, 1)]
    return "\n".join(changed) + "\n" * ended


def _commented(number: int, line: str) -> str:
    if not line.strip() or line.startswith(("%", "---", "...")):
        return line
    indent = line[: len(line) - len(line.lstrip())]
    mark = "" if "#" in line else f" # c{number} it's \"so"
    return f"{indent}# above c{number}: [x\n{line}{mark}"


def _tabs(_: int, line: str) -> str:
    match = _KEY.match(line)
    if match is None or not match[3].strip() or "#" in line:
        return line
    return f"{match[1]}{match[2]}:\t{match[3].strip()}\t"


def _anchored(number: int, line: str) -> str:
    match = _KEY.match(line)
    if match is None or match[3].strip()[:1] in ("&", "*", "|", ">", "#", "!"):
        return line
    return f"{match[1]}{match[2]}: &a{number}{match[3]}"


def _flow(text: str, *, one_line: bool) -> str:
    """The documents as flow collections; keys and simple values without quotes."""
    out = []
    for composed in parse(Source("x", text)).documents:
        body = json.dumps(composed.document.data, indent=None if one_line else 1, ensure_ascii=False)
        out.append(re.sub(r'"([A-Za-z][A-Za-z0-9]*)"(?=: )', r"\1", body))
    return "---\n".join(f"{body}\n" for body in out)


def _quoted(text: str) -> str:
    indented = "".join(f"> {line}\n" if line else ">\n" for line in text.removesuffix("\n").split("\n"))
    return f"# T\n\n> ```yaml\n{indented}> ```\n\nend\n"


def _listed(text: str) -> str:
    indented = "".join(f"  {line}\n" if line else "\n" for line in text.removesuffix("\n").split("\n"))
    return f"- a\n\n  ```yaml\n{indented}  ```\n"


LAYOUTS: dict[str, Callable[[str], tuple[str, bytes]]] = {
    "plain": lambda text: ("a.yaml", text.encode()),
    "crlf": lambda text: ("a.yaml", text.replace("\n", "\r\n").encode()),
    "cr": lambda text: ("a.yaml", text.replace("\n", "\r").encode()),
    "mixed": lambda text: ("a.yaml", re.sub(r"\n(?=(?:[^\n]*\n[^\n]*\n)*\Z)", "\r\n", text).encode()),
    "bom": lambda text: ("a.yaml", b"\xef\xbb\xbf" + text.encode()),
    "utf-16": lambda text: ("a.yaml", b"\xff\xfe" + text.encode("utf-16-le")),
    "no final newline": lambda text: ("a.yaml", text.rstrip("\n").encode()),
    "json": lambda text: ("a.json", json.dumps(parse(Source("x", text)).documents[0].document.data, indent=2).encode()),
    "json in yaml": lambda text: ("a.yaml", json.dumps(parse(Source("x", text)).documents[0].document.data).encode()),
    "flow": lambda text: ("a.yaml", _flow(text, one_line=False).encode()),
    "flow in one line": lambda text: ("a.yaml", _flow(text, one_line=True).encode()),
    "anchors": lambda text: ("a.yaml", _lines(text, _anchored).encode()),
    "comments": lambda text: ("a.yaml", _lines(text, _commented).encode()),
    "comments, no final newline": lambda text: ("a.yaml", _lines(text, _commented).rstrip("\n").encode()),
    "comments, cr": lambda text: ("a.yaml", _lines(text, _commented).replace("\n", "\r").encode()),
    "tabs": lambda text: ("a.yaml", _lines(text, _tabs).encode()),
    "markers": lambda text: ("a.yaml", f"%YAML 1.2\n--- # first\n{text}...\n# behind\n".encode()),
    "a block scalar behind": lambda text: ("a.yaml", f"{text}---\nkept: |\n  # x\n  y\n# end".encode()),
    "quotation in markdown": lambda text: ("a.md", _quoted(text).encode()),
    "list in markdown": lambda text: ("a.md", _listed(text).encode()),
}


def data(name: str, content: bytes) -> list[Any]:
    """The data of all documents of a file that can be read."""
    source, undecodable = decode(content, name)
    assert undecodable is None
    return [document.data for text in texts(source).texts for document in text.documents]


def layouts(text: str) -> Iterator[tuple[str, str, bytes]]:
    """Each layout of a text that says the same as the text: what it is called, a name of a file, its content."""
    plain = data("a.yaml", text.encode())
    if not plain or parse(Source("x", text)).problems:
        return
    for layout, write in LAYOUTS.items():
        name, content = write(text)
        found = data(name, content)
        behind = found[: len(plain)] if layout == "a block scalar behind" else found
        if len(behind) == len(plain) and same(plain, behind):
            yield layout, name, content
