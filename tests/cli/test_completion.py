"""`podlint completion`: scripts for shells, asked as the shell asks them."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Outcome

    Run = Callable[..., Outcome]

BASH = shutil.which("bash")
SHELLS = ("bash", "zsh", "fish", "powershell")


@pytest.mark.parametrize("shell", SHELLS)
def test_every_script_knows_commands_options_rules_and_formats(run: Run, shell: str) -> None:
    status, out, err = run("completion", shell, "--no-plugins")
    assert (status, err) == (0, "")
    for word in ("baseline", "port-conflict", "sarif", "Deployment"):
        assert word in out
    assert ("-l kubernetes-version" if shell == "fish" else "--kubernetes-version") in out


def test_an_unknown_shell(run: Run) -> None:
    assert run("completion", "cmd").status == 2


@pytest.mark.parametrize("shell", SHELLS)
def test_the_shell_reads_its_script(run: Run, shell: str, tmp_path: Path) -> None:
    program = {"powershell": "pwsh"}.get(shell) or shell
    if shutil.which(program) is None or shell == "powershell":
        pytest.skip(f"{program} is not installed, or has no way to only read a script")
    script = tmp_path / "script"
    script.write_text(run("completion", shell, "--no-plugins").out)
    result = subprocess.run([program, "-n", str(script)], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")


@pytest.fixture
def complete(run: Run, project: Path) -> Callable[..., list[str]]:
    """What bash offers for the last of some words."""
    if BASH is None:
        pytest.skip("bash is not installed")
    (project / "script").write_text(run("completion", "bash", "--no-plugins").out)
    (project / "web.yaml").touch()

    def complete(*words: str) -> list[str]:
        quoted = " ".join(f"'{word}'" for word in ("podlint", *words))
        text = (
            f"source ./script; COMP_WORDS=({quoted}); COMP_CWORD={len(words)}; _podlint; "
            "printf '%s\\n' \"${COMPREPLY[@]}\""
        )
        assert BASH is not None
        result = subprocess.run([BASH, "--norc", "-c", text], capture_output=True, text=True, check=True, cwd=project)
        assert result.stderr == ""
        return [line for line in result.stdout.splitlines() if line]

    return complete


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("exp",), ["explain"]),
        (("che",), ["check"]),
        (("check", "--kube"), ["--kubernetes-version"]),
        (("--kube",), ["--kubernetes-version"]),
        (("check", "--kubernetes-version", "1.3"), [f"1.3{n}" for n in range(8)]),
        (("check", "--select", "port-conflict-l"), ["port-conflict-likely"]),
        (("check", "--select", "secrets,port-conflict-l"), ["secrets,port-conflict-likely"]),
        (("check", "--select", "=", "port-conflict-l"), ["port-conflict-likely"]),
        (("check", "--output-format", "sa"), ["sarif"]),
        (("rules", "--output-format", ""), ["full", "json"]),
        (("explain", "Deploy"), ["Deployment"]),
        (("explain", "port-conflict-l"), ["port-conflict-likely"]),
        (("completion", "z"), ["zsh"]),
        (("check", "we"), ["web.yaml"]),
        (("we",), ["web.yaml"]),
        (("check", "--config", "web"), ["web.yaml"]),
    ],
)
def test_bash_completes(complete: Callable[..., list[str]], words: tuple[str, ...], offered: list[str]) -> None:
    assert complete(*words) == offered
