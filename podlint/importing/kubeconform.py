"""kubeconform: its command line. It checks schemas, which is what podlint's category `structure` does and more."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from podlint.config import locations
from podlint.importing.options import items, on

if TYPE_CHECKING:
    from podlint.importing.options import Option, Words
    from podlint.importing.taken import Taken

VALUED = frozenset(
    (
        *("cache", "cpu-prof", "ignore-filename-pattern", "kubernetes-version", "n", "output", "reject"),
        *("schema-location", "skip"),
    )
)
SHORT: dict[str, str] = {}
_ALWAYS = (
    *("yaml-syntax", "wrong-type", "missing-field", "invalid-enum", "out-of-range", "one-of-violation"),
    *("not-a-manifest", "unknown-kind", "removed-api", "crd-schema"),
)
_STRICT = ("unknown-field", "duplicate-key")
_FORMATS = {"json": "json", "junit": "junit", "text": "concise", "pretty": "full"}
_REASONS = {
    "n": "podlint takes as many processes as pay; --jobs says how many",
    "cache": "schemas are part of podlint: nothing is fetched",
    "insecure-skip-tls-verify": "schemas are part of podlint: nothing is fetched",
    "summary": "podlint always ends with a summary",
    "verbose": "what was skipped is counted in the summary, and --show-files names it",
    "exit-on-error": "podlint reports all that it finds",
    "reject": "no rule refuses a kind; a rule in a plugin can",
    "debug": "podlint has no such setting",
    "v": "it asks for the version",
    "h": "it asks for the help",
}


def command(given: Words, taken: Taken) -> None:
    """Take over a kubeconform command line."""
    said = {option.name: option for option in given.options}
    strict, missing = said.get("strict"), said.get("ignore-missing-schemas")
    for rule in _ALWAYS:
        taken.select(rule, "kubeconform")
    if strict is not None and on(strict):
        for rule in _STRICT:
            taken.select(rule, "-strict")
    if missing is None or not on(missing):
        taken.select("unknown-crd", "without -ignore-missing-schemas")
        taken.severities["unknown-crd"] = "error", "kubeconform fails for a kind without a schema"
    taken.severities["not-a-manifest"] = "error", "kubeconform fails for what has no kind"
    taken.set("fail-on", "error", "kubeconform fails for what is invalid")
    for option in given.options:
        _option(option, taken)
    for path in given.others:
        taken.leave("", path, "paths are given where podlint is called")


def _option(option: Option, taken: Taken) -> None:
    name, value = option.name, option.value or ""
    origin = f"-{option.written}"
    if name in ("strict", "ignore-missing-schemas"):
        return
    if name == "kubernetes-version":
        taken.kubernetes(value, origin)
    elif name == "output" and value in _FORMATS:
        taken.set("output-format", _FORMATS[value], origin)
    elif name == "ignore-filename-pattern":
        taken.exclude_pattern(value, f"-{name}")
    elif name == "schema-location":
        _schemas(value, taken)
    elif name == "skip":
        for kind in items(value):
            _skip(kind, taken)
    else:
        taken.leave("", origin, _REASONS.get(name, "kubeconform has no such option that podlint knows"))


def _schemas(value: str, taken: Taken) -> None:
    if value == locations.DEFAULT:
        return
    wrong = locations.unusable(value, Path())
    if wrong is not None:
        taken.leave("-schema-location", value, wrong)
    elif locations.is_address(value):
        taken.locations[value] = "-schema-location; `podlint schemas fetch` asks there"
    else:
        taken.schemas[value] = "-schema-location"


def _skip(kind: str, taken: Taken) -> None:
    """Kinds are skipped by name, or with their group and version: `apps/v1/Deployment`."""
    parts = kind.split("/")
    values = {"rules": ["structure", "deprecated"], "kind": parts[-1]}
    if len(parts) == 3:
        values["group"] = parts[0]
    taken.entry({**values, "reason": "skipped by kubeconform"}, f"-skip {kind}")
