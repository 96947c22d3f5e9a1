"""`--fix`: text edits that change what they say and nothing else, on any file that people have."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from podlint import registry
from podlint.config.settings import Settings
from podlint.engine import fix, fixing
from podlint.engine.job import Job, Stdin
from podlint.engine.run import run as run_job
from podlint.files.discover import Target
from podlint.files.paths import identity
from podlint.findings.fix import Safety
from podlint.yaml.reader import parse
from podlint.yaml.source import Source, decode, encode

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Outcome

    from podlint.findings.finding import Finding
    from podlint.findings.result import Report

    Run = Callable[..., Outcome]

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
TYPO = "apiVersion: v1\nkind: ConfigMap\nmeatdata: # the name\n  name: é\n"
MENDED = TYPO.replace("meatdata", "metadata")


def test_what_is_safe_is_mended_and_the_rest_reported(project: Path, run: Run) -> None:
    (project / "a.yaml").write_text(TYPO + "---\napiVersion: v1\nkind: Podd\n")
    found = run("check", ".", "--fix", "--output-format", "concise")
    assert (project / "a.yaml").read_text() == MENDED + "---\napiVersion: v1\nkind: Pod\n"
    assert found.status == 1
    assert "unknown" not in found.out
    assert found.err.startswith("Fixed 2 findings. Found ")


def test_diff_changes_nothing(project: Path, run: Run) -> None:
    (project / "a.yaml").write_text(TYPO)
    found = run("check", ".", "--diff")
    assert found.status == 1
    assert found.out == (
        "--- a/a.yaml\n+++ b/a.yaml\n@@ -1,4 +1,4 @@\n apiVersion: v1\n kind: ConfigMap\n"
        "-meatdata: # the name\n+metadata: # the name\n   name: é\n"
    )
    assert found.err == "Would fix 1 finding. 1 error would be left (1 document checked; Kubernetes 1.37; 0 skipped).\n"
    assert (project / "a.yaml").read_text() == TYPO
    coloured = run("check", ".", "--diff", "--color", "always").out
    assert "\033[31m-meatdata: # the name\033[0m\n\033[32m+metadata: # the name\033[0m\n" in coloured
    (project / "a.yaml").write_text(MENDED)
    assert run("check", ".", "--diff")[:2] == (0, "")


def test_the_summary_says_what_could_be_mended(project: Path, run: Run) -> None:
    (project / "a.yaml").write_text(TYPO)
    assert run("check", ".").err.endswith(" [*] 1 fixable with --fix.\n")


UNSAFE = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: registry.example/web:1
          imagePullPolcy: Always
          volumeMounts: [{name: data, mountPath: /data}]
      volumes: [{name: dta, emptyDir: {}}]
"""


@pytest.mark.parametrize("format", ["concise", "full"])
def test_what_fix_mends_is_marked_and_what_only_unsafe_fixes_do_is_not(project: Path, run: Run, format: str) -> None:
    (project / "a.yaml").write_text(UNSAFE)
    found = run("check", ".", "-o", format)
    lines = [line for line in found.out.splitlines() if line.startswith("a.yaml")]
    marked = [(line.rpartition(" [")[2].rstrip("]"), " [*] [" in line) for line in lines]
    assert marked == [("unknown-field", True), ("mount-undeclared-volume", False)]
    assert found.err.endswith(" [*] 1 fixable with --fix. 1 more with --unsafe-fixes.\n")
    data = json.loads(run("check", ".", "-o", "json").out)
    assert [finding["fix"] and finding["fix"]["safe"] for finding in data["findings"]] == [True, False]
    assert data["summary"]["fixable"] == {"safe": 1, "unsafe": 1}


def test_fix_says_what_it_could_have_made_with_unsafe_fixes(project: Path, run: Run) -> None:
    (project / "a.yaml").write_text(UNSAFE)
    found = run("check", ".", "--fix", "-v")
    why = "the fix may change what is meant: --unsafe-fixes makes it"
    assert f"podlint: a.yaml:13:33: not fixed: mount-undeclared-volume: {why}\n" in found.err
    assert "Fixed 1 finding. Found 1 error" in found.err
    assert found.err.endswith(" 1 fixable with --fix --unsafe-fixes.\n")
    assert "not fixed" not in run("check", ".", "--fix").err


