"""`--render` fetches nothing, and whatever it runs ends: programs here tell what they were given, and misbehave."""

from __future__ import annotations

import gzip
import io
import json
import os
import signal
import subprocess
import sys
import tarfile
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING

import pytest

from podlint.render import charts, keeper, programs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conftest import Outcome

    Run = Callable[..., Outcome]

POSIX = pytest.mark.skipif(os.name != "posix", reason="shell scripts stand for programs")
LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/proc tells of processes")
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: a}
spec:
  selector: {matchLabels: {a: b}}
  template: {metadata: {labels: {a: b}}, spec: {containers: [{name: m, image: "m:1"}]}}
"""
PLUGIN = """\
apiVersion: builtin
kind: IAMPolicyGenerator
metadata: {name: h}
cloud: gke
kubernetesService: {namespace: n, name: s}
serviceAccount: {name: s, projectId: p}
"""
"""A plugin that Kustomize brings along, and that podlint does not know."""
BY_PROGRAM = {
    "kustomization.yaml": "resources: [r.yaml]\ngenerators: [h.yaml]\n",
    "r.yaml": DEPLOYMENT,
    "h.yaml": PLUGIN,
}
"""A kustomization that podlint does not build by itself."""
NAMED = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: notes}\n"
CHART = {"Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n", "templates/a.yaml": DEPLOYMENT}


def write(project: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(text, encoding="utf-8")


@pytest.fixture
def asked() -> Iterator[list[str]]:
    """What a server on this machine is asked for; its address is the first."""
    paths: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    paths.append(f"127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield paths
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Put a shell script on the PATH; gives the folder `told` that it may write into, `$TOLD`."""
    folder = tmp_path.parent / f"{tmp_path.name}-programs"
    told = tmp_path.parent / f"{tmp_path.name}-told"
    for made in (folder, told):
        made.mkdir()

    def program(name: str, script: str) -> Path:
        (folder / name).write_text(f"#!/bin/sh\nTOLD='{told}'\n{script}")
        (folder / name).chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
        return told

    return program


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that temporary ones are made in, empty at first."""
    folder = tmp_path.parent / f"{tmp_path.name}-tmp"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


def until(condition: Callable[[], object]) -> None:
    for _ in range(400):
        if condition():
            return
        time.sleep(0.025)
    raise AssertionError("it did not come about in ten seconds")


BESIDE = {"hash/kustomization.yaml": "generators: [h.yaml]\n", "hash/h.yaml": PLUGIN, "r.yaml": DEPLOYMENT}
"""With `resources: [hash]`, podlint does not build a kustomization by itself."""
FETCHED = {
    "a resource": {"kustomization.yaml": "resources: [hash, 'http://HOST/r.yaml']\n"},
    "a base by git": {"kustomization.yaml": "resources: [hash, 'git::http://HOST/o/r?ref=v1']\n"},
    "a patch": {"kustomization.yaml": "resources: [hash, r.yaml]\npatches: [{path: 'http://HOST/p.yaml'}]\n"},
    "an old patch": {
        "kustomization.yaml": "resources: [hash, r.yaml]\npatchesStrategicMerge: ['http://HOST/p.yaml']\n"
    },
    "a JSON patch": {
        "kustomization.yaml": "resources: [hash, r.yaml]\n"
        "patchesJson6902: [{path: 'http://HOST/p', target: {kind: X, name: a}}]\n"
    },
    "a value": {
        "kustomization.yaml": "resources: [hash, r.yaml]\nconfigMapGenerator: [{name: c, files: ['x=http://HOST/f']}]\n"
    },
    "variables": {
        "kustomization.yaml": "resources: [hash, r.yaml]\nsecretGenerator: [{name: c, envs: ['http://HOST/f']}]\n"
    },
    "an openapi": {"kustomization.yaml": "resources: [hash, r.yaml]\nopenapi: {path: 'http://HOST/o.json'}\n"},
    "a definition": {"kustomization.yaml": "resources: [hash, r.yaml]\ncrds: ['http://HOST/c.yaml']\n"},
    "a configuration": {"kustomization.yaml": "resources: [hash, r.yaml]\nconfigurations: ['http://HOST/c.yaml']\n"},
    "a replacement": {
        "kustomization.yaml": "resources: [hash, r.yaml]\nreplacements: [{path: 'http://HOST/c.yaml'}]\n"
    },
    "a generator": {"kustomization.yaml": "resources: [hash, r.yaml]\ngenerators: ['http://HOST/g.yaml']\n"},
    "a transformer": {"kustomization.yaml": "resources: [hash, r.yaml]\ntransformers: ['http://HOST/g.yaml']\n"},
    "a validator": {"kustomization.yaml": "resources: [hash, r.yaml]\nvalidators: ['http://HOST/g.yaml']\n"},
    "a component": {"kustomization.yaml": "resources: [hash, r.yaml]\ncomponents: ['http://HOST/o/r']\n"},
    "behind a base": {
        "kustomization.yaml": "resources: [hash, base, r.yaml]\n",
        "base/kustomization.yaml": "resources: ['http://HOST/r.yaml']\n",
    },
    "behind a component": {
        "kustomization.yaml": "resources: [hash, r.yaml]\ncomponents: [part]\n",
        "part/kustomization.yaml": "kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\n"
        "patches: [{path: 'http://HOST/p.yaml'}]\n",
    },
    "in a plugin": {
        "kustomization.yaml": "resources: [hash, r.yaml]\ntransformers: [t.yaml]\n",
        "t.yaml": "apiVersion: builtin\nkind: PatchTransformer\nmetadata: {name: p}\npath: http://HOST/p.yaml\n",
    },
    "in a plugin, oddly spelled": {
        "kustomization.yaml": "resources: [hash, r.yaml]\ngenerators: [t.yaml]\n",
        "t.yaml": "apiVersion: builtin\nkind: ConfigMapGenerator\nmetadata: {name: p}\n\"file\\u017f\": ['x=http://HOST/p']\n",
    },
    "behind a tag": {  # the letters are http://127.0.0.1/r, and a file is called so
        "kustomization.yaml": "resources: [hash, r.yaml, !!binary aHR0cDovLzEyNy4wLjAuMS9y]\n",
        "aHR0cDovLzEyNy4wLjAuMS9y": DEPLOYMENT,
    },
    "in a key": {"kustomization.yaml": "resources: [hash, r.yaml]\npatches: [{path: 'http://HOST/=r.yaml'}]\n"},
    "Helm charts": {
        "kustomization.yaml": "resources: [hash, r.yaml]\nhelmCharts: [{name: a, repo: 'http://HOST/', version: '1'}]\n"
    },
}
"""Kustomizations that would have something fetched from HOST."""


@pytest.mark.parametrize("files", FETCHED.values(), ids=FETCHED)
def test_nothing_is_fetched(project: Path, run: Run, asked: list[str], files: dict[str, str]) -> None:
    own = {name: text.replace("HOST", asked[0]) for name, text in files.items()}
    write(project, {**BESIDE, **own})
    found = run("check", ".", "--render")
    assert asked[1:] == []
    assert "not rendered: " in found.err


@POSIX
@pytest.mark.parametrize(
    "entry",
    [
        *("github.com:owner/repo", "github.com/owner/repo", "GitHub.com/owner/repo", "git@example.org:owner/repo"),
        *("host.example/owner/repo//sub?ref=v1", "example.org/owner/repo", "oci://host.example/a", "s3::https://b/a"),
        *("file:///srv/repo", "gh:owner/repo", "ssh://git@host.example/a", "user@host.example/a", "a//b", "../x.git"),
        *("https:/host.example/a", "C:\\a", "\\\\host\\a", "~/a", "-o", "/etc/hosts", "a%3Ab?x", "bitbucket.org/a/b"),
    ],
)
def test_what_may_be_elsewhere_is_given_to_no_program(
    project: Path, run: Run, program: Callable[..., Path], entry: str
) -> None:
    """Whether or not a folder is called so: Kustomize asks the text first."""
    told = program("kustomize", 'echo started > "$TOLD/started"\n')
    write(project, {**BESIDE, "kustomization.yaml": f"resources: [hash, '{entry}']\n"})
    run("check", "kustomization.yaml", "--render")
    if not entry.startswith(("/", "..")):
        write(project, {f"{entry}/kustomization.yaml": "resources: [r.yaml]\n", f"{entry}/r.yaml": DEPLOYMENT})
        run("check", "kustomization.yaml", "--render")
    assert not (told / "started").exists()


HARMLESS = """\
resources: [hash, ./base, r.yaml]
components: [part]
namePrefix: a-
labels: [{pairs: {path: x}, fields: [{path: spec/template/metadata/labels, create: true}]}]
patches:
  - path: sub/p.yaml
  - {target: {kind: Deployment, name: a}, patch: '[{"op": "remove", "path": "/spec/replicas"}]'}
