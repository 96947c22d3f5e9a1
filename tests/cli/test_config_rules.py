"""Severities, options and names of rules in a configuration: what counts, and where a mistake is reported."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, Optional

import pytest
from conftest import BROKEN

from podlint.api import Scope, Severity, rule
from podlint.config import load
from podlint.config.select import Selected, select
from podlint.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from conftest import Outcome

    from podlint.rule import Rule

    Run = Callable[..., Outcome]

POD = BROKEN.replace("meatdata", "metadata") + "  volumes: [{name: v}]\n"


@pytest.fixture
def found(run: Run, project: Path) -> Callable[..., dict[str, str]]:
    """The severities of the findings of a Pod (alone, with a volume nobody uses) by rule, under a configuration."""
    (project / "pod.yaml").write_text(POD)

    def found(text: str, *arguments: str, name: str = ".podlint.yaml") -> dict[str, str]:
        (project / name).write_text(text)
        status, out, err = run("pod.yaml", "--output-format=concise", *arguments)
        assert status in (0, 1), err
        lines = [line.split(": ", 2) for line in out.splitlines()]
        return {words.rpartition("[")[2].rstrip("]"): severity for _, severity, words in lines}

    return found


Found = "Callable[..., dict[str, str]]"


@pytest.mark.parametrize(
    ("word", "severity"),
    [("error", "error"), ("warning", "warning"), ("warn", "warning"), ("info", "note"), ("note", "note")],
)
def test_each_word_for_a_severity(found: Found, word: str, severity: str) -> None:
    assert found(f"rules: {{unused-volume: {word}}}\n")["unused-volume"] == severity
    assert found(f"rules: {{unused-volume: {{severity: {word}}}}}\n")["unused-volume"] == severity


@pytest.mark.parametrize("entry", ["off", "'off'", "false", "{severity: off}", "{severity: 'off'}"])
def test_a_rule_that_is_off_does_not_run(found: Found, entry: str) -> None:
    assert set(found("rules: {}\n")) == {"bare-pod", "unused-volume"}
    assert set(found(f"rules: {{unused-volume: {entry}}}\n")) == {"bare-pod"}
    assert set(found(f"select: [unused-volume, bare-pod]\nrules: {{unused-volume: {entry}}}\n")) == {"bare-pod"}


def test_off_in_toml(found: Found) -> None:
    assert set(found('[tool.podlint.rules]\nunused-volume = "off"\n', name="pyproject.toml")) == {"bare-pod"}


def test_a_category_gives_all_its_rules_a_severity(found: Found) -> None:
    assert found("rules: {volumes: error}\n") == {"bare-pod": "note", "unused-volume": "error"}
    assert found("rules: {volumes: {severity: note}}\n") == {"bare-pod": "note", "unused-volume": "note"}


def test_the_entry_of_a_rule_goes_before_that_of_its_category(found: Found) -> None:
    for text in ("{volumes: error, unused-volume: info}", "{unused-volume: info, volumes: error}"):
        assert found(f"rules: {text}\n")["unused-volume"] == "note"
    assert found("rules: {volumes: off, unused-volume: warn}\n")["unused-volume"] == "warning"
    assert "unused-volume" not in found("rules: {volumes: error, unused-volume: off}\n")


def test_a_category_that_is_off_yields_to_a_rule_selected_by_its_name(found: Found) -> None:
    assert set(found("rules: {volumes: off}\n")) == {"bare-pod"}
    assert set(found("rules: {volumes: off}\nselect: [volumes]\n")) == set()
    assert set(found("rules: {volumes: off}\nextend-select: [unused-volume]\n")) == {"bare-pod", "unused-volume"}


def test_fail_on_knows_the_same_words(run: Run, project: Path) -> None:
    (project / "pod.yaml").write_text(POD)
    (project / ".podlint.yaml").write_text("select: [bare-pod]\nfail-on: note\n")
    assert run("pod.yaml").status == 1
    (project / ".podlint.yaml").write_text("select: [bare-pod]\nfail-on: warn\n")
    assert run("pod.yaml").status == 0
    assert run("pod.yaml", "--fail-on=note").status == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "rules:\n  unused-volume: error\n  unusd-volume: error\n",
            '3:3: unknown rule or category "unusd-volume"; did you mean "unused-volume"?',
        ),
        ("rules:\n  volums: error\n", '2:3: unknown rule or category "volums"; did you mean "volumes"?'),
        ("ignore: [ports, prots]\n", '1:17: unknown rule or category "prots"; did you mean "ports"?'),
        ("ignore: prots\n", '1:9: unknown rule or category "prots"'),
        ("select:\n  - ports\n  - rrbac\n", '3:5: unknown rule or category "rrbac"; did you mean "rbac"?'),
        ("extend-select: [imags]\n", '1:17: unknown rule or category "imags"; did you mean "images"?'),
        (
            'per-file-ignores:\n  "a/*": [ports]\n  "b/*": [ports, env, prots]\n',
            '3:23: unknown rule or category "prots"',
        ),
        ('per-file-ignores: {"b/*": prots}\n', '1:27: unknown rule or category "prots"'),
        ("rules:\n  all: error\n", "2:3: rules takes names of rules and of categories, and all is neither"),
        (
            "rules:\n  volumes:\n    severity: error\n    max: 3\n",
            "4:5: volumes is a category: it takes a severity, and no options such as max",
        ),
        (
            "rules:\n  unused-volume: wran\n",
            "2:18: severity of unused-volume must be one of off, info (or note)",
        ),
        ("rules:\n  unused-volume: errror\n", 'did you mean "error"?'),
        ("rules:\n  unused-volume: on\n", "2:18: severity of unused-volume must be one of"),
        ("rules:\n  unused-volume: {severity: 2}\n", "2:29: severity of unused-volume must be one of"),
        ("rules:\n  unused-volume:\n", "2:3: unused-volume must be a severity or a mapping of options"),
        (
            "rules:\n  port-conflict:\n    severity: error\n    max: 3\n",
            "4:5: rule port-conflict has no options",
        ),
        (
            "rules:\n  too-many-containers: {severity: info, maxmum: 3}\n",
            '2:41: rule too-many-containers has no option "maxmum"; did you mean "maximum"?',
        ),
        (
            "rules:\n  too-many-containers: {maximum: [3]}\n",
            "2:34: option maximum of rule too-many-containers must be a whole number, not a list",
        ),
        (
            "rules:\n  too-many-containers: {maximum: true}\n",
            "2:34: option maximum of rule too-many-containers must be a whole number, not the boolean true",
        ),
        (
            "rules:\n  required-labels:\n    required:\n      - team\n      - 3\n",
            "5:9: an entry of option required of rule required-labels must be a string, not the number 3",
        ),
        (
            "rules:\n  required-labels: {required: team}\n",
            '2:31: option required of rule required-labels must be a list of strings, not "team"',
        ),
        ("plugins: [acme]\n", "1:11: plugin acme is required by the configuration, but not installed"),
        ("output-format: jsno\n", '1:16: unknown output format "jsno"; did you mean "json"?'),
        ("output:\n  - json=a.json\n  - jsno=b.json\n", '3:5: unknown output format "jsno"; did you mean "json"?'),
        ("schemas:\n  - crds\n", "2:5: schemas: crds: no such file or folder"),
        ("kubernetes-version: ['1.31', '1.99']\n", '1:30: unknown Kubernetes version "1.99"'),
        ("kubernetes-version:\n", "1:1: kubernetes-version must be a version such as"),
        ("fail-on: errors\n", '1:10: fail-on must be one of info, warning, error, never; did you mean "error"?'),
    ],
)
def test_a_mistake_is_reported_where_it_stands(run: Run, project: Path, text: str, message: str) -> None:
    (project / "pod.yaml").write_text(POD)
    (project / ".podlint.yaml").write_text(text)
    status, out, err = run("pod.yaml")
    assert (status, out) == (2, "")
    assert err.startswith("podlint: .podlint.yaml:")
    assert message in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[tool.podlint]\nselect = ["ports",\n  "prots"]\n', '3:3: unknown rule or category "prots"'),
        ('[tool.podlint]\nselect = "prots"\n', '2:10: unknown rule or category "prots"'),
        ('[tool.podlint.rules]\nport-conflict = "error"\nprots = "off"\n', '3:1: unknown rule or category "prots"'),
        (
            '[tool.podlint.rules]\n"prots" = "off"\n[tool.other]\nprots = 1\n',
            '2:1: unknown rule or category "prots"; did you mean "ports"?',
        ),
        ('[tool.podlint]\nrules = { port-conflict = "error", prots = "off" }\n', "2:36: unknown rule or category"),
        ('[tool.podlint]\nrules.prots.severity = "off"\n', "2:1: unknown rule or category"),
        ('tool.podlint.ignore = ["prots"]\n', '1:24: unknown rule or category "prots"'),
        (
            '[tool.podlint.rules.too-many-containers]\nseverity = "error"\nmaximum = "3"\n',
            '3:11: option maximum of rule too-many-containers must be a whole number, not "3"',
        ),
        (
            '[tool.podlint.rules.required-labels]\nrequired = [\n  "team", # owner\n  2026-01-31 07:00:00,\n]\n',
            "4:3: an entry of option required of rule required-labels must be a string, not a date or time",
        ),
        (
            '[tool.podlint.per-file-ignores]\n"a/*.yaml" = ["ports", "prots"]\n',
            '2:24: unknown rule or category "prots"',
        ),
        (
            '[[tool.podlint.ignore]]\nrules = ["ports"]\nreason = "r"\nkind = "Pod"\n\n'
            '[[tool.podlint.ignore]]\nrules = ["ports"]\nreason = "r"\nknd = "Pod"\n',
            '9:1: unknown key "knd" of an ignore entry; did you mean "kind"?',
        ),
        ("[tool]\npodlint = 3\n[tool.podlint-not]\n", ""),
        ('title = "tool.podlint"\n[tool.podlint]\nselect = 1\n', "3:10: select must be a list of strings"),
        ('text = """\n[tool.podlint]\nselect = 7\n"""\n[tool.podlint]\nselect = 1\n', "6:10: select must be a list"),
    ],
)
def test_a_mistake_in_toml_is_reported_where_it_stands(run: Run, project: Path, text: str, message: str) -> None:
    (project / "pod.yaml").write_text(POD)
    (project / "pyproject.toml").write_text(text)
    status, out, err = run("pod.yaml")
    if not message:
        assert status != 2
        return
    assert (status, out) == (2, "")
    assert f"pyproject.toml:{message}" in err


@pytest.mark.usefixtures("broken")
def test_a_wrong_word_of_the_command_line_is_not_blamed_on_the_file(run: Run, project: Path) -> None:
    (project / ".podlint.yaml").write_text("select: [ports]\n")
    assert (
        run("broken.yaml", "--select=prots").err == 'podlint: unknown rule or category "prots"; did you mean "ports"?\n'
    )


@pytest.mark.usefixtures("broken")
def test_a_wrong_word_of_the_file_is_found_though_the_command_line_replaces_it(run: Run, project: Path) -> None:
    (project / ".podlint.yaml").write_text("select: [prots]\n")
    assert ':1:10: unknown rule or category "prots"' in run("broken.yaml", "--select=ports").err


@pytest.mark.usefixtures("broken")
def test_a_plugin_is_required_by_a_nested_configuration_too(run: Run, project: Path) -> None:
    (project / "team").mkdir()
    (project / "team" / "pod.yaml").write_text(POD)
    (project / "team" / ".podlint.yaml").write_text("plugins: [acme]\n")
    status, _, err = run(".")
    assert status == 2
    assert "team/.podlint.yaml:1:11: plugin acme is required" in err


class Options(NamedTuple):
    """One option of each type that a plugin may want."""

    names: tuple[str, ...] = ()
    ratio: float = 0.5
    most: int = 3
    strict: bool = False
    mode: Literal["loose", "strict"] = "loose"
    limits: dict[str, int] = {}  # noqa: RUF012 - a default of an option, never changed
    owner: Optional[str] = None  # noqa: UP045 - as plugins write it
    pair: tuple[int, int] = (1, 2)
    kinds: frozenset[str] = frozenset()


class Untyped(NamedTuple):
    """Options whose types mean something to type checkers only."""

    share: Decimal = 1  # type: ignore[assignment]


class Picky(NamedTuple("Picky", [("most", int)])):
    """Options that look at their values themselves."""

    def __new__(cls, most: int = 3) -> Picky:
        if most < 1:
            raise ValueError("most must be at least 1")
        return super().__new__(cls, most)


def chosen(tmp_path: Path, text: str, options: type, aliases: tuple[str, ...] = ()) -> Selected:
    """The rule `acme-sample` with its options as a configuration file has them."""

    @rule("acme-sample", severity=Severity.INFO, scope=Scope.OBJECT, options=options, aliases=aliases, category="acme")
    def sample() -> None:
        """Sample."""

    rules: dict[str, Rule] = {"acme-sample": sample}
    file = tmp_path / ".podlint.yaml"
    file.write_text(text)
    return select(rules, dict.fromkeys(aliases, "acme-sample"), load.read(file, ("1.31",)))["acme-sample"]


@pytest.mark.parametrize(
    ("option", "value", "expected"),
    [
        ("names", "[a, b]", ("a", "b")),
        ("ratio", "1", 1.0),
        ("ratio", "0.25", 0.25),
        ("most", "12", 12),
        ("strict", "true", True),
        ("mode", "strict", "strict"),
        ("limits", "{a: 1}", {"a": 1}),
        ("owner", "me", "me"),
        ("owner", "null", None),
        ("pair", "[3, 4]", (3, 4)),
        ("kinds", "[Pod]", frozenset({"Pod"})),
    ],
)
def test_an_option_of_each_type(tmp_path: Path, option: str, value: str, expected: object) -> None:
    options = chosen(tmp_path, f"rules: {{acme-sample: {{{option}: {value}}}}}\n", Options).options
    assert options == Options()._replace(**{option: expected})
    assert type(getattr(options, option)) is type(expected)


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("names", "[a, {b: c}]", "must be a string, not a mapping"),
        ("ratio", "half", 'must be a number, not "half"'),
        ("most", "2.5", "must be a whole number, not the number 2.5"),
        ("strict", "1", "must be true or false, not the number 1"),
        ("mode", "lose", 'must be one of loose, strict, not "lose"'),
        ("limits", "{a: b}", 'must be a whole number, not "b"'),
        ("limits", "[a]", "must be a mapping, not a list"),
        ("owner", "3", "must be a string, not the number 3"),
        ("pair", "[1, 2, 3]", "must be a list of 2, not one of 3"),
        ("most", "null", "must be a whole number, not null"),
    ],
)
def test_a_value_of_another_type_is_refused_at_its_place(tmp_path: Path, option: str, value: str, message: str) -> None:
    with pytest.raises(ConfigError, match=rf"\.podlint\.yaml:3:\d+: .*{option} of rule acme-sample {message}"):
        chosen(tmp_path, f"rules:\n  acme-sample:\n    {option}: {value}\n", Options)


def test_types_that_cannot_be_known_are_those_of_the_defaults(tmp_path: Path) -> None:
    assert chosen(tmp_path, "rules: {acme-sample: {share: 2}}\n", Untyped).options == (2,)
    with pytest.raises(ConfigError, match="must be a whole number"):
        chosen(tmp_path, "rules: {acme-sample: {share: two}}\n", Untyped)


def test_an_options_class_that_raises_is_a_configuration_error_at_its_place(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"yaml:2:3: options of rule acme-sample: most must be at least 1 "):
        chosen(tmp_path, "rules:\n  acme-sample: {most: 0}\n", Picky)


def test_an_option_written_in_two_ways_is_refused(tmp_path: Path) -> None:
    class Two(NamedTuple):
        most_of_all: int = 3

    with pytest.raises(ConfigError, match=r"yaml:4:5: option most_of_all of rule acme-sample is set twice"):
        chosen(tmp_path, "rules:\n  acme-sample:\n    most-of-all: 1\n    most_of_all: 2\n", Two)


def test_an_old_name_counts_as_the_name(tmp_path: Path) -> None:
    old = chosen(tmp_path, "rules: {sample-old: {severity: error, most: 7}}\n", Options, aliases=("sample-old",))
    assert (old.severity, old.options.most) == (Severity.ERROR, 7)
    with pytest.raises(ConfigError, match="acme-sample is configured twice, as acme-sample and as sample-old"):
        chosen(tmp_path, "rules: {acme-sample: info, sample-old: error}\n", Options, aliases=("sample-old",))


def test_the_examples_of_the_documentation_are_valid(run: Run, project: Path) -> None:
    text = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text(encoding="utf-8")
    examples = re.findall(r"^```yaml\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert len(examples) >= 4
    for name in re.findall(r"dockerfile: (\S+)", text):
        (project / name).parent.mkdir(exist_ok=True)
        (project / name).write_text("FROM scratch\nUSER 1000\n")
    (project / "pod.yaml").write_text(POD)
    for example in examples:
        own = "".join(line for line in example.splitlines(keepends=True) if "acme" not in line and "teams" not in line)
        named = re.match(r"# (.+\.yaml)\n", own)
        file = project / (named[1] if named is not None else ".podlint.yaml")
        file.parent.mkdir(exist_ok=True)
        file.write_text(own.replace("    severity: info\n", ""))
        found = run("pod.yaml", "--config", str(file))
        assert found.status in (0, 1), found.err


def test_what_the_documentation_shows_of_an_extended_configuration(run: Run, project: Path) -> None:
    text = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text(encoding="utf-8")
    text = text.partition("## House rules for several projects\n")[2].partition("\n## ")[0]
    for name, own in re.findall(r"^```yaml\n# (\S+\.yaml)\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        (project / name).parent.mkdir(exist_ok=True)
        (project / name).write_text(f"# {name}\n{own}")
    [shown] = re.findall(r"^\$ podlint config\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    lines = [" ".join(line.split()) for line in run("config").out.splitlines()]
    assert [line for line in shown.splitlines() if line != "..." and " ".join(line.split()) not in lines] == []


AGENT = """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: wires, namespace: kube-system}
spec:
  selector: {matchLabels: {app: wires}}
  template:
    metadata: {labels: {app: wires}}
    spec:
      containers:
        - {name: wires, image: "registry.example/wires:1", securityContext: {privileged: true}}