def test_fix_says_what_was_refused_and_why(project: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def sound(source: Source, read: object, text: str, findings: list[Finding]) -> bool:
        return all(finding.rule != "unknown-field" for finding in findings)

    monkeypatch.setattr(fix, "_sound", sound)
    (project / "a.yaml").write_text(TYPO + "---\napiVersion: v1\nkind: Podd\n")
    found = run("check", ".", "--fix", "-v")
    why = "the file would say something else than the fix means, or lose a comment"
    assert f"podlint: a.yaml:3:1: not fixed: unknown-field: {why}\n" in found.err
    assert f"Fixed 1 finding. Could not fix 1 finding ({why}). Found " in found.err
    assert "fixable" not in found.err
    assert "[*]" not in found.out
    quiet = run("check", ".", "--diff")
    assert f"Could not fix 1 finding ({why})." in quiet.err
    assert "not fixed" not in quiet.err


def test_a_fix_that_is_refused_keeps_no_other_one_from_its_place(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "a.yaml").write_text(TYPO)
    job = Job(registry.load(), lambda _: Settings(), [Target(Path("a.yaml"), explicit=True)])
    calls = []

    def run(job: Job) -> Report:
        report = run_job(job)
        calls.append(job)
        if len(calls) > 1:
            return report
        [result] = report.results
        [good] = [finding for finding in result.findings if finding.fix is not None]
        edits = (good.fix.edits[0]._replace(text="kind"),) if good.fix else ()
        bad = good._replace(rule="other", fix=good.fix._replace(edits=edits) if good.fix else None)
        return report._replace(results=(result._replace(findings=(bad, *result.findings)),))

    monkeypatch.setattr(fixing, "run", run)
    done = fixing.fix_all(job, Safety.SAFE)
    assert [file.text for file in done.files.values()] == [MENDED]


def test_what_could_not_be_stored_is_counted(project: Path, run: Run) -> None:
    for name in ("a.yaml", "b.yaml"):
        (project / name).write_text(TYPO)
    os.link(project / "b.yaml", project / "other")
    found = run("check", ".", "--fix", "-v")
    assert "podlint: b.yaml: left as it is: it has 2 names" in found.err
    assert "podlint: b.yaml:3:1: not fixed: unknown-field: its file was not stored\n" in found.err
    assert "Fixed 1 finding. Could not fix 1 finding (its file was not stored). Found " in found.err


@pytest.mark.parametrize(
    "data",
    [
        TYPO.encode(),
        b"\xef\xbb\xbf" + TYPO.encode(),
        b"\xff\xfe" + TYPO.encode("utf-16-le"),
        b"\xfe\xff" + TYPO.encode("utf-16-be"),
        TYPO.replace("\n", "\r\n").encode(),
        TYPO.rstrip("\n").encode(),
        b"# a comment\n\n" + TYPO.encode() + b"...\n",
    ],
    ids=["utf-8", "byte-order mark", "utf-16-le", "utf-16-be", "crlf", "no line end", "around"],
)
def test_encoding_line_ends_and_the_rest_stay(project: Path, run: Run, data: bytes) -> None:
    (project / "a.yaml").write_bytes(data)
    run("check", ".", "--fix")
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    codec = ("utf-16-le" if data.startswith(b"\xff\xfe") else "utf-16-be") if wide else "utf-8"
    assert (project / "a.yaml").read_bytes() == data.replace("meatdata".encode(codec), "metadata".encode(codec))


def test_links_and_permissions_stay(project: Path, run: Run) -> None:
    real = project / "real"
    real.mkdir()
    (real / "a.yaml").write_text(TYPO)
    (real / "a.yaml").chmod(0o640)
    (project / "link.yaml").symlink_to("real/a.yaml")
    run("check", "link.yaml", "--fix")
    assert (project / "link.yaml").is_symlink()
    assert (real / "a.yaml").read_text() == MENDED
    assert stat.S_IMODE((real / "a.yaml").stat().st_mode) == 0o640
    assert sorted(os.listdir(real)) == ["a.yaml"]


def test_a_file_that_changes_meanwhile_is_left_alone(project: Path) -> None:
    file = project / "a.yaml"
    file.write_text(TYPO + "# later\n")
    assert fix.write(file, TYPO.encode(), MENDED) == "left as it is: it changed meanwhile"
    assert file.read_text() == TYPO + "# later\n"
    assert [path.name for path in project.iterdir() if path.is_file()] == ["a.yaml"]


def test_suppressed_and_known_findings_are_not_mended(project: Path, run: Run) -> None:
    (project / "a.yaml").write_text(TYPO.replace("# the name", "# podlint: ignore[unknown-field]"))
    before = (project / "a.yaml").read_text()
    run("check", ".", "--fix")
    assert (project / "a.yaml").read_text() == before


def test_what_an_alias_repeats_is_not_mended(project: Path, run: Run) -> None:
    text = (
        "apiVersion: v1\nkind: List\nitems:\n"
        "  - {apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: &d {a: 1}}\n"
        "  - {apiVersion: v1, kind: ConfigMap, metadata: {name: b}, data: *d}\n"
    )
    (project / "a.yaml").write_text(text)
    run("check", ".", "--fix")
    mended = (project / "a.yaml").read_text()
    assert mended in (text, text.replace("{a: 1}", '{a: "1"}'))


@pytest.mark.parametrize("words", [("--unsafe-fixes",), ("-", "--fix")])
def test_options_that_make_no_sense(project: Path, run: Run, words: tuple[str, ...]) -> None:
    assert run("check", *words).status == 2


def test_a_fix_that_reaches_further_is_refused() -> None:
    source = Source("a.yaml", TYPO)
    [result] = run_job(Job(registry.load(), lambda _: Settings(), stdin=Stdin(TYPO.encode(), "a.yaml"))).results
    [finding] = [f for f in result.findings if f.fix is not None]
    assert finding.fix is not None
    broken = finding._replace(fix=finding.fix._replace(edits=(finding.fix.edits[0]._replace(text="kind"),)))
    refused = fix.apply(source, [broken], Safety.SAFE)
    assert (refused.text, refused.fixed, refused.refused) == (TYPO, [], [broken])


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real manifests is not here")
def test_the_corpus_is_mended_without_loss() -> None:
    """Every fixed file parses, has as many documents, keeps each comment, and is not fixed again."""
    job = Job(registry.load(), lambda _: Settings())
    files = sorted(path for path in CORPUS.rglob("*.y*ml"))
    report = run_job(job._replace(targets=[Target(path, explicit=False) for path in files]))
    unsaved: dict[str, bytes] = {}
    count = 0
    for result in report.results:
        path = Path(result.path)
        data = path.read_bytes()
        source, _ = decode(data, result.path)
        mended = fix.apply(source, result.findings, Safety.UNSAFE)
        if mended.text == source.text:
            continue
        count += len(mended.fixed)
        assert mended.refused == []
        before, after = parse(source), parse(Source(result.path, mended.text))
        assert len(after.documents) == len(before.documents)
        assert len(after.problems) <= len(before.problems)
        assert [line for line in mended.text.splitlines() if line.lstrip().startswith("#")] == [
            line for line in source.text.splitlines() if line.lstrip().startswith("#")
        ]
        unsaved[identity(path)] = encode(mended.text, data)
    assert count > 15
    again = run_job(job._replace(targets=[Target(Path(name), explicit=False) for name in unsaved], unsaved=unsaved))
    for result in again.results:
        text = decode(unsaved[identity(result.path)], result.path)[0]
        assert fix.apply(text, result.findings, Safety.UNSAFE).text == text.text


def test_blocks_of_markdown_are_mended(project: Path, run: Run) -> None:
    text = f"# Notes\n\n- a: [b\n\n```yaml\n{TYPO}```\n\n> ```yaml\n> apiVersion: v1\n> kind: Podd\n> ```\n"
    (project / "notes.md").write_text(text)
    run("check", "notes.md", "--fix")
    assert (project / "notes.md").read_text() == text.replace("meatdata", "metadata").replace("Podd", "Pod")


MERGED = """apiVersion: v1
kind: ConfigMap
metadata:
  name: a
  labels: &one {a: b}
  annotations: &two {c: d}
data:
  <<: *one # of one
  # keep: the second wins
  <<: *two"""


@pytest.mark.parametrize(
    ("behind", "left"),
    [
        ("", ""),
        ("\n", "\n"),
        (" # because of 13", "\n  # because of 13"),
        (" # because of 13\n", "\n  # because of 13\n"),
        ("\n  e: f\n", "\n  e: f\n"),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_merge_keys_put_into_one_keep_comments_and_the_last_newline(
    project: Path, run: Run, behind: str, left: str, newline: str
) -> None:
    file = project / "a.yaml"
    file.write_bytes((MERGED + behind).replace("\n", newline).encode())
    assert run("--fix", "a.yaml").status == 0
    fixed = MERGED.replace("<<: *one", "<<: [*two, *one]").replace("\n  <<: *two", "") + left
    assert file.read_bytes() == fixed.replace("\n", newline).encode()


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_comment_in_the_last_line_goes_with_the_line_break_before_it(project: Path, run: Run, newline: str) -> None:
    file = project / "a.yaml"
    kept = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: b} # it is\n# so".replace("\n", newline)
    file.write_bytes(f"{kept}{newline}# podlint: ignore[wrong-type] why".encode())
    assert run("--fix", "a.yaml").status == 0
    assert file.read_bytes() == kept.encode()
