"""Findings that comments, annotations and the configuration hide; and those of them that hide nothing."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from podlint.files.globs import matches
from podlint.files.paths import real, shown
from podlint.findings.fix import ResolvedFix, Safety
from podlint.findings.result import FileResult, ordered
from podlint.rule import INTERNAL_ERROR, EngineRule
from podlint.words import closest, did_you_mean, is_slip, quoted
from podlint.yaml.edits import Edit
from podlint.yaml.place import Location
from podlint.yaml.source import Position, Span

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping

    from podlint.config.select import Selected
    from podlint.config.settings import Settings
    from podlint.findings.finding import Finding
    from podlint.rule import Rule
    from podlint.suppression.directive import Directive, Word
    from podlint.suppression.entries import Entry

UNUSED, UNKNOWN = EngineRule.UNUSED_SUPPRESSION, EngineRule.UNKNOWN_SUPPRESSION
_MOST = 100
"""Most words of one comment that are reported."""
_MOST_TOLD = 1_000
"""Most findings about the suppressions of one file."""
NEVER_HIDDEN = frozenset({INTERNAL_ERROR, UNUSED.value, UNKNOWN.value})


class Vocabulary:
    """What words in suppressions mean: the names of rules, old names, categories."""

    def __init__(self, rules: Mapping[str, Rule], aliases: Mapping[str, str]) -> None:
        self._rules = rules
        self._aliases = aliases
        self._categories = {rule.category for rule in rules.values()}
        self._ran: dict[tuple[str, int, bool], bool] = {}

    def means(self, word: str, rule: str, category: str) -> bool:
        """Whether a word speaks of a rule."""
        return self._aliases.get(word, word) == rule or word == category

    def names(self, word: str) -> tuple[str, ...]:
        """The names of rules and categories that a word means."""
        return (self._aliases.get(word, word), word) if word in self._categories else (self._aliases.get(word, word),)

    def known(self, word: str) -> bool:
        """Whether there is such a rule or category."""
        return word in self._rules or word in self._aliases or word in self._categories

    def profile(self, word: str) -> bool:
        """Whether the word names a profile, which selects rules and suppresses nothing."""
        return any(word in rule.profiles for rule in self._rules.values())

    def near(self, word: str) -> str | None:
        """The nearest word that there is."""
        return closest(word, [*self._rules, *self._categories])

    def slips(self, word: str) -> list[str]:
        """The words that there are, and that a word may be with a slip of the pen."""
        return [known for known in (*self._rules, *self._categories) if is_slip(word, known)]

    def ran(self, word: str, selected: Mapping[str, Selected], *, whole: bool) -> bool:
        """Whether any rule that the word means could have found something: selected, and not short of its context."""
        key = word, id(selected), whole
        if key not in self._ran:
            self._ran[key] = any(
                self.means(word, name, chosen.rule.category) and (whole or chosen.rule.project is None)
                for name, chosen in selected.items()
            )
        return self._ran[key]


def speaking(directive: Directive, finding: Finding, vocabulary: Vocabulary) -> list[Location]:
    """The places of the words of a directive that hide a finding; its own place where it hides all by naming none."""
    if finding.rule in NEVER_HIDDEN:
        return []
    if not directive.words:
        return [directive.location]
    return [word.location for word in directive.words if vocabulary.means(word.text, finding.rule, finding.category)]


class Entries:
    """The suppressions of configuration files, and which of them were of use."""

    def __init__(self) -> None:
        self._used: set[tuple[str, Entry]] = set()
        self._seen: dict[str, Settings] = {}
        self._file = ""
        self._matched: dict[tuple[str | None, str], bool] = {}

    def hide(self, finding: Finding, settings: Settings, vocabulary: Vocabulary) -> bool:
        """Whether an entry covers a finding."""
        if settings.file is None or not settings.entries:
            return False
        self._seen[settings.file] = settings
        for entry in settings.entries:
            if entry.ended or not entry.covers(finding):
                continue
            if not any(vocabulary.means(r, finding.rule, finding.category) for r in entry.rules):
                continue
            if self._inside(entry.path, finding.location.path, settings):
                self._used.add((settings.file, entry))
                return True
        return False

    def _inside(self, glob: str, file: str, settings: Settings) -> bool:
        """Whether the glob of an entry matches a file; findings of one file come one after the other."""
        if not glob:
            return True
        if self._file != file:
            self._file, self._matched = file, {}
        key = settings.file, glob
        if key not in self._matched:
            self._matched[key] = matches(Path(file), settings.root or Path(), (glob,))
        return self._matched[key]

    def look_at(self, settings: Settings) -> None:
        """Remember that a file's settings took part in the run."""
        if settings.file is not None and settings.entries:
            self._seen[settings.file] = settings

    def results(
        self, vocabulary: Vocabulary, selected: Mapping[str, Selected], folders: Iterable[Path]
    ) -> Iterable[FileResult]:
        """Results for configuration files with entries that name no rule, have ended, or hid nothing.

        That an entry hid nothing is said only where the whole folder of its file was linted, and not of one that stands
        in a file which others may extend too.
        """
        linted = [real(folder) for folder in folders]
        looked_at: set[str] = set()
        for file, settings in self._seen.items():
            source = settings.entries[0].file or file
            if source in looked_at:
                continue
            looked_at.add(source)
            root = real(settings.root or Path())
            whole = any(root == folder or root.startswith(os.path.join(folder, "")) for folder in linted)
            whole = whole and source == file
            found = [f for e in settings.entries for f in self._entry(e, source, whole, vocabulary, selected)]
            if found:
                yield FileResult(shown(source), "configuration", findings=tuple(found))

    def _entry(
        self,
        entry: Entry,
        file: str,
        whole: bool,
        vocabulary: Vocabulary,
        selected: Mapping[str, Selected],
    ) -> Iterator[Finding]:
        at = Position(entry.line, entry.column)
        place = Location(shown(file), Span(0, 0), at, at)
        for word in entry.rules:
            if not vocabulary.known(word):
                yield from _found(selected, UNKNOWN, *_unknown(word, vocabulary), place)
        if entry.ended:
            message = f"this ignore entry ended on {entry.until} ({entry.reason})"
            yield from _found(selected, UNUSED, message, "fix what it hid, and remove the entry", place)
            return
        ran = any(vocabulary.ran(word, selected, whole=True) for word in entry.rules)
        if whole and ran and (file, entry) not in self._used:
            message = f"this ignore entry hides nothing ({entry.reason})"
            yield from _found(selected, UNUSED, message, "remove the entry", place)


