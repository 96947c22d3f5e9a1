"""`podlint check --fix` and `--diff`: fix what can be fixed, store or show it, and report what is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.engine.fix import write
from podlint.engine.fixing import fix_all
from podlint.engine.run import run as lint
from podlint.findings.fix import Safety
from podlint.visible import block, name

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from podlint.engine.fixing import FixedFile
    from podlint.engine.job import Job
    from podlint.findings.result import Report


def run(options: argparse.Namespace, job: Job) -> tuple[Report, str]:
    """Fix the files of a job and store them; with `--diff` leave them, and return the diff of all beside the report."""
    least = Safety.UNSAFE if options.unsafe_fixes else Safety.SAFE
    done = fix_all(job, least)
    if options.diff:
        return done.report._replace(trial=True), "".join(_diff(file) for _, file in sorted(done.files.items()))
    problems = {}
    for named, file in done.files.items():
        problem = write(file.path, file.before, file.text, job.folders)
        if problem is not None:
            problems[named] = f"{named}: {problem}"
    if not problems:
        return done.report, ""
    # What was not stored is not fixed: the files are looked at again, as they are now.
    fixed = sum(file.fixed for named, file in done.files.items() if named not in problems)
    report = lint(job._replace(fixing=least))
    left = [(finding, "its file was not stored") for finding in report.findings if finding.fixable(least)]
    unfixed = (*(pair for pair in done.report.unfixed if pair[0].location.path not in problems), *left)
    return report._replace(fixed=fixed, unfixed=unfixed, errors=(*report.errors, *problems.values())), ""


_UNSAFE = "the fix may change what is meant: --unsafe-fixes makes it"


def told(report: Report) -> Iterator[str]:
    """A line for each finding that has a fix which was not made, with why."""
    unsafe = [(f, _UNSAFE) for f in report.findings if f.fix is not None and f.fix.safety is Safety.UNSAFE]
    for finding, why in (*report.unfixed, *unsafe):
        yield f"podlint: {finding.location}: not fixed: {finding.rule}: {why}\n"


def colored(diff: str) -> str:
    """A diff in the colours that Git has for it."""
    styles = {"-": "31", "+": "32", "@": "36"}

    def one(line: str) -> str:
        style = "1" if line.startswith(("--- ", "+++ ")) else styles.get(line[:1])
        return f"\033[{style}m{line}\033[0m" if style else line

    return "\n".join(map(one, diff.split("\n")))


def _diff(file: FixedFile) -> str:
    from difflib import unified_diff

    called = name(file.path.as_posix())
    old, new = _lines(file.original), _lines(file.text)
    names = (called, called) if file.path.is_absolute() else (f"a/{called}", f"b/{called}")
    lines = unified_diff(old, new, *names)
    diff = "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
    return block(diff)


def _lines(text: str) -> list[str]:
    """The lines of a text as diffs count them: they end with LF, and with nothing else that Python takes for an end."""
    return [f"{line}\n" for line in text.split("\n")[:-1]] + [last for last in text.split("\n")[-1:] if last]
