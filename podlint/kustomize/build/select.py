"""Which objects a `target` or `select` of a kustomization means."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from podlint.kubernetes.formats import query, regexp
from podlint.kustomize.build.errors import Refusal, Unseen
from podlint.kustomize.build.identity import Gvk, Id
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from podlint.kustomize.build.nodes import Origin
    from podlint.kustomize.build.resource import Resource
    from podlint.kustomize.build.resources import Resources

_NOT_IN_GO = re.compile(r"\(\?[=!<]|\(\?P?=|(?<!\\)(?:\\\\)*\\[1-9]|[*+?}]\+")
_SPECIAL = frozenset("\\+*?()|[]{}^$")


class Expression(NamedTuple):
    """A regular expression of Go."""

    text: str

    def fits(self, text: str) -> bool:
        """Whether it matches all of a text. Raises Unseen where that cannot be told."""
        if _SPECIAL.isdisjoint(self.text) and "." not in self.text:
            return text == self.text
        return self._told(regexp.fits(self.text, text))

    def found(self, text: str) -> bool:
        """Whether it matches anywhere in a text. Raises Unseen where that cannot be told."""
        return self._told(regexp.found(self.text, text))

    def _told(self, answer: bool | None) -> bool:
        if answer is None:
            raise Unseen(f"it cannot be told what the regular expression {self.text!r} matches")
        return answer


class Selector(NamedTuple):
    """What is asked for; an empty part asks for nothing."""

    gvk: Gvk
    name: str
    namespace: str
    labels: str
    annotations: str
    origin: Origin | None

    @property
    def id(self) -> Id:
        """The identity that is asked for, where names are meant as they are."""
        return Id(self.gvk, self.name, self.namespace)

    @property
    def names_nothing(self) -> bool:
        """Whether no kind, name or namespace is asked for."""
        return self.gvk == Gvk() and not self.name and not self.namespace


def selector(data: Any, origin: Origin | None) -> Selector:
    """The selector that a mapping of a kustomization holds."""
    text = {key: value for key, value in data.items() if isinstance(value, str)} if isinstance(data, dict) else {}
    return Selector(
        Gvk(text.get("group", ""), text.get("version", ""), text.get("kind", "")),
        text.get("name", ""),
        text.get("namespace", ""),
        text.get("labelSelector", ""),
        text.get("annotationSelector", ""),
        origin,
    )


def select(resources: Resources, wanted: Selector) -> list[Resource]:
    """The objects that a patch's target means: its parts are regular expressions. Raises Refusal, Unseen."""
    group, version, kind, name, namespace = (
        _pattern(text, wanted) for text in (*wanted.gvk, wanted.name, wanted.namespace)
    )
    marked = _queries(wanted)
    resources.look()
    found = []
    for resource in resources.items:
        if resource.root is None:
            continue
        first, now = resource.original, resource.id
        if (
            _fits(namespace, first.place, now.place)
            and _fits(name, first.name, now.name)
            and _fits(group, now.gvk.group)
            and _fits(version, now.gvk.version)
            and _fits(kind, now.gvk.kind)
            and all(each.matches(resource.texts(field)) for field, each in marked)
        ):
            found.append(resource)
    return found


def check(wanted: Selector) -> None:
    """Raises Refusal where a target cannot be read, whatever objects there are."""
    for text in (*wanted.gvk, wanted.name, wanted.namespace):
        _pattern(text, wanted)
    _queries(wanted)


def marked(resource: Resource, wanted: Selector) -> bool:
    """Whether labels and annotations of an object are those asked for. Raises Refusal."""
    return all(each.matches(resource.texts(field)) for field, each in _queries(wanted))


def identified(resource: Resource, wanted: Selector) -> bool:
    """Whether an identity of an object, present or former, is the one asked for, where parts are meant as they are."""
    return any(
        (not wanted.name or wanted.name == each.name)
        and (not wanted.namespace or wanted.namespace == (each.namespace or "default"))
        and each.gvk.selected_by(wanted.gvk)
        for each in (resource.id, *resource.former())
    )


def _queries(wanted: Selector) -> list[tuple[str, query.Query]]:
    found = []
    for field, text in (("labels", wanted.labels), ("annotations", wanted.annotations)):
        if text:
            try:
                found.append((field, query.parse(text)))
            except query.QueryError as error:
                raise Refusal(f"the selector {text!r} cannot be read: {error}", wanted.origin) from error
    return found


def _fits(pattern: Expression | None, *texts: str) -> bool:
    return pattern is None or any(map(pattern.fits, texts))


def _pattern(text: str, wanted: Selector) -> Expression | None:
    if not text:
        return None
    return expression(text, wanted.origin)


def expression(text: str, origin: Origin | None) -> Expression:
    """A regular expression of Go. Raises Refusal."""
    plain = _SPECIAL.isdisjoint(text)
    why = None if plain else "it is none of Go's" if _NOT_IN_GO.search(text) else regexp.refused(text)
    if why is not None:
        raise Refusal(f"{text!r} is no regular expression: {why}", origin)
    return Expression(text)
