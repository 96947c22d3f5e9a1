"""Count the rules in CEL of definitions of custom resources, and which of them podlint evaluates.

    python tools/measure_rules.py PATH...

Prints for the CustomResourceDefinitions in the files and folders how many rules (`x-kubernetes-validations`) they have,
how many podlint evaluates for an object that is made, and each of the others with the reason. Exits with 1 where some
are not evaluated that the server would evaluate then.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parent))
from measure_definitions import definitions
from podlint.schema.cel import bounds, runtime
from podlint.schema.cel.judge import as_evaluated
from podlint.schema.structural import applies_on_create

if TYPE_CHECKING:
    from collections.abc import Iterator

USUAL = bounds.Size(total=20_000, text=253, entries=50)
"""How big an object is for which a rule is to be evaluated in time."""


class Rule(NamedTuple):
    """A rule of a version of a kind, where it stands, and why it is not evaluated; None where it is."""

    kind: str
    path: str
    expression: str
    why: str | None


def main(arguments: list[str]) -> int:
    """Print the counts; returns an exit status."""
    paths = [Path(argument) for argument in arguments]
    found = [rule for definition in definitions(paths) for rule in rules(definition)]
    changes = [rule for rule in found if rule.why == ABOUT_CHANGES]
    others = [rule for rule in found if rule.why not in (None, ABOUT_CHANGES)]
    kinds = len({rule.kind for rule in found})
    print(f"{len(found)} rules of {kinds} kinds: {len(found) - len(changes) - len(others)} evaluated,")
    print(f"{len(changes)} {ABOUT_CHANGES}, {len(others)} not evaluated")
    for rule in others:
        print(f"{rule.kind}: {rule.path}: {rule.expression}\n    {rule.why}")
    return 1 if others else 0


ABOUT_CHANGES = "about changes only"


def rules(definition: dict[str, Any]) -> Iterator[Rule]:
    """The rules of a definition, of all its versions."""
    spec = definition["spec"]
    for version in spec["versions"]:
        schema = (version.get("schema") or {}).get("openAPIV3Schema") or {}
        for path, rule in _below(schema, version["name"]):
            yield Rule(spec["names"]["kind"], path, rule["rule"], why_not(rule))


def why_not(rule: dict[str, Any]) -> str | None:
    """Why podlint does not evaluate a rule for an object of usual size that is made; None where it does."""
    if not applies_on_create(rule):
        return ABOUT_CHANGES
    expression = as_evaluated(rule, rule["rule"])
    try:
        runtime.program(expression)
    except runtime.Failed as failure:
        return str(failure)
    return None if bounds.work(expression, USUAL) is not None else "it may take too long"


def _below(node: Any, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    if not isinstance(node, dict):
        return
    for rule in node.get("x-kubernetes-validations") or ():
        yield path, rule
    for name, child in (node.get("properties") or {}).items():
        yield from _below(child, f"{path}.{name}")
    yield from _below(node.get("items"), f"{path}[]")
    yield from _below(node.get("additionalProperties"), f"{path}.*")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