"""
LOCKING = """\
apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  containers:
    - {name: main, image: "registry.example/main:1", securityContext: {capabilities: {add: [IPC_LOCK]}}}
"""


def severities(run: Run, path: str, *arguments: str) -> dict[str, str]:
    """The severities of the findings of a file by rule; `note` is info in the concise format."""
    status, out, err = run(path, "--output-format=concise", *arguments)
    assert status in (0, 1), err
    lines = [line.split(": ", 2) for line in out.splitlines()]
    return {words.rpartition("[")[2].rstrip("]"): severity for _, severity, words in lines}


@pytest.mark.parametrize(
    ("config", "severity"),
    [
        ("{}", "note"),
        ("rules: {added-capabilities: error}", "error"),
        ("rules: {added-capabilities: warning}", "warning"),
        ("rules: {security: error}", "error"),
    ],
    ids=["lighter than the rule", "the rule's own", "raised to what the rule has", "of its category"],
)
def test_a_configured_severity_wins_over_that_of_a_single_hit(
    run: Run, project: Path, config: str, severity: str
) -> None:
    (project / "pod.yaml").write_text(LOCKING)
    (project / ".podlint.yaml").write_text(config)
    assert severities(run, "pod.yaml")["added-capabilities"] == severity


def test_a_hit_is_never_heavier_than_its_rule() -> None:
    @rule("dots", severity=Severity.WARNING, scope=Scope.OBJECT, category="plugin")
    def dots(target: object) -> None:
        """Dots."""

    chosen = Selected(dots, Severity.WARNING)
    assert chosen.weigh(Severity.ERROR) is Severity.WARNING
    assert chosen.weigh(Severity.INFO) is Severity.INFO
    assert chosen._replace(configured=True).weigh(Severity.INFO) is Severity.WARNING


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), False),
        (("--select", "privileged-container"), False),
        (("--select", "security"), False),
        (("--select", "all"), False),
        (("--select", "pss-baseline"), True),
        (("--extend-select", "pss-restricted"), True),
    ],
    ids=lambda value: " ".join(value) or "default" if isinstance(value, tuple) else None,
)
def test_the_rights_of_node_agents_are_the_affair_of_profiles(
    run: Run, project: Path, arguments: tuple[str, ...], said: bool
) -> None:
    (project / "agent.yaml").write_text(AGENT)
    assert ("privileged-container" in severities(run, "agent.yaml", *arguments)) is said


@pytest.mark.parametrize(
    ("config", "arguments", "asked"),
    [
        ("{}", ("--select", "all"), False),
        ("{}", ("--select", "names"), False),
        ("{}", ("--select", "recommended-labels,required-labels,required-annotations"), True),
        ("rules: {recommended-labels: info, required-labels: {}, required-annotations: {}}", ("--select", "all"), True),
    ],
    ids=["all", "a category", "by name", "all, and configured"],
)
def test_nobody_is_asked_for_labels_that_nobody_chose(
    run: Run, project: Path, config: str, arguments: tuple[str, ...], asked: bool
) -> None:
    (project / "pod.yaml").write_text(LOCKING)
    (project / ".podlint.yaml").write_text(config)
    found = severities(run, "pod.yaml", *arguments)
    rules = ("recommended-labels", "required-labels", "required-annotations")
    assert [rule in found for rule in rules] == [asked] * 3
