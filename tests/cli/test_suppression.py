"""What is not reported, because somebody said so: in the file, or in the configuration."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Outcome

    Run = Callable[..., Outcome]

POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: NAME}\nspec: {containers: [{name: a, image: nginx}]}\n"
CONCISE = ("--select", "image-latest,unused-suppression,unknown-suppression", "--output-format", "concise")


def places(found: Outcome) -> list[str]:
    """Path, line and rule of each finding."""
    return [
        f"{line.split(':')[0]}:{line.split(':')[1]} {line.rpartition('[')[2][:-1]}" for line in found.out.splitlines()
    ]


def entry(**keys: str) -> str:
    lines = [
        f"    {key}: {value}\n" for key, value in {"rules": "[image-latest]", "reason": "vendored", **keys}.items()
    ]
    return f"ignore:\n  - {lines[0].strip()}\n{''.join(lines[1:])}"


@pytest.fixture
def pods(project: Path) -> Path:
    (project / "vendor").mkdir()
    for name in ("a", "vendor/b"):
        (project / f"{name}.yaml").write_text(POD.replace("NAME", name[-1]))
    return project


def test_suppressed_findings_are_counted(project: Path, run: Run) -> None:
    (project / "a.yaml").write_text(f"# podlint: ignore-file[image-latest] because\n{POD.replace('NAME', 'a')}")
    found = run("check", ".", *CONCISE)
    assert (found.status, found.out) == (0, "")
    assert "1 suppressed" in found.err
    report = json.loads(run("check", ".", "--select", "image-latest", "--output-format", "json").out)
    assert report["summary"]["suppressed"] == 1
    assert run("check", ".", *CONCISE, "--no-inline-ignores").status == 1


@pytest.mark.parametrize(
    ("config", "left"),
    [
        (entry(path="vendor/**"), ["a.yaml:4 image-latest"]),
        (entry(path="'*.yaml'"), []),
        (entry(kind="Pod", name="a"), ["vendor/b.yaml:4 image-latest"]),
        (entry(pointer="/spec/containers/name=a"), []),
        (entry(pointer="/spec/containers/0/image", path="a.yaml"), ["vendor/b.yaml:4 image-latest"]),
        (entry(group="''", until="2999-12-31"), []),
        (
            entry(kind="Deployment"),
            [".podlint.yaml:2 unused-suppression", "a.yaml:4 image-latest", "vendor/b.yaml:4 image-latest"],
        ),
        (
            entry(kind="Pod", until="2020-01-31"),
            [".podlint.yaml:2 unused-suppression", "a.yaml:4 image-latest", "vendor/b.yaml:4 image-latest"],
        ),
        (
            entry(kind="Pod").replace("[image-latest]", "[image-latest, image-lastest]"),
            [".podlint.yaml:2 unknown-suppression"],
        ),
    ],
)
def test_entries_of_the_configuration(pods: Path, run: Run, config: str, left: list[str]) -> None:
    (pods / ".podlint.yaml").write_text(config)
    assert places(run("check", ".", *CONCISE)) == left


def test_an_entry_for_other_files_is_not_called_unused(pods: Path, run: Run) -> None:
    (pods / ".podlint.yaml").write_text(entry(path="vendor/**"))
    assert places(run("check", "a.yaml", *CONCISE)) == ["a.yaml:4 image-latest"]


def test_entries_stand_beside_the_names_of_rules(pods: Path, run: Run) -> None:
    (pods / ".podlint.yaml").write_text("ignore:\n  - bare-pod\n  - {rules: image-latest, name: a, reason: old}\n")
    found = places(run("check", ".", "--extend-select", "host-users", "--output-format", "concise"))
    assert "vendor/b.yaml:4 image-latest" in found
    assert not [place for place in found if "bare-pod" in place or place == "a.yaml:4 image-latest"]


def test_entries_in_pyproject(pods: Path, run: Run) -> None:
    (pods / "pyproject.toml").write_text(
        "[tool.podlint]\n[[tool.podlint.ignore]]\n"
        "rules = ['image-latest']\nname = 'a'\nreason = 'old'\nuntil = 2999-01-01\n"
    )
    assert places(run("check", ".", *CONCISE)) == ["vendor/b.yaml:4 image-latest"]


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ("ignore:\n  - {rules: [a], name: b}\n", ".podlint.yaml:2:24: an ignore entry needs a reason"),
        ("ignore:\n  - {reason: a, name: b}\n", "an ignore entry needs rules: a list of rule names"),
        ("ignore:\n  - {rules: [a], reason: b}\n", "an ignore entry names what it is about: one of path, kind"),
        (
            "ignore:\n  - {rules: [a], reason: b, nmae: c}\n",
            '.podlint.yaml:2:29: unknown key "nmae" of an ignore entry; did you mean "name"?',
        ),
        (
            "ignore:\n  - {rules: [a], reason: b, name: c, until: soon}\n",
            '.podlint.yaml:2:45: until must be a date such as 2027-01-31, not "soon"',
        ),
        ("ignore:\n  - {rules: [a], reason: 3, name: c}\n", "reason of an ignore entry must be a string"),
    ],
)
def test_entries_that_are_wrong(pods: Path, run: Run, config: str, message: str) -> None:
    (pods / ".podlint.yaml").write_text(config)
    found = run("check", ".")
    assert found.status == 2
    assert message in found.err


def test_a_file_says_what_it_is(project: Path, run: Run) -> None:
    (project / "part.yaml").write_text(
        "# podlint: role=patch\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\n"
    )
    (project / "none.yaml").write_text("# podlint: role=skip a test of the reader\napiVersion: v1\nkind: Podd\n")
    (project / "made.yaml").write_text("---\n# podlint: role=template\nkind: {{ .Kind }}\n")
    found = run("check", ".")
    assert (found.status, found.out) == (0, "")
    assert "2 skipped: 1 role-skip, 1 template" in found.err


ADOPTED = """\
apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
    - name: one
      image: nginx
      securityContext: {privileged: true}
    - name: two
      image: registry.example.org/some/where/deep/down/in/the/tree/of/all/images
      args:
        - |
          text
