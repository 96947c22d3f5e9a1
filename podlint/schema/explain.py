"""Errors of a schema to hits: one for each wrong key, at the key, with what to do.

Imported only where `quick` could not say that the object is valid.
"""

from __future__ import annotations

import re
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

from podlint.findings.finding import EngineHit, Hit, Severity
from podlint.findings.fix import Change, Fix, Safety
from podlint.kubernetes.view import is_placeholder
from podlint.rule import EngineRule
from podlint.schema import advice, catalog, forms, nulls
from podlint.schema.belongs import Suggestion, schema_at, suggest
from podlint.schema.explain_branches import BRANCHES, explain_branches
from podlint.schema.explain_custom import CUSTOM, explain_custom
from podlint.schema.explain_limits import EXPLAINERS, explain_limit
from podlint.schema.quick import VERSION
from podlint.schema.walk import errors, lacks
from podlint.words import described, did_you_mean, listed, quoted, type_name
from podlint.yaml import scalars
from podlint.yaml.place import Part, Path, Place, dotted, last

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from podlint.kubernetes.view import KubeObject

    Later = Sequence[tuple[str, Callable[[], dict[str, Any]]]]
    """Later versions of Kubernetes, each with what gives the linked schema that it has."""

Schema = dict[str, Any]
_MOST = 1_000
_NEAR = 1_000
"""How many characters before a value are looked at for its tag."""
_DIGITS = r"[-+]?[0-9]+"


def explain(
    target: KubeObject, blob: catalog.Blob, later: list[tuple[str, str]] | None = None, refused: tuple[Path, ...] = ()
) -> list[EngineHit]:
    """Everything about `target` that does not fit the schema `blob`, in the order of the schema's walk.

    Of a partial object (a patch) nothing is asked that is not there. `later` are (Kubernetes version, blob) after the
    one asked for: a field that one of them knows is not unknown, but too new. `refused` are the nulls in a custom
    resource that its schema does not take. After a thousand things no more are told, but where all are to be fixed.
    """
    following: Later = [(version, partial(catalog.linked, other)) for version, other in later or ()]
    explainer = _Explainer(target, catalog.linked(blob), following, refused, custom=not isinstance(blob, str))
    hits = list(islice(explainer.hits(partial(_foreign, blob)), _most(target)))
    return list(map(_weighed, hits)) if target.kind == "HorizontalPodAutoscaler" else hits


def _weighed(hit: EngineHit) -> EngineHit:
    """A hit as it weighs: the server takes any selector of a metric, which only those that serve the metric read."""
    path = hit.hit.place.path
    loose = hit.rule in (EngineRule.MISSING_FIELD, EngineRule.INVALID_ENUM) and "metric" in path and "selector" in path
    return hit._replace(hit=hit.hit._replace(severity=Severity.WARNING)) if loose else hit


def explain_by(target: KubeObject, root: Schema, later: Later) -> list[EngineHit]:
    """The same by a linked schema made of those of built-in kinds; `later` gives it as later versions have it."""
    return list(islice(_Explainer(target, root, later, custom=False).hits(lambda *_: iter(())), _most(target)))


def _most(target: KubeObject) -> int | None:
    return _MOST if target.document.source.fixing is None else None


def _foreign(blob: catalog.Blob, value: Any, schema: Any) -> Iterator[Any]:
    """What jsonschema says of a value and a node of a schema."""
    from podlint.schema.foreign import validator

    errors: Iterator[Any] = validator(blob).descend(value, schema)
    return errors


