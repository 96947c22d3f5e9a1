"""What each file of a run was taken for, and what was left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint import visible
from podlint.files.discover import MARKDOWN
from podlint.words import counted, listed

if TYPE_CHECKING:
    from podlint.findings.result import Report


def shown_files(report: Report) -> str:
    """What each file was taken for, and why: role, documents checked, path, reason."""
    rows = []
    for result in report.results:
        skipped = [reason.value for reason in result.skipped]
        role = result.role if result.checked or result.role != "manifest" else ", ".join(skipped) or "empty"
        reason = f"not checked in it: {', '.join(skipped)}" if result.checked and skipped else result.reason
        if result.unknown:
            reason = "; ".join((*filter(None, [reason]), f"built in part: {', '.join(result.unknown)}"))
        rows.append((role, result.checked, result.path, f"  ({reason})" if reason else ""))
    rows += [("left out", 0, path, f"  ({reason})") for path, reason in report.left]
    width = max((len(role) for role, *_ in rows), default=0)
    return "".join(
        f"{role:<{width}}  {checked:>4}  {visible.name(path)}{visible.name(reason)}\n"
        for role, checked, path, reason in rows
    )


def nothing(report: Report, since: str | None, *, named: bool = False) -> str:
    """Why a run found nothing to check, as far as that is known; `named` says that --show-files has named it."""
    if since is not None:
        return f"no manifest differs from {visible.name(since)}"
    message = "no Kubernetes manifest found"
    total = len(report.left)
    if report.left:
        parts = [
            f"{counted(count, 'path')} {reason}" for reason, count in report.left_out.items() if reason != MARKDOWN
        ]
        if MARKDOWN in report.left_out:
            count = report.left_out[MARKDOWN]
            words = "which is read where it is named" if count == 1 else "which are read where they are named"
            parts.append(f"{counted(count, 'Markdown file')}, {words}")
        message += f": only {listed(parts)}" + (
            "" if named else f"; --show-files names {'it' if total == 1 else 'them'}"
        )
    return message