patchesStrategicMerge: ["{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {paused: true}}"]
configMapGenerator: [{name: c, files: [x=sub/f, sub/f], envs: [e.env], literals: ["url=http://example.com/=x"]}]
replacements: [{path: sub/replace.yaml}]
configurations: [c.yaml]
generators: [g.yaml]
"""


@pytest.mark.skipif(not which("kustomize"), reason="no kustomize here")
def test_what_is_of_the_project_is_given_to_kustomize(project: Path, run: Run) -> None:
    files = {
        "kustomization.yaml": HARMLESS,
        "base/kustomization.yaml": "resources: [../other]\n",
        "other/kustomization.yaml": "resources: [o.yaml]\n",
        "other/o.yaml": DEPLOYMENT.replace("{name: a}", "{name: o}").replace("m:1", "Wrong"),
        "part/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnameSuffix: -z\n",
        "sub/p.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {replicas: 2}\n",
        "sub/f": "text",
        "e.env": "A=b\n",
        "sub/replace.yaml": "source: {kind: Deployment, name: a}\n"
        "targets: [{select: {kind: ConfigMap, name: c}, fieldPaths: [data.from], options: {create: true}}]\n",
        "c.yaml": "namePrefix: [{path: metadata/name}]\n",
        "g.yaml": "apiVersion: builtin\nkind: ConfigMapGenerator\nmetadata: {name: g}\nfiles: [sub/f]\n",
    }
    write(project, {**BESIDE, **files})
    found = run("check", ".", "--render")
    assert "5 rendered" in found.err, found.err
    assert 'image "Wrong"' in found.out


@POSIX
def test_what_podlint_does_not_know_is_given_to_kustomize(
    project: Path, run: Run, program: Callable[..., Path]
) -> None:
    """Else the tests here that nothing is started would say little."""
    told = program("kustomize", 'echo started > "$TOLD/started"\n')
    write(project, {**BESIDE, "kustomization.yaml": "resources: [hash, r.yaml]\n"})
    run("check", "kustomization.yaml", "--render")
    assert (told / "started").exists()


@pytest.mark.parametrize("by", ["podlint", "kustomize"])
def test_what_is_missing_fails_the_run(project: Path, run: Run, by: str) -> None:
    """As it does without podlint: what was asked for was not checked."""
    first = "[hash, none.yaml]" if by == "kustomize" else "[r.yaml, none.yaml]"
    write(project, {**BESIDE, "kustomization.yaml": f"resources: {first}\n"})
    found = run("check", ".", "--render")
    assert found.status == 2
    assert "kustomization.yaml names none.yaml, which cannot be read: No such file" in found.err


RUN = {
    "a container": "apiVersion: example.com/v1\nkind: Run\nmetadata:\n  name: x\n  annotations:\n"
    "    config.kubernetes.io/function: 'container: {image: evil}'\n",
    "a built-in one with a function": PLUGIN.replace(
        "{name: h}", "{name: x, annotations: {config.kubernetes.io/function: 'exec: {path: ./evil.sh}'}}"
    ),
    "a program": "apiVersion: someteam.example.com/v1\nkind: SomePlugin\nmetadata: {name: x}\n",
    "a chart": "apiVersion: builtin\nkind: HelmChartInflationGenerator\nmetadata: {name: x}\nname: web\n",
    "no object": "github.com/owner/repo\n",
    "several objects": f"{PLUGIN}---\napiVersion: someteam.example.com/v1\nkind: SomePlugin\nmetadata: {{name: x}}\n",
}


@POSIX
@pytest.mark.parametrize("text", RUN.values(), ids=RUN)
@pytest.mark.parametrize("inline", [True, False], ids=["inline", "in a file"])
def test_plugins_that_run_something_are_given_to_no_program(
    project: Path, run: Run, program: Callable[..., Path], text: str, inline: bool
) -> None:
    field = ("generators", "transformers", "validators")[len(text) % 3]
    told = program("kustomize", 'echo started > "$TOLD/started"\n')
    indented = "".join(f"    {line}\n" for line in text.splitlines())
    entry = f"\n  - |\n{indented}" if inline else " [plugin.yaml]\n"
    write(project, {**BESIDE, "plugin.yaml": text, "kustomization.yaml": f"resources: [hash, r.yaml]\n{field}:{entry}"})
    found = run("check", "kustomization.yaml", "--render")
    assert not (told / "started").exists()
    assert "not rendered: kustomization.yaml" in found.err


@POSIX
def test_links_that_lead_out_of_the_project_are_given_to_no_program(
    project: Path, run: Run, program: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory
) -> None:
    told = program("kustomize", 'echo started > "$TOLD/started"\n')
    outside = tmp_path_factory.mktemp("outside")
    write(outside, {"kustomization.yaml": "resources: [r.yaml]\n", "r.yaml": DEPLOYMENT})
    write(project, BY_PROGRAM)
    (project / "base").symlink_to(outside)
    os.mkfifo(project / "pipe.yaml")
    (project / "zero.yaml").symlink_to("/dev/zero")
    for entry in ("base", "pipe.yaml", "zero.yaml"):
        write(project, {"kustomization.yaml": f"resources: [r.yaml, {entry}]\ngenerators: [h.yaml]\n"})
        found = run("check", "kustomization.yaml", "--render")
        assert "not rendered: " in found.err
    assert not (told / "started").exists()


TELLING = """
printf '%s\\n' "$@" > "$TOLD/arguments"
env > "$TOLD/environment"
pwd > "$TOLD/folder"
readlink /proc/self/ns/net > "$TOLD/network"
cat "$KUBECONFIG" > "$TOLD/kubeconfig"
head -c 1 > "$TOLD/input"
"""


@LINUX
@pytest.mark.parametrize(("tool", "files"), [("kustomize", BY_PROGRAM), ("helm", CHART)], ids=["kustomize", "helm"])
def test_a_program_gets_nothing_that_it_does_not_need(
    project: Path,
    run: Run,
    program: Callable[..., Path],
    temporary: Path,
    monkeypatch: pytest.MonkeyPatch,
    tool: str,
    files: dict[str, str],
) -> None:
    """No token of a pipeline, no cluster, no settings of Helm, no network."""
    told = program(tool, TELLING)
    write(project, files)
    (project / "home" / ".kube").mkdir(parents=True)
    (project / "home" / ".kube" / "config").write_text("token\n")
    for name in ("GITHUB_TOKEN", "HELM_NAMESPACE", "HELM_PLUGINS", "KUBERNETES_SERVICE_HOST", "KUSTOMIZE_PLUGIN_HOME"):
        monkeypatch.setenv(name, "secret")
    for name in ("HTTPS_PROXY", "XDG_CONFIG_HOME", "LD_LIBRARY_PATH", "GIT_SSH_COMMAND", "SSH_AUTH_SOCK"):
        monkeypatch.setenv(name, "secret")
    monkeypatch.setenv("KUBECONFIG", str(project / "home" / ".kube" / "config"))
    monkeypatch.setenv("HOME", str(project / "home"))
    assert run("check", ".", "--render").status == 0
    environment = dict(line.split("=", 1) for line in (told / "environment").read_text().splitlines())
    known = {"PATH", "HOME", "TMPDIR", "LANG", "KUBECONFIG", "HELM_CACHE_HOME", "HELM_CONFIG_HOME", "HELM_DATA_HOME"}
    assert environment.keys() - {"PWD", "OLDPWD", "SHLVL", "_"} == known
    assert all(value.startswith(f"{temporary}/podlint-") for name, value in environment.items() if "HOME" in name)
    assert (told / "folder").read_text().startswith(f"{temporary}/podlint-")
    assert (told / "kubeconfig").read_text() == (told / "input").read_text() == ""
    assert (told / "network").read_text().strip() not in ("", str(Path("/proc/self/ns/net").readlink()))
    assert list(temporary.iterdir()) == []


@LINUX
def test_a_program_does_not_reach_even_this_machine(
    project: Path, run: Run, program: Callable[..., Path], asked: list[str]
) -> None:
    script = f"import urllib.request as r; r.urlopen('http://{asked[0]}/', timeout=5)"
    program("kustomize", f'exec "{sys.executable}" -c "{script}"\n')
    write(project, BY_PROGRAM)
    found = run("check", ".", "--render")
    assert asked[1:] == []
    assert "Network is unreachable" in found.err


@LINUX
@pytest.mark.parametrize(
    "script", ["sleep 1000", "while :; do :; done", "trap '' TERM INT HUP; sleep 1000; sleep 1000"]
)
def test_a_program_that_hangs_is_ended(
    project: Path, run: Run, program: Callable[..., Path], temporary: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    monkeypatch.setattr(programs, "SECONDS", 0.5)
    program("kustomize", f"{script}\n")
    write(project, BY_PROGRAM)
    start = time.monotonic()
    found = run("check", ".", "--render")
    assert time.monotonic() - start < 8
    assert found.status == 2
    assert "kustomize build takes longer than 0.5 s" in found.err
    assert list(temporary.iterdir()) == []


@LINUX
@pytest.mark.parametrize("ends", [True, False], ids=["that ends", "that hangs"])
def test_the_children_of_a_program_end_with_it(
    project: Path, run: Run, program: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, ends: bool
) -> None:
    """Those too that left its group, and hold its output open."""
    monkeypatch.setattr(programs, "SECONDS", 2)
    beat = 'while :; do date +%N > "$0"; sleep 0.02; done'
    started = f"setsid sh -c '{beat}' \"$TOLD/one\" &\nsh -c '{beat}' \"$TOLD/two\" &\n"
    told = program("kustomize", started + "sleep 0.3\n" + ("" if ends else "sleep 100\n"))
    write(project, BY_PROGRAM)
    run("check", ".", "--render")
    beats = [(told / name).read_text() for name in ("one", "two")]
    time.sleep(0.3)
    assert [(told / name).read_text() for name in ("one", "two")] == beats


@POSIX
@pytest.mark.parametrize("where", ["", ">&2"], ids=["output", "complaints"])
def test_a_program_that_prints_without_end_is_ended(
    project: Path, run: Run, program: Callable[..., Path], temporary: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    monkeypatch.setattr(programs, "SECONDS", 30)
    program("kustomize", f"cat /dev/zero {where}\n")
    write(project, BY_PROGRAM)
    found = run("check", ".", "--render")
    assert found.status == 2
    assert len(found.err) < 2000
    assert "kustomize build prints more than 16 MiB" in found.err or "kustomize build fails" in found.err
    assert list(temporary.iterdir()) == []


@LINUX
def test_a_program_that_takes_all_memory_is_ended(project: Path, run: Run, program: Callable[..., Path]) -> None:
    program("kustomize", f'exec "{sys.executable}" -c "bytearray(3_000_000_000)"\n')
    write(project, BY_PROGRAM)
    assert "kustomize build takes more than 2 GiB of memory" in run("check", ".", "--render").err


@LINUX
@pytest.mark.slow
@pytest.mark.skipif(not which("helm"), reason="no helm here")
def test_a_template_that_takes_all_memory_is_ended(project: Path, run: Run) -> None:
    growing = '{{ $x := "a" }}{{ range until 60 }}{{ $x = printf "%s%s" $x $x }}{{ end }}{{ $x }}'
    write(project, {**CHART, "templates/a.yaml": growing})
    found = run("check", ".", "--render")
    assert found.status == 2
    assert "helm template takes more than 2 GiB of memory" in found.err


@POSIX
def test_all_renderings_together_have_a_limit(
    project: Path, run: Run, program: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "TOGETHER", 0.6)
    program("kustomize", "sleep 100\n")
    write(project, {f"{name}/{file}": text for name in "abcd" for file, text in BY_PROGRAM.items()})
    start = time.monotonic()
    found = run("check", ".", "--render")
    assert time.monotonic() - start < 10
    assert found.status == 2
    assert found.err.count("which is as long as it may take") == 3


@POSIX
@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP", "SIGKILL"])
def test_nothing_is_left_when_podlint_is_ended(
    project: Path, program: Callable[..., Path], temporary: Path, name: str
) -> None:
    """Not even where it has no chance to clean up."""
    beat = 'while :; do date +%N > "$0"; sleep 0.02; done'
    told = program("kustomize", f"sh -c '{beat}' \"$TOLD/beat\"\n")
    write(project, BY_PROGRAM)
    command = [sys.executable, "-m", "podlint", "check", ".", "--render"]
    with subprocess.Popen(command, cwd=project, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        until((told / "beat").exists)
        assert len(list(temporary.iterdir())) == 1
        process.send_signal(getattr(signal, name))
        process.wait()
    until(lambda: not list(temporary.iterdir()))
    last = (told / "beat").read_text()
    time.sleep(0.3)
    assert (told / "beat").read_text() == last


@POSIX
@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP"])
def test_nothing_is_left_when_all_processes_are_told_to_end(
    project: Path, program: Callable[..., Path], temporary: Path, name: str
) -> None:
    told = program("kustomize", 'trap "" TERM INT HUP; echo > "$TOLD/started"; sleep 100; sleep 100\n')
    write(project, BY_PROGRAM)
    command = [sys.executable, "-m", "podlint", "check", ".", "--render"]
    with subprocess.Popen(command, cwd=project, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        until((told / "started").exists)
        for number in _children(process.pid):
            os.kill(number, getattr(signal, name))
        until(lambda: not list(temporary.iterdir()))
        process.wait()
    assert process.returncode == 2


def _children(parent: int) -> list[int]:
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    return [int(line.split()[0]) for line in listed.splitlines() if line.split()[1:] == [str(parent)]]


@POSIX
def test_programs_of_the_repository_are_not_found(
    project: Path, run: Run, monkeypatch: pytest.MonkeyPatch, temporary: Path
) -> None:
    """Not even by a PATH with the current folder, or a relative one, in it."""
    script = f"#!/bin/sh\necho > {project}/started\n"
    write(project, {**BY_PROGRAM, "bin/kustomize": script, "kustomize": script})
    for name in ("bin/kustomize", "kustomize"):
        (project / name).chmod(0o755)
    for path in (".", "", ":/none", "bin", "./bin:/none"):
        monkeypatch.setenv("PATH", path)
        found = run("check", ".", "--render")
        assert "rendering it needs kustomize or kubectl on the PATH" in found.err
    assert not (project / "started").exists()


@POSIX
@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("echo 'v3.9.0+g1'", "rendering it needs Helm 3.11.1"),
        ("echo 'v3.11.0+g1'", "rendering it needs Helm 3.11.1"),
        ("echo nonsense", "rendering it needs Helm 3.11.1"),
        ("echo 'v3.18.4'", "1 rendered"),
        ("echo 'v4.0.0'", "1 rendered"),
    ],
)
def test_where_there_is_no_network_of_ones_own_helm_must_be_one_that_asks_for_no_addresses(
    project: Path, run: Run, program: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, script: str, words: str
) -> None:
    """As on systems other than Linux."""
    kept = programs._kept
    monkeypatch.setattr(programs, "_kept", lambda job: ({"why": "network"}, b"") if job["alone"] else kept(job))
    program("helm", f"if [ $1 = version ]; then {script}; else cat {project}/templates/a.yaml; fi\n")
    write(project, CHART)
    assert words in run("check", ".", "--render").err


@pytest.mark.parametrize("alone", [True, False])
def test_a_program_is_kept_apart_or_not_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, alone: bool) -> None:
    """What the keeper does where the system has no networks of one's own."""
    monkeypatch.setattr(keeper._Kept, "_unshare", lambda self: 0)
    kept = keeper._Kept(str(tmp_path), 1000, 2**32)
    command = [sys.executable, "-I", "-S", "-c", f"print(open({str(tmp_path / 'x')!r}, 'w').write('1234'))"]
    if alone:
        with pytest.raises(OSError, match=r"preexec_fn|network"):
            kept.start(command, os.defpath, alone=True)
        assert kept.refused
        assert not (tmp_path / "x").exists()
        return
    kept.start(command, os.defpath, alone=False)
    assert kept.wait(10, keeper._Ended()) == ""
    assert (kept.printed().strip(), kept.result()["status"], kept.result()["alone"]) == (b"4", 0, False)


