"""Rule cases written as Markdown, for podlint's own rules and those of plugins.

A case file is named after its rule, `tests/rules/<category>/<rule>.md`. Each `##` section is a case; its `yaml` blocks
are files (named after the word `yaml`, else `manifest.yaml`), and each comment `# expect: RULE "words"` in them is a
finding that must begin on that line and hold those words; `# expect-at: COLUMN RULE` names the column as well, and
`# info: RULE` (or `warning:`, `error:`) the severity. A finding of the file's own rule that is not expected fails the
case. A `toml` block sets what the configuration may set. A block `yaml fixed` is what the fixes, unsafe ones included,
make of the (single) file of its case; linted again, it must stay as it is.

    cases = podlint.testing.collect("tests/rules")

    @pytest.mark.parametrize("case", cases, ids=str)
    def test_case(case):
        podlint.testing.check(case)

Without cases: `run` gives the findings of a text, `run_all` those of several files of one project, `report` what an
output format gets. They and `check` fail where a rule raises, with its traceback. Installed plugins are there.
"""

from __future__ import annotations

import os
import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from podlint import registry
from podlint.config.settings import RuleSettings, Settings
from podlint.engine import run as engine
from podlint.engine.fix import apply
from podlint.engine.job import Job
from podlint.files.discover import Target
from podlint.findings.fix import Safety
from podlint.tuples import NamedTuple
from podlint.yaml.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podlint.findings.finding import Finding
    from podlint.findings.result import Report
    from podlint.project.roles import Role

_SECTION = re.compile(r"^## (.+)$", re.MULTILINE)
_BLOCK = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_OF_POD = r"^(containers|initContainers|volumes|tolerations|affinity|topologySpreadConstraints):"
_EXPECT = re.compile(r"#\s*(?:expect(?:-at:\s*(\d+)|):?|(info|warning|error):)\s+([\w-]+)(?:\s+\"([^\"]*)\")?")


class Expected(NamedTuple):
    """A finding that a case expects: its line, its rule, words of its message; column and severity where given."""

    file: str
    line: int
    rule: str
    words: str
    column: int | None
    severity: str | None = None


@dataclass(frozen=True)
class Case:
    """One section of a case file."""

    rule: str
    title: str
    files: dict[str, str] = field(hash=False)
    fixed: str | None = None
    settings: dict[str, Any] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        return f"{self.rule}: {self.title}"

    @property
    def expected(self) -> list[Expected]:
        """What the comments of the files ask for, in order."""
        return [expected for name, text in self.files.items() for expected in marks(name, text)]


def marks(name: str, text: str) -> list[Expected]:
    """What the comments `# expect: RULE "words"` in the text of a file ask for, in order."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        for match in _EXPECT.finditer(line):
            column = int(match[1]) if match[1] else None
            found.append(Expected(name, number, match[3], match[4] or "", column, match[2]))
    return found


def collect(folder: str | Path) -> list[Case]:
    """All cases of the case files below a folder."""
    return [case for path in sorted(Path(folder).rglob("*.md")) for case in read(path)]


def read(path: Path) -> list[Case]:
    """The cases of one file."""
    text = path.read_text(encoding="utf-8")
    starts = [*_SECTION.finditer(text)]
    ends = [match.start() for match in starts[1:]] + [len(text)]
    cases = []
    for start, end in zip(starts, ends, strict=True):
        files: dict[str, str] = {}
        settings: dict[str, Any] = {}
        fixed = None
        for kind, name, body in _BLOCK.findall(text[start.end() : end]):
            if kind == "yaml" and name.strip() == "fixed":
                fixed = body
            elif kind == "yaml":
                files[name.strip() or "manifest.yaml"] = body
            elif kind == "toml":
                settings = _toml(body)
        cases.append(Case(path.stem, start[1].strip(), files, fixed, settings))
    return cases


def run(
    text: str,
    name: str = "manifest.yaml",
    rules: tuple[str, ...] = (),
    *,
    role: Role | None = None,
    settings: dict[str, Any] | None = None,
) -> list[Finding]:
    """Lint one text with the given rules (and categories); without any, with the default set.

    `settings` are fields of `podlint.config.settings.Settings`, such as `kubernetes_versions`. `role` is the role of
    the file, where its name does not say it.
    """
    return run_all({name: text}, rules, roles={name: role} if role is not None else None, settings=settings)


def run_all(
    files: dict[str, str],
    rules: tuple[str, ...] = (),
    *,
    roles: dict[str, Role] | None = None,
    settings: dict[str, Any] | None = None,
) -> list[Finding]:
    """Lint several texts as one project, by file name: stored in a folder of their own, and run as any project is.

    Fails where podlint itself or a rule does.
    """
    return report(files, rules, roles=roles, settings=settings).findings


def report(
    files: dict[str, str],
    rules: tuple[str, ...] = (),
    *,
    roles: dict[str, Role] | None = None,
    settings: dict[str, Any] | None = None,
) -> Report:
    """Like `run_all`, but the whole report, as output formats get it."""
    merged = Settings().merged({"select": tuple(rules), **(settings or {})})
    with TemporaryDirectory(prefix="podlint-") as folder, _inside(folder):
        for name, text in files.items():
            path = Path(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode("utf-8"))
        Path(".git").mkdir()
        targets = [Target(Path(name), explicit=True) for name in files]
        made = engine.run(Job(_registry(), lambda _: merged, targets, roles=roles or {}))
    assert not made.failures, "\n".join(f"{failure.message}\n{failure.traceback}" for failure in made.failures)
    assert not made.errors, made.errors
    return made


@contextmanager
def _inside(folder: str) -> Iterator[None]:
    """Work in a folder for a while: reports show files relative to it."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def check(case: Case) -> None:
    """Assert that a case's files give exactly the findings that it expects."""
    rules = tuple(dict.fromkeys([case.rule, *(expected.rule for expected in case.expected)]))
    found = run_all(case.files, rules, settings=case.settings)
    missing = []
    rest = list(found)
    for expected in case.expected:
        match = next((finding for finding in rest if _matches(finding, expected)), None)
        if match is None:
            missing.append(expected)
        else:
            rest.remove(match)
    assert not missing and not rest, _difference(missing, rest)
    if case.fixed is not None:
        ((name, text),) = case.files.items()
        repaired = fixed(text, name, found)
        assert repaired == case.fixed, f"the fixes give:\n{repaired}"
        again = run_all({name: repaired}, rules, settings=case.settings)
        assert fixed(repaired, name, again) == repaired, "fixing it again changes it again"


