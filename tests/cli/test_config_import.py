"""`podlint config import`: configurations and command lines of other tools as configurations of podlint."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from ruamel.yaml import YAML

import podlint_rules
from podlint import registry
from podlint.config import load
from podlint.config.select import select
from podlint.foreign.table import tool
from podlint.importing.taken import NODE_AGENTS
from podlint.schema import catalog

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from conftest import Outcome

    Run = Callable[..., Outcome]

KUBE_LINTER = """\
checks:
  doNotAutoAddDefaults: true
  include:
    - privileged-container
    - required-label-owner
    - minimum-three-replicas
    - dnsconfig-options
    - of-our-own
    - nonsense
    - run-as-non-root
  exclude: [run-as-non-root]
  ignorePaths:
    - vendor/**
    - charts
    - ../elsewhere
customChecks:
  - name: of-our-own
    template: required-label
    params: {key: team}
"""
POLARIS = """\
checks:
  hostIPCSet: warning
  hostNetworkSet: danger
  tagNotSpecified: warning
  cpuLimitsMissing: ignore
  ofOurOwn: danger
exemptions:
  - namespace: kube-system
    controllerNames: [dns, net]
    rules: [hostNetworkSet]
  - containerNames: [agent]
customChecks:
  ofOurOwn: {target: Container}
"""


def imported(run: Run, project: Path, *arguments: str) -> Any:
    """The configuration, as data; it is shown to be one that podlint reads, with rules that there are."""
    status, out, _ = run("config", "import", *arguments)
    assert status == 0
    file = project / ".podlint.yaml"
    file.write_text(out)
    rules = registry.load(plugins=False)
    settings = load.read(file, catalog.versions())
    data = YAML(typ="safe", pure=True).load(out)
    assert sorted(select(rules.rules, rules.aliases, settings)) == sorted(data["select"])
    file.unlink()
    return data


def left(run: Run, *arguments: str) -> list[str]:
    """What is not taken over, each in one line."""
    text = run("config", "import", *arguments).out.partition("# Not taken over:\n")[2]
    return text.replace("\n#   ", " ").replace("# - ", "").splitlines()


def test_a_configuration_of_kube_linter(run: Run, project: Path) -> None:
    (project / ".kube-linter.yaml").write_text(KUBE_LINTER)
    assert imported(run, project, ".kube-linter.yaml") == {
        "fail-on": "info",
        "foreign-suppressions": True,
        "select": ["privileged-container", "required-labels", "single-replica", "yaml-syntax"],
        "exclude": ["vendor/**", "/charts"],
        "rules": {"required-labels": {"required": ["owner"]}, "single-replica": {"minimum": 3}},
    }
    lines = left(run, ".kube-linter.yaml")
    assert [line.partition(": ")[0] for line in lines[:-1]] == ["line 17", "line 9", "line 7", "line 15"]
    assert lines[0].startswith("line 17: of-our-own: a check that is made from a template")
    assert lines[1] == 'line 9: "nonsense": podlint knows no check of kube-linter by that name'
    assert lines[2].startswith("line 7: dnsconfig-options: Which resolver options")


def test_each_line_says_where_it_comes_from(run: Run, project: Path) -> None:
    (project / ".kube-linter.yaml").write_text(KUBE_LINTER)
    out = run("config", "import", ".kube-linter.yaml").out
    assert "  - privileged-container  # privileged-container (line 4)\n" in out
    assert '  - "vendor/**"  # line 13\n' in out
    assert "    minimum: 3  # minimum-three-replicas (line 6)\n" in out


def test_without_a_word_kube_linter_runs_its_defaults(run: Run, project: Path) -> None:
    (project / ".kube-linter.yml").write_text("")
    chosen = set(imported(run, project, ".kube-linter.yml")["select"])
    defaults = {rule for check in tool("kube-linter").checks.values() if check.default for rule in check.rules}
    assert chosen == defaults | {"yaml-syntax"}


def test_all_that_is_built_in_goes_before_no_defaults(run: Run, project: Path) -> None:
    (project / ".kube-linter.yaml").write_text("checks: {addAllBuiltIn: true, doNotAutoAddDefaults: true}\n")
    assert "sorted-keys" in imported(run, project, ".kube-linter.yaml")["select"]


def test_an_excluded_check_whose_rule_runs_for_another_is_named(run: Run, project: Path) -> None:
    (project / ".kube-linter.yaml").write_text("checks: {exclude: [host-pid]}\n")
    assert "line 1: host-pid: its rule host-namespaces runs all the same, for host-ipc, host-network" in left(
        run, ".kube-linter.yaml"
    )


def test_a_configuration_of_polaris(run: Run, project: Path) -> None:
    (project / "settings.yaml").write_text(POLARIS)
    data = imported(run, project, "settings.yaml")
    assert data["select"] == ["host-namespaces", "image-latest", "yaml-syntax"]
    assert data["rules"] == {"host-namespaces": "error", "image-latest": "warning"}
    assert data["fail-on"] == "error"
    assert data["ignore"] == [
        {
            "rules": ["host-namespaces"],
            "namespace": "kube-system",
            "name": "dns",
            "reason": "exempted in Polaris",
        },
        {
            "rules": ["host-namespaces"],
            "namespace": "kube-system",
            "name": "net",
            "reason": "exempted in Polaris",
        },
        {
            "rules": ["host-namespaces", "image-latest"],
            "pointer": "/spec/template/spec/containers/name=agent",
            "reason": "exempted in Polaris",
        },
    ]
    assert left(run, "settings.yaml")[0].startswith("line 13: ofOurOwn: a check with a JSON Schema of its own")


def test_suppressions_in_manifests_count_unless_the_tool_was_told_not_to(run: Run, project: Path) -> None:
    (project / "polaris.yaml").write_text("checks: {hostIPCSet: danger}\ndisallowExemptions: true\n")
    assert "foreign-suppressions" not in imported(run, project, "polaris.yaml")
    assert imported(run, project, "kube-score score a.yaml")["foreign-suppressions"] is True
    words = "kube-score score --disable-ignore-checks-annotations a.yaml"
    assert "foreign-suppressions" not in imported(run, project, words)


def test_a_command_line_of_kubeconform_in_one_word_or_behind_two_dashes(run: Run, project: Path) -> None:
    (project / "crds").mkdir()
    line = "kubeconform -strict -kubernetes-version 1.30.2 -schema-location default -schema-location crds -output junit"
    data = imported(run, project, line)
    assert imported(run, project, "--", *line.split()) == data
    assert data["kubernetes-version"] == "1.30"
    assert data["output-format"] == "junit"
    assert data["schemas"] == ["crds"]
    assert {"unknown-field", "duplicate-key", "unknown-crd", "removed-api"} <= set(data["select"])
    assert data["rules"]["unknown-crd"] == "error"


def test_locations_of_kubeconform_are_asked_by_fetch(run: Run, project: Path) -> None:
    place = "https://x.example/{{ .Group }}/{{.ResourceKind}}_{{.ResourceAPIVersion}}.json"
    line = ["kubeconform", "-schema-location", "default", "-schema-location", place]
    data = imported(run, project, "--", *line)
    assert data["schema-locations"] == [place]
    assert "schemas" not in data


def test_a_folder_of_schemas_with_fields_in_its_path_is_named(run: Run, project: Path) -> None:
    (project / "own").mkdir()
    place = "own/{{ .ResourceKind }}{{ .KindSuffix }}.json"
    data = imported(run, project, "--", "kubeconform", "-schema-location", place)
    assert data["schemas"] == [place]
    assert "schema-locations" not in data


def test_kubeconform_is_no_stricter_than_it_is_told(run: Run, project: Path) -> None:
    chosen = imported(run, project, "kubeconform -ignore-missing-schemas -strict=false")["select"]
    assert not {"unknown-field", "duplicate-key", "unknown-crd"} & set(chosen)


def test_kinds_and_files_that_kubeconform_skips(run: Run, project: Path) -> None:
    data = imported(run, project, "kubeconform -skip Secret,apps/v1/Deployment -ignore-filename-pattern '\\.tpl$'")
    assert data["exclude"] == ["*.tpl"]
    assert [(entry["kind"], entry.get("group")) for entry in data["ignore"]] == [
        ("Secret", None),
        ("Deployment", "apps"),
    ]


def test_what_kubeconform_is_told_and_podlint_cannot_be(run: Run, project: Path) -> None:
    words = (
        "kubeconform -reject Pod -n 8 -schema-location https://x.example/{{.Kind}} -kubernetes-version 9.9.9 -odd a/"
    )
    lines = left(run, words)
    for start in (
        "-reject Pod: ",
        "-n 8: ",
        "-schema-location: https://",
        "-kubernetes-version 9.9.9: ",
        "-odd: ",
        "a/: ",
    ):
        assert [line for line in lines if line.startswith(start)], start


def test_a_configuration_of_checkov(run: Run, project: Path) -> None:
    (project / ".checkov.yaml").write_text(
        "check: [CKV_K8S_8, CKV_K8S_16]\nskip-check: [CKV_K8S_8, CKV_AWS_1]\nskip-path: ^charts/\nsoft-fail: true\n"
        "framework: [kubernetes, terraform]\n"
    )
    assert imported(run, project, ".checkov.yaml") == {
        "fail-on": "never",
        "foreign-suppressions": True,
        "select": ["privileged-container", "yaml-syntax"],
        "exclude": ["/charts/"],
    }
    assert left(run, ".checkov.yaml")[:-1] == [
        "line 2: CKV_AWS_1: it is about other things than Kubernetes manifests",
        "line 5: terraform: it is about other things than Kubernetes manifests",
    ]


@pytest.mark.parametrize(
    ("words", "chosen"),
    [
        ("--check CKV_K8S_8,CKV_K8S_16", {"no-liveness-probe", "privileged-container"}),
        ("-c CKV_K8S_8 -c CKV_K8S_16", {"no-liveness-probe", "privileged-container"}),
        ("--check CKV_K8S_1*,ckv_k8s_8 --skip-check CKV_K8S_1*", {"no-liveness-probe"}),
        ("--check=CKV_K8S_43", {"image-digest"}),
    ],
)
def test_lists_of_checkov(run: Run, project: Path, words: str, chosen: set[str]) -> None:
    assert set(imported(run, project, f"checkov {words}")["select"]) == chosen | {"yaml-syntax"}
    assert set(imported(run, project, "--from", "checkov", "--", *words.split())["select"]) == chosen | {"yaml-syntax"}


def test_checkov_without_lists_runs_all_but_what_is_skipped(run: Run, project: Path) -> None:
    chosen = imported(run, project, "checkov --skip-check CKV_K8S_43")["select"]
    assert "image-digest" not in chosen
    assert len(chosen) > 20


def test_a_command_line_of_kube_score(run: Run, project: Path) -> None:
    data = imported(
        run,
        project,
        "kube-score score --ignore-test container-image-pull-policy --enable-optional-test container-seccomp-profile "
        "--ignore-container-cpu-limit --kubernetes-version v1.31 --min-replicas-deployment 3 -o ci a.yaml",
    )
    assert (data["kubernetes-version"], data["output-format"]) == ("1.31", "concise")
    assert data["rules"] == {"single-replica": {"minimum": 3}}
    assert {"seccomp-unset", "memory-limit-missing"} <= set(data["select"])
    assert not {"image-pull-always", "cpu-limit-missing", "requests-not-limits"} & set(data["select"])


def test_files_of_trivy(run: Run, project: Path) -> None:
    (project / ".trivyignore").write_text("# accepted\nKSV117\nAVD-KSV-0014 exp:2027-01-31\nCVE-2020-1\nKSV999\n")
    data = imported(run, project, ".trivyignore")
    assert "privileged-port" not in data["select"]
    assert data["ignore"] == [
        {
            "rules": ["read-only-root"],
            "path": "**/*",
            "until": "2027-01-31",
            "reason": "ignored in Trivy, as AVD-KSV-0014",
        }
    ]
    lines = left(run, ".trivyignore")
    assert lines[:2] == [
        "line 4: CVE-2020-1: it is about other things than Kubernetes manifests",
        'line 5: "KSV999": podlint knows no check of Trivy by that name',
    ]
    (project / ".trivyignore.yaml").write_text(
        "misconfigurations:\n  - {id: KSV-0014, paths: [old/**], statement: soon gone}\n  - id: AVD-KSV-0117\n"
    )
    data = imported(run, project, ".trivyignore.yaml")
    assert data["ignore"] == [{"rules": ["read-only-root"], "path": "old/**", "reason": "soon gone"}]
    assert "privileged-port" not in data["select"]
    (project / "trivy.yaml").write_text("scan: {skip-dirs: [vendor]}\nseverity: [HIGH]\nformat: sarif\n")
    data = imported(run, project, "trivy.yaml")
    assert (data["exclude"], data["output-format"]) == (["/vendor/"], "sarif")
    assert left(run, "trivy.yaml")[0].startswith("line 2: severity: ")