def test_a_full_disk_is_told() -> None:
    """No folder for a program can be made: what is said, and that it is said, are the keeper's own."""
    script = "import tempfile, keeper\ndef full(**_): raise OSError(28, 'No space left on device')\n"
    script += "tempfile.mkdtemp = full\nkeeper.main()\n"
    environment = {**os.environ, "PYTHONPATH": str(Path(keeper.__file__).parent)}
    job = json.dumps({"command": ["x"], "path": "", "alone": False, "seconds": 1, "most": 1, "memory": 1})
    done = subprocess.run(
        [sys.executable, "-c", script], input=job + "\n", capture_output=True, text=True, env=environment, check=True
    )
    assert "No space left on device" in json.loads(done.stdout)["words"]
    assert done.stderr == ""


SCHEMAS = {
    "another machine": '{"properties": {"a": {"$ref": "http://HOST/s.json"}}}',
    "a file": '{"$ref": "file:///dev/zero"}',
    "a file beside it": '{"$ref": "other.json"}',
    "with an escape": '{"\\u0024ref": "http://HOST/s.json"}',
    "a dialect": '{"$schema": "http://HOST/dialect.json", "type": "object"}',
    "no JSON": "{",
    "deep": "[" * 100_000,
}


@pytest.mark.parametrize("schema", SCHEMAS.values(), ids=SCHEMAS)
@pytest.mark.parametrize("packed", [False, True], ids=["chart", "archive"])
def test_schemas_of_values_refer_to_nothing_elsewhere(
    project: Path, run: Run, asked: list[str], schema: str, packed: bool
) -> None:
    write(project, CHART)
    text = schema.replace("HOST", asked[0])
    if packed:
        archive(project, {"sub/Chart.yaml": CHART["Chart.yaml"], "sub/values.schema.json": text})
    else:
        write(project, {"values.schema.json": text})
    found = run("check", ".", "--render")
    assert asked[1:] == []
    assert "not rendered: " in found.err


