"""Measure podlint against the API server's own code, on mutants of valid objects.

    python tools/measure_server.py [--count N] [--seed S] [--slips] [--kinds KIND,...] [--show WHAT] [FILE...]

Each object of `tools/oracle/objects` (or of the files named) is changed in one place: a field removed, made null or of
another type, a value out of range, in capitals or with a newline behind it, an entry twice, an unknown field. With
`--slips` the changes are others: fields moved, added and exchanged, values at limits, other forms of addresses. The
server's code says which of the mutants it refuses (see `server_oracle`); podlint should report an error on those, and
none on the others. Prints the rates for workloads, everyday kinds and all kinds, and of the errors that stand
where the server says or where the change is. `--show` names the mutants in question: `missed`, `wrong`, `place`, and
`warnings` of the server without a finding.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import yaml

sys.path.insert(0, str(Path(__file__).parent))
import server_mutants
import server_oracle
import server_slips
from podlint import testing
from podlint.findings.finding import Finding, Severity

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
OBJECTS = Path(__file__).parent / "oracle" / "objects"
WORKLOADS = frozenset(
    ("Pod", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "PodTemplate"),
).union(("Job", "CronJob"))
EVERYDAY = WORKLOADS.union(
    ("Service", "ConfigMap", "Secret", "ServiceAccount", "Namespace", "PersistentVolumeClaim", "PersistentVolume"),
    ("Ingress", "NetworkPolicy", "HorizontalPodAutoscaler", "PodDisruptionBudget", "StorageClass", "PriorityClass"),
    ("Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding", "LimitRange", "ResourceQuota"),
)
GROUPS = {"workloads": WORKLOADS, "everyday kinds": EVERYDAY, "all kinds": None}
LATER = frozenset(
    ("image-invalid", "probe-port-undeclared", "removed-volume-plugin", "contradictory-security-context"),
).union(("cron-schedule", "scheduling-contradiction", "port-conflict", "rollout-deadlock", "shell-script-words"))
"""Rules that also report what the server takes and what cannot run: an image that nobody can pull, say."""


_UNKNOWN = re.compile(r'unknown field "([^"]*)"')


class Judged(NamedTuple):
    """A mutant, what the server says of it, and what podlint finds."""

    mutant: server_mutants.Mutant
    answer: server_oracle.Answer
    findings: list[Finding]

    @property
    def errors(self) -> list[Finding]:
        """What podlint says that the server refuses."""
        return [finding for finding in self.findings if finding.severity is Severity.ERROR]

    @property
    def missed(self) -> bool:
        """Refused by the server, and podlint says nothing of it."""
        return not self.answer.accepted and not self.errors

    @property
    def place(self) -> bool:
        """Refused, and podlint's errors stand neither where the server says nor where the mutant was changed."""
        if self.answer.accepted or not self.errors:
            return False
        root = yaml.compose(self.mutant.text, Loader=_Loader)
        paths = [self.mutant.path, *(_steps(cause.field) for cause in self.answer.causes if cause.field)]
        paths += [_steps(field) for cause in self.answer.causes for field in _UNKNOWN.findall(cause.message)]
        lines = {line for path in paths for line in _lines(root, path)}
        if 1 in lines:  # what the object as a whole lacks is said of its kind
            lines |= _lines(root, ("kind",))
        return lines.isdisjoint(finding.location.start.line for finding in self.errors)

    @property
    def wrong(self) -> bool:
        """Accepted by the server, though podlint reports an error."""
        return self.answer.accepted and any(finding.rule not in LATER for finding in self.errors)


