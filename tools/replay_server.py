"""Hold the cases of tests/cases/server against the API server's own code.

    python tools/replay_server.py [--all] [FILE...]

A case with `# expect-at:` claims that the server refuses it, one without that it accepts it. Prints each that is
refuted with what the server says, and the counts; exits with 1 where any is. With `--all` every answer is printed.
What the server's code cannot judge is counted apart: cases of other versions, kinds that it does not know.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import server_oracle

FOLDER = Path(__file__).parents[1] / "tests" / "cases" / "server"


def main(arguments: list[str]) -> int:
    """Print what is refuted; returns an exit status."""
    every = "--all" in arguments
    paths = [Path(argument) for argument in arguments if not argument.startswith("-")] or sorted(FOLDER.rglob("*.yaml"))
    cases = [(path, path.read_text(encoding="utf-8")) for path in paths]
    ours = [(path, text) for path, text in cases if _version(text) == server_oracle.VERSION]
    documents = [(path, part) for path, text in ours for part in _documents(text)]
    said: dict[Path, list[server_oracle.Answer]] = {}
    for (path, _), answer in zip(documents, server_oracle.ask(part for _, part in documents), strict=True):
        said.setdefault(path, []).append(answer)
    confirmed = refuted = 0
    for path, text in ours:
        answers = said.get(path, [])
        if not answers or not all(answer.judged for answer in answers):
            continue
        accepted = all(answer.accepted for answer in answers)
        right = accepted is ("# expect-at:" not in text)
        confirmed += right
        refuted += not right
        if every or not right:
            print(f"{'confirmed' if right else 'REFUTED'}: {path}: {'accepted' if accepted else 'refused'}")
            for cause in (cause for answer in answers for cause in answer.causes):
                print(f"    {cause.field}: {cause.message}")
    print(f"{confirmed} confirmed, {refuted} refuted, {len(cases) - confirmed - refuted} not judged")
    return 1 if refuted else 0


def _version(text: str) -> str:
    found = re.match(r"# kubernetes: (\S+)", text)
    return found[1] if found else server_oracle.VERSION


def _documents(text: str) -> list[str]:
    parts = re.split(r"^---.*$", text, flags=re.MULTILINE)
    return [part for part in parts if any(line.strip() and not line.startswith("#") for line in part.splitlines())]


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
