"""Hold the cases of tests/cases/definitions against the API server's own code.

    python tools/replay_definitions.py [--all] [--podlint] [FILE...]

A case with marks of errors claims that the server refuses it, one without that it accepts it. Prints each that is
refuted with what the server says, and the counts; exits with 1 where any is. With `--all` every answer is printed. With
`--podlint` podlint is asked too, and its agreement with the server counted.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import definition_cases
import server_oracle
from podlint import testing
from podlint.findings.finding import Finding, Severity

FOLDER = Path(__file__).parents[1] / "tests" / "cases" / "definitions"


def main(arguments: list[str]) -> int:
    """Print what is refuted; returns an exit status."""
    every, asked = "--all" in arguments, "--podlint" in arguments
    paths = [Path(argument) for argument in arguments if not argument.startswith("-")] or sorted(FOLDER.glob("*.yaml"))
    cases = [case for path in paths for case in definition_cases.read(path)]
    answers = server_oracle.ask_custom((case.definition, case.text) for case in cases)
    refuted = agreed = 0
    for case, answer in zip(cases, answers, strict=True):
        right = answer.stage != "definition" and answer.judged and answer.accepted is case.accepted
        refuted += not right
        findings = errors(case.definition, case.text) if asked else []
        same = bool(findings) is not answer.accepted
        agreed += same
        if every or not right or (asked and not same):
            words = "confirmed" if right else "REFUTED"
            print(f"{words}: {case.name}: {'accepted' if answer.accepted else f'refused ({answer.stage})'}")
            for cause in (*answer.causes, *answer.later):
                print(f"    {cause.field}: {cause.message}")
            for text in answer.warnings:
                print(f"    warning: {text}")
            for finding in findings:
                print(f"    podlint: {finding.location.start.line} {finding.rule}: {finding.message}")
    print(f"{len(cases) - refuted} confirmed, {refuted} refuted")
    if asked:
        print(f"podlint says as the server of {agreed} of {len(cases)}")
    return 1 if refuted else 0


def errors(definition: str, text: str) -> list[Finding]:
    """What podlint says that the server refuses in an object."""
    found = testing.run_all(
        {"definition.yaml": definition, "object.yaml": text},
        settings={"kubernetes_versions": (server_oracle.VERSION,)},
    )
    return [one for one in found if one.severity is Severity.ERROR and one.location.path == "object.yaml"]


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
