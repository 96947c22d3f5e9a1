"""Whatever a plugin raises is shown with the plugin's own file and line: in every hook, rule, reporter and option."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest
from conftest import CLEAN

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Outcome

    Run = Callable[..., Outcome]
    Install = Callable[..., None]

INIT = """\
from podlint.api import hookimpl

@hookimpl
def podlint_rules():
    from house_rules.own.rules import house_sample

    return [house_sample]

@hookimpl
def podlint_pod_templates():
    return {"example.org/Thing": ("spec", "pod")}

@hookimpl
def podlint_reporters():
    return {"house": "house_rules.report:render"}
"""
RULES = """\
import json
from dataclasses import dataclass

from podlint.api import Scope, Severity, rule


@dataclass(frozen=True)
class Options:
    most: int = 3

    def __post_init__(self):
        if self.most < 0:
            raise ValueError("most must not be negative")


@rule("house-sample", severity=Severity.WARNING, scope=Scope.OBJECT, options=Options, category="house")
def house_sample(target, options):
    "Sample rule."
    yield target.hit("a sample", "kind")
"""
REPORT = """\
def render(report, *, color=False):
    return "".join(finding.rule + "\\n" for finding in report.findings)
"""


@pytest.fixture
def install(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Install the plugin `house`, a package with a module in a folder of its own, as pip would."""
    site = tmp_path_factory.mktemp("site")
    monkeypatch.syspath_prepend(site)
    info = site / "house_rules-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: house-rules\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[podlint]\nhouse = house_rules\n")
    (site / "house_rules" / "own").mkdir(parents=True)
    (site / "house_rules" / "own" / "__init__.py").write_text("")

    def install(init: str = INIT, rules: str = RULES, report: str = REPORT) -> None:
        for name, text in (("__init__", init), ("own/rules", rules), ("report", report)):
            (site / "house_rules" / f"{name}.py").write_text(text)
        for name in [name for name in sys.modules if name.partition(".")[0] == "house_rules"]:
            monkeypatch.delitem(sys.modules, name)

    return install


def _line(text: str, words: str) -> int:
    (number,) = (number for number, line in enumerate(text.splitlines(), 1) if words in line)
    return number


@pytest.mark.usefixtures("clean")
def test_the_plugin_itself_works(run: Run, install: Install) -> None:
    install()
    assert run("clean.yaml", "--output-format=house").out == "house-sample\n"


@pytest.mark.parametrize("hook", ["rules", "pod_templates", "reporters"])
@pytest.mark.usefixtures("clean")
def test_in_a_hook(run: Run, install: Install, hook: str) -> None:
    init = INIT.replace(f"def podlint_{hook}():\n", f"def podlint_{hook}():\n    {{}}['not there']  # here\n")
    install(init)
    status, _, err = run("clean.yaml")
    place = f"house_rules/__init__.py:{_line(init, '# here')}"
    assert status == 2
    assert err == f"podlint: plugin house (house-rules 1.0) cannot be loaded: KeyError: 'not there' ({place})\n"


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ("import no_such_module", "ModuleNotFoundError: No module named 'no_such_module'"),
        ("json.loads('{')", "JSONDecodeError: Expecting property name"),
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("raise KeyError", "KeyError"),
        ("error = KeyError('again'); raise error from error", "KeyError: 'again'"),
        ("rule('Bad Name')", "TypeError"),
    ],
)
@pytest.mark.usefixtures("clean")
def test_at_import(run: Run, install: Install, words: str, error: str) -> None:
    """The last line of the plugin's own, though the standard library, or podlint, raises."""
    rules = RULES.replace("@dataclass", f"{words}  # here\n\n\n@dataclass")
    install(rules=rules)
    status, _, err = run("clean.yaml")
    assert status == 2
    assert f"cannot be loaded: {error}" in err
    assert err.endswith(f"(house_rules/own/rules.py:{_line(rules, '# here')})\n")


@pytest.mark.usefixtures("clean")
def test_where_it_cannot_be_parsed(run: Run, install: Install) -> None:
    install(rules=RULES + "def broken(:\n")
    err = run("clean.yaml").err
    assert f"(rules.py, line {len(RULES.splitlines()) + 1})" in err
    assert err.endswith(f"(house_rules/__init__.py:{_line(INIT, 'from house_rules.own')})\n")


