"""`--statistics`: how many findings each rule has; `--timings`: how long each rule took."""

from __future__ import annotations

import functools
import time
from collections import Counter
from typing import TYPE_CHECKING, Any

from podlint.findings.fix import Safety

if TYPE_CHECKING:
    from collections.abc import Callable

    from podlint.findings.result import Report
    from podlint.registry import Registry


def statistics(report: Report) -> str:
    """Findings by rule, the most frequent first; `[*]` is fixed by --fix, `[-]` with --unsafe-fixes too.

    A mark in brackets holds where it holds for some of the rule's findings.
    """
    counts = Counter(finding.rule for finding in report.findings)
    if not counts:
        return ""
    safe = {f.rule for f in report.findings if f.fixable(Safety.SAFE)}
    fixable = {f.rule for f in report.findings if f.fixable(Safety.UNSAFE)}
    rows = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    wide, names = len(str(rows[0][1])), max(len(name) for name in counts)
    lines = []
    for name, count in rows:
        mark = "[*]" if name in safe else "[-]" if name in fixable else "[ ]"
        rule = report.rules.get(name)
        lines.append(f"{count:>{wide}}  {mark if fixable else ''}{' ' if fixable else ''}{name:<{names}}")
        if rule is not None:
            lines[-1] += f"  {rule.severity.word:<7}  {rule.summary}"
    legend = ["[*] --fix fixes some or all of them"] if safe else []
    legend += ["[-] --fix --unsafe-fixes does"] if fixable - safe else []
    return "".join(f"{line.rstrip()}\n" for line in (*lines, *([", ".join(legend)] if legend else [])))


class Timings:
    """Time by rule: wraps the rules of a registry, before anything runs."""

    def __init__(self, rules: Registry) -> None:
        self._spent: dict[str, float] = {}
        self._calls: Counter[str] = Counter()
        self._started = time.perf_counter()
        for name, rule in rules.rules.items():
            across = self._timed(name, rule.across) if rule.across is not None else None
            rules.rules[name] = rule._replace(check=self._timed(name, rule.check), across=across)

    def _timed(self, name: str, check: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(check)
        def timed(*arguments: Any) -> list[Any]:
            start = time.perf_counter()
            try:
                return list(check(*arguments) or ())
            finally:
                self._spent[name] = self._spent.get(name, 0.0) + time.perf_counter() - start
                self._calls[name] += 1

        return timed

    def table(self, limit: int = 20) -> str:
        """The slowest rules, and what all of them took of the whole run."""
        rows = sorted(self._spent.items(), key=lambda row: -row[1])[:limit]
        width = max((len(name) for name, _ in rows), default=0)
        lines = [f"{spent * 1e3:9.1f} ms  {name:<{width}}  {self._calls[name]} calls" for name, spent in rows]
        more = len(self._spent) - len(rows)
        lines += [f"{more} more rules"] if more else []
        total, run = sum(self._spent.values()), time.perf_counter() - self._started
        return "".join(f"{line}\n" for line in (*lines, f"{total:.2f} s in rules, {run:.2f} s in all"))
