"""`extend`: a configuration laid over another one, so that teams and repositories share their house rules."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest
from conftest import BROKEN, CLEAN

from podlint import registry
from podlint.config import load
from podlint.config.select import select
from podlint.errors import ConfigError
from podlint.findings.finding import Severity
from podlint.lsp.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Outcome

    Run = Callable[..., Outcome]

POD = BROKEN.replace("meatdata", "metadata") + "  volumes: [{name: v}]\n"


def write(project: Path, **files: str) -> None:
    """Files of a project by their names, with `__` for a slash; the configuration is `podlint`."""
    for name, text in files.items():
        path = project / (".podlint.yaml" if name == "podlint" else f"{name.replace('__', '/')}.yaml")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)


def setting(run: Run, key: str, *arguments: str) -> object:
    """What `podlint config` says that a key is."""
    return json.loads(run("config", *arguments, "-o", "json").out)["settings"][key]["value"]


def test_what_the_other_file_says_holds(run: Run, project: Path) -> None:
    write(project, pod=POD, podlint="extend: house/base.yaml\n", house__base="ignore: [bare-pod]\n")
    assert "bare-pod" not in run("pod.yaml").out
    assert "unused-volume" in run("pod.yaml").out


def test_a_path_is_relative_to_the_file_that_says_it(run: Run, project: Path) -> None:
    write(
        project,
        pod=POD,
        podlint="extend: house/web.yaml\n",
        house__web="extend: base.yaml\nrules: {unused-volume: off}\n",
        house__base="rules: {bare-pod: off}\n",
    )
    assert run("pod.yaml").status == 0


def test_lists_are_replaced_and_mappings_merged_and_the_nearer_wins(run: Run, project: Path) -> None:
    write(
        project,
        podlint="""\
extend: base.yaml
ignore: [design]
per-file-ignores: {"b/**": [rbac]}
rules:
  too-many-containers: {maximum: 6}
  image-latest: off
  unused-volume: info
""",
        base="""\
fail-on: error
ignore: [bare-pod, ports]
exclude: [vendor/]
per-file-ignores: {"a/**": [bare-pod], "b/**": [ports]}
rules:
  too-many-containers: {severity: info, maximum: 4}
  image-latest: error
  security: warn
""",
    )
    assert setting(run, "ignore") == ["design"]
    assert setting(run, "exclude") == ["vendor/"]
    assert setting(run, "fail-on") == "error"
    assert setting(run, "per-file-ignores") == {"a/**": ["bare-pod"], "b/**": ["rbac"]}
    assert setting(run, "rules") == {
        "too-many-containers": {"severity": "info", "maximum": 6},
        "image-latest": "off",
        "security": "warning",
        "unused-volume": "info",
    }


def test_a_severity_leaves_the_options_of_the_other_file(run: Run, project: Path) -> None:
    write(
        project,
        podlint="extend: base.yaml\nrules: {too-many-containers: error}\n",
        base="rules: {too-many-containers: {severity: info, maximum: 4}}\n",
    )
    assert setting(run, "rules") == {"too-many-containers": {"severity": "error", "maximum": 4}}


def test_an_old_name_of_a_rule_in_one_of_the_files_is_the_rule(project: Path) -> None:
    rules = registry.load(plugins=False).rules
    aliases = {"port-clash": "port-conflict"}
    write(project, podlint="extend: base.yaml\nrules: {port-conflict: info}\n", base="rules: {port-clash: off}\n")
    chosen = select(rules, aliases, load.read(project / ".podlint.yaml", ("1.31",)))
    assert chosen["port-conflict"].severity is Severity.INFO
    write(project, base="rules: {port-clash: error, port-conflict: info}\n")
    with pytest.raises(ConfigError, match=r"base.yaml:1:\d+: rule port-conflict is configured twice"):
        select(rules, aliases, load.read(project / "base.yaml", ("1.31",)))


def test_globs_are_about_the_project_and_schemas_belong_to_who_names_them(run: Run, project: Path) -> None:
    crd = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: lamps.acme.example}
spec:
  group: acme.example
  scope: Namespaced
  names: {kind: Lamp, plural: lamps, singular: lamp}
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties: {spec: {type: object, properties: {watts: {type: integer}}}}
"""
    lamp = "apiVersion: acme.example/v1\nkind: Lamp\nmetadata: {name: a}\nspec: {watts: many}\n"
    write(
        project,
        podlint="extend: house/base.yaml\n",
        house__base="exclude: [vendor/]\nschemas: [lamp.crd]\nper-file-ignores: {'old/*': [all]}\n",
        vendor__lamp=lamp,
        old__lamp=lamp,
        new__lamp=lamp,
    )
    (project / "house" / "lamp.crd").write_text(crd)
    assert setting(run, "schemas") == ["house/lamp.crd"]
    found = run("vendor", "old", "new", "-o", "concise")
    assert [line.partition(":")[0] for line in found.out.splitlines()] == ["new/lamp.yaml"]