HIT = 'yield target.hit("a sample", "kind")'
FAULTS = {
    "itself": (f"1 / 0  # here\n    {HIT}", "ZeroDivisionError: division by zero"),
    "after a hit": (f"{HIT}\n    1 / 0  # here", "ZeroDivisionError: division by zero"),
    "in what it calls of Python": ("yield json.loads('{')  # here", "JSONDecodeError: Expecting property name"),
    "in what it calls of podlint": ("yield target.hit(1, 2, 3, colour=4)  # here", "TypeError: "),
    "a hit that is none": ("yield target.hit('a')\n    yield 5  # here", "Nonsense: a rule gives hits, not 5"),
    "a fix at no place": (
        "from podlint.api import Change, Fix\n"
        "    fix = Fix('x', (Change(('kind',), 'y'),))\n"
        "    yield target.hit('a', fix=fix)  # here",
        "Nonsense: a place must be a Place, as `place` of a view gives it, not ('kind',)",
    ),
    "what is no exception": ("raise type('Stop', (BaseException,), {})('enough')  # here", "Raised: Stop: enough"),
}


@pytest.mark.parametrize(("body", "error"), FAULTS.values(), ids=list(FAULTS))
@pytest.mark.parametrize("scope", ["OBJECT", "PROJECT"])
def test_in_a_rule(run: Run, install: Install, project: Path, body: str, error: str, scope: str) -> None:
    (project / "clean.yaml").write_text(CLEAN)
    rules = RULES.replace(HIT, body).replace("Scope.OBJECT", f"Scope.{scope}")
    if scope == "PROJECT":
        rules = rules.replace("(target, options)", "(target, index, options)")
    install(rules=rules)
    place = f"(house_rules/own/rules.py:{_line(rules, '# here')})"
    for form in ("full", "json", "sarif", "junit", "markdown"):
        status, out, err = run("clean.yaml", f"--output-format={form}")
        assert status == 2
        shown = out.replace("\\_", "_").replace("&#95;", "_")
        assert place in shown, form
        assert f"rule house-sample of house failed on clean.yaml: {error}" in err
        assert place in err
    (failed,) = [
        finding
        for finding in json.loads(run("clean.yaml", "--output-format=json").out)["findings"]
        if finding["rule"] == "internal-error"
    ]
    assert failed["path"] == "clean.yaml"
    assert failed["message"].endswith(place)


@pytest.mark.usefixtures("clean")
def test_in_a_rule_that_gives_a_list(run: Run, install: Install) -> None:
    """There the line that made the wrong one is not known any more: the rule's is."""
    rules = RULES.replace(HIT, "return [5]")
    install(rules=rules)
    line = _line(rules, '@rule("house-sample"')
    assert f"a rule gives hits, not 5 (house_rules/own/rules.py:{line})" in run("clean.yaml").err


@pytest.mark.parametrize(
    ("report", "words"),
    [
        ("import no_such_module  # here\n" + REPORT, "cannot be imported: ModuleNotFoundError"),
        (REPORT.replace("finding.rule", "finding.rool").replace("\n    return", "\n    return "), "failed: Attribute"),
    ],
)
@pytest.mark.usefixtures("clean")
def test_in_a_reporter(run: Run, install: Install, report: str, words: str) -> None:
    install(report=report)
    status, out, err = run("clean.yaml", "--output-format=house")
    assert (status, out) == (2, "")
    assert f"output format house: house_rules.report:render {words}" in err
    line = 1 if "# here" in report else _line(report, "finding.rool")
    assert err.endswith(f"(house_rules/report.py:{line})\n")


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("most: -1", "options of rule house-sample: most must not be negative (house_rules/own/rules.py:13)"),
        ("most: many", 'option most of rule house-sample must be a whole number, not "many"'),
        ("least: 1", 'rule house-sample has no option "least"; it has most'),
    ],
)
@pytest.mark.usefixtures("clean")
def test_in_options(run: Run, install: Install, project: Path, option: str, words: str) -> None:
    """What the class refuses is shown with its line; what podlint refuses is no failure of the plugin."""
    install()
    (project / ".podlint.yaml").write_text(f"rules:\n  house-sample:\n    {option}\n")
    status, out, err = run("clean.yaml")
    assert (status, out) == (2, "")
    assert err.startswith("podlint: .podlint.yaml:")
    assert words in err
    assert ("house_rules/" in err) == (option == "most: -1")


@pytest.mark.usefixtures("clean")
def test_in_the_defaults_of_options(run: Run, install: Install) -> None:
    install(rules=RULES.replace("most: int = 3", "most: int = -3"))
    err = run("clean.yaml").err
    assert "its options cannot be made of their defaults: ValueError" in err
    assert err.endswith("(house_rules/own/rules.py:13)\n")
