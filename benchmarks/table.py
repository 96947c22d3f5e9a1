"""podlint beside the others: one table of medians, with the ratios to the fastest tool that there is to compare.

    python benchmarks/table.py [FOLDER]

FOLDER holds manifests (default: `../shared/corpus` beside the checkout, else `examples`); eight copies of it are the
large project. kubeconform is measured where it is on the PATH; kubernetes-validate, yamllint and checkov where their
environment is given in OTHERS (`./dev bench` makes it). kubeconform reads the schemas that kubernetes-validate brings,
each made whole in a file of its own, so that it asks no network.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from commands import Cost, in_turns
from parsing import parse_rate
from standalone import write

ROOT = Path(__file__).parents[1]
PODLINT = str(Path(sys.executable).with_name("podlint"))
COPIES = 8


def main() -> None:
    """Print the table."""
    given = [Path(argument) for argument in sys.argv[1:]]
    folder = next(p for p in (*given, ROOT.parent / "shared" / "corpus", ROOT / "examples") if p.is_dir())
    with tempfile.TemporaryDirectory() as schemas:
        _measure(folder, Others(Path(schemas)))
    from growth import main as growth

    growth()
    from server import main as server

    server()


def _measure(folder: Path, others: Others) -> None:
    if others.why:
        print(others.why)
    _print("one small file", _one_file("web.yaml", others, runs=11))
    _print("one file with an error", _one_file("first-pod.yaml", others, runs=11))
    size, rate = parse_rate(folder)
    print(f"\nparse with positions: {rate:.1f} MB/s over {size:.1f} MB")
    with tempfile.TemporaryDirectory() as temporary:
        _large(folder, Path(temporary), others)


class Others:
    """The tools to compare with, and the commands that check files with them.

    Schemas for kubeconform are written into a folder; `why` says why it is not measured, if it is not.
    """

    def __init__(self, folder: Path) -> None:
        environment = Path(os.environ.get("OTHERS", ROOT / ".venv-others"))
        self._bin = environment / "bin"
        self._kubeconform = shutil.which("kubeconform")
        self._folder = folder
        schemas = next(environment.glob("lib/*/site-packages/kubernetes_validate/kubernetes-json-schema"), None)
        versions = [path for path in schemas.iterdir() if not path.name.endswith("strict")] if schemas else []
        self.why = ""
        if self._kubeconform is None:
            self.why = "kubeconform is not on the PATH: it is not measured"
        elif not versions:
            self.why = "kubernetes-validate is not installed: there are no schemas to measure kubeconform with"
        else:
            write(max(versions, key=_version), folder)

    def kubeconform(self, *paths: str) -> dict[str, list[str]]:
        """The command of kubeconform, if it is there, with schemas from the disk."""
        if self._kubeconform is None or self.why:
            return {}
        location = f"{self._folder}/{{{{ .ResourceKind }}}}{{{{ .KindSuffix }}}}.json"
        options = ["-schema-location", location, "-ignore-missing-schemas", "-n", str(os.cpu_count() or 1)]
        return {"kubeconform": [self._kubeconform, *options, *paths]}

    def python(self, file: str) -> dict[str, list[str]]:
        """The commands of the tools in Python for one file."""
        commands = {
            "kubernetes-validate": ["kubernetes-validate", file],
            "yamllint": ["yamllint", file],
            "checkov": ["checkov", "--quiet", "--compact", "--skip-download", "--framework", "kubernetes", "-f", file],
        }
        return {
            name: [str(self._bin / command[0]), *command[1:]]
            for name, command in commands.items()
            if (self._bin / command[0]).is_file()
        }


def _version(folder: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in folder.name.lstrip("v").split("-")[0].split(".") if part.isdigit())


def _one_file(name: str, others: Others, runs: int) -> dict[str, Cost]:
    file = str(ROOT / "examples" / "manifests" / name)
    with tempfile.TemporaryDirectory() as temporary:
        copy = shutil.copy(file, temporary)
        commands = {"bare python": [sys.executable, "-c", "pass"], "podlint": [PODLINT, "check", copy]}
        found = in_turns({**commands, **others.kubeconform(copy)}, runs, Path(temporary))
        return {**found, **in_turns(others.python(copy), 3, Path(temporary))}


def _large(folder: Path, temporary: Path, others: Others) -> None:
    """Eight copies of a folder: cold, warm, and one file that has changed."""
    for number in range(COPIES):
        shutil.copytree(folder, temporary / f"copy{number}", symlinks=True)
    subprocess.run(["git", "init", "-q", "."], cwd=temporary, check=True)
    files = sorted(path for path in temporary.rglob("*.y*ml") if path.is_file())
    print(f"\nlarge: {len(files)} YAML files, {sum(path.stat().st_size for path in files) / 1e6:.0f} MB")
    cold = {
        "podlint cold": [PODLINT, "check", ".", "--no-cache"],
        "podlint cold, one process": [PODLINT, "check", ".", "--no-cache", "--jobs", "1"],
    }
    found = in_turns({**cold, **others.kubeconform(".")}, 3, temporary)
    in_turns({"first": [PODLINT, "check", "."]}, 1, temporary)
    found.update(in_turns({"podlint warm": [PODLINT, "check", "."]}, 5, temporary))
    changed = next(path for path in files if b"kind: Deployment" in path.read_bytes())

    def change() -> None:
        with changed.open("a") as stream:
            stream.write("# changed\n")

    found.update(in_turns({"podlint one file changed": [PODLINT, "check", str(changed)]}, 5, temporary, change))
    _print("large", found)


def _print(title: str, costs: dict[str, Cost]) -> None:
    """A table of costs, with the ratios of wall time to that of kubeconform, or of podlint where that is not there."""
    base = next((costs[name] for name in ("kubeconform", "podlint", "podlint cold") if name in costs), None)
    print(f"\n{title:<28}{'wall s':>10}{'CPU s':>10}{'MB':>8}{'ratio':>8}")
    for name, found in costs.items():
        ratio = found.wall / base.wall if base is not None else 0
        print(f"  {name:<26}{found.wall:>10.3f}{found.cpu:>10.3f}{found.megabytes:>8.0f}{ratio:>8.2f}")


if __name__ == "__main__":
    main()
