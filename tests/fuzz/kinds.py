"""The kinds of input, and what must be true of what podlint makes of each."""

from __future__ import annotations

import json
import os
import time
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

from fuzz import broken, edits, mutators, templates
from podlint import registry
from podlint.config import load
from podlint.config.settings import Settings
from podlint.engine.fix import PASSES, apply
from podlint.engine.job import Job, Stdin
from podlint.engine.lint import lint
from podlint.engine.plan import Plan, Plans
from podlint.engine.run import run
from podlint.errors import ConfigError
from podlint.files.discover import Target
from podlint.files.reading import Reader
from podlint.findings.fix import Safety
from podlint.kustomize.build import Builder
from podlint.project.roles import Role
from podlint.rule import INTERNAL_ERROR
from podlint.schema import catalog
from podlint.suppression.writing import silence
from podlint.yaml.source import Source, decode
from podlint.yaml.texts import texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from podlint.findings.finding import Finding
    from podlint.findings.result import Failure
    from podlint.yaml.place import Location

SECONDS = 2.0
"""Longest time, of the processor, that one input of the sizes here may take."""
NOWHERE = Path(os.path.abspath(os.sep)) / "nowhere"
"""A folder that is not there: what lies in it is unsaved."""


class Kind(NamedTuple):
    """A kind of input: how one is made, what is done with it, and how many of 20,000 are of it."""

    make: Callable[[Random], Any]
    bear: Callable[[Any], None]
    share: int


def one(kind: str, seed: int, number: int) -> None:
    """Make one input and have it borne. What is wrong names the input."""
    rng = Random(f"{seed}:{kind}:{number}")
    made = KINDS[kind].make(rng)
    try:
        took = _taken(kind, made)
        if took >= SECONDS:  # or the collector of garbage went through all that the tests before this one left
            took = _taken(kind, made)
        assert took < SECONDS, f"it takes {took:.1f} s"
    except Exception as error:
        raise AssertionError(f"{kind} {number} of seed {seed}: {type(error).__name__}: {error}\n{made!r}") from error


def _taken(kind: str, made: Any) -> float:
    start = time.process_time()
    KINDS[kind].bear(made)
    return time.process_time() - start


@lru_cache(maxsize=1)
def rules() -> registry.Registry:
    return registry.load()


@lru_cache(maxsize=2)
def plan(select: str = "all") -> Plan:
    chosen = Settings(select=(select,)) if select else Settings()
    return Plans(rules(), lambda _: chosen, Reader()).of(Path())[1]


# What must be true


def placed(location: Location, source: Source) -> None:
    """A location lies in its source, and its lines and columns are those of its offsets."""
    start, end = location.span
    assert 0 <= start <= end <= len(source.text), f"span {location.span} of {len(source.text)}"
    assert source.position(start) == location.start, f"{location} begins at {source.position(start)}"
    assert source.position(end) == location.end, f"{location} ends at {source.position(end)}"


def found(findings: Iterable[Finding], failures: Iterable[Failure], source: Source) -> None:
    """Nothing failed, and what was found stands where it says."""
    told = [f"{failure.message}\n{failure.traceback}" for failure in failures]
    assert not told, "\n".join(told)
    for finding in findings:
        assert finding.rule != INTERNAL_ERROR, finding.message
        places = [finding.location, *(related.location for related in finding.related)]
        places += [edit.location for edit in finding.fix.edits] if finding.fix is not None else []
        for place in places:
            if place.path == source.path:
                placed(place, source)


def _problems(source: Source) -> int:
    return sum(len(text.parsed.problems) for text in texts(source).texts)


def fixed(source: Source, findings: list[Finding], again: Callable[[Source], list[Finding]]) -> None:
    """Fixes come to an end, the text parses as before, and fixing once more changes nothing."""
    problems = _problems(source)
    for _ in range(PASSES):
        done = apply(source, findings, Safety.UNSAFE)
        if not done.fixed:
            assert done.text == source.text
            return
        source = Source(source.path, done.text, bom=source.bom)
        assert _problems(source) <= problems, f"it does not parse any more:\n{done.text!r}"
        findings = again(source)
    assert not apply(source, findings, Safety.UNSAFE).fixed, f"fixing does not end:\n{source.text!r}"


