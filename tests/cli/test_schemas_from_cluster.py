"""`podlint schemas from-cluster`: what a kubectl prints, which is one of the test's own."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

import pytest
from test_schemas import CRD, EXPECTED, KEY, WIDGET, _lock

from podlint.collecting import cluster
from podlint.yaml.reader import parse
from podlint.yaml.source import decode

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Outcome

    Run = Callable[..., Outcome]

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the programs are scripts")


@pytest.fixture
def kubectl(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Make a kubectl of Python code, the only one there is; it notes its arguments in a file, which is given."""
    folder = tmp_path_factory.mktemp("bin")
    monkeypatch.setenv("PATH", str(folder))

    def make(code: str) -> Path:
        program = folder / "kubectl"
        noted = folder / "arguments"
        program.write_text(
            f"#!{sys.executable}\nimport sys, time\nopen({str(noted)!r}, 'w').write(' '.join(sys.argv[1:]))\n{code}\n"
        )
        program.chmod(0o755)
        return noted

    return make


@pytest.fixture
def widget(project: Path) -> Path:
    """A project with one object of a kind that nobody defines."""
    (project / "w.yaml").write_text(WIDGET)
    return project


def _crds(*texts: str) -> str:
    items = []
    for text in texts:
        (composed,) = parse(decode(text.encode(), "crd.yaml")[0]).sound
        items.append({key: value for key, value in composed.document.data.items() if key not in ("kind", "apiVersion")})
    return json.dumps({"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinitionList", "items": items})


def test_the_kinds_of_the_project_are_kept(run: Run, widget: Path, kubectl: Callable[[str], Path]) -> None:
    noted = kubectl(f"print({_crds(CRD, CRD.replace('idget', 'adget'))!r})")
    outcome = run("schemas", "from-cluster")
    assert outcome.status == 0, outcome.err
    assert outcome.out == f"added {KEY} from cluster\n"
    assert noted.read_text() == (
        "--request-timeout=120s get customresourcedefinitions.apiextensions.k8s.io --output=json"
    )
    assert run("check", "-o", "concise").out == EXPECTED


def test_a_context_and_all_definitions_may_be_asked_for(run: Run, widget: Path, kubectl: Callable[[str], Path]) -> None:
    noted = kubectl(f"print({_crds(CRD, CRD.replace('idget', 'adget'))!r})")
    assert run("schemas", "from-cluster", "--context", "prod", "--all").status == 0
    assert noted.read_text().startswith("--context=prod ")
    found = _lock(widget)["definitions"]
    assert sorted(found) == ["example.com/v1/Wadget", KEY]
    assert found[KEY]["source"] == "cluster prod"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("print('no connection', file=sys.stderr); sys.exit(1)", "kubectl: it ends with 1: no connection"),
        ("sys.exit(3)", "kubectl: it ends with 3"),
        ("print('{')", "kubectl: it prints no definitions"),
        ("print('{\"items\": []}')", "kubectl: it prints no definitions"),
        ("time.sleep(30)", "kubectl: it does not end within 1 seconds"),
        ("sys.stdout.write('x' * 3000000)", "kubectl: it prints more than 1 MiB"),
    ],
)
def test_a_kubectl_that_fails_changes_nothing(
    run: Run,
    widget: Path,
    kubectl: Callable[[str], Path],
    monkeypatch: pytest.MonkeyPatch,
    code: str,
    words: str,
) -> None:
    monkeypatch.setattr(cluster, "SECONDS", 1 if "sleep" in code else 20)
    monkeypatch.setattr(cluster, "MOST_BYTES", 2**20)
    kubectl(code)
    outcome = run("schemas", "from-cluster")
    assert (outcome.status, outcome.out) == (2, "")
    assert words in outcome.err
    assert not (widget / ".podlint").exists()


def test_without_kubectl_it_says_so(run: Run, widget: Path, kubectl: Callable[[str], Path]) -> None:
    assert run("schemas", "from-cluster").err == "podlint: schemas from-cluster needs kubectl, which is not there\n"
