"""Which of a file's findings its directives hide, and which words of theirs were of use: for thousands of both."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from podlint.findings.finding import Finding
    from podlint.suppression.apply import Vocabulary
    from podlint.suppression.directive import Directive

Use = tuple[int, str]
"""A directive, by its number, and the word of it that hid something; the empty word for a directive without any."""


class Cover:
    """Looks up the directives that cover a finding by what they cover: lines, stretches of the text, objects."""

    def __init__(self, directives: Sequence[Directive], vocabulary: Vocabulary) -> None:
        self._directives = directives
        self._vocabulary = vocabulary
        self._lines: dict[int, list[int]] = {}
        self._objects: dict[tuple[int, str], list[int]] = {}
        self._spans: dict[str, list[int]] = {}
        self._meanings: dict[int, dict[str, set[str]]] = {}
        for number, directive in enumerate(directives):
            if directive.line:
                self._lines.setdefault(directive.line, []).append(number)
            elif directive.span is None:
                self._objects.setdefault((directive.document, directive.pointer), []).append(number)
            else:
                for word in {word.text for word in directive.words} or {""}:
                    self._spans.setdefault(word, []).append(number)
        self._numbers = sorted(self._lines)

    def hide(self, findings: Iterable[Finding]) -> tuple[set[int], dict[int, set[str]]]:
        """The findings that are hidden, by `id`, and by directive the words that hid any."""
        findings = list(findings)
        hidden: set[int] = set()
        used: dict[int, set[str]] = {}
        if not self._directives:
            return hidden, used
        for finding in findings:
            for number in (*self._of_lines(finding), *self._of_objects(finding)):
                words = self._means(number, finding)
                if words:
                    used.setdefault(number, set()).update(words)
                    hidden.add(id(finding))
        for word, numbers in self._spans.items():
            own = [f for f in findings if not word or self._vocabulary.means(word, f.rule, f.category)]
            self._stretches(word, numbers, sorted(own, key=_start), hidden, used)
        return hidden, used

    def _of_lines(self, finding: Finding) -> list[int]:
        if not self._numbers:
            return []
        at = finding.location
        first, last = bisect_left(self._numbers, at.start.line), bisect_right(self._numbers, at.end.line)
        return [number for line in self._numbers[first:last] for number in self._lines[line]]

    def _of_objects(self, finding: Finding) -> list[int]:
        if not self._objects:
            return []
        steps = finding.pointer.split("/")
        pointers = ("/".join(steps[:length]) for length in range(1, len(steps) + 1))
        return [n for pointer in pointers for n in self._objects.get((finding.document, pointer), ())]

    def _means(self, number: int, finding: Finding) -> set[str]:
        """The words of a directive that speak of a finding; the empty word where it has none."""
        known = self._meanings.get(number)
        if known is None:
            known = self._meanings[number] = {}
            for word in self._directives[number].words:
                for name in self._vocabulary.names(word.text):
                    known.setdefault(name, set()).add(word.text)
        if not self._directives[number].words:
            return {""}
        return known.get(finding.rule, set()) | known.get(finding.category, set())

    def _stretches(
        self, word: str, numbers: list[int], own: list[Finding], hidden: set[int], used: dict[int, set[str]]
    ) -> None:
        """What the directives that cover stretches of the text hide of the findings that a word of theirs speaks of."""
        starts = [_start(finding) for finding in own]
        spans = sorted((span, number) for number in numbers if (span := self._directives[number].span) is not None)
        reached = 0
        for span, number in spans:
            first, last = bisect_left(starts, span.start), bisect_right(starts, span.end)
            if first < last:
                used.setdefault(number, set()).add(word)
                hidden.update(id(finding) for finding in own[max(first, reached) : last])
                reached = max(reached, last)


def _start(finding: Finding) -> int:
    return finding.location.span.start
