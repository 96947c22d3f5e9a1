"""Whatever is wrong with the input, podlint says it in one clear line and with its exit status."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from conftest import CLEAN

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Outcome

    Run = Callable[..., Outcome]


@pytest.mark.usefixtures("clean")
def test_a_path_that_does_not_exist(run: Run) -> None:
    status, out, err = run("clean.yaml", "nowhere.yaml")
    assert (status, out, err) == (2, "", "podlint: nowhere.yaml: no such file or folder\n")


@pytest.mark.skipif(os.name == "nt" or not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_file_does_not_hide_the_others(run: Run, project: Path, broken: Path) -> None:
    secret = project / "a-secret.yaml"
    secret.write_text(CLEAN)
    secret.chmod(0)
    status, out, err = run()
    assert status == 2
    assert broken.name in out
    assert "podlint: a-secret.yaml: cannot be read: Permission denied" in err


def test_a_file_that_cannot_be_read_does_not_hide_the_others(run: Run, project: Path, broken: Path) -> None:
    (project / "a-loop.yaml").symlink_to("a-loop.yaml")
    status, out, err = run()
    assert status == 2
    assert broken.name in out
    assert "podlint: a-loop.yaml: cannot be read:" in err
    assert "1 unreadable" in err


def test_a_folder_without_a_manifest(run: Run, project: Path) -> None:
    (project / "notes.txt").write_text("nothing")
    status, out, err = run(".")
    assert (status, out) == (0, "")
    assert "Nothing was checked" in err
    assert "podlint: no Kubernetes manifest found" in err


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n---\n"])
def test_an_empty_file_is_fine_and_counts_nothing(run: Run, project: Path, text: str) -> None:
    (project / "empty.yaml").write_text(text)
    status, out, err = run("empty.yaml")
    assert (status, out) == (0, "")
    assert "Nothing was checked (0 documents checked" in err


def test_a_file_of_fifty_megabytes(run: Run, project: Path, broken: Path) -> None:
    with (project / "a-huge.yaml").open("wb") as file:
        file.truncate(50 * 2**20)
    status, out, err = run("a-huge.yaml", "broken.yaml")
    assert status == 2
    assert broken.name in out
    assert "podlint: a-huge.yaml: 50 MiB is more than podlint reads (16 MiB)" in err
    found_in_folder = run(".")
    assert found_in_folder.status == 1
    assert "50 MiB is more" in found_in_folder.err
    assert "1 too-large" in found_in_folder.err


def test_a_rule_that_is_found_too_often_is_named_as_everywhere(run: Run, project: Path) -> None:
    data = "".join(f"  k{number}: {number}\n" for number in range(1001))
    (project / "many.yaml").write_text(f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\ndata:\n{data}")
    err = run("many.yaml", "--output-format", "concise").err
    assert "podlint: many.yaml: wrong-type is found 1000 times; more of it is not looked for" in err


DEPLOYMENT = (
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  selector: {matchLabels: {app: web}}\n"
    "  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: a, image: 'a:1'}]}}\n---\n"
)
SCALER = (
    "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: a%d}\n"
    "spec: {maxReplicas: 3, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: b%d}}\n---\n"
)


def test_so_is_a_rule_about_several_objects(run: Run, project: Path) -> None:
    scalers = "".join(SCALER % (number, number) for number in range(1001))
    (project / "many.yaml").write_text(DEPLOYMENT + scalers)
    result = run("many.yaml", "--output-format", "concise", "--select", "hpa-target-missing")
    assert result.out.count("[hpa-target-missing]") == 1000
    assert "podlint: many.yaml: hpa-target-missing is found 1000 times; more of it is not looked for" in result.err


def test_all_rules_together_are_found_so_often_and_no_more(run: Run, project: Path) -> None:
    pod = (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: a%d}\n"
        "spec: {containers: [{name: a, image: a, volumeMounts: [{name: b, mountPath: /a}]}]}\n---\n"
    )
    text = "".join(pod % number for number in range(1000)) + "".join(SCALER % (n, n) for n in range(1000))
    (project / "many.yaml").write_text(DEPLOYMENT + text)
    result = run("many.yaml", "--output-format", "concise", "--select", "all")
    assert "podlint: many.yaml: 5000 findings; more are not looked for" in result.err
    assert len(result.out.splitlines()) == 5000


@pytest.mark.parametrize(("number", "fixed"), [(1000, True), (1001, False)])
def test_a_fix_removes_a_thousand_control_characters(run: Run, project: Path, number: int, fixed: bool) -> None:
    text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: " + "a\x01" * number + "\n"
    (project / "a.yaml").write_text(text)
    result = run("a.yaml", "--fix", "--unsafe-fixes")
    assert ("\x01" not in (project / "a.yaml").read_text()) is fixed
    assert ("control character U+0001 is not allowed" in result.out) is not fixed


def test_a_file_that_is_just_too_large_is_not_said_to_have_the_size_that_is_read(run: Run, project: Path) -> None:
    with (project / "a.yaml").open("wb") as file:
        file.truncate(16 * 2**20 + 1)
    assert "podlint: a.yaml: it is more than podlint reads (16 MiB)" in run("a.yaml").err


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\x00\x01\x02\x03", "bad.yaml:1:1: error: a NUL byte: binary data, not a text file [yaml-syntax]"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "bad.yaml:1:1: error: binary data, not a text file [yaml-syntax]"),
        (
            b"a: 1\nb: caf\xe9\n",
            "bad.yaml:2:7: error: byte 0xe9 is not UTF-8 text: the file is in Windows-1252 (or ISO 8859-1) "
            "[yaml-syntax]",
        ),
        (b"\xff\xfea\x00:\x00 \x00\x00", "bad.yaml:1:4: error: byte 0x00 is not UTF-16 text [yaml-syntax]"),
        (b"a: \x07\n", "bad.yaml:1:4: error: control character U+0007 is not allowed [yaml-syntax]"),
    ],
    ids=["NUL bytes", "a picture", "latin-1", "half a UTF-16 unit", "control character"],
)
def test_bytes_that_are_no_text(run: Run, project: Path, data: bytes, expected: str) -> None:
    (project / "bad.yaml").write_bytes(data)
    status, out, err = run("bad.yaml", "--output-format=concise")
    assert (status, out) == (1, expected + "\n")
    assert ("1 not-a-manifest" if data[:1] in (b"a", b"\xff") else "1 unparsable") in err


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (".podlint.yaml", "ignroe: [ports]\n", '.podlint.yaml:1:1: unknown key "ignroe"; did you mean "ignore"?'),
        (".podlint.yaml", "fail-on: error\nselect: 3\n", ".podlint.yaml:2:9: select must be a list of strings"),
        (".podlint.yaml", "fail-on: sometimes\n", ".podlint.yaml:1:10: fail-on must be one of"),
        (".podlint.yaml", "a: [\n", ".podlint.yaml:1:4: a `[...]` list is never closed"),
        (".podlint.yaml", "- a\n", ".podlint.yaml:1:1: the configuration must be a mapping"),
        (".podlint.yaml", "ignore: []\nignore: []\n", ".podlint.yaml:2:1: key ignore is set twice"),
        (".podlint.yaml", "kubernetes-version: 1.99\n", '.podlint.yaml:1:21: unknown Kubernetes version "1.99"'),
        (
            ".podlint.yaml",
            "rules: {unused-volume: bad}\n",
            ".podlint.yaml:1:24: severity of unused-volume must be",
        ),
        (".podlint.yaml", "ignore: [unusd-volume]\n", 'unknown rule or category "unusd-volume"; did you mean "unused-'),
        (".podlint.yaml", "rules: {port-conflict: {max: 3}}\n", "rule port-conflict has no options, but max is set"),
        (".podlint.yaml", "plugins: [acme]\n", "plugin acme is required by the configuration, but not installed"),
        ("pyproject.toml", "[tool.podlint]\nignroe = []\n", 'pyproject.toml:2:1: unknown key "ignroe"; did you mean'),
        ("pyproject.toml", "[tool.podlint\n", "pyproject.toml:1:14: Expected ']'"),
    ],
)
@pytest.mark.usefixtures("clean")
def test_a_broken_configuration_is_named_with_its_place(
    run: Run, project: Path, name: str, text: str, message: str
) -> None:
    (project / name).write_text(text)
    status, out, err = run("clean.yaml")
    assert (status, out) == (2, "")
    assert message in err
    assert run("clean.yaml", "--isolated").status == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--select=prots",), 'unknown rule or category "prots"; did you mean "ports"?'),
        (("--ignore=nonsense-of-mine",), 'unknown rule or category "nonsense-of-mine"'),
        (("--kubernetes-version=1.11",), 'unknown Kubernetes version "1.11"; podlint has schemas for 1.25 to 1.37'),
        (("--kubernetes-version=latest",), 'unknown Kubernetes version "latest"'),
        (("--output-format=jsno",), 'unknown output format "jsno"; did you mean "json"?'),
        (("--output-file=no/such/folder",), "no/such/folder: cannot be written: No such file or directory"),
        (("--config=nowhere.yaml",), "nowhere.yaml: cannot be read: No such file or directory"),
        (("--config=x", "--isolated"), "--config and --isolated exclude each other"),
        (("--stdin-filename=x.yaml",), "--stdin-filename goes with `-`"),
        (("--no-such-option",), "unknown option --no-such-option"),
        (("--fail-on=maybe",), '--fail-on: unknown value "maybe"'),
    ],
)
@pytest.mark.usefixtures("clean")
def test_wrong_use(run: Run, arguments: tuple[str, ...], message: str) -> None:
    status, out, err = run("clean.yaml", *arguments)
    assert (status, out) == (2, "")
    assert message in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("biuld", "biuld: no such file or folder; did you mean the command build?"),
        ("deploy", "deploy: no such file or folder"),
        ("lint", "lint: no such file or folder; did you mean the command check?"),
        ("validate", "validate: no such file or folder; did you mean the command check?"),
        ("describe", "describe: no such file or folder; did you mean the command explain?"),
        ("build.yaml", "build.yaml: no such file or folder"),
    ],
)
@pytest.mark.usefixtures("project")
def test_a_slip_in_the_name_of_a_command(run: Run, word: str, message: str) -> None:
    assert run(word, ".") == (2, "", f"podlint: {message}\n")


PLUGIN = """\
from podlint.api import KubeObject, Rule, Scope, Severity, hookimpl, rule