"""


def test_comments_for_all_there_is(project: Path, run: Run) -> None:
    (project / "a.yaml").write_text(ADOPTED)
    rules = (
        "--select",
        "image-latest,privileged-container,missing-container-port,unused-suppression,unknown-suppression",
    )
    found = run("check", ".", *rules, "--add-ignore", "--reason", "from before")
    assert (found.status, found.out) == (0, "")
    assert found.err.startswith("Suppressed 4 findings with comments. All checks passed")
    assert (project / "a.yaml").read_text() == ADOPTED.replace(
        "      image: nginx",
        "      # podlint: ignore[image-latest, missing-container-port] from before\n      image: nginx",
    ).replace(
        "      securityContext",
        "      # podlint: ignore[privileged-container] from before\n      securityContext",
    ).replace("      image: registry", "      # podlint: ignore[image-latest] from before\n      image: registry")
    assert run("check", ".", *rules).status == 0


def test_the_whole_corpus_can_be_adopted(project: Path, run: Run) -> None:
    corpus = Path(__file__).resolve().parents[3] / "shared" / "corpus"
    if not corpus.is_dir():
        pytest.skip("the corpus of real manifests is not here")
    for number, path in enumerate(sorted(corpus.rglob("*.yaml"))[::9]):
        (project / f"{number}.yaml").write_bytes(path.read_bytes())
    found = run("check", ".", "--add-ignore", "--select", "all", "--ignore", "duplicate-object", "-q")
    left = [line for line in found.out.splitlines() if line.endswith("]") and "yaml-syntax" not in line]
    assert [line for line in left if "unused-suppression" not in line] == []
