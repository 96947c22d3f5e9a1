"""`podlint check --fix` and `--diff`: fix what can be fixed, store or show it, and report what is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.engine.fix import write
from podlint.engine.fixing import fix_all
from podlint.findings.fix import Safety

if TYPE_CHECKING:
    import argparse

    from podlint.engine.fixing import FixedFile
    from podlint.engine.job import Job
    from podlint.findings.result import Report


def run(options: argparse.Namespace, job: Job) -> tuple[Report, str]:
    """Fix the files of a job and store them; with `--diff` leave them, and return the diff of all beside the report."""
    done = fix_all(job, Safety.UNSAFE if options.unsafe_fixes else Safety.SAFE)
    if options.diff:
        return done.report._replace(fixed=0), "".join(_diff(file) for _, file in sorted(done.files.items()))
    problems = []
    for name, file in done.files.items():
        problem = write(file.path, file.before, file.text)
        if problem is not None:
            problems.append(f"{name}: {problem}")
    return done.report._replace(errors=(*done.report.errors, *problems)), ""


def _diff(file: FixedFile) -> str:
    from difflib import unified_diff

    name = file.path.as_posix()
    old, new = file.original.splitlines(keepends=True), file.text.splitlines(keepends=True)
    names = (name, name) if file.path.is_absolute() else (f"a/{name}", f"b/{name}")
    lines = unified_diff(old, new, *names)
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