# Texts


def read(text: str, name: str = "manifest.yaml") -> tuple[Source, list[Finding]]:
    source, undecodable = decode(text.encode("utf-8", "surrogatepass"), name)
    result = lint(source, plan(), undecodable=undecodable)
    found(result.findings, result.failures, source)
    return source, list(result.findings)


def of_text(text: str) -> None:
    source, findings = read(text)
    if any(finding.fix is not None for finding in findings):
        fixed(source, findings, lambda newer: list(lint(newer, plan()).findings))


def of_markdown(text: str) -> None:
    source, findings = read(text, "notes.md")
    if any(finding.fix is not None for finding in findings):
        fixed(source, findings, lambda newer: list(lint(newer, plan()).findings))


def of_comments(text: str) -> None:
    """A whole run, with suppressions; and comments written for what is found."""
    name, data = str(NOWHERE / "manifest.yaml"), text.encode("utf-8", "surrogatepass")
    report = run(Job(rules(), lambda _: Settings(select=("all",)), stdin=Stdin(data, name)))
    source, _ = decode(data, name)
    found(report.findings, report.failures, source)
    silence(source, report.findings[:3])


def make_text(rng: Random) -> str:
    return mutators.text(rng, rng.choice(mutators.seeds()), rng.choice(mutators.seeds()))


def make_data(rng: Random) -> str:
    value = rng.choice(mutators.data())
    for _ in range(rng.choice((1, 1, 2, 5))):
        value = mutators.value(rng, value)
    return mutators.dumped(rng, value)


def make_fixable(rng: Random) -> str:
    return mutators.text(rng, rng.choice(mutators.fixable()), rng.choice(mutators.seeds()), most=2)


COMMENTS = [
    *(
        "ignore",
        "ignore[{}]",
        "ignore-next-line[{}]",
        "ignore-file[{}]",
        "ignore-file",
        "role={}",
        "kubernetes-version={}",
    ),
    *(
        "ignore[{}, {}] reason",
        "ignore[{}",
        "ignore]{}[",
        "ignore []",
        "IGNORE[{}]",
        "ignore[{}] until=2001-01-01",
        "disable {}",
    ),
]


def make_comments(rng: Random) -> str:
    names = [*rules().rules, "patch", "base", "1.30", "all", "", "no-such-rule", "*", "é", "a" * 200]
    lines = rng.choice(mutators.seeds()).split("\n")
    for _ in range(rng.randint(1, 4)):
        words = rng.choice(COMMENTS).replace("{}", rng.choice(names), 1).replace("{}", rng.choice(names))
        comment = f"#{rng.choice(('', ' ', '  ', '#', chr(9)))}podlint:{rng.choice(('', ' ', '  '))}{words}"
        at = rng.randrange(len(lines))
        if rng.random() < 0.5:
            lines[at] += f" {comment}"
        else:
            lines.insert(at, " " * rng.randrange(9) + comment)
    text = "\n".join(lines)
    return mutators.text(rng, text, text, most=1) if rng.random() < 0.3 else text


def make_markdown(rng: Random) -> str:
    parts = []
    for _ in range(rng.randint(1, 3)):
        fence = rng.choice(("```", "```", "~~~", "````", "``", "```` "))
        close = rng.choice((fence, fence, fence, "```", "", "~~~~", f"{fence} x"))
        margin = rng.choice(("", "", "  ", "> ", ">", "- ", "    ", "\t", ">> ", "1. "))
        info = rng.choice(("yaml", "yml", "json", "YAML", "", "yaml title=x", "yaml,a", "text", "{.yaml}", "yaml `"))
        body = rng.choice(mutators.seeds())
        if rng.random() < 0.4:
            body = mutators.text(rng, body, body, most=2)
        block = f"{fence}{info}\n{body}{close}\n"
        parts.append("".join(margin + line for line in block.splitlines(keepends=True)))
    return mutators.text(rng, "\n".join(parts), "> - ```yaml\n", most=1)