def test_config_says_which_file_says_what(run: Run, project: Path) -> None:
    write(
        project,
        podlint="extend: house/base.yaml\nrules:\n  too-many-containers: {maximum: 6}\n",
        house__base="fail-on: error\nrules:\n  too-many-containers: {severity: info, maximum: 4}\n  ports: warn\n",
    )
    lines = run("config").out.splitlines()
    assert lines[0] == "# .: .podlint.yaml, which extends house/base.yaml"
    rows = [tuple(part.strip() for part in line.split("  # ")) for line in lines if "podlint.yaml:" in line]
    assert rows == [('extend: "house/base.yaml"', ".podlint.yaml:1"), ("maximum: 6", ".podlint.yaml:3")]
    rows = [tuple(part.strip() for part in line.split("  # ")) for line in lines if "base.yaml:" in line]
    assert rows == [
        ('fail-on: "error"', "house/base.yaml:1"),
        ('ports: "warning"', "house/base.yaml:4"),
        ('severity: "info"', "house/base.yaml:3"),
    ]
    data = json.loads(run("config", "-o", "json").out)["settings"]
    assert data["fail-on"]["from"] == "house/base.yaml:1"
    assert data["rules"]["entries"] == {
        "ports": "house/base.yaml:4",
        "too-many-containers": ".podlint.yaml:3",
    }


@pytest.mark.parametrize(
    ("base", "words"),
    [
        ("slect: [ports]\n", 'house/base.yaml:1:1: unknown key "slect"; did you mean "select"?'),
        ("select:\n  - prots\n", 'house/base.yaml:2:5: unknown rule or category "prots"; did you mean "ports"?'),
        ("select: [prots]\n", "house/base.yaml:1:10: unknown rule"),
        ("rules:\n  too-many-containers: {maximum: x}\n", "house/base.yaml:2:34: option maximum of rule"),
        (
            "rules:\n  too-many-containers: {most: 3}\n",
            'house/base.yaml:2:25: rule too-many-containers has no option "',
        ),
        ("plugins: [acme]\n", "house/base.yaml:1:11: plugin acme is required"),
        ("schemas: [nowhere]\n", "house/base.yaml:1:11: schemas: nowhere: no such file or folder"),
        ("a: [1\nb: 2\n", "house/base.yaml:1:4:"),
    ],
)
def test_what_is_wrong_in_the_other_file_is_said_at_its_place(run: Run, project: Path, base: str, words: str) -> None:
    own = "extend: house/base.yaml\nrules:\n  unused-volume: info\n"
    own += "select: [env]\n" if base == "select: [prots]\n" else ""
    write(project, clean=CLEAN, podlint=own, house__base=base)
    found = run("clean.yaml")
    assert found.status == 2
    assert words in found.err


def test_files_that_extend_each_other_are_an_error_at_the_line_that_closes_the_round(run: Run, project: Path) -> None:
    write(
        project,
        clean=CLEAN,
        podlint="extend: a.yaml\n",
        a="fail-on: error\nextend: b.yaml\n",
        b="extend: ./sub/../a.yaml\n",
    )
    found = run("clean.yaml")
    assert found.status == 2
    assert (
        "podlint: b.yaml:1:9: extend: ./sub/../a.yaml extends this file already: .podlint.yaml → a.yaml → b"
        in found.err
    )
    write(project, podlint="extend: .podlint.yaml\n")
    assert ".podlint.yaml:1:9: extend: .podlint.yaml extends this file already" in run("clean.yaml").err
    write(project, podlint="extend: link.yaml\n")
    (project / "link.yaml").symlink_to(".podlint.yaml")
    assert ".podlint.yaml:1:9: extend: link.yaml extends this file already" in run("clean.yaml").err


