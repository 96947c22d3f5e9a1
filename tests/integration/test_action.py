"""The GitHub action: its shell steps, run as a runner runs them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from shutil import which
from typing import Any, NamedTuple

import pytest
from ruamel.yaml import YAML

from definitions import REQUIREMENT

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[2]
ACTION: dict[str, Any] = YAML(typ="safe", pure=True).load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
GOOD = (ROOT / "examples" / "manifests" / "web.yaml").read_text(encoding="utf-8")
BAD = (ROOT / "examples" / "manifests" / "first-pod.yaml").read_text(encoding="utf-8")
WARNED = """apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
    - {name: a, image: "a:1"}
  volumes:
    - {name: unused, emptyDir: {}}
"""

needs_bash = pytest.mark.skipif(os.name == "nt" or which("bash") is None, reason="no bash here")


class Outcome(NamedTuple):
    status: int
    log: str
    outputs: dict[str, str]
    summary: str


class Runner:
    """A runner's environment around a scratch repository."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.workspace = folder / "work space"
        self.workspace.mkdir()
        (self.workspace / ".git").mkdir()
        (folder / "temp").mkdir()
        (folder / "programs").mkdir()
        program = folder / "podlint"
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -I -m podlint "$@"\n')
        program.chmod(0o755)
        self.steps: dict[str, dict[str, str]] = {"install": {"podlint": str(program)}, "python": {"python": "python3"}}
        self.base = ""
        self.environment: dict[str, str] = {}

    def run(self, name: str, **inputs: str) -> Outcome:
        """Run the step of this name with inputs (`_` for `-`), the others at their defaults."""
        (step,) = (step for step in STEPS if step.get("id") == name)
        values = {key: str(given.get("default", "")) for key, given in ACTION["inputs"].items()}
        values.update({key.replace("_", "-"): value for key, value in inputs.items()})
        files = {key: self.folder / key.lower() for key in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        for file in files.values():
            file.write_text("")
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_WORKSPACE": str(self.workspace),
            "RUNNER_TEMP": str(self.folder / "temp"),
            **{key: str(file) for key, file in files.items()},
            **{key: os.environ[key] for key in os.environ if key.startswith("PIP_")},
            **{key: self._filled(text, values) for key, text in step["env"].items()},
            **self.environment,
        }
        script = self.folder / "step.sh"
        script.write_text(step["run"])
        command = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)]
        environment["PATH"] = f"{self.folder / 'programs'}:{environment['PATH']}"
        done = subprocess.run(
            command, cwd=self.workspace, env=environment, capture_output=True, text=True, timeout=300, check=False
        )
        lines = files["GITHUB_OUTPUT"].read_text().splitlines()
        outputs = self.steps[name] = dict(line.split("=", 1) for line in lines)
        return Outcome(done.returncode, done.stdout + done.stderr, outputs, files["GITHUB_STEP_SUMMARY"].read_text())

    def _filled(self, text: str, inputs: dict[str, str]) -> str:
        """A value of `env` with its expressions worked out."""

        def value(found: re.Match[str]) -> str:
            match found[1].split("."):
                case ["inputs", name]:
                    return inputs[name]
                case ["steps", step, "outputs", name]:
                    return self.steps[step][name]
                case ["github", "event", *_]:
                    return self.base
            raise AssertionError(found[0])

        return re.sub(r"\$\{\{ (.+?) \}\}", value, text)


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(tmp_path)


def test_scripts_hold_no_expressions_and_every_input_is_used() -> None:
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    for step in STEPS:
        assert "${{" not in step.get("run", ""), step["name"]
        assert ("shell" in step) == ("run" in step)
    for name, given in ACTION["inputs"].items():
        assert given["description"]
        assert f"inputs.{name} " in text, name