def of_template(text: str) -> None:
    """As a chart's template, and as a file that may be one; what is found is fixed, again and again."""
    for name, role in (("templates/a.yaml", Role.HELM_TEMPLATE), ("a.yaml", Role.MANIFEST), ("a.md", Role.MARKDOWN)):
        written = f"```yaml\n{text}\n```\n" if role is Role.MARKDOWN else text
        source, undecodable = decode(written.encode("utf-8", "surrogatepass"), name)
        result = lint(source, plan(""), role, undecodable)
        found(result.findings, result.failures, source)
        assert not any("\ue000" in finding.message for finding in result.findings) or "\ue000" in text
        findings = list(result.findings)
        for _ in range(PASSES):
            done = apply(source, findings, Safety.SAFE)
            if not done.fixed:
                break
            source = Source(name, done.text, bom=source.bom)
            findings = list(lint(source, plan(""), role).findings)
        else:
            assert not apply(source, findings, Safety.SAFE).fixed, f"fixing does not end:\n{source.text!r}"


# Definitions


SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["spec"],
    "properties": {
        "spec": {
            "type": "object",
            "x-kubernetes-validations": [{"rule": "self.size > 0", "message": "m"}],
            "properties": {
                "size": {"type": "integer", "minimum": 0, "maximum": 9, "format": "int32", "default": 1},
                "name": {"type": "string", "pattern": "^[a-z]+$", "maxLength": 9, "enum": ["a", "b"], "nullable": True},
                "list": {"type": "array", "items": {"type": "string"}, "maxItems": 3, "x-kubernetes-list-type": "set"},
                "map": {"type": "object", "additionalProperties": {"type": "integer"}},
                "any": {"x-kubernetes-preserve-unknown-fields": True, "type": "object"},
                "port": {"x-kubernetes-int-or-string": True, "anyOf": [{"type": "integer"}, {"type": "string"}]},
                "one": {"type": "object", "oneOf": [{"required": ["a"]}, {"not": {"required": ["b"]}}]},
            },
        }
    },
}
SHOP = {
    "apiVersion": "example.com/v1",
    "kind": "Shop",
    "metadata": {"name": "a"},
    "spec": {"size": 1, "name": "a", "list": ["a"], "map": {"a": 1}, "any": {"x": 1}, "port": "http", "one": {"a": 1}},
}
VERSION: dict[str, Any] = {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": SCHEMA}}
DEFINITION: dict[str, Any] = {
    "apiVersion": "apiextensions.k8s.io/v1",
    "kind": "CustomResourceDefinition",
    "metadata": {"name": "shops.example.com"},
    "spec": {
        "group": "example.com",
        "names": {"kind": "Shop", "plural": "shops"},
        "scope": "Namespaced",
        "versions": [VERSION],
    },
}


def make_definition(rng: Random) -> tuple[str, str]:
    schema = SCHEMA
    for _ in range(rng.randint(1, 3)):
        schema = mutators.value(rng, schema)
    version = {**VERSION, "schema": {"openAPIV3Schema": schema}}
    definition: Any = {**DEFINITION, "spec": {**DEFINITION["spec"], "versions": [version]}}
    if rng.random() < 0.2:
        definition = mutators.value(rng, definition)
    shop = mutators.value(rng, SHOP) if rng.random() < 0.5 else SHOP
    return mutators.dumped(rng, definition), mutators.dumped(rng, shop)


def of_definition(texts: tuple[str, str]) -> None:
    files = {str(NOWHERE / name): text.encode() for name, text in zip(("crd.yaml", "shop.yaml"), texts, strict=True)}
    targets = [Target(Path(name), explicit=True) for name in files]
    report = run(Job(rules(), lambda _: Settings(), targets, unsaved=files))
    for name, data in files.items():
        source, _ = decode(data, name)
        found((f for f in report.findings if f.location.path == source.path), report.failures, source)


# Kustomizations


KUSTOMIZATION: dict[str, Any] = {
    "resources": ["web.yaml", "../base"],
    "components": ["part"],
    "namePrefix": "a-",
    "nameSuffix": "-b",
    "namespace": "shop",
    "commonLabels": {"app": "web"},
    "labels": [{"pairs": {"a": "b"}, "includeSelectors": False, "fields": [{"path": "spec/x", "create": True}]}],
    "commonAnnotations": {"a": "b"},
    "images": [{"name": "web", "newName": "other", "newTag": "2"}],
    "replicas": [{"name": "web", "count": 3}],
    "configMapGenerator": [{"name": "c", "literals": ["A=b"], "files": ["x=f.txt"], "envs": ["e.env"]}],
    "secretGenerator": [{"name": "s", "literals": ["A=b"], "type": "Opaque"}],
    "patches": [
        {"path": "patch.yaml"},
        {"target": {"kind": "Deployment"}, "patch": '[{"op": "add", "path": "/spec/replicas", "value": 2}]'},
    ],
    "patchesStrategicMerge": ["patch.yaml"],
    "replacements": [
        {
            "source": {"kind": "Deployment", "name": "web", "fieldPath": "metadata.name"},
            "targets": [{"select": {"kind": "Service"}, "fieldPaths": ["spec.selector.app"]}],
        }
    ],
    "vars": [{"name": "V", "objref": {"kind": "Deployment", "name": "web", "apiVersion": "apps/v1"}}],
    "generators": ["plugin.yaml"],
    "transformers": ["plugin.yaml"],
    "configurations": ["names.yaml"],
    "openapi": {"path": "openapi.json"},
    "crds": ["openapi.json"],
    "sortOptions": {"order": "legacy"},
    "generatorOptions": {"disableNameSuffixHash": True},
    "buildMetadata": ["originAnnotations"],
}
WEB = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "web"},
    "spec": {
        "selector": {"matchLabels": {"app": "web"}},
        "template": {
            "metadata": {"labels": {"app": "web"}},
            "spec": {"containers": [{"name": "web", "image": "web:1", "envFrom": [{"configMapRef": {"name": "c"}}]}]},
        },
    },
}
PATCH = {**{key: WEB[key] for key in ("apiVersion", "kind", "metadata")}, "spec": {"replicas": 2}}
PLUGIN = {
    "apiVersion": "builtin",
    "kind": "PrefixTransformer",
    "metadata": {"name": "p"},
    "prefix": "x-",
    "fieldSpecs": [],
}
NAMES = {"nameReference": [{"kind": "ConfigMap", "fieldSpecs": [{"path": "spec/x", "kind": "Deployment"}]}]}