def archive(project: Path, files: dict[str, str]) -> None:
    (project / "charts").mkdir(exist_ok=True)
    with tarfile.open(project / "charts" / "sub-1.tgz", "w:gz") as packed:
        for name, text in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(text.encode())
            packed.addfile(member, io.BytesIO(text.encode()))


@pytest.mark.skipif(not which("helm"), reason="no helm here")
def test_a_chart_with_schemas_and_packed_charts_is_rendered(project: Path, run: Run) -> None:
    schema = json.dumps(
        {
            "$schema": "http://json-schema.org/draft-07/schema#",
            "$defs": {"a": {"type": "integer"}},
            "properties": {"a": {"$ref": "#/$defs/a"}, "$ref": {"type": "string"}},
        }
    )
    chart = CHART["Chart.yaml"] + "dependencies: [{name: sub, version: 1.0.0, repository: 'https://charts.example/'}]\n"
    write(project, {**CHART, "Chart.yaml": chart, "values.schema.json": schema})
    archive(
        project,
        {
            "sub/Chart.yaml": CHART["Chart.yaml"].replace("web", "sub"),
            "sub/values.schema.json": schema,
            "sub/templates/s.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: s}\n",
        },
    )
    found = run("check", ".", "--render")
    assert "2 rendered" in found.err, found.err
    assert found.status == 0