@rule("{rule}", severity=Severity.ERROR, scope=Scope.OBJECT, category="sample")
def failing(target: KubeObject):
    "Rule that fails."
    {body}

@hookimpl
def {hook}():
    return [failing]
"""


def _install(folder: Path, module: str) -> None:
    """An installed plugin `sample`, as pip leaves one."""
    (folder / "sample_plugin.py").write_text(module)
    info = folder / "sample-2.1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: sample\nVersion: 2.1\n")
    (info / "entry_points.txt").write_text("[podlint]\nsample = sample_plugin\n")


def _with_plugin(site: Path, manifest: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """podlint in a process of its own that sees the plugins in `site`."""
    return subprocess.run(
        [sys.executable, "-m", "podlint", *options, manifest.name],
        cwd=manifest.parent,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(site), *sys.path])},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("module", "message"),
    [
        (
            PLUGIN.format(rule="sample-fails", body="raise ValueError('boom')", hook="podlint_rules"),
            "rule sample-fails of sample failed on clean.yaml: ValueError: boom (",
        ),
        (
            "import no_such_module\n",
            "plugin sample (sample 2.1) cannot be loaded: ModuleNotFoundError: No module named",
        ),
        (
            PLUGIN.format(rule="sample-x", body="return []", hook="podlint_rulez"),
            "plugin sample: unknown hook 'podlint_rulez'",
        ),
        (
            PLUGIN.format(rule="other-x", body="return []", hook="podlint_rules"),
            "plugin sample: rule other-x must be named sample-other-x",
        ),
        (
            PLUGIN.format(rule="sample-x", body="return []", hook="podlint_rules").replace(
                "[failing]", "[failing] * 2"
            ),
            "plugin sample: there is a rule named sample-x already",
        ),
    ],
    ids=["a rule that raises", "broken import", "misspelt hook", "foreign name", "name that is taken"],
)
def test_a_broken_plugin_is_named(
    clean: Path, tmp_path_factory: pytest.TempPathFactory, module: str, message: str
) -> None:
    site = tmp_path_factory.mktemp("site")
    _install(site, module)
    result = _with_plugin(site, clean)
    assert result.returncode == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr
    assert _with_plugin(site, clean, "--no-plugins").returncode == 0


def test_a_rule_that_raises_does_not_hide_the_others(broken: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    site = tmp_path_factory.mktemp("site")
    _install(site, PLUGIN.format(rule="sample-fails", body="raise ValueError('boom')", hook="podlint_rules"))
    result = _with_plugin(site, broken, "--output-format=concise")
    assert result.returncode == 2
    assert "[unknown-field]" in result.stdout
    assert "error: rule sample-fails of sample failed: ValueError: boom" in result.stdout
    assert "[internal-error]" in result.stdout


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_a_named_pipe_is_not_waited_for(run: Run, project: Path, broken: Path) -> None:
    os.mkfifo(project / "a-pipe.yaml")
    (project / "kustomization.yaml").write_text("resources: [a-pipe.yaml]\n")
    status, out, err = run("--output-format", "concise", ".", "a-pipe.yaml")
    assert status == 2
    assert broken.name in out
    assert "podlint: a-pipe.yaml: not read: it is a named pipe" in err
    assert run("build").status == 2


@pytest.mark.skipif(not os.path.isdir("/dev/fd"), reason="pipes have no names")  # noqa: PTH112
def test_a_pipe_that_a_shell_names_is_read_once(run: Run, broken: Path) -> None:
    reading, writing = os.pipe()
    os.write(writing, broken.read_bytes())
    os.close(writing)
    status, out, _ = run("--output-format", "concise", f"/dev/fd/{reading}")
    os.close(reading)
    assert (status, len(out.splitlines())) == (1, len(run("--output-format", "concise", broken.name).out.splitlines()))