def make_kustomization(rng: Random) -> dict[str, str]:
    fields = rng.sample(list(KUSTOMIZATION), rng.randint(1, 6))
    own: Any = {"resources": ["web.yaml"], **{field: KUSTOMIZATION[field] for field in fields}}
    for _ in range(rng.choice((0, 1, 1, 2))):
        own = mutators.value(rng, own)
    files: dict[str, Any] = {
        "web.yaml": WEB,
        "patch.yaml": PATCH,
        "plugin.yaml": PLUGIN,
        "names.yaml": NAMES,
        "openapi.json": {"definitions": {}},
        "../base/kustomization.yaml": {"resources": ["o.yaml"]},
        "../base/o.yaml": {**WEB, "metadata": {"name": "o"}},
        "part/kustomization.yaml": {
            "kind": "Component",
            "apiVersion": "kustomize.config.k8s.io/v1alpha1",
            "nameSuffix": "-z",
        },
    }
    name = rng.choice(list(files))
    files[name] = mutators.value(rng, files[name])
    texts = {name: mutators.dumped(rng, data) for name, data in {**files, "kustomization.yaml": own}.items()}
    name = rng.choice(list(texts))
    if rng.random() < 0.2:
        texts[name] = mutators.text(rng, texts[name], texts["kustomization.yaml"], most=1)
    return {**texts, "f.txt": "text", "e.env": "A=b\n"}


