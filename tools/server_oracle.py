"""Ask a Kubernetes API server's own code what it says of objects: `tools/oracle`, a Go program, built on demand.

Nothing of podlint needs it: it answers whether what podlint says of the server is true. The first build takes a quarter
of an hour and a gigabyte of memory, and needs Go and the network.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

FOLDER = Path(__file__).parent / "oracle"
PROGRAM = FOLDER / "oracle"
VERSION = "1.36"
"""The Kubernetes version whose code it is, as in `tools/oracle/go.mod`."""


class Cause(NamedTuple):
    """One reason of the server for a refusal; `field` is empty where it gives no place."""

    field: str
    type: str
    message: str


class Answer(NamedTuple):
    """What the server says of one document. `stage` is the step that refused, `unknown` where nothing was judged.

    `later` is what it would say of a custom resource next, once the unknown fields that it refused are gone.
    """

    accepted: bool
    stage: str
    causes: tuple[Cause, ...]
    warnings: tuple[str, ...]
    later: tuple[Cause, ...] = ()

    @property
    def judged(self) -> bool:
        """Whether the server's code knows the kind."""
        return self.stage != "unknown"


def build() -> Path:
    """The program, built where it is absent or older than its sources; raises CalledProcessError."""
    newest = max(path.stat().st_mtime for path in FOLDER.iterdir() if path.suffix in (".go", ".mod"))
    if not PROGRAM.exists() or PROGRAM.stat().st_mtime < newest:
        print("building tools/oracle", file=sys.stderr)
        environment = {**os.environ, "GOFLAGS": "-mod=mod -p=1"}
        subprocess.run(["nice", "go", "build", "-o", PROGRAM.name, "."], cwd=FOLDER, env=environment, check=True)
    return PROGRAM


def ask(documents: Iterable[str]) -> list[Answer]:
    """What the server says of each text of one YAML document; raises CalledProcessError."""
    return _asked({"yaml": text} for text in documents)


def ask_custom(pairs: Iterable[tuple[str, str]]) -> list[Answer]:
    """What the server says of custom resources: of the texts of a definition and an object each."""
    return _asked({"definition": definition, "yaml": text} for definition, text in pairs)


def _asked(questions: Iterable[dict[str, str]]) -> list[Answer]:
    lines = "".join(json.dumps({"id": None, **question}) + "\n" for question in questions)
    done = subprocess.run([build()], input=lines, capture_output=True, text=True, check=True)
    return [_answer(json.loads(line)) for line in done.stdout.splitlines()]


def _answer(said: dict[str, object]) -> Answer:
    warnings = said.get("warnings")
    return Answer(
        bool(said["accepted"]),
        str(said.get("stage", "")),
        _causes(said.get("causes")),
        tuple(map(str, warnings)) if isinstance(warnings, list) else (),
        _causes(said.get("later")),
    )


def _causes(said: object) -> tuple[Cause, ...]:
    return tuple(Cause(**cause) for cause in said) if isinstance(said, list) else ()
