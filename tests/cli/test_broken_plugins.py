"""A plugin that is broken in any way is named in one line, with exit status 2: there is never a traceback."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import CLEAN

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Outcome

    Run = Callable[..., Outcome]
    Install = Callable[..., None]

HEAD = """\
from typing import NamedTuple
from podlint.api import KubeObject, Rule, Scope, Severity, hookimpl, rule

@rule("sample-rule", severity=Severity.WARNING, scope=Scope.OBJECT, category="sample")
def sample(target: KubeObject):
    "Sample rule."
    return [target.hit("a sample", "kind")]

"""
RULES = HEAD + "@hookimpl\ndef podlint_rules():\n    return {}\n"
FORMATS = HEAD + "@hookimpl\ndef podlint_reporters():\n    return {}\n"
REFERENCES = HEAD + "@hookimpl\ndef podlint_references():\n    return {}\n"
TEMPLATES = HEAD + "@hookimpl\ndef podlint_pod_templates():\n    return {}\n"


@pytest.fixture
def install(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Install a plugin, by default `sample`, for the rest of the test, as pip would leave one."""
    site = tmp_path_factory.mktemp("site")
    monkeypatch.syspath_prepend(site)

    def install(module: str, name: str = "sample", entry: str = "{name} = {name}_plugin") -> None:
        (site / f"{name}_plugin.py").write_text(module)
        monkeypatch.delitem(sys.modules, f"{name}_plugin", raising=False)
        info = site / f"{name}_package-2.1.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}-package\nVersion: 2.1\n")
        (info / "entry_points.txt").write_text(f"[podlint]\n{entry.format(name=name)}\n")

    return install


def refused(run: Run, *arguments: str) -> str:
    """What podlint says, in its one line, on refusing to run."""
    status, out, err = run("clean.yaml", *arguments)
    assert (status, out) == (2, "")
    assert err.startswith("podlint: ")
    assert err.count("\n") == 1
    assert "Traceback" not in err
    return err.removeprefix("podlint: ").rstrip("\n")


@pytest.mark.usefixtures("clean")
def test_the_sample_itself_is_not_broken(run: Run, install: Install) -> None:
    install(RULES.format("[sample]"))
    assert "[sample-rule]" in run("clean.yaml", "--output-format=concise").out


@pytest.mark.parametrize(
    ("module", "message"),
    [
        ("import no_such_module\n", "ModuleNotFoundError: No module named 'no_such_module'"),
        ("raise RuntimeError('not today')\n", "RuntimeError: not today"),
        ("def broken(:\n", "SyntaxError: "),
        ("import sys\nsys.exit('please go away')\n", "SystemExit: please go away"),
        ("raise SystemExit(0)\n", "SystemExit: 0"),
        (RULES.format("1 / 0"), "ZeroDivisionError: division by zero"),
        (RULES.format("exit(3)"), "SystemExit: 3"),
        (RULES.format("(rule for rule in [sample, 1 / 0])"), "ZeroDivisionError: division by zero"),
        (RULES.format("podlint_rules()"), "RecursionError: "),
    ],
)
@pytest.mark.usefixtures("clean")
def test_a_plugin_that_raises_or_exits(run: Run, install: Install, module: str, message: str) -> None:
    install(module)
    assert refused(run).startswith(f"plugin sample (sample-package 2.1) cannot be loaded: {message}")
    assert run("clean.yaml", "--no-plugins").status == 0