def test_kubesec_runs_all_that_it_has(run: Run, project: Path) -> None:
    assert "host-users" in imported(run, project, "kubesec scan pod.yaml")["select"]


def test_that_node_agents_are_left_to_a_profile_is_said(run: Run, project: Path) -> None:
    lines = left(run, "checkov --check CKV_K8S_16,CKV_K8S_19,CKV_K8S_8")
    assert lines == [
        "host-namespaces, privileged-container: of node agents (networks, storage drivers, collectors) they report "
        "only where pss-baseline is selected"
    ]


_FOR_AGENTS = r"profile_only=(?!True)"
"""What depends on who the pod is; other findings of a profile are the same for all."""


def test_the_rules_that_are_said_to_leave_node_agents_to_a_profile_do() -> None:
    """The source of the rules says which they are: `profile_only` in the function that comes after the name."""
    found = set()
    for file in Path(podlint_rules.__file__).parent.rglob("*.py"):
        parts = re.split(r'(?m)^@rule\(\s*"([\w-]+)"', file.read_text())
        found |= {name for name, body in zip(parts[1::2], parts[2::2], strict=True) if re.search(_FOR_AGENTS, body)}
    assert NODE_AGENTS - found == set()


def test_what_is_imported_finds_what_the_other_tool_finds(run: Run, project: Path) -> None:
    (project / "pod.yaml").write_text(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  hostIPC: true\n"
        "  containers: [{name: web, image: 'registry.example/web:1'}]\n"
    )
    assert run("config", "import", "--write", "checkov --check CKV_K8S_18,CKV_K8S_8").status == 0
    outcome = run("pod.yaml", "-o", "concise")
    assert outcome.status == 1
    found = sorted(line.rpartition(" [")[2] for line in outcome.out.splitlines())
    assert found == ["host-namespaces]", "no-liveness-probe]"]