def apply(
    result: FileResult,
    selected: Mapping[str, Selected],
    vocabulary: Vocabulary,
    settings: Settings,
    entries: Entries,
    *,
    inline: bool = True,
    whole: bool = True,
    elsewhere: Container[Location] = (),
    fixing: bool = False,
) -> FileResult:
    """A result without the suppressed findings, and with those about suppressions: all of them where they are `fixing`.

    `inline` says that comments and annotations count; `whole` that cross-object rules saw all of the project;
    `elsewhere` are the words that have hidden something already, by their places.
    """
    directives = result.directives if inline else ()
    entries.look_at(settings)
    hidden: set[int] = set()
    used: dict[int, set[str]] = {}
    if directives:
        from podlint.suppression.cover import Cover

        hidden, used = Cover(directives, vocabulary).hide(f for f in result.findings if f.rule not in NEVER_HIDDEN)
    kept: list[Finding] = []
    for finding in result.findings:
        covered = id(finding) in hidden
        if not covered and (finding.rule in NEVER_HIDDEN or not entries.hide(finding, settings, vocabulary)):
            kept.append(finding)
    hidden_now = result.suppressed + len(result.findings) - len(kept)
    if inline:
        for bad in result.bad_directives[:_MOST_TOLD]:
            kept += _found(selected, UNKNOWN, bad.message, bad.help, bad.location)
        told = len(kept)
        for number, directive in enumerate(directives):
            if len(kept) - told > _MOST_TOLD and not fixing:
                break
            if directive.foreign:
                continue
            own = used.get(number, set())
            own |= {word.text for word in directive.words if word.location in elsewhere}
            own |= {""} if directive.location in elsewhere else set()
            kept += _of_directive(directive, own, selected, vocabulary, whole=whole)
    return result._replace(findings=ordered(kept), suppressed=hidden_now)


def _of_directive(
    directive: Directive, used: set[str], selected: Mapping[str, Selected], vocabulary: Vocabulary, *, whole: bool
) -> Iterator[Finding]:
    """What is wrong with one suppression: words that name nothing, words that hid nothing."""
    words = {word.text for word in directive.words}
    unknown = [word for word in directive.words if not vocabulary.known(word.text)]
    for word in unknown[:_MOST]:
        fix = _corrected(directive, word, words, vocabulary)
        yield from _found(selected, UNKNOWN, *_unknown(word.text, vocabulary), word.location, fix)
    idle = {word for word in words - used if vocabulary.known(word) and vocabulary.ran(word, selected, whole=whole)}
    unused = [word for word in directive.words if word.text in idle]
    fix = _without(directive, unused) if unused else None
    for word in unused[:_MOST]:
        message = f"nothing is suppressed here: there is no finding of {word.text}"
        yield from _found(selected, UNUSED, message, "remove it", word.location, fix)
    if not directive.words and "" not in used:
        message = "nothing is suppressed here: there is no finding"
        yield from _found(selected, UNUSED, message, "remove it", directive.location, _without(directive, []))


def _unknown(word: str, vocabulary: Vocabulary) -> tuple[str, str]:
    near = did_you_mean(vocabulary.near(word))
    if vocabulary.profile(word):
        near = f"it is a profile: name its rules, which `podlint rules {word}` lists, or their category"
    return f"there is no rule or category {quoted(word)} to suppress", near or "`podlint rules` lists them"


def _corrected(directive: Directive, word: Word, words: set[str], vocabulary: Vocabulary) -> ResolvedFix | None:
    """The fix that writes the right name; none where no name is near: it may be the rule of a plugin that is not here.

    The edits of comments change no data.
    """
    near = vocabulary.near(word.text)
    if directive.removal is None or near is None:
        return None
    if near in words:
        return _without(directive, [word])
    safety = Safety.SAFE if vocabulary.slips(word.text) == [near] else Safety.UNSAFE
    return ResolvedFix(f"change to {near}", (Edit(word.location, near),), safety)


def _without(directive: Directive, words: list[Word]) -> ResolvedFix | None:
    """The fix that takes words out of a directive: the whole of it where none is left."""
    if directive.removal is None:
        return None
    gone = set(words)
    left = [word for word in directive.words if word not in gone]
    if not left:
        return ResolvedFix("remove the comment", (Edit(directive.removal, ""),), Safety.SAFE)
    first, last = directive.words[0].location, directive.words[-1].location
    place = Location(first.path, Span(first.span.start, last.span.end), first.start, last.end)
    text = ", ".join(word.text for word in left)
    return ResolvedFix(f"leave {text} only", (Edit(place, text),), Safety.SAFE)


def _found(
    selected: Mapping[str, Selected],
    rule: EngineRule,
    message: str,
    help: str | None,
    location: Location,
    fix: ResolvedFix | None = None,
) -> list[Finding]:
    """The finding about a suppression, where its rule runs."""
    chosen = selected.get(rule.value)
    if chosen is None:
        return []
    return [chosen.finding(message, location, help=help, fix=fix)]