@pytest.mark.parametrize(
    ("module", "message"),
    [
        (RULES.format("None"), "podlint_rules() gave None; is its return missing?"),
        (RULES.format("3"), "podlint_rules() gave 3, not a list"),
        (RULES.format("'sample'"), "podlint_rules() gave 'sample', not a list"),
        (RULES.format("sample"), "podlint_rules() gave Rule("),
        (RULES.format("['sample']"), "podlint_rules() gave 'sample', which is not a rule"),
        (RULES.format("[sample, None]"), "podlint_rules() gave None, which is not a rule"),
        (RULES.format("[sample.check]"), "podlint_rules() gave <function sample at"),
        (RULES.format("[sample, sample]"), "there is a rule named sample-rule already"),
        (RULES.format("[sample._replace(name='other-rule')]"), "rule other-rule must be named sample-other-rule"),
        (RULES.format("[sample._replace(name='unknown-field')]"), "rule unknown-field must be named sample-"),
        (RULES.format("[sample._replace(name=3)]"), "3 is no name for a rule"),
        (RULES.format("[sample._replace(name='sample-Rule one')]"), "'sample-Rule one' is no name for a rule"),
        (RULES.format("[sample._replace(aliases=('port-conflict',))]"), "there is a rule named port-conflict already"),
        (RULES.format("[sample._replace(severity='error')]"), "sample-rule: its severity must be a Severity, not 'err"),
        (
            RULES.format("[sample._replace(scope='object')]"),
            "rule sample-rule: its scope must be a Scope, not 'obj",
        ),
        (RULES.format("[sample._replace(scope=Scope.ENGINE)]"), "rule sample-rule: the scope ENGINE is for what"),
        (RULES.format("[sample._replace(check=None, scope=Scope.POD)]"), "rule sample-rule: None is no function"),
        (RULES.format("[sample._replace(check='x')]"), "rule sample-rule: 'x' is no function"),
        (RULES.format("[sample._replace(category='all')]"), "rule sample-rule: 'all' is no name for a category"),
        (RULES.format("[sample._replace(kinds='Pod')]"), "rule sample-rule: kinds must be a tuple of texts, not 'Pod'"),
        (RULES.format("[sample._replace(options=dict)]"), "its options must be a NamedTuple or a dataclass"),
        (
            RULES.format("[sample._replace(options=NamedTuple('O', [('most', int)]))]"),
            "rule sample-rule: its options cannot be made of their defaults: TypeError",
        ),
        (HEAD.replace("hookimpl, ", ""), "implements none of podlint's hooks; are they marked with hookimpl?"),
        (RULES.format("[]").replace("podlint_rules", "podlint_rulez"), "unknown hook 'podlint_rulez'"),
        (RULES.format("[]").replace("podlint_rules()", "podlint_rules(config)"), "hook 'podlint_rules'"),
        (TEMPLATES.format("['Rollout']"), "podlint_pod_templates() gave ['Rollout'], not a mapping"),
        (TEMPLATES.format("{1: ('spec',)}"), "podlint_pod_templates() has the key 1, not a text group/Kind"),
        (TEMPLATES.format("{'a/B': 'spec'}"), "the pod spec of a/B must lie at a tuple of keys, not at 'spec'"),
        (TEMPLATES.format("{'a/B': ()}"), "the pod spec of a/B must lie at a tuple of keys, not at ()"),
        (REFERENCES.format("['a/B']"), "podlint_references() gave ['a/B'], not a mapping"),
        (REFERENCES.format("{'a b': []}"), "podlint_references() has the key 'a b', not a text group/Kind"),
        (
            REFERENCES.format("{'a/B': [('a', ('b',), 'C', {'name': 'd'})]}"),
            "what stands beside a reference of a/B is {'key': field} or {'port': field}, not {'name': 'd'}",
        ),
        (
            REFERENCES.format("{'a/B': [('a', ('b',), 'C', {'key': 1})]}"),
            "what stands beside a reference of a/B is {'key': field} or {'port': field}, not {'key': 1}",
        ),
        (REFERENCES.format("{'a/B': 'x'}"), "the references of a/B must be a list, not 'x'"),
        (
            REFERENCES.format("{'a/B': [('reads', 'spec', 'Secret')]}"),
            "a reference of a/B must be (words, tuple of keys, group/Kind), not ('reads', 'spec', 'Secret')",
        ),
        (REFERENCES.format("{'a/B': [('reads', ('spec',))]}"), "a reference of a/B must be (words, tuple of keys"),
        (FORMATS.format("'csv'"), "podlint_reporters() gave 'csv', not a mapping"),
        (FORMATS.format("{'csv': print}"), "the output format csv must be module:function, not <built-in function"),
        (FORMATS.format("{'': 'a:b'}"), "'' is no name for an output format"),
    ],
)
@pytest.mark.usefixtures("clean")
def test_a_plugin_that_gives_nonsense(run: Run, install: Install, module: str, message: str) -> None:
    install(module)
    said = refused(run)
    assert said.startswith("plugin sample: ")
    assert message in said