def test_it_is_written_only_where_there_is_none(run: Run, project: Path) -> None:
    (project / ".kube-linter.yaml").write_text("")
    assert run("config", "import", "-w", ".kube-linter.yaml").err.startswith(".podlint.yaml: written\n")
    written = (project / ".podlint.yaml").read_text()
    assert run("config", "import", ".kube-linter.yaml").out == written
    assert run("config", "import", "-w", ".kube-linter.yaml") == (
        2,
        "",
        "podlint: .podlint.yaml: there is a configuration already; without --write it is printed\n",
    )


def test_a_folder_called_import_is_a_folder(run: Run, project: Path) -> None:
    (project / "import").mkdir()
    assert run("config", "import").out.startswith("# import: no configuration file")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- a\n", ":1:1: the configuration must be a mapping"),
        ("checks: [a]\n", ":1:9: checks must be a mapping, not a list"),
        ("checks:\n  include: {a: b}\n", ":2:12: include must be a list, not a mapping"),
        ("checks:\n  include:\n    - a\n    - 1\n", ":4:7: it must be a string, not the number 1"),
        ("checks:\n  addAllBuiltIn: 'yes'\n", ':2:18: addAllBuiltIn must be true or false, not the string "yes"'),
        ("customChecks: [1]\n", ":1:16: it must be a mapping, not the number 1"),
        ("checks: {include: [a\n", ":1:9: a `{...}` mapping is never closed"),
        ("checks: {}\nchecks: {}\n", ":2:1: key checks is set twice"),
        ("checks: {}\n---\n{}\n", ":3:1: more than one YAML document"),
        ("\x00", ":1:1: "),
    ],
)
def test_bad_input_is_named_with_its_place(run: Run, project: Path, text: str, message: str) -> None:
    (project / ".kube-linter.yaml").write_text(text)
    status, out, err = run("config", "import", ".kube-linter.yaml")
    assert (status, out) == (2, "")
    assert err.startswith(f"podlint: .kube-linter.yaml{message}")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["kubeconfrm -strict"],
            'neither a file nor a command line that begins with a tool\'s name; did you mean "kubeconform"?',
        ),
        (['kubeconform "a'], "is no command line: no closing quotation"),
        (["kubeconform -skip"], "kubeconform: option -skip lacks its value"),
        (["polaris audit"], "Polaris is configured by its file: name that"),
        (["nosuch.yaml"], "nosuch.yaml: no such file"),
        (["."], ". is a folder: name the file"),
        ([], "config import: name a file"),
        (["--from", "trivy", "checkov -c CKV_K8S_8"], "--from trivy, and a command line of checkov"),
    ],
)
@pytest.mark.usefixtures("project")
def test_what_is_no_file_and_no_command_line(run: Run, words: list[str], message: str) -> None:
    status, out, err = run("config", "import", *words)
    assert (status, out) == (2, "")
    assert message in err


