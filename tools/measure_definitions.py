"""Measure podlint against the API server's own code, on custom resources made of their definitions.

    python tools/measure_definitions.py [--count N] [--seed S] [--kinds KIND,...] [--random N] [--show WHAT] [PATH...]

For each version of each CustomResourceDefinition in the files and folders, and of N that are made at random
(`custom_definitions`), objects are made at random that fit its
schema, and changed in one place each (see `custom_instances`, `server_mutants`). The server's code says which of them
are refused; podlint should report an error on those, and none on the others. Prints the rates, and of the errors how
many stand where the server says or where the change is. `--show` names those in question: `missed`, `wrong`, `place`.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import yaml

sys.path.insert(0, str(Path(__file__).parent))
import custom_definitions
import custom_instances
import server_mutants
import server_oracle
from measure_server import Judged
from podlint import testing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podlint.findings.finding import Finding


def main(arguments: list[str]) -> int:
    """Print the rates; returns an exit status: 1 where podlint reports what the server accepts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=40, help="how many objects of each version (default: 40)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kinds", default="", help="only definitions of these kinds")
    parser.add_argument("--show", choices=("missed", "wrong", "place"), action="append", default=[])
    parser.add_argument("--random", type=int, default=0, help="how many definitions to make (default: none)")
    parser.add_argument("paths", nargs="*", type=Path)
    options = parser.parse_args(arguments)
    kinds = set(filter(None, options.kinds.split(",")))
    judged: list[Measured] = []
    unusable = 0
    chance = Random(options.seed)
    made = [custom_definitions.definition(number, chance) for number in range(options.random)]
    for definition in (*definitions(options.paths), *made):
        if kinds and definition["spec"]["names"]["kind"] not in kinds:
            continue
        found = _judged(definition, options)
        unusable += sum(one.answer.stage in ("definition", "unknown") for one in found)
        judged += [one for one in found if one.answer.stage not in ("definition", "unknown")]
    _rates(judged, unusable)
    for what in options.show:
        for one in judged:
            if getattr(one, what):
                _show(one)
    return 1 if any(one.wrong for one in judged) else 0


def definitions(paths: list[Path]) -> Iterator[dict[str, Any]]:
    """The CustomResourceDefinitions in files and folders, each kind once."""
    seen: set[str] = set()
    files = [file for path in paths for file in (sorted(path.rglob("*.y*ml")) if path.is_dir() else [path])]
    for file in files:
        text = file.read_text(encoding="utf-8", errors="replace")
        if "kind: CustomResourceDefinition" not in text or "{{" in text.replace("{{.", ""):
            continue
        try:
            documents = list(yaml.load_all(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
        except yaml.YAMLError:
            continue
        for document in documents:
            if isinstance(document, dict) and document.get("apiVersion") == "apiextensions.k8s.io/v1":
                name = str((document.get("metadata") or {}).get("name"))
                if document.get("kind") == "CustomResourceDefinition" and name not in seen:
                    seen.add(name)
                    yield document


class Measured(Judged):
    """A custom resource, what the server says of it, and what podlint finds."""

    @property
    def wrong(self) -> bool:
        """Accepted by the server, though podlint reports an error; of pods inside it is an operator that is refused."""
        about = ("structure", "names", "deprecated")
        return self.answer.accepted and any(finding.category in about for finding in self.errors)


def _judged(definition: dict[str, Any], options: argparse.Namespace) -> list[Measured]:
    text = yaml.safe_dump({key: definition[key] for key in ("apiVersion", "kind", "metadata", "spec")}, sort_keys=False)
    random = Random(f"{options.seed} {definition['metadata']['name']}")
    mutants = [
        mutant
        for version in definition["spec"]["versions"]
        if version.get("served")
        for mutant in _mutants(definition, version, random, options.count)
    ]
    answers = server_oracle.ask_custom((text, mutant.text) for mutant in mutants)
    found = _findings(text, [mutant.text for mutant in mutants])
    return [Measured(*row) for row in zip(mutants, answers, found, strict=True)]


def _mutants(
    definition: dict[str, Any], version: dict[str, Any], random: Random, count: int
) -> Iterator[server_mutants.Mutant]:
    """Objects of a version: of every ten one as it was made, the others changed."""
    for number in range(0, count, 10):
        made = custom_instances.instance(definition, version, f"w{number}", random)
        yield server_mutants.Mutant(made["kind"], f"as made {number}", made)
        every = list(server_mutants.mutants(made))
        yield from random.sample(every, min(9, len(every)))


def _findings(definition: str, texts: list[str]) -> list[list[Finding]]:
    """What podlint finds in each object, linted together with the definition."""
    files = {"definition.yaml": definition, **{f"objects/{number}/o.yaml": text for number, text in enumerate(texts)}}
    settings = {"kubernetes_versions": (server_oracle.VERSION,)}
    found: dict[str, list[Finding]] = {name: [] for name in files}
    for finding in testing.run_all(files, settings=settings):
        found[finding.location.path].append(finding)
    return [found[f"objects/{number}/o.yaml"] for number in range(len(texts))]


def _rates(judged: list[Measured], unusable: int) -> None:
    refused = [one for one in judged if not one.answer.accepted]
    missed, wrong = sum(one.missed for one in refused), sum(one.wrong for one in judged)
    share = 100 * (1 - missed / max(len(refused), 1))
    kinds = len({one.mutant.kind for one in judged})
    print(f"{len(judged)} objects of {kinds} kinds, {unusable} not judged")
    print(
        f"{share:.2f} % of {len(refused)} refused ones found,"
        f" {wrong} of {len(judged) - len(refused)} accepted ones reported"
    )
    found = [one for one in refused if one.errors]
    there = 100 * (1 - sum(one.place for one in found) / max(len(found), 1))
    print(f"place: {there:.2f} % of {len(found)} stand where the server says or where the change is")
    stages = Counter(one.answer.stage for one in refused)
    print(", ".join(f"{count} refused by {stage}" for stage, count in stages.most_common()))


def _show(one: Measured) -> None:
    says = "; ".join(f"{cause.field}: {cause.message}" for cause in (*one.answer.causes, *one.answer.later))
    finds = "; ".join(f"{found.location.start.line} {found.rule}: {found.message}" for found in one.errors)
    print(f"{one.mutant.kind}: {one.mutant.name}\n    server: {says[:400]}\n    podlint: {finds[:400]}")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