@pytest.mark.skipif(not which("helm"), reason="no helm here")
def test_dependencies_and_look_ups_of_a_chart_ask_nobody(project: Path, run: Run, asked: list[str]) -> None:
    """Helm is only asked for what it has: a dependency that is not there is its complaint, a look-up finds nothing."""
    write(project, CHART)
    dependency = f"dependencies: [{{name: sub, version: 1.0.0, repository: 'http://{asked[0]}/'}}]\n"
    write(project, {"Chart.yaml": CHART["Chart.yaml"] + dependency})
    found = run("check", ".", "--render")
    assert "missing in charts/" in found.err
    template = '{{ lookup "v1" "Secret" "default" "a" | toYaml }}{{ getHostByName "localhost" }}'
    write(project, {"Chart.yaml": CHART["Chart.yaml"], "templates/n.txt": f"{NAMED}data: {{x: '{template}'}}\n"})
    write(
        project, {"templates/a.yaml": DEPLOYMENT.replace("{name: a}", "{name: 'a{{ getHostByName \"localhost\" }}'}")}
    )
    found = run("check", ".", "--render")
    assert (found.status, found.out) == (0, "")
    assert "2 rendered" in found.err
    assert asked[1:] == []


@POSIX
def test_files_of_a_chart_are_regular_and_of_the_project(
    project: Path, run: Run, program: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory
) -> None:
    told = program("helm", 'echo started > "$TOLD/started"\n')
    outside = tmp_path_factory.mktemp("outside")
    write(outside, {"secret.yaml": "token: secret\n"})
    write(project, {f"chart/{name}": text for name, text in CHART.items()})
    odd = project / "chart" / "templates" / "odd.yaml"
    for make in (
        lambda: odd.symlink_to(outside / "secret.yaml"),
        lambda: odd.symlink_to("/proc/self/environ"),
        lambda: odd.symlink_to("/dev/zero"),
        lambda: odd.symlink_to(outside),
        lambda: odd.symlink_to("../.."),
        lambda: odd.symlink_to("nowhere"),
        lambda: os.mkfifo(odd),
    ):
        make()
        found = run("check", "chart/Chart.yaml", "--render")
        assert "chart: not rendered: " in found.err, found.err
        odd.unlink()
    assert not (told / "started").exists()
    write(project, {"common/a.yaml": DEPLOYMENT})
    odd.symlink_to("../../common/a.yaml")
    run("check", "chart/Chart.yaml", "--render")
    assert (told / "started").exists(), "a link to another file of the project is followed"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (gzip.compress(b"\0" * (charts.BYTES + 1)), "no single archive"),
        (b"no gzip", "cannot be unpacked"),
        (gzip.compress(b"x" * 3000), "cannot be read"),
        (gzip.compress(b"") + gzip.compress(b"a"), "no single archive"),
    ],
    ids=["a bomb", "not packed", "no archive", "two in one"],
)
def test_archives_of_charts_that_are_odd(project: Path, run: Run, data: bytes, words: str) -> None:
    write(project, CHART)
    (project / "charts").mkdir()
    (project / "charts" / "sub-1.tgz").write_bytes(data)
    found = run("check", ".", "--render")
    assert f"not rendered: charts/sub-1.tgz {'is ' if words.startswith('no ') else ''}{words}" in found.err