def of_kustomization(texts: dict[str, str]) -> None:
    """Built, and what is built can be placed; linted with all that it takes."""
    folder = NOWHERE / "shop"
    files = {os.path.normpath(folder / name): text.encode("utf-8", "surrogatepass") for name, text in texts.items()}
    build = Builder(files.get).build(folder)
    for built in build.objects:
        for path, _ in built.values():
            spot = built.place(path)
            if spot is not None:
                placed(spot.locate(), spot.document.source)
    for problem in build.problems:
        if problem.location is not None:
            assert problem.location.span.start <= problem.location.span.end
    targets = [Target(Path(name), explicit=True) for name in files if name.endswith(("yaml", "json"))]
    report = run(Job(rules(), lambda _: Settings(), targets, unsaved=files))
    for name, data in files.items():
        source, _ = decode(data, name)
        found((f for f in report.findings if f.location.path == source.path), report.failures, source)


# Configuration


CONFIGURATION: dict[str, Any] = {
    "select": ["default", "security"],
    "extend-select": ["host-users"],
    "ignore": ["image-latest", {"rule": "port-conflict", "path": "a/*.yaml", "until": "2099-01-01", "reason": "x"}],
    "kubernetes-version": ["1.30", "1.31"],
    "output-format": "full",
    "output": ["json:out.json"],
    "fail-on": "warning",
    "fail-on-empty": True,
    "baseline": "b.yaml",
    "plugins": ["x"],
    "exclude": ["a/**", "!b", "[a-z]*.yaml"],
    "gitignore": False,
    "per-file-ignores": {"a/*.yaml": ["image-latest"]},
    "rules": {"image-latest": "error", "host-users": {"severity": "off"}, "naming": {"pattern": "^[a-z]+$"}},
}


def make_configuration(rng: Random) -> tuple[str, str]:
    table: Any = {key: CONFIGURATION[key] for key in rng.sample(list(CONFIGURATION), rng.randint(1, 6))}
    for _ in range(rng.choice((0, 1, 1, 2))):
        table = mutators.value(rng, table)
    if rng.random() < 0.6 or not isinstance(table, dict):
        text = mutators.dumped(rng, table)
        name = ".podlint.yaml"
    else:
        text = "[tool.podlint]\n" + "".join(f"{json.dumps(key)} = {json.dumps(own)}\n" for key, own in table.items())
        name = "pyproject.toml"
    return name, mutators.text(rng, text, text, most=2) if rng.random() < 0.5 else text


def of_configuration(given: tuple[str, str]) -> None:
    """Read, or refused with a place; then a run with it ends, or refuses it."""
    name, text = given
    file = NOWHERE / name
    unsaved = {str(file): text.encode("utf-8", "surrogatepass")}
    try:
        found_at = load.find(NOWHERE, {}, unsaved)
        settings = load.read(file, catalog.versions(), unsaved)
        assert found_at in (file, None)
        manifest = str(NOWHERE / "a" / "a.yaml")
        target = Target(Path(manifest), explicit=True)
        report = run(Job(rules(), lambda _: settings, [target], unsaved={manifest: json.dumps(WEB).encode()}))
        assert not report.failures, [failure.message for failure in report.failures]
    except ConfigError as error:
        assert str(error)


KINDS = {
    "text": Kind(make_text, of_text, 5500),
    "broken": Kind(broken.make, broken.bear, 1000),
    "templates": Kind(templates.make, of_template, 500),
    "data": Kind(make_data, of_text, 4000),
    "fixes": Kind(make_fixable, of_text, 1500),
    "edits": Kind(edits.make, edits.bear, 500),
    "comments": Kind(make_comments, of_comments, 1500),
    "markdown": Kind(make_markdown, of_markdown, 1500),
    "definitions": Kind(make_definition, of_definition, 1000),
    "kustomizations": Kind(make_kustomization, of_kustomization, 500),
    "configuration": Kind(make_configuration, of_configuration, 2500),
}