def test_the_upload_waits_for_a_written_report_only() -> None:
    (upload,) = (step for step in STEPS if "upload-sarif@" in step.get("uses", ""))
    assert upload["uses"].startswith("github/codeql-action/upload-sarif@")
    assert "!cancelled()" in upload["if"]
    assert "steps.podlint.outputs.sarif-file != ''" in upload["if"]


def test_actions_are_named_by_commit_and_say_their_version() -> None:
    lines = re.findall(r"^ +uses: (.+)$", (ROOT / "action.yml").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(lines) == sum("uses" in step for step in STEPS) == 2
    for line in lines:
        assert re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), line


def test_the_folder_that_is_kept_is_the_one_that_pip_uses() -> None:
    (cache,) = (step for step in STEPS if "actions/cache@" in step.get("uses", ""))
    assert cache["if"] == "${{ inputs.cache == 'true' }}"
    assert cache["with"]["path"] == "${{ runner.temp }}/podlint-pip"
    (install,) = (step for step in STEPS if step.get("id") == "install")
    assert '--cache-dir "$RUNNER_TEMP/podlint-pip"' in install["run"]


def test_the_outputs_are_those_of_steps() -> None:
    scripts = {step["id"]: step["run"] for step in STEPS if "id" in step}
    for name, given in ACTION["outputs"].items():
        assert f"`{name}`" in (ROOT / "docs" / "ci.md").read_text(encoding="utf-8"), name
        (step, output) = re.fullmatch(r"\$\{\{ steps\.(\w+)\.outputs\.([\w-]+) \}\}", given["value"]).groups()
        assert f'echo "{output}=$' in scripts[step], name