def fixed(text: str, name: str, findings: list[Finding]) -> str:
    """A text with the fixes of its findings applied, unsafe ones included."""
    return apply(Source(name, text), findings, Safety.UNSAFE).text


def _matches(finding: Finding, expected: Expected) -> bool:
    at = finding.location
    return (
        (at.path, at.start.line, finding.rule) == (expected.file, expected.line, expected.rule)
        and expected.words in finding.message + (f" {finding.help}" if finding.help else "")
        and expected.column in (None, at.start.column)
        and expected.severity in (None, finding.severity.word)
    )


def _difference(missing: list[Expected], extra: list[Finding]) -> str:
    lines = [f"expected, not found: {e.file}:{e.line} {e.rule} {e.words!r}" for e in missing]
    for finding in extra:
        lines.append(f"found, not expected: {finding.location} {finding.rule} {finding.message}")
    return "\n".join(lines)


@lru_cache(maxsize=1)
def _registry() -> registry.Registry:
    return registry.load()


def _toml(text: str) -> dict[str, Any]:
    try:
        import tomllib
    except ModuleNotFoundError:  # Python 3.10
        import tomli as tomllib
    table = tomllib.loads(text)
    if "kubernetes-version" in table:
        wanted = table.pop("kubernetes-version")
        table["kubernetes_versions"] = [wanted] if isinstance(wanted, str) else wanted
    if "rules" in table:
        table["rules"] = {name: RuleSettings(options=tuple(own.items())) for name, own in table["rules"].items()}
    return {key.replace("-", "_"): tuple(v) if isinstance(v, list) else v for key, v in table.items()}


class Example(NamedTuple):
    """An example of a rule's documentation: a whole manifest, and the Kubernetes version that it is for."""

    text: str
    version: str | None


def documented(doc: str) -> dict[str, Example]:
    """The `bad` and `good` examples of a rule's documentation.

    A fragment becomes part of a Pod: container fields a container, pod spec fields a pod spec; `yaml bad file` says
    that the block is a whole file as it stands, `yaml bad 1.25` that it is for that Kubernetes version.
    """
    found = {}
    for _, words, body in _BLOCK.findall(doc):
        name, _, rest = words.strip().partition(" ")
        if name in ("bad", "good"):
            text = body if rest == "file" else whole(body)
            found[name] = Example(text, rest if rest not in ("", "file") else None)
    return found


def whole(fragment: str) -> str:
    """A manifest of a fragment: as it is with an apiVersion, else the pod or container it is a part of."""
    if "apiVersion:" in fragment or "kind:" in fragment:
        return fragment
    head = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: example\nspec:\n"
    if re.search(_OF_POD, fragment, re.MULTILINE):
        if not re.search(r"^containers:", fragment, re.MULTILINE):
            head += "  containers:\n    - name: main\n      image: registry.example/main:1\n"
        return head + _indented(fragment, 2)
    if re.search(r"^name:", fragment, re.MULTILINE) is None:
        fragment = f"name: main\nimage: registry.example/main:1\n{fragment}"
    return f"{head}  containers:\n    - " + _indented(fragment, 6).lstrip()


def _indented(text: str, width: int) -> str:
    return "".join(" " * width + line if line.strip() else line for line in text.splitlines(keepends=True))