@pytest.mark.usefixtures("clean")
def test_an_entry_point_that_leads_nowhere(run: Run, install: Install) -> None:
    install(RULES.format("[]"), entry="{name} = {name}_plugin:missing")
    assert "AttributeError: module 'sample_plugin' has no attribute 'missing'" in refused(run)


@pytest.mark.parametrize("entry", ["sample", "= x", "sample = "])
@pytest.mark.usefixtures("clean")
def test_an_entry_point_that_is_none(run: Run, install: Install, entry: str) -> None:
    install(RULES.format("[]"), entry=entry)
    assert "plugin" in refused(run) or "entry points" in refused(run)


@pytest.mark.usefixtures("clean")
def test_two_packages_with_one_plugin(run: Run, install: Install) -> None:
    install(RULES.format("[sample]"))
    install("", name="double", entry="sample = sample_plugin")
    assert refused(run).startswith("plugin sample: two installed packages bring one, ")


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("no_such_module:render", "cannot be imported: ModuleNotFoundError"),
        ("sample_plugin:missing", "cannot be imported: AttributeError"),
        ("sample_plugin:raises", "failed: ValueError: no report today"),
        ("sample_plugin:exits", "failed: SystemExit: 7"),
        ("sample_plugin:number", "gave no text, but int"),
    ],
)
@pytest.mark.usefixtures("clean")
def test_a_broken_output_format(run: Run, install: Install, target: str, message: str) -> None:
    functions = (
        "def raises(report, color):\n    raise ValueError('no report today')\n"
        "def exits(report, color):\n    exit(7)\n"
        "def number(report, color):\n    return 3\n"
    )
    install(FORMATS.format("{'csv': '" + target + "'}") + functions)
    assert refused(run, "--output-format=csv").startswith(f"output format csv: {target} {message}")
    assert run("clean.yaml").status == 0


@pytest.mark.usefixtures("clean")
def test_a_format_cannot_take_the_place_of_a_built_in_one(run: Run, install: Install) -> None:
    install(FORMATS.format("{'json': 'sample_plugin:render'}") + "def render(report, color):\n    return 'mine'\n")
    assert run("clean.yaml", "--output-format=json").out.startswith("{")


@pytest.mark.parametrize("body", ["return ['text']", "return 3", "yield None", "raise SystemExit(0)", "yield target"])
def test_a_rule_that_gives_nonsense_does_not_hide_the_others(
    run: Run, install: Install, project: Path, body: str
) -> None:
    (project / "clean.yaml").write_text(CLEAN + "colour: blue\n")
    install(RULES.format("[sample]").replace('return [target.hit("a sample", "kind")]', body))
    status, out, err = run("clean.yaml", "--output-format=concise")
    assert status == 2
    assert "[unknown-field]" in out
    assert "[internal-error]" in out
    assert "rule sample-rule of sample failed" in err
    assert "Traceback" not in err


NONSENSE = {
    "number": "yield 5",
    "message": "yield target.hit(5)",
    "help": "yield target.hit('a', help=5)",
    "severity": "yield target.hit('a', severity='error')",
    "place": "yield target.hit('a')._replace(place=None)",
    "path": "yield target.hit('a', -5)",
    "step": "yield target.hit('a', None)",
    "part": "yield target.hit('a', part='key')._replace(place=target.place()._replace(part=1))",
    "within": "yield target.hit('a', 'kind', within=(10**12, 10**13))",
    "reversed": "yield target.hit('a', 'kind', within=(5, 2))",
    "related": "yield target.hit('a', related=['b'])",
    "related place": "yield target.hit('a', related=('b',))",
    "fix": "yield target.hit('a', fix='b')",
    "a dictionary": "return {'a': 1}",
    "an iterator that breaks": "return map(int, 'x')",
    "a generator's own end": "raise StopIteration",
    "a bare exception": "raise type('Stop', (BaseException,), {})('enough')",
    "an end of a generator": "raise GeneratorExit",
    "an exception without words": "raise type('Bad', (Exception,), {'__str__': lambda self: 1 / 0})()",
}