def test_a_file_of_nobody(run: Run, project: Path) -> None:
    (project / "a.yaml").write_text("a: b\n")
    assert (
        "whose configuration it is cannot be told; say --from kube-linter, polaris, checkov or trivy"
        in run("config", "import", "a.yaml").err
    )
    (project / "b.yaml").write_text("checks: {hostIPCSet: dangr}\n")
    err = run("config", "import", "b.yaml", "--from", "polaris").err
    assert err == (
        "podlint: b.yaml:1:22: hostIPCSet must be danger, warning or ignore (is danger meant?), "
        'not the string "dangr"\n'
    )


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(9)
)
HOSTILE = {
    "bomb": f"{BOMB}checks:\n  include: *j\n",
    "deep": "checks: " + "[" * 5_000 + "]" * 5_000 + "\n",
    "many": "checks:\n  include:\n" + "".join(f"    - check-{n}\n" for n in range(30_000)),
    "control": 'checks:\n  include: ["a\\u001b[2Jb", "a\\nselect: [all]", "::error::x", "\\u202e"]\n',
    "long": f"checks:\n  include: [{'x' * 100_000}]\n  ignorePaths: ['{'*' * 5_000}a']\n",
    "numbers": "1: 2\ntrue: false\nchecks: {1: 2}\n",
    "merge": "a: &a {checks: {include: [x]}}\n<<: *a\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_borne(run: Run, project: Path, name: str) -> None:
    file = project / ".kube-linter.yaml"
    file.write_text(HOSTILE[name])
    status, out, err = run("config", "import", ".kube-linter.yaml")
    if status == 2:
        assert err.startswith("podlint: .kube-linter.yaml:")
        assert "fault of podlint" not in err
        return
    assert status == 0
    assert len(out) < 500_000
    assert all(letter.isprintable() or letter == "\n" for letter in out)
    imported(run, project, ".kube-linter.yaml")


@pytest.mark.parametrize(
    "words",
    ["kubeconform -skip $'a\nb: c'", "kubeconform -skip '\x1b[2J,: #,- x,{'", "kubeconform -output $(rm) -- -x"],
)
def test_hostile_words_are_borne(run: Run, project: Path, words: str) -> None:
    out = run("config", "import", words).out
    assert all(letter.isprintable() or letter == "\n" for letter in out)
    imported(run, project, words)
