"""Make `schemas/podlint_schemas/docs`: the texts of Kubernetes' API documentation, which `podlint explain` shows.

    python tools/gen_texts.py [DEFINITIONS...]
    python tools/gen_texts.py --check
    python tools/gen_texts.py --requirement

They are the words of others, so the repository does not hold them: hatch_build.py makes them when podlint is built, and
`./dev texts` in a checkout. Each argument is what `definitions.sources` takes; without any, the installed package
kubernetes-validate is read. Each group and version has a file, in the form that `schema_docs` describes, with what the
schemas of the repository need. `--check` says by its exit status whether they are there and up to date, `--requirement`
prints what pip is to install to make them.
"""

from __future__ import annotations

import hashlib
import json
import sys
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import schema_docs
from definitions import REQUIREMENT, installed, short, sources

SCHEMAS = Path(__file__).parents[1] / "schemas" / "podlint_schemas"
OUT = SCHEMAS / "docs"
MARK = "made-of"
"""The file that says what the texts beside it were made of."""

FORM = 1
"""Raise it when the files are to look different."""


def main(arguments: list[str]) -> int:
    """Make the texts anew; returns an exit status."""
    if arguments == ["--requirement"]:
        print(REQUIREMENT)
        return 0
    if arguments == ["--check"]:
        return int(not fresh())
    folder = installed()
    if not arguments and folder is None:
        print(f"gen_texts.py reads the PyPI package {REQUIREMENT}, which is not installed", file=sys.stderr)
        return 2
    made = make(*(arguments or [str(folder)]))
    write(made, OUT)
    print(f"{len(made)} files, {sum(map(len, made.values())) / 1e6:.2f} MB", file=sys.stderr)
    return 0


def make(*arguments: str | Path) -> dict[str, str]:
    """The content of each file, by the name of its group and version.

    Raises SystemExit where there are no definitions for a version that there are schemas of.
    """
    texts: schema_docs.Texts = {}
    wanted = dict(needed())
    for version, definitions in sources(arguments):
        names = wanted.pop(version, frozenset())
        for name, schema in definitions.items():
            if short(name) in names:
                schema_docs.add(texts, short(name), schema, version)
    if wanted:
        raise SystemExit(f"no definitions of Kubernetes {', '.join(sorted(wanted))}")
    return schema_docs.files(texts)


def write(made: dict[str, str], folder: Path) -> None:
    """Write the files, the mark last, and remove what is left over."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        if path.name == MARK or path.stem not in made:
            path.unlink()
    for name, text in {**{f"{name}.json": text for name, text in made.items()}, MARK: _made_of()}.items():
        (folder / name).write_text(text, encoding="utf-8")


def fresh() -> bool:
    """Whether the texts that are there were made of the same definitions, for the same schemas, in the same form."""
    mark = OUT / MARK
    return mark.is_file() and mark.read_text(encoding="utf-8") == _made_of()


@cache
def needed() -> dict[str, frozenset[str]]:
    """The definitions that the schemas of each version refer to."""
    found = {}
    for index in (SCHEMAS / "index").glob("*.json"):
        blobs = set(json.loads(index.read_bytes()).values())
        found[index.stem] = frozenset(name for blob in blobs for name in _defined(blob))
    return found


@cache
def _defined(blob: str) -> frozenset[str]:
    return frozenset(json.loads((SCHEMAS / "blob" / f"{blob}.json").read_bytes())["$defs"])


def _made_of() -> str:
    names = sorted((version, *sorted(own)) for version, own in needed().items())
    return f"{REQUIREMENT}, form {FORM}, definitions {hashlib.sha256(repr(names).encode()).hexdigest()[:16]}\n"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
