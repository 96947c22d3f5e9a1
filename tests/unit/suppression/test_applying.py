"""What suppressions hide, and what is said of those that hide nothing."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pytest
from texts_with_comments import finding, read

from podlint import registry
from podlint.config.select import Selected, select
from podlint.config.settings import Settings
from podlint.findings.finding import Severity
from podlint.findings.fix import Safety
from podlint.findings.result import FileResult
from podlint.suppression.apply import Entries, Vocabulary, apply
from podlint.suppression.directive import Directive
from podlint.suppression.entries import Entry

if TYPE_CHECKING:
    from pathlib import Path

    from podlint.findings.finding import Finding

TEXT = "one: 1\ntwo: 2\nthree: 3\n"
LATEST = ("image-latest", "images")
PRIVILEGED = ("privileged-container", "security")
NOTHING = ("service-selects-nothing", "services")


@lru_cache(maxsize=1)
def known() -> registry.Registry:
    return registry.load(plugins=False)


@lru_cache(maxsize=8)
def chosen(*rules: str) -> dict[str, Selected]:
    return select(known().rules, known().aliases, Settings(select=rules))


def vocabulary() -> Vocabulary:
    return Vocabulary(known().rules, {"old-name": "image-latest"})


def applied(text: str, findings: list[Finding], settings: Settings | None = None, **options: Any) -> FileResult:
    """The result of a text with comments and findings."""
    said = read(text)
    result = FileResult(
        "a.yaml", findings=tuple(findings), directives=tuple(said.found), bad_directives=tuple(said.bad)
    )
    return apply(result, chosen(), vocabulary(), settings or Settings(), Entries(), **options)


def left(result: FileResult) -> list[str]:
    return [f"{found.location.start.line} {found.rule}" for found in result.findings]


def test_a_comment_hides_what_it_names_and_covers() -> None:
    text = TEXT.replace("2", "2 # podlint: ignore[image-latest]")
    found = [
        finding(text, line, rule=rule, category=category) for line in (1, 2) for rule, category in (LATEST, PRIVILEGED)
    ]
    result = applied(text, found)
    assert left(result) == ["1 image-latest", "1 privileged-container", "2 privileged-container"]
    assert result.suppressed == 1


@pytest.mark.parametrize("word", ["image-latest", "images", "old-name"])
def test_a_word_is_a_rule_an_old_name_or_a_category(word: str) -> None:
    text = TEXT.replace("2", f"2 # podlint: ignore[{word}]")
    assert left(applied(text, [finding(text, 2)])) == []


def test_a_stretch_without_words_hides_everything() -> None:
    text = f"# podlint: off\n{TEXT}# podlint: on\n"
    found = [finding(text, 2), finding(text, 4, rule="privileged-container", category="security")]
    assert left(applied(text, found)) == []
    assert left(applied(text, [])) == ["1 unused-suppression"]


def test_what_was_suppressed_before_is_counted_on() -> None:
    text = TEXT.replace("2", "2 # podlint: ignore[images]")
    result = FileResult("a.yaml", findings=(finding(text, 2),), directives=tuple(read(text).found), suppressed=3)
    assert apply(result, chosen(), vocabulary(), Settings(), Entries()).suppressed == 4


@pytest.mark.parametrize("rule", ["internal-error", "unused-suppression", "unknown-suppression"])
def test_some_findings_cannot_be_hidden(rule: str) -> None:
    text = f"# podlint: off\n{TEXT}# podlint: on\n"
    settings = Settings(file="x", entries=(Entry((rule,), "why", kind="Deployment"),))
    found = applied(text, [finding(text, 2, rule=rule, category="structure")], settings)
    assert f"2 {rule}" in left(found)
    assert found.suppressed == 0


def test_comments_do_not_count_where_they_are_not_to() -> None:
    text = TEXT.replace("2", "2 # podlint: ignore[images, no-such-rule]")
    assert left(applied(text, [finding(text, 2)], inline=False)) == ["2 image-latest"]
    assert left(applied(f"# podlint: ignroe[a]\n{TEXT}", [], inline=False)) == []


def test_a_word_that_hides_nothing() -> None:
    text = TEXT.replace("2", "2 # podlint: ignore[image-latest, privileged-container]")
    (said,) = applied(text, [finding(text, 2)]).findings
    assert said.rule == "unused-suppression"
    assert said.message == "nothing is suppressed here: there is no finding of privileged-container"
    assert said.location.start == (2, 40)
    assert said.fix is not None
    assert [edit.text for edit in said.fix.edits] == ["image-latest"]


def test_two_comments_for_one_finding_are_both_used() -> None:
    text = "# podlint: ignore-file[images]\n# podlint: off[image-latest]\n" + TEXT
    assert left(applied(text, [finding(text, 4)])) == []


def test_a_comment_that_hides_nothing_goes_as_a_whole() -> None:
    text = TEXT.replace("2", "2 # podlint: ignore[image-latest, images]")
    said = applied(text, []).findings
    assert [found.rule for found in said] == ["unused-suppression"] * 2
    for found in said:
        assert found.fix is not None
        ((edit,),) = (found.fix.edits,)
        assert edit.text == ""
        assert text[slice(*edit.location.span)] == " # podlint: ignore[image-latest, images]"


def test_what_did_not_run_is_not_called_unused() -> None:
    text = TEXT.replace("2", "2 # podlint: ignore[image-latest]")
    said = FileResult("a.yaml", directives=tuple(read(text).found))
    for rules, found in ((("structure",), []), (("structure", "image-latest"), ["2 unused-suppression"])):
        assert left(apply(said, chosen(*rules), vocabulary(), Settings(), Entries())) == found
    assert left(apply(said, chosen("image-latest"), vocabulary(), Settings(), Entries())) == [], "nor is it reported"


def test_a_rule_across_files_is_not_called_unused_where_not_all_was_read() -> None:
    text = TEXT.replace("2", "2 # podlint: ignore[service-selects-nothing]")
    assert left(applied(text, [], whole=False)) == []
    assert left(applied(text, [], whole=True)) == ["2 unused-suppression"]
    text = TEXT.replace("2", "2 # podlint: ignore[privileged-container]")
    assert left(applied(text, [], whole=False)) == ["2 unused-suppression"]


def test_a_word_that_is_nothing() -> None:
    text = TEXT.replace("2", "2 # podlint: ignore[image-latests]")
    (said,) = applied(text, []).findings
    assert (said.rule, said.location.start) == ("unknown-suppression", (2, 26))
    assert said.message == 'there is no rule or category "image-latests" to suppress'
    assert said.help == 'did you mean "image-latest"?'
    (said,) = applied(TEXT.replace("2", "2 # podlint: ignore[xyzzy]"), []).findings
    assert said.help == "`podlint rules` lists them"
    assert said.fix is None, "it may be the rule of a plugin that is not installed here"


def test_a_profile_is_no_word_that_suppresses() -> None:
    (said,) = applied(TEXT.replace("2", "2 # podlint: ignore[pss-restricted]"), []).findings
    assert said.help == "it is a profile: name its rules, which `podlint rules pss-restricted` lists, or their category"
    assert said.fix is None


def test_a_misspelt_word_is_corrected() -> None:
    def fixed(words: str) -> tuple[str, Safety | None]:
        text = TEXT.replace("2", f"2 # podlint: ignore[{words}]")
        said = next(found for found in applied(text, []).findings if found.rule == "unknown-suppression")
        if said.fix is None:
            return text, None
        (edit,) = said.fix.edits
        start, end = edit.location.span
        return (text[:start] + edit.text + text[end:]).splitlines()[1], said.fix.safety

    assert fixed("image-latset") == ("two: 2 # podlint: ignore[image-latest]", Safety.SAFE)
    assert fixed("image-latset, security") == ("two: 2 # podlint: ignore[image-latest, security]", Safety.SAFE)
    assert fixed("image-latset, image-latest") == ("two: 2 # podlint: ignore[image-latest]", Safety.SAFE)
    assert fixed("image-latest-tag")[1] is Safety.UNSAFE


def test_a_comment_that_cannot_be_read() -> None:
    (said,) = applied(f"{TEXT}# podlint: ignroe[a]\n", []).findings
    assert (said.rule, said.location.start, said.severity) == ("unknown-suppression", (4, 1), Severity.WARNING)


def test_an_annotation_cannot_be_removed_by_a_fix() -> None:
    here = finding(TEXT, 1)
    (word,) = read("a: 1 # podlint: ignore[image-latest]\n").found[0].words
    result = FileResult("a.yaml", directives=(Directive((word,), here.location, document=0),))
    (said,) = apply(result, chosen(), vocabulary(), Settings(), Entries()).findings
    assert said.rule == "unused-suppression"
    assert said.fix is None


def test_vocabulary() -> None:
    words = vocabulary()
    assert words.means("image-latest", *LATEST)
    assert words.means("old-name", *LATEST)
    assert words.means("images", *LATEST)
    assert not words.means("image-digest", *LATEST)
    assert not words.means("security", *LATEST)
    assert [words.known(word) for word in ("image-latest", "images", "old-name", "image")] == [True, True, True, False]
    assert words.near("imagelatest") == "image-latest"
    assert words.near("xyzzy") is None
    assert words.slips("image-latset") == ["image-latest"]


class Folder:
    """A configuration in a folder, with entries, and a run over some files below it."""

    def __init__(self, root: Path, *entries: Entry) -> None:
        self.settings = Settings(root=root, file=str(root / ".podlint.yaml"), entries=entries)
        self.entries = Entries()

    def hidden(self, found: Finding, name: str = "a.yaml") -> bool:
        path = str((self.settings.root or found) / name)  # type: ignore[operator]
        found = found._replace(location=found.location._replace(path=path))
        return self.entries.hide(found, self.settings, vocabulary())

    def said(self, *folders: Path, rules: tuple[str, ...] = ()) -> list[str]:
        results = self.entries.results(vocabulary(), chosen(*rules), folders)
        return [
            f"{f.location.start.line}:{f.location.start.column} {f.rule}: {f.message}"
            for r in results
            for f in r.findings
        ]


def test_an_entry_hides_what_it_covers_in_the_files_that_it_names(tmp_path: Path) -> None:
    folder = Folder(tmp_path, Entry(("images",), "why", path="vendor/**"))
    assert folder.hidden(finding(TEXT, 1), "vendor/a.yaml")
    assert not folder.hidden(finding(TEXT, 1), "a.yaml")
    assert not folder.hidden(finding(TEXT, 1, rule="privileged-container", category="security"), "vendor/a.yaml")


def test_entries_are_tried_one_after_the_other(tmp_path: Path) -> None:
    folder = Folder(
        tmp_path,
        Entry(("images",), "ended", kind="Deployment", until="2020-01-01", line=1),
        Entry(("images",), "other", kind="Pod", line=2),
        Entry(("security", "old-name"), "this one", name="web", line=3),
        Entry(("images",), "never reached", name="web", line=4),
    )
    assert folder.hidden(finding(TEXT, 1))
    assert folder.said(tmp_path) == [
        "1:1 unused-suppression: this ignore entry ended on 2020-01-01 (ended)",
        "2:1 unused-suppression: this ignore entry hides nothing (other)",
        "4:1 unused-suppression: this ignore entry hides nothing (never reached)",
    ]


def test_an_entry_is_called_unused_where_its_whole_folder_was_linted(tmp_path: Path) -> None:
    root = tmp_path / "app"
    root.mkdir()
    folder = Folder(root, Entry(("images",), "why", kind="Pod", line=4, column=5))
    folder.hidden(finding(TEXT, 1))
    said = ["4:5 unused-suppression: this ignore entry hides nothing (why)"]
    assert folder.said(root) == said
    assert folder.said(tmp_path) == said
    assert folder.said(root / "below") == []
    assert folder.said(tmp_path / "ap") == []
    assert folder.said() == []
    assert folder.said(root, rules=("structure",)) == [], "its rule did not run"


def test_an_entry_of_a_configuration_that_took_no_part_is_not_looked_at(tmp_path: Path) -> None:
    folder = Folder(tmp_path, Entry(("images",), "why", kind="Pod"))
    assert folder.said(tmp_path) == []
    folder.entries.look_at(folder.settings)
    assert len(folder.said(tmp_path)) == 1


def test_an_entry_with_a_word_that_is_nothing(tmp_path: Path) -> None:
    folder = Folder(tmp_path, Entry(("image-latests", "images"), "why", kind="Deployment", line=3))
    assert folder.hidden(finding(TEXT, 1))
    assert folder.said() == ['3:1 unknown-suppression: there is no rule or category "image-latests" to suppress']


def test_a_run_looks_at_the_entries_of_all_files(tmp_path: Path) -> None:
    folder = Folder(tmp_path, Entry(("images",), "why", kind="Pod"))
    result = FileResult("a.yaml")
    apply(result, chosen(), vocabulary(), folder.settings, folder.entries)
    assert len(folder.said(tmp_path)) == 1, "though no file had a finding"