def test_archives_in_archives_are_not_looked_into(project: Path, run: Run) -> None:
    write(project, CHART)
    archive(project, {"sub/charts/deep.tgz": "x"})
    assert "holds another archive, sub/charts/deep.tgz" in run("check", ".", "--render").err


@POSIX
@pytest.mark.parametrize("origin", ["../../../../../../../../../dev/zero", "../../outside/secret.yaml", "/etc/passwd"])
def test_what_is_rendered_cannot_have_other_files_shown(
    project: Path, run: Run, program: Callable[..., Path], origin: str
) -> None:
    """It says itself of which file it was made."""
    inner = project / "inner"
    (inner / ".git").mkdir(parents=True)
    write(project, {"outside/secret.yaml": "token: secret\n"})
    write(inner, {f"chart/{name}": text for name, text in CHART.items()})
    write(inner, {f"k/{name}": text for name, text in BY_PROGRAM.items()})
    wrong = DEPLOYMENT.replace("m:1", "Wrong")
    write(project, {"helm.out": f"---\n# Source: web/{origin}\n{wrong}"})
    annotated = wrong.replace(
        "{name: a}", f"{{name: a, annotations: {{config.kubernetes.io/origin: 'path: {origin}'}}}}"
    )
    write(project, {"kustomize.out": annotated})
    program("helm", f"cat {project}/helm.out\n")
    program("kustomize", f"cat {project}/kustomize.out\n")
    found = run("check", str(inner), "--render")
    assert "2 rendered" in found.err
    assert found.out.count("[image-invalid]") == 2
    assert "inner/chart/Chart.yaml:1:1" in found.out
    assert "inner/k/kustomization.yaml:1:1" in found.out
    assert "secret" not in found.out