def main(arguments: list[str]) -> int:
    """Print the rates; returns an exit status: 1 where podlint reports what the server accepts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=4000, help="how many mutants, drawn from all (default: 4000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--slips", action="store_true", help="other changes: fields moved and added, values at limits")
    parser.add_argument("--kinds", default="", help="only objects of these kinds")
    parser.add_argument("--show", choices=("missed", "wrong", "place", "warnings"), action="append", default=[])
    parser.add_argument("files", nargs="*", type=Path)
    options = parser.parse_args(arguments)
    mutants = drawn(options)
    answers = server_oracle.ask(mutant.text for mutant in mutants)
    judged = [
        Judged(mutant, answer, testing.run(mutant.text, settings={"kubernetes_versions": (server_oracle.VERSION,)}))
        for mutant, answer in zip(mutants, answers, strict=True)
        if answer.judged
    ]
    _rates(judged)
    for what in options.show:
        _show(what, judged)
    return 1 if any(one.wrong for one in judged) else 0


def drawn(options: argparse.Namespace) -> list[server_mutants.Mutant]:
    """The mutants of a run: some of all that there are, the same for the same seed."""
    paths = options.files or sorted(OBJECTS.glob("*.yaml"))
    kinds = set(filter(None, options.kinds.split(",")))
    objects = [
        data
        for path in paths
        for data in yaml.load_all(path.read_text(encoding="utf-8"), Loader=_Loader)
        if isinstance(data, dict)
    ]
    known = server_slips.pool(objects)
    every = [
        mutant
        for data in objects
        if not kinds or data.get("kind") in kinds
        for mutant in (server_slips.mutants(data, known) if options.slips else server_mutants.mutants(data))
    ]
    chosen = random.Random(options.seed).sample(every, min(options.count, len(every)))
    print(f"{len(chosen)} of {len(every)} mutants", file=sys.stderr)
    return chosen


def _rates(judged: list[Judged]) -> None:
    for name, kinds in GROUPS.items():
        some = [one for one in judged if kinds is None or one.mutant.kind in kinds]
        refused = [one for one in some if not one.answer.accepted]
        missed = sum(one.missed for one in refused)
        wrong = sum(one.wrong for one in some)
        share = 100 * (1 - missed / len(refused)) if refused else 100.0
        accepted = len(some) - len(refused)
        print(
            f"{name}: {share:.2f} % of {len(refused)} refused ones found, {wrong} of {accepted} accepted ones reported"
        )
    found = [one for one in judged if not one.answer.accepted and one.errors]
    there = 100 * (1 - sum(one.place for one in found) / max(len(found), 1))
    print(f"place: {there:.2f} % of {len(found)} stand where the server says or where the change is")


def _steps(field: str) -> server_mutants.Path:
    """The path of a field as the server writes it: `spec.ports[0].name`, `data[a.b]`."""
    steps: list[str | int] = []
    for name, key in re.findall(r"([^.\[\]]+)|\[([^\]]*)\]", field):
        steps.append(name or (int(key) if key.isdigit() else key))
    return tuple(steps)


def _lines(node: Any, path: server_mutants.Path) -> set[int]:
    """The lines of what stands at a path, with its key; of what is absent those of the mapping that lacks it."""
    lines = {node.start_mark.line + 1}
    for step in path:
        if isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == str(step)), None)
            if found is None:
                return lines
            lines = {found[0].start_mark.line + 1, found[1].start_mark.line + 1}
            node = found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            lines = {node.start_mark.line + 1}
        else:
            return lines
    return lines


def _show(what: str, judged: list[Judged]) -> None:
    if what == "warnings":
        texts = [
            (re.sub(r'"[^"]*"|\d+', "_", text), one)
            for one in judged
            if one.answer.accepted and not one.findings
            for text in one.answer.warnings
        ]
        for text, count in Counter(text for text, _ in texts).most_common():
            one = next(one for found, one in texts if found == text)
            print(f"{count:4} {text}   ({one.mutant.kind}: {one.mutant.name})")
        return
    for one in sorted(
        (one for one in judged if getattr(one, what)), key=lambda one: (one.mutant.kind, one.mutant.name)
    ):
        says = "; ".join(f"{cause.field}: {cause.message}" for cause in one.answer.causes)
        finds = "; ".join(f"{found.rule}: {found.message}" for found in one.errors)
        print(f"{one.mutant.kind}: {one.mutant.name} | {(says or finds)[:300]!r}")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