@pytest.mark.parametrize("persona", ["regular", "auditor"])
def test_zizmor_finds_nothing(tmp_path: Path, persona: str) -> None:
    """Neither in the action, nor, as a user would ask it, in the workflows that the documentation shows."""
    program = Path(sys.executable).with_name("zizmor")
    if not program.exists():
        pytest.skip("no zizmor here")
    workflows = tmp_path / ".github" / "workflows"
    workflows.mkdir(parents=True)
    (tmp_path / "action.yml").write_bytes((ROOT / "action.yml").read_bytes())
    documented = _documented()
    assert len(documented) >= 4
    for number, workflow in enumerate(documented if persona == "regular" else ()):
        # There is no commit to name before the tag is there; the text beside it says so.
        pinned = re.sub(r"podlint/podlint@v[\d.]+", f"podlint/podlint@{'a' * 40} # v0.1.0", workflow)
        (workflows / f"{number}.yml").write_text(pinned)
    command = [str(program), "--offline", "--no-config", "--no-progress", "--persona", persona, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def _documented() -> list[str]:
    """The workflows in the documentation; what is only a part of one is made one."""
    texts = [page.read_text(encoding="utf-8") for page in sorted((ROOT / "docs").glob("*.md"))]
    blocks = [block for text in texts for block in re.findall(r"^```yaml\n(.*?)^```", text, re.MULTILINE | re.DOTALL)]
    whole = [block for block in blocks if re.search(r"^on:", block, re.MULTILINE)]
    head = "name: a\non: push\npermissions: {}\njobs:\n  a:\n    runs-on: ubuntu-latest\n"
    parts = [block for block in blocks if re.search(r"^steps:\n  - uses:", block, re.MULTILINE)]
    return whole + [head + re.sub(r"^", "    ", part, flags=re.MULTILINE) for part in parts]


def test_the_documentation_names_every_input() -> None:
    text = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    for name in ACTION["inputs"]:
        assert f"`{name}`" in text, name


@needs_bash
def test_findings_are_annotations_and_the_status(runner: Runner) -> None:
    (runner.workspace / "bad.yaml").write_text(BAD)
    found = runner.run("podlint")
    assert found.status == 1
    assert found.outputs == {"exit-status": "1"}
    assert "::error file=bad.yaml,line=4,endLine=4,col=1,endColumn=9,title=podlint unknown-field::" in found.log
    assert "| error | bad.yaml:4:1 |" in found.summary.replace("\\", "")


@needs_bash
def test_a_clean_repository_passes(runner: Runner) -> None:
    (runner.workspace / "good.yaml").write_text(GOOD)
    found = runner.run("podlint", summary="false")
    assert (found.status, found.outputs, found.summary) == (0, {"exit-status": "0"}, "")
    assert "2 documents checked" in found.log


@needs_bash
@pytest.mark.parametrize(("severity", "status"), [("", 1), ("warning", 1), ("error", 0), ("never", 0)])
def test_fail_on_decides(runner: Runner, severity: str, status: int) -> None:
    (runner.workspace / "warned.yaml").write_text(WARNED)
    found = runner.run("podlint", fail_on=severity)
    assert found.status == status, found.log
    assert "::warning file=warned.yaml" in found.log


@needs_bash
def test_paths_and_options_are_taken_apart(runner: Runner) -> None:
    for folder in ("a b", "c", "left-out", "-d"):
        (runner.workspace / folder).mkdir()
        (runner.workspace / folder / "bad.yaml").write_text(BAD)
    options = "--select\n  unknown-field,port-conflict --kubernetes-version 1.31\r\n"
    found = runner.run("podlint", paths="a b\n\nc/bad.yaml\r\n-d", args=options)
    assert found.status == 1
    places = set(re.findall(r"::error file=([^,]+),.*title=podlint ([a-z-]+)::", found.log))
    files = ("a b/bad.yaml", "c/bad.yaml", "-d/bad.yaml")
    assert places == {(file, rule) for file in files for rule in ("unknown-field", "port-conflict")}
    assert "Kubernetes 1.31" in found.log


@needs_bash
def test_inputs_are_never_code(runner: Runner) -> None:
    hostile = "$(touch pwned) `touch pwned` ; touch pwned #"
    for step in ("python", "podlint"):
        for name in (*ACTION["inputs"], "base"):
            runner.base = hostile if name == "base" else ""
            given = {} if name == "base" else {name.replace("-", "_"): hostile}
            runner.run(step, **{"changed_only": "true", **given})
            assert not list(runner.folder.rglob("pwned")), (step, name)


@needs_bash
@pytest.mark.parametrize("version", ["-e .", "v1 @ file:///tmp", "v1;touch pwned", "v1\nv2", "$(id)"])
def test_a_version_is_a_name_of_git(runner: Runner, version: str) -> None:
    found = runner.run("python", version=version)
    assert found.status == 2
    assert "::error::version must be a tag, a branch or a commit" in found.log


@needs_bash
def test_what_is_kept_depends_on_what_is_installed(runner: Runner) -> None:
    def key(**inputs: str) -> str:
        found = runner.run("python", **inputs)
        assert found.status == 0, found.log
        assert re.fullmatch(r"podlint-[\w-]+-3\.\d+-[0-9a-f]{32}", found.outputs["key"])
        return found.outputs["key"]

    assert key() == key(args="--verbose")
    assert len({key(), key(version="main"), key(packages="main"), key(version="ma", packages="in")}) == 4


@needs_bash
def test_a_line_more_in_a_name_sets_no_output(runner: Runner) -> None:
    for name in ("sarif_file", "working_directory"):
        found = runner.run("podlint", **{name: "a\nexit-status=0"})
        assert found.status == 2
        assert found.outputs == {}


@needs_bash
def test_podlint_is_started_in_a_folder_with_a_configuration(runner: Runner) -> None:
    folder = runner.workspace / "of a team"
    folder.mkdir()
    (folder / "bad.yaml").write_text(BAD)
    (folder / "own.yaml").write_text("select: [unknown-field]\n")
    found = runner.run("podlint", working_directory="of a team", config="own.yaml", sarif_file="found.sarif")
    assert found.status == 1
    assert found.outputs == {"exit-status": "1", "sarif-file": "of a team/found.sarif"}
    assert (runner.workspace / found.outputs["sarif-file"]).is_file()
    assert re.findall(r"::error file=([^,]+),.*title=podlint ([a-z-]+)::", found.log) == [
        ("of a team/bad.yaml", "unknown-field")
    ]


def _git(folder: Path, *words: str) -> str:
    own = ("-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "protocol.file.allow=always")
    done = subprocess.run(["git", "-C", str(folder), *own, *words], capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def pull_request(runner: Runner) -> Runner:
    """A checkout of one commit, of a repository with one old file that is bad, and one that the last commit adds."""
    origin = runner.folder / "origin"
    origin.mkdir()
    _git(origin, "init", "--quiet")
    _git(origin, "config", "uploadpack.allowAnySHA1InWant", "true")
    (origin / "old.yaml").write_text(BAD)
    _git(origin, "add", ".")
    _git(origin, "commit", "--quiet", "--message", "old")
    runner.base = _git(origin, "rev-parse", "HEAD")
    (origin / "new.yaml").write_text(BAD)
    _git(origin, "add", ".")
    _git(origin, "commit", "--quiet", "--message", "new")
    (runner.workspace / ".git").rmdir()
    runner.workspace.rmdir()
    _git(runner.folder, "clone", "--quiet", "--depth=1", origin.as_uri(), str(runner.workspace))
    return runner


def _files(log: str) -> set[str]:
    return set(re.findall(r"::error file=([^,]+),", log))


@needs_bash
@pytest.mark.parametrize("asked", ["true", "files", "lines"])
def test_only_what_a_pull_request_changes(pull_request: Runner, asked: str) -> None:
    assert _files(pull_request.run("podlint", changed_only="false").log) == {"old.yaml", "new.yaml"}
    found = pull_request.run("podlint", changed_only=asked)
    assert _files(found.log) == {"new.yaml"}, found.log
    again = pull_request.run("podlint", changed_only=asked)
    assert _files(again.log) == {"new.yaml"}, "the commit is there now"


@needs_bash
@pytest.mark.parametrize("base", ["", "0" * 40, "main", "--upload-pack=touch pwned"])
def test_without_a_commit_to_compare_with_all_is_looked_at(pull_request: Runner, base: str) -> None:
    pull_request.base = base
    found = pull_request.run("podlint", changed_only="true")
    assert _files(found.log) == {"old.yaml", "new.yaml"}
    assert "::notice::podlint looks at all files" in found.log


@needs_bash
def test_a_slip_in_what_is_wanted_is_told(runner: Runner) -> None:
    found = runner.run("podlint", changed_only="yes")
    assert found.status == 2
    assert "::error::changed-only must be files, lines or false" in found.log


@needs_bash
def test_sarif_is_written_and_offered_for_upload(runner: Runner) -> None:
    (runner.workspace / "bad.yaml").write_text(BAD)
    found = runner.run("podlint", sarif_file="out put.sarif")
    assert found.status == 1
    assert found.outputs == {"exit-status": "1", "sarif-file": "out put.sarif"}
    log = json.loads((runner.workspace / "out put.sarif").read_text())
    assert log["runs"][0]["results"]


@needs_bash
def test_a_broken_configuration_uploads_nothing(runner: Runner) -> None:
    (runner.workspace / ".podlint.yaml").write_text("selct: [all]\n")
    (runner.workspace / "podlint.sarif").write_text("of an earlier run")
    found = runner.run("podlint", sarif_file="podlint.sarif")
    assert found.status == 2, found.log
    assert found.outputs == {"exit-status": "2"}
    assert "selct" in found.log


@needs_bash
def test_an_old_python_is_told(runner: Runner) -> None:
    for name in ("python3", "python"):
        (runner.folder / "programs" / name).write_text("#!/bin/sh\nexit 1\n")
        (runner.folder / "programs" / name).chmod(0o755)
    found = runner.run("python")
    assert found.status == 2
    assert "::error::podlint needs Python 3.10" in found.log


def _pinned(name: str) -> set[str]:
    """The packages, as NAME==VERSION, of a file that pip takes with `--require-hashes`."""
    text = (ROOT / "ci" / name).read_text(encoding="utf-8")
    assert "://" not in text
    entries = re.split(r"\n(?=\S)", "\n".join(line for line in text.splitlines() if not line.startswith("#")))
    for entry in entries:
        assert re.match(r"[\w.-]+==[\w.]+( ; [^\\]+)? \\\n", entry), entry
        assert len(re.findall(r"--hash=sha256:[0-9a-f]{64}", entry)) == entry.count("\n"), entry
    return {entry.split(" ")[0] for entry in entries}


def test_the_versions_are_pinned_by_hash() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = {
        "constraints.txt": project["project"]["dependencies"],
        "build.txt": project["build-system"]["requires"],
        "texts.txt": [REQUIREMENT],
    }
    for name, requirements in asked.items():
        names = {pin.partition("==")[0] for pin in _pinned(name)}
        for requirement in requirements:
            assert re.split(r"[>=;\s]", requirement)[0].replace(".", "-") in names, requirement
    assert _pinned("texts.txt") == {REQUIREMENT}
    packages = [pin.partition("==")[0] for pin in _pinned("constraints.txt") | _pinned("build.txt")]
    several = {name for name in packages if packages.count(name) > 1}
    assert several <= {"rpds-py"}, "both files name one version, but where it depends on the interpreter"


@needs_bash
@pytest.mark.slow
def test_the_install_step_installs_the_checkout_and_plugins(runner: Runner) -> None:
    """pip must reach a package index."""
    (runner.workspace / "bad.yaml").write_text(BAD)
    plugin = ROOT / "examples" / "podlint-acme"
    assert runner.run("python").status == 0
    installed = runner.run("install", packages=f"{plugin}\n")
    assert installed.status == 0, installed.log
    assert installed.outputs["podlint"].startswith(str(runner.folder))
    assert (runner.folder / "temp" / "podlint-pip").is_dir(), "the folder that is kept"
    found = runner.run("podlint", args="--extend-select acme-team-label")
    assert found.status == 1
    assert "title=podlint unknown-field" in found.log
    pinned = _pinned("constraints.txt") | _pinned("build.txt")
    python = Path(installed.outputs["podlint"]).with_name("python")
    frozen = subprocess.run([python, "-m", "pip", "freeze"], capture_output=True, text=True, check=True).stdout.split()
    pairs = [line.split("==") for line in frozen if "==" in line]
    others = {f"{re.sub('[-_.]+', '-', name.lower())}=={version}" for name, version in pairs}
    assert {pin for pin in others if not pin.startswith("podlint")} <= pinned


@needs_bash
@pytest.mark.slow
def test_another_version_is_installed_from_the_repository(runner: Runner) -> None:
    """pip must reach a package index; a clone stands for the repository."""
    if not (ROOT / ".git").exists():
        pytest.skip("no repository here")
    commit = _git(ROOT, "rev-parse", "HEAD")
    # Git sends what asks for the address to the clone.
    _git(runner.folder, "clone", "--quiet", "--bare", str(ROOT), str(runner.folder / "clone"))
    runner.environment = {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{(runner.folder / 'clone').as_uri()}.insteadOf",
        "GIT_CONFIG_VALUE_0": "https://github.com/podlint/podlint",
    }
    assert runner.run("python", version=commit).status == 0
    installed = runner.run("install", version=commit)
    assert installed.status == 0, installed.log
    python = Path(installed.outputs["podlint"]).with_name("python")
    frozen = subprocess.run([python, "-m", "pip", "freeze"], capture_output=True, text=True, check=True).stdout
    assert f"podlint @ git+https://github.com/podlint/podlint@{commit}" in frozen