class _Explainer:
    """The errors of one object."""

    def __init__(
        self, target: KubeObject, root: Schema, later: Later, refused: tuple[Path, ...] = (), *, custom: bool
    ) -> None:
        self.target = target
        self.root = root
        self.later = later
        self.refused = refused
        self.completed = VERSION in root
        self.custom = custom
        self.document = target.document

    def hits(self, foreign: Callable[[Any, Any], Iterator[Any]]) -> Iterator[EngineHit]:
        """One hit for each key or value; a missing field that a misspelt or misplaced key stands for is left out."""
        missing: list[tuple[Path, str]] = []
        suggested: set[Path] = set()
        for error in errors(self.target.value, self.root, foreign):
            yield from self._of(error, missing, suggested)
        if self.target.partial:
            return
        for path in self.refused:
            yield nulls.kept(self.target, path, schema_at(self.root, path))
        for path in nulls.entries(self.target.value, ()) if not self.completed else ():
            node = schema_at(self.root, path)
            required = node.get("required", ())
            missing.extend((path, name) for name in required)
            if not required and path[:1] != ("status",) and nulls.is_refused(node):
                yield nulls.entry(self.target, path, node)
        for path, name in dict.fromkeys(missing):
            if not any(meant[: len(path) + 1] == (*path, name) for meant in suggested):
                yield self._missing(path, name)

    def _of(self, error: Any, missing: list[tuple[Path, str]], suggested: set[Path]) -> Iterator[EngineHit]:
        """The hits of one error; what is missing, and the paths that unknown keys are meant for, are added to both."""
        path = error.absolute_path
        if error.validator == "additionalProperties":
            for unknown, meant in self._unknown_fields(path, error):
                suggested.add(meant)
                yield unknown
        elif error.validator == "type":
            found = self._wrong_type(path, error.instance, error.validator_value)
            if found is not None:
                yield found
        elif path[:1] == ("status",) and not self.completed:
            return
        elif error.validator == "required":
            lacking = (name for name in error.validator_value if lacks(error.instance, name, error.schema))
            missing.extend((path, name) for name in lacking)
        elif error.validator in BRANCHES:
            chosen = explain_branches(self.target, path, error, self._inner)
            if chosen is not None and not self.target.partial:
                yield chosen
        elif error.validator not in EXPLAINERS or (self.custom and error.validator in CUSTOM):
            yield from explain_custom(self.target, path, error)
        elif error.validator == "enum" and (since := self._value_since(path, error)) is not None:
            message = f"{last(path)} {quoted(error.instance)} comes only with Kubernetes {since}"
            hit = Hit(self._place(path), f"{message}, in {self._in(path[:-1])}")
            yield EngineHit(EngineRule.FUTURE_FIELD, hit)
        else:
            yield from explain_limit(self.target, path, error)

    def _inner(self, error: Any) -> list[EngineHit]:
        """The hits of an error of an alternative."""
        missing: list[tuple[Path, str]] = []
        found = list(self._of(error, missing, set()))
        return [*found, *(self._missing(path, name) for path, name in missing)]

    def _in(self, path: Path) -> str:
        return f"{dotted(path)} of {self.target.name}" if path else str(self.target.name)

    def _place(self, path: Path, part: Part = Part.VALUE) -> Place:
        return Place((*self.target.path, *path), part)

    def _unknown_fields(self, path: Path, error: Any) -> Iterator[tuple[EngineHit, Path]]:
        known = error.schema.get("properties", {})
        present = frozenset(error.instance)
        for key, value in error.instance.items():
            # Directives of patches, and expressions of what tests assert.
            if key in known or (self.target.partial and key.startswith(("$", "("))):
                continue
            since = self._since(path, key)
            if since is not None:
                message = f"field {quoted(key)} in {self._in(path)} comes only with Kubernetes {since}"
                hit = Hit(self._place((*path, key), Part.KEY), message, "remove it, or raise the Kubernetes version")
                yield EngineHit(EngineRule.FUTURE_FIELD, hit), (*path, key)
                continue
            if self.target.partial and value is None:
                yield self._deleted(path, key), (*path, key)
                continue
            found, help = self._meant(path, key, value)
            hit = Hit(
                self._place((*path, key), Part.KEY),
                f"unknown field {quoted(key)} in {self._in(path)}",
                help
                or advice.of_another_kind(key, path, self.target.kind, known=found is not None and found.name == key)
                or _advice(key, path, found, [name for name in known if name not in present]),
                fix=self._rename(path, key, found),
            )
            meant = (*found.path, found.name) if found else (*path, key)
            yield EngineHit(EngineRule.UNKNOWN_FIELD, hit, meant), meant

    def _meant(self, path: Path, key: str, value: Any) -> tuple[Suggestion | None, str | None]:
        """What an unknown key was meant for, and the help where there is a better one than its name."""
        form = forms.moved(key, value, path, self.target.kind) if not self.custom else None
        if form is None:
            return suggest(self.root, self.target.value, path, key, value), None
        meant, help = form
        return Suggestion(str(meant[-1]), meant[:-1], moved=True, fits=False, clear=False), help

    def _deleted(self, path: Path, key: str) -> EngineHit:
        """The hit of an unknown field that a patch sets to null: nothing comes of deleting it."""
        message = f"unknown field {quoted(key)} in {self._in(path)} has no effect: null deletes a field"
        hit = Hit(self._place((*path, key), Part.KEY), message, "remove it", severity=Severity.WARNING)
        return EngineHit(EngineRule.UNKNOWN_FIELD, hit, (*path, key))

    def _since(self, path: Path, key: str) -> str | None:
        """The first later version that knows `key` there."""
        for version, root in self.later:
            if key in schema_at(root(), path).get("properties", {}):
                return version
        return None

    def _value_since(self, path: Path, error: Any) -> str | None:
        """The first later version that takes a value outside the enumeration."""
        for version, root in self.later:
            if error.instance in schema_at(root(), path).get("enum", ()):
                return version
        return None

    def _rename(self, path: Path, key: str, found: Suggestion | None) -> Fix | None:
        if found is None or found.moved or not found.fits:
            return None
        change = Change(self._place((*path, key), Part.KEY), found.name)
        return Fix(f"rename to {found.name}", (change,), Safety.SAFE if found.clear else Safety.UNSAFE)

    def _wrong_type(self, path: Path, value: Any, wanted: str | list[str]) -> EngineHit | None:
        if isinstance(value, str) and is_placeholder(value):
            return None
        written = self._written(path)
        field = last(path)
        message = f"{field} must be {type_name(wanted)}, not {described(value)}, in {self._in(path[:-1])}"
        place = self._place(path)
        rule, help, fix = EngineRule.WRONG_TYPE, None, None
        if isinstance(value, dict | list):
            place = self._place(path, Part.KEY if path and isinstance(path[-1], str) else Part.VALUE)
            help = self._collection_advice(path, value, wanted)
        elif wanted == "string":
            text = written or str(value)
            surprising = text not in (str(value), str(value).lower(), "True", "False", "TRUE", "FALSE")
            if surprising:
                message += f": unquoted, {text} is read as {described(value)}"
                rule = EngineRule.YAML11_SCALAR
            if path[-1] == "value" and len(path) > 2 and path[-3] == "env":
                rule = EngineRule.ENV_NOT_STRING
            help = f'quote it: "{text}"'
            fix = Fix("quote the value", (Change(place, text),)) if written else None
        elif isinstance(value, str) and wanted in ("integer", "number") and re.fullmatch(_DIGITS, value):
            help = "write the number without quotes, and without a 0 before it"
            if isinstance(number := scalars.plain(value), int) and str(number) == value:
                help = f"remove the quotes: {value}"
                fix = Fix("remove the quotes", (Change(place, number),))
        elif isinstance(value, str) and wanted == "boolean" and value.lower() in ("true", "false"):
            help = f"remove the quotes: {value.lower()}"
            fix = Fix("remove the quotes", (Change(place, value.lower() == "true"),))
        elif wanted == "boolean":
            help = "write true or false"
        elif not self.custom and (form := forms.scalar(value, path, self.target.kind)) is not None:
            help = form
        elif wanted == "object":
            help = advice.for_scalar(value, schema_at(self.root, path), path)
        elif wanted == "array":
            help = advice.for_entry(path, value, written, schema_at(self.root, path))
        return EngineHit(rule, Hit(place, message, help, fix=fix), path)

    def _collection_advice(self, path: Path, value: Any, wanted: str | list[str]) -> str | None:
        kind = "" if self.custom else self.target.kind
        if isinstance(value, dict) and wanted == "string" and (form := forms.mapping(value, path, kind)) is not None:
            return form
        if isinstance(value, list) and (form := forms.entries(value, path, kind)) is not None:
            return form
        if wanted == "array" and isinstance(value, dict):
            return advice.for_mapping(value, schema_at(self.root, path).get("items", {}))
        if wanted == "object" and isinstance(value, list):
            return advice.for_list(value, schema_at(self.root, path))
        if wanted == "string" and isinstance(value, dict) and str(self._source(path)).startswith("{{"):
            return "quote the placeholder"
        return None

    def _written(self, path: Path) -> str | None:
        """The scalar as it stands in the text, quotes included; None where a replacement would not be safe."""
        document, place = self.document.written(self._place(path))
        location, defined = document.locate(place)
        text = document.text(location.span)
        start = location.span.start
        line = max(document.source.line_starts[location.start.line - 1], start - _NEAR)
        before = document.source.text[line:start].split()
        tagged = bool(before) and before[-1].startswith("!")
        safe = defined is None and not tagged and text and "\n" not in text and text[0] not in "|>*&!"
        return text if safe else None

    def _source(self, path: Path) -> str:
        document, place = self.document.written(self._place(path))
        return document.text(document.span(place.path))

    def _missing(self, path: Path, name: str) -> EngineHit:
        """A required field that is not there, or is null: at its own key, else at the key of what lacks it."""
        holder = self.document.value((*self.target.path, *path))
        if isinstance(holder, dict) and name in holder:
            message = f"required field {quoted(name)} is null in {self._in(path)}"
            hit = Hit(self._place((*path, name), Part.KEY), message, f"give {name} a value")
            return EngineHit(EngineRule.MISSING_FIELD, hit, (*path, name))
        place = self._place(path, Part.KEY) if path else self._place(("kind",))
        help = advice.selector(self.target) if (*path, name) == ("spec", "selector") else None
        help = help or (forms.MISSING.get(name) if not self.custom else None)
        hit = Hit(place, f"required field {quoted(name)} is missing in {self._in(path)}", help or f"add {name}")
        return EngineHit(EngineRule.MISSING_FIELD, hit, (*path, name))


def _advice(key: str, path: Path, found: Suggestion | None, free: list[str]) -> str | None:
    if found is None:
        return f"fields that can stand here: {listed(sorted(free))}" if 1 < len(free) <= 12 else None
    if found.moved and found.name == key:
        return advice.moved(key, found.path)
    return did_you_mean(dotted((*found.path[len(path) :], found.name)))