def test_there_is_an_end_to_files_that_extend_one_another(run: Run, project: Path) -> None:
    write(project, clean=CLEAN, podlint="extend: n0.yaml\n", n40="fail-on: error\n")
    write(project, **{f"n{number}": f"extend: n{number + 1}.yaml\n" for number in range(40)})
    found = run("clean.yaml")
    assert found.status == 2
    assert "n18.yaml:1:9: extend: more than 20 files that extend one another" in found.err


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("nowhere.yaml", "extend: nowhere.yaml: no such file"),
        ("house", "extend: house: it is a folder"),
        ("pipe", "extend: pipe: it is no regular file"),
        ("/dev/null", "extend: /dev/null lies outside of the project"),
        ("../outside.yaml", "extend: ../outside.yaml lies outside of the project: only the command line may"),
        ("link.yaml", "extend: link.yaml lies outside of the project"),
        (".git/config", "extend: .git/config belongs to Git"),
        ('"a\\0b"', "extend is no path: it has a NUL character"),
        ("[a.yaml]", "extend must be the path of one file, which may extend another one"),
        ("3", "extend must be a string"),
        ("null", "extend must be a string"),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="links and special files are of POSIX")
def test_only_regular_files_of_the_project_are_extended(run: Run, project: Path, path: str, words: str) -> None:
    inner = project / "inner"
    (inner / ".git").mkdir(parents=True)
    (inner / ".git" / "config").write_text("fail-on: error\n")
    (project / "outside.yaml").write_text("fail-on: error\n")
    os.mkfifo(inner / "pipe")
    (inner / "link.yaml").symlink_to(project / "outside.yaml")
    write(inner, clean=CLEAN, podlint=f"extend: {path}\n", house__x="")
    found = run("inner/clean.yaml")
    assert found.status == 2
    assert f"inner/.podlint.yaml:1:9: {words}" in found.err


def test_a_submodule_may_hold_the_house_rules(run: Run, project: Path) -> None:
    write(project, pod=POD, podlint="extend: house/podlint.yaml\n", house__podlint="ignore: [bare-pod, volumes]\n")
    (project / "house" / ".git").write_text("gitdir: ../.git/modules/house\n")
    assert run("pod.yaml").status == 0


def test_the_command_line_may_name_one_that_extends_others_elsewhere(
    run: Run, project: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("other")
    (other / "house.yaml").write_text("extend: base.yaml\n")
    (other / "base.yaml").write_text("ignore: [bare-pod, volumes]\n")
    write(project, pod=POD)
    assert run("pod.yaml", "--config", str(other / "house.yaml")).status == 0


def test_toml_extends_yaml_and_the_other_way_round(run: Run, project: Path) -> None:
    write(project, pod=POD, base="ignore: [bare-pod]\nextend: more.toml\n")
    (project / "pyproject.toml").write_text('[tool.podlint]\nextend = "base.yaml"\n')
    (project / "more.toml").write_text("[tool.podlint.rules]\nunused-volume = 'off'\n")
    assert run("pod.yaml").status == 0


def test_a_suppression_of_the_house_holds_and_is_not_called_unused_elsewhere(run: Run, project: Path) -> None:
    entry = "ignore:\n  - {rules: [bare-pod], name: web, reason: known}\n"
    pod = POD.replace("  volumes: [{name: v}]\n", "")
    write(project, pod=pod, podlint="extend: house/base.yaml\n", house__base=entry)
    assert run(".").status == 0
    (project / "pod.yaml").write_text(CLEAN)
    assert run(".").status == 0
    ended = entry.replace("reason: known", "reason: known, until: '2020-01-31'")
    write(project, house__base=ended)
    found = run(".", "-o", "concise")
    assert found.out.startswith("house/base.yaml:2:5: warning: this ignore entry ended on 2020-01-31")


def test_a_change_of_the_other_file_counts_with_a_cache(run: Run, project: Path) -> None:
    write(project, pod=POD, podlint="extend: base.yaml\n", base="ignore: [bare-pod, volumes]\n")
    for number in range(120):
        (project / f"c{number}.yaml").write_text(CLEAN.replace("settings", f"settings-{number}"))
    assert run(".").status == 0
    assert run(".").status == 0
    write(project, base="ignore: [bare-pod]\n")
    assert "unused-volume" in run(".").out


def test_and_in_an_editor_as_it_is_typed(project: Path) -> None:
    write(project, pod=POD, podlint="extend: base.yaml\n", base="ignore: [bare-pod, volumes]\n")
    session = Session()
    pod, base = str(project / "pod.yaml"), str(project / "base.yaml")

    def rules() -> set[str]:
        linted = session.lint(pod)
        assert linted is not None
        return {finding.rule for finding in linted.findings}

    session.open(pod, POD, 1)
    assert rules() == set()
    session.open(base, "ignore: [bare-pod]\n", 1)
    assert rules() == {"unused-volume"}
    session.open(base, "ignore: [bare-po", 2)
    assert rules() == {"unused-volume"}
    session.close(base)
    assert rules() == set()