@pytest.mark.parametrize("body", NONSENSE.values(), ids=list(NONSENSE))
@pytest.mark.parametrize("scope", ["OBJECT", "PROJECT"])
def test_hits_of_nonsense_are_a_failure_of_their_rule_alone(
    run: Run, install: Install, project: Path, body: str, scope: str
) -> None:
    (project / "clean.yaml").write_text(CLEAN + "colour: blue\n")
    module = RULES.format("[sample]").replace('return [target.hit("a sample", "kind")]', body)
    if scope == "PROJECT":
        module = module.replace("Scope.OBJECT", "Scope.PROJECT").replace("(target: KubeObject)", "(target, index)")
    install(module)
    for form in ("json", "sarif", "full"):
        status, out, err = run("clean.yaml", f"--output-format={form}")
        assert status == 2
        assert "unknown-field" in out
        assert "internal-error" in out
        assert "rule sample-rule of sample failed" in err
        assert "fault of podlint" not in err


def test_what_a_rule_gave_before_it_failed_stays(run: Run, install: Install, project: Path) -> None:
    (project / "clean.yaml").write_text(CLEAN)
    hits = "yield target.hit('the first one', 'kind')\n    1 / 0"
    install(RULES.format("[sample]").replace('return [target.hit("a sample", "kind")]', hits))
    status, out, _ = run("clean.yaml", "--output-format=concise")
    assert status == 2
    assert "warning: the first one" in out


@pytest.mark.usefixtures("clean")
def test_what_a_plugin_prints_is_in_no_report(run: Run, install: Install) -> None:
    module = "print('importing')\n" + RULES.format("print('asked') or [sample]")
    module = module.replace("return [target", "print('ruling'); return [target")
    install(module + FORMATS.format("{'csv': 'sample_plugin:render'}").replace(HEAD, ""))
    with (Path(sys.path[0]) / "sample_plugin.py").open("a") as file:
        file.write("def render(report, color):\n    print('rendering')\n    return 'a report'\n")
    status, out, err = run("clean.yaml", "--output-format=json")
    assert status == 1
    assert [finding["rule"] for finding in json.loads(out)["findings"]] == ["sample-rule"]
    assert {"importing", "asked", "ruling"} <= set(err.split())
    _, out, err = run("clean.yaml", "--output-format=csv")
    assert out == "a report"
    assert "rendering" in err
    assert "importing" not in run("list", ".").out


@pytest.mark.parametrize("error", ["type('Stop', (BaseException,), {})('no')", "GeneratorExit('no')"])
@pytest.mark.usefixtures("clean")
def test_a_plugin_that_raises_what_is_no_exception(run: Run, install: Install, error: str) -> None:
    install(f"raise {error}\n")
    assert ": no" in refused(run)


def test_an_exception_that_exits_when_it_is_shown_hides_no_other_finding(
    run: Run, install: Install, project: Path
) -> None:
    install(RULES.format("[sample]").replace('return [target.hit("a sample", "kind")]', "raise Exits()") + EXITS)
    (project / "pod.yaml").write_text(f"{CLEAN}---\napiVersion: v1\nkind: Service\nspec: {{ports: [{{port: 0}}]}}\n")
    status, out, _ = run("pod.yaml", "--output-format=json")
    assert status == 2
    assert {finding["rule"] for finding in json.loads(out)["findings"]} > {"internal-error", "out-of-range"}


EXITS = "\nclass Exits(Exception):\n    def __str__(self):\n        raise SystemExit(0)\n"


@pytest.mark.usefixtures("clean")
def test_a_plugin_that_says_what_a_kind_names_and_makes(run: Run, install: Install, tmp_path: Path) -> None:
    rows = "{'a.org/B': [('pays', ('spec', 'to', '*', 'name'), 'a.org/C'), ('makes', ('spec', 'key'), 'Secret')]}"
    install(REFERENCES.format(rows))
    manifest = "apiVersion: a.org/v1\nkind: B\nmetadata: {name: b}\nspec: {to: [{name: c}], key: k}\n"
    (tmp_path / "b.yaml").write_text(manifest)
    answer = run("graph", str(tmp_path / "b.yaml"))
    assert answer.err == ""
    shown = answer.out
    assert '["C c?"]' in shown
    assert '["Secret k"]' in shown
    assert "-->|pays|" in shown
    assert "-->|makes|" in shown
