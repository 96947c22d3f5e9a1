"""The JSON Schema of a configuration file, made of the settings there are and of the options of rules."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence, Set
from enum import Enum
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, NewType, Union, get_args, get_origin

from podlint.config.image_facts import PORT, SERVES, STARTS
from podlint.config.keys import FAIL_ON, FORMATS, REQUIRED, SEVERITIES
from podlint.config.options import fields, in_words, type_hints
from podlint.config.required import PATTERN
from podlint.config.tables import VERSIONS
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from podlint.registry import Registry
    from podlint.rule import Rule

DRAFT = "http://json-schema.org/draft-07/schema#"
"""The dialect that editors know best."""
KEYS = {
    "extend": "A configuration file that this one is laid over.",
    REQUIRED: "The versions of podlint that the configuration is for.",
    "select": "Rules that run, instead of the default set.",
    "extend-select": "Rules that run too.",
    "ignore": "Rules that do not run, and suppressions of single findings.",
    VERSIONS: "The Kubernetes version, or versions, to check against.",
    "output-format": "The format of the report.",
    "output-file": "The file that the report is written to.",
    "output": "More reports, each as FORMAT or FORMAT=FILE.",
    "fail-on": "The least severity that gives exit status 1.",
    "fail-on-empty": "Whether a run without any manifest gives exit status 1.",
    "baseline": "The file of the findings that are left out.",
    "plugins": "Plugins that must be installed.",
    "exclude": "Globs for files and folders that runs on folders leave out.",
    "gitignore": "Whether runs on folders leave out what Git ignores.",
    "templates": "Whether templates are read.",
    "foreign-suppressions": "Whether annotations and comments that suppress findings of other tools count.",
    "per-file-ignores": "Rules that do not run on the files that a glob matches.",
    "schemas": "Definitions of custom resources: files, folders, charts, archives, addresses, paths with fields.",
    "missing-schema": "The severity of custom resources without a schema, or severities by GROUP/KIND.",
    "schema-locations": "Catalogues that `podlint schemas fetch` asks, in order: addresses or paths.",
    "image-facts": "What is known of images: ports, user, shell and others, or the Dockerfile that they are built of.",
    "rules": "Severities of rules and categories, and options of rules.",
}
"""What each key is for."""
_PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean", NoneType: "null"}
Schema = dict[str, Any]


def schema(registry: Registry) -> Schema:
    """The schema of `.podlint.yaml`: every key, and for every rule its severities and options."""
    words = _words(registry)
    rules, texts = _one_or_more({"$ref": "#/definitions/rules"}), _one_or_more({"type": "string"})
    own: dict[str, Schema] = {
        "extend": {"type": "string", "examples": ["house/podlint.yaml"]},
        REQUIRED: {"type": "string", "pattern": PATTERN, "examples": [">=1.2,<2"]},
        "select": rules,
        "extend-select": rules,
        "ignore": _list({"anyOf": [{"$ref": "#/definitions/rules"}, {"$ref": "#/definitions/suppression"}]}),
        "kubernetes-version": _one_or_more({"type": ["string", "number"]}),
        "output-format": {"type": "string", "examples": [*FORMATS, *sorted(registry.reporters)]},
        "output-file": {"type": "string"},
        "output": texts,
        "fail-on": {"enum": list(FAIL_ON)},
        "fail-on-empty": {"type": "boolean"},
        "baseline": {"type": "string"},
        "plugins": texts,
        "exclude": texts,
        "gitignore": {"type": "boolean"},
        "templates": {"enum": [True, False, "on", "off"]},
        "foreign-suppressions": {"type": "boolean"},
        "per-file-ignores": {"type": "object", "additionalProperties": rules},
        "schemas": texts,
        "missing-schema": _missing(),
        "schema-locations": texts,
        "image-facts": {"type": "object", "additionalProperties": _image_facts()},
        "rules": _rules(registry),
    }
    properties = {key: {"description": KEYS[key], **own[key]} for key in KEYS}
    return {
        "$schema": DRAFT,
        "title": "The configuration of podlint",
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        "definitions": {
            "rules": {"enum": words},
            "severity": {"enum": [*SEVERITIES, "off", False]},
            "suppression": _suppression(),
        },
    }


def _words(registry: Registry) -> list[str]:
    """All that may stand in a list of rules."""
    return [*sorted(registry.rules), *sorted(registry.categories | registry.profiles), "default", "all"]


def _suppression() -> Schema:
    names = ("path", "kind", "group", "namespace", "name", "pointer", "until", "reason")
    rules = _one_or_more({"$ref": "#/definitions/rules"})
    return {
        "type": "object",
        "required": ["rules", "reason"],
        "additionalProperties": False,
        "properties": {"rules": rules, **{name: {"type": "string"} for name in names}},
    }


def _missing() -> Schema:
    severity: Schema = {"$ref": "#/definitions/severity"}
    return {"anyOf": [severity, {"type": "object", "additionalProperties": severity}]}


def _image_facts() -> Schema:
    port = {"anyOf": [{"type": "integer", "minimum": 1, "maximum": 65535}, {"type": "string", "pattern": f"^{PORT}$"}]}
    texts = _one_or_more({"type": "string"})
    properties = {
        "serves": {"enum": list(SERVES)},
        "ports": _one_or_more(port),
        "moved-by": texts,
        "programs": texts,
        "user": {"type": ["string", "integer"]},
        "shell": {"type": "boolean"},
        "data": texts,
        "entrypoint": {"enum": list(STARTS)},
        "dockerfile": {"type": "string"},
    }
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _rules(registry: Registry) -> Schema:
    severity: Schema = {"$ref": "#/definitions/severity"}
    rules = sorted(registry.rules.values(), key=lambda rule: rule.name)
    properties: dict[str, Schema] = dict.fromkeys(sorted(registry.categories), severity)
    properties |= {rule.name: {"description": rule.summary, **_rule(rule, severity)} for rule in rules}
    return {"type": "object", "properties": properties}


def _rule(rule: Rule, severity: Schema) -> Schema:
    """A severity, or a mapping of one and of options."""
    options = {"severity": severity, **of_options(rule)}
    mapping = {"type": "object", "additionalProperties": False, "properties": options}
    return {"anyOf": [severity, mapping]}


def of_options(rule: Rule) -> dict[str, Schema]:
    """The schema of each option of a rule, by its name in a configuration, with its default."""
    kind = rule.options_class
    if kind is None:
        return {}
    defaults, hints = kind(), type_hints(kind)
    found = {}
    for name in fields(kind):
        default = getattr(defaults, name)
        shape = _of_type(hints[name] if name in hints else type(default))
        found[name.replace("_", "-")] = {**shape, "default": plain(default)}
    return found


class Option(NamedTuple):
    """An option of a rule for readers: its name in a configuration, what it takes in words, its default."""

    name: str
    takes: str
    default: Any


def options(rule: Rule) -> list[Option]:
    """The options of a rule, in their order."""
    kind = rule.options_class
    if kind is None:
        return []
    defaults, hints = kind(), type_hints(kind)
    rows = ((name, hints.get(name), getattr(defaults, name)) for name in fields(kind))
    return [Option(name.replace("_", "-"), in_words(hint or type(value)), plain(value)) for name, hint, value in rows]


def about_options(rule: Rule) -> str:
    """What the options of a rule are, as its class says; empty where it says nothing, or there are none."""
    import inspect

    kind = rule.options_class
    text = inspect.cleandoc(kind.__doc__) if kind is not None and kind.__doc__ else ""
    return "" if text.startswith((f"{getattr(kind, '__name__', '')}(",)) else text


def example(rule: Rule) -> str:
    """Lines of a configuration that give the options of a rule their defaults."""
    rows = [f"    {name}: {json.dumps(default, ensure_ascii=False)}" for name, _, default in options(rule)]
    return "\n".join(["rules:", f"  {rule.name}:", *rows])


def plain(value: Any) -> Any:
    """A default as JSON has it."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, Sequence | Set) and not isinstance(value, str | bytes):
        return [plain(item) for item in (sorted(value, key=str) if isinstance(value, Set) else value)]
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def _of_type(hint: Any) -> Schema:
    """What JSON may stand where a value of a type is asked for; anything for a type that is not known here."""
    if isinstance(hint, NewType):
        return _of_type(hint.__supertype__)
    origin, arguments = get_origin(hint) or hint, get_args(hint)
    if origin is Annotated:
        return _of_type(arguments[0])
    if origin in (Union, UnionType):
        return {"anyOf": [_of_type(choice) for choice in arguments]}
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin in _PLAIN:
        return {"type": _PLAIN[origin]}
    if isinstance(origin, type) and issubclass(origin, Enum):
        return {"enum": [member.value for member in origin]}
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {"type": "object", **({"additionalProperties": _of_type(arguments[1])} if arguments else {})}
    if isinstance(origin, type) and issubclass(origin, Sequence | Set):
        return _list(_of_type(arguments[0]) if arguments else {})
    return {}


def _one_or_more(item: Schema) -> Schema:
    return {"anyOf": [item, _list(item)]}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}
