"""What rules walk: plain values that know their path."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

from podlint.findings.finding import Hit, ObjectName
from podlint.yaml.place import Part, Path, Place, Related

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from podlint.findings.finding import Severity
    from podlint.findings.fix import Fix
    from podlint.kubernetes.images import OwnImages
    from podlint.yaml.document import Document
    from podlint.yaml.place import Origin

_Fact = TypeVar("_Fact")
_View = TypeVar("_View", bound="View")


class Unknown:
    """Stands in the data for a value that is there but not understood: of a wrong type, or under a misspelt key.

    Every question about it has the answer "not known": `View.get` gives the default, `View.each` nothing, and
    `View.complete` is False, so that rules stay silent instead of reporting what follows from another finding.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN = Unknown()


class Incomplete(dict[str, Any]):
    """A mapping that may hold more than is known of it: of no key can be said that it is absent."""

    __slots__ = ()

    def copy(self) -> Incomplete:
        """A mapping of the same keys and values, as incomplete."""
        return Incomplete(self)


NOT_KNOWN = "${not known}"
"""Stands for `UNKNOWN` in what cross-object rules see: to them a text that something else will fill in."""


class Each(Enum):
    """Stands for every index of a list in the path that `View.understood` takes."""

    ITEM = "*"


EACH = Each.ITEM


def is_placeholder(text: str) -> bool:
    """Whether another tool will fill this text in: `${VAR}`, a quoted `{{ x }}`, SOPS' `ENC[...]`."""
    return ("{" in text or "[" in text) and ("${" in text or "{{" in text or "ENC[" in text)


def is_unfilled(text: str) -> bool:
    """Whether a text has a part that somebody is to replace: `<name>`, `{NAME}`, `%NAME%`, `CHANGEME`."""
    from podlint.kubernetes.placeholders import marked

    return bool(marked(text))


def _complete(value: Any) -> bool:
    if type(value) is str:  # most values
        return not (("{" in value or "[" in value) and is_placeholder(value))
    if isinstance(value, dict):
        return value.__class__ is not Incomplete and all(map(_complete, value.values()))
    if isinstance(value, list):
        return all(map(_complete, value))
    return value is not UNKNOWN and not (isinstance(value, str) and is_placeholder(value))


def _understood(value: Any, keys: tuple[str | Each, ...]) -> bool:
    if value is None:
        return True
    if not keys:
        return _complete(value)
    if keys[0] is EACH:
        return isinstance(value, list) and all(_understood(item, keys[1:]) for item in value)
    if value.__class__ is Incomplete and keys[0] not in value:
        return False
    return isinstance(value, dict) and _understood(value.get(keys[0]), keys[1:])


class View:
    """A value of a document with its path: all that a rule ever sees of a manifest.

    `value` is plain data (dict, list, str, int, float, bool); null counts as absent, as it does for the API server.
    `object` is the Kubernetes object it belongs to. `kept` is what was found here before, for views that all rules of
    an object share (see `KubeObject.sharing`); None for all others, which are not asked twice.
    """

    __slots__ = ("kept", "object", "path", "value")

    def __init__(self, value: Any, path: Path, object: KubeObject | None = None) -> None:
        self.value = value
        self.path = path
        self.kept: dict[Any, Any] | None = None
        self.object: KubeObject = object if object is not None else self  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"View({self.path}, {self.value!r})"

    def _below(self, keys: tuple[str | int, ...]) -> Any:
        value = self.value
        for key in keys:
            # Plain data is of the exact types: this is asked several hundred times a pod.
            if type(value) is dict:
                value = value.get(key)
            elif type(value) is list and type(key) is int and -1 < key < len(value):
                value = value[key]
            elif type(value) is Incomplete:
                value = dict.get(value, key)  # type: ignore[misc]
            else:
                return None
        return value

    def at(self, *keys: str | int) -> View | None:
        """The value below, None where it is absent or null."""
        own = self.value
        # Mostly one key of a plain mapping is asked for, hundreds of times a pod: without a further call.
        value = own.get(keys[0]) if len(keys) == 1 and type(own) is dict else self._below(keys)
        return None if value is None else View(value, (*self.path, *keys), self.object)

    def holder(self) -> View:
        """The mapping or list that this value stands in, however the object itself is wrapped in a List."""
        return self.object.at(*self.path[len(self.object.path) : -1]) or self.object

    def get(self, *keys: str | int, default: Any = None) -> Any:
        """The plain value below; `default` where it is absent, null or not understood."""
        own = self.value
        value = own.get(keys[0]) if len(keys) == 1 and type(own) is dict else self._below(keys)
        return default if value is None or value is UNKNOWN else value

    def text(self, *keys: str | int) -> str | None:
        """The string below; None where there is none, or another tool will fill it in."""
        own = self.value
        value = own.get(keys[0]) if len(keys) == 1 and type(own) is dict else self._below(keys)
        if not isinstance(value, str) or (("{" in value or "[" in value) and is_placeholder(value)):
            return None
        return value

    def integer(self, *keys: str | int) -> int | None:
        """The whole number below (`80.0` counts); None where there is none."""
        own = self.value
        value = own.get(keys[0]) if len(keys) == 1 and type(own) is dict else self._below(keys)
        if isinstance(value, float) and value.is_integer():
            return int(value)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def flag(self, *keys: str | int) -> bool:
        """Whether the value below is true; absent counts as false, as for every boolean field without a default."""
        return self._below(keys) is True

    def each(self, *keys: str | int) -> Iterator[View]:
        """The items of the list below that are not null and are understood; nothing where there is no list."""
        kept = self.kept
        if kept is not None:
            found: tuple[View, ...] | None = kept.get(keys)
            if found is None:
                found = kept[keys] = tuple(self._items(keys))
            return iter(found)
        own = self.value
        items = own.get(keys[0]) if len(keys) == 1 and type(own) is dict else self._below(keys)
        return self._items(keys) if isinstance(items, list) else iter(())

    def _items(self, keys: tuple[str | int, ...]) -> Iterator[View]:
        found = self._below(keys)
        if isinstance(found, list):
            path = (*self.path, *keys)
            for index, item in enumerate(found):
                if item is not None and item is not UNKNOWN:
                    yield View(item, (*path, index), self.object)

    def entries(self, *keys: str | int) -> Iterator[tuple[str, View]]:
        """The keys and values of the mapping below whose values are not null and are understood."""
        own = self.value
        found = own.get(keys[0]) if len(keys) == 1 and type(own) is dict else self._below(keys)
        if isinstance(found, dict):
            path = (*self.path, *keys)
            for key, value in found.items():
                if value is not None and value is not UNKNOWN:
                    yield key, View(value, (*path, key), self.object)

    def complete(self, *keys: str | int) -> bool:
        """Whether everything below is understood: no wrong type, no misspelt key, no placeholder in it.

        A rule that concludes from an absence ("nothing mounts this") asks this first. An absent value is complete.
        """
        found = self._below(keys)
        return found is None or _complete(found)

    def understood(self, *keys: str | Each) -> bool:
        """Whether everything at a path is understood, where `EACH` stands for every item of a list.

        `pod.understood("containers", EACH, "name")` asks for the names of all containers, and for nothing else in
        them. An absent value is understood.
        """
        return _understood(self.value, keys)

    def keys_known(self, *keys: str | int) -> bool:
        """Whether all keys of the mapping below are known, whatever stands under them; an absent one has none."""
        found = self._below(keys)
        known = isinstance(found, dict) and found.__class__ is not Incomplete
        return found is None or (known and not any(is_placeholder(str(key)) for key in found))

    def place(self, *keys: str | int, part: Part = Part.VALUE) -> Place:
        """The place of this value, or of one below it, present or not."""
        return Place((*self.path, *keys), part)

    def related(self, message: str, *keys: str | int, part: Part = Part.VALUE) -> Related:
        """This place as a related one."""
        return Related(self.place(*keys, part=part), message, self.object.origin)

    def hit(
        self,
        message: str,
        *keys: str | int,
        part: Part = Part.VALUE,
        within: tuple[int, int] | None = None,
        help: str | None = None,
        related: tuple[Related, ...] = (),
        fix: Fix | None = None,
        severity: Severity | None = None,
        profile_only: bool = False,
    ) -> Hit:
        """A hit at this value, or at one below it; for an absent one its grip is shown.

        `within` narrows a string value to its characters `within[0]:within[1]`. `severity` and `profile_only` are
        those of `Hit`.
        """
        return Hit(Place((*self.path, *keys), part, within), message, help, related, fix, severity, profile_only)


class KubeObject(View):
    """One Kubernetes object: a whole document, or an item of a List.

    `group` is the API group, empty for the core group.
    `minor` is the minor number of the Kubernetes version that the object is checked for, for rules that are
    `versioned`; `partial` says that only a part of the object is written (a Kustomize patch). `facts` keeps what
    several rules want to know of the object, see `once`. `fragment` says that it is a part that stands alone: whole as
    far as it goes, unlike a patch, whose lists are merged into others. `variables` are the names of `vars` that a
    kustomization fills in, None where no kustomization takes the file. `images` is what the project knows of images,
    `defined` says that the kind has a schema.
    """

    __slots__ = (
        "api_version",
        "defined",
        "document",
        "facts",
        "fragment",
        "group",
        "images",
        "kind",
        "minor",
        "origin",
        "partial",
        "pod_path",
        "variables",
    )

    def __init__(
        self,
        value: Any,
        path: Path,
        document: Document,
        pod_path: Path | None = None,
        *,
        partial: bool = False,
    ) -> None:
        self.value = value
        self.path = path
        self.kept = None  # it would hold views of this object, which is then only freed when garbage is collected
        self.document = document
        self.api_version = self.text("apiVersion") or ""
        self.group = self.api_version.rpartition("/")[0]
        self.kind = self.text("kind") or ""
        self.pod_path = pod_path
        self.partial = partial
        self.minor = 0
        self.facts: dict[Any, Any] = {}
        self.origin: Origin | None = None
        self.fragment = False
        self.variables: frozenset[str] | None = None
        self.images: OwnImages | None = None
        self.defined = False

    @property
    def object(self) -> KubeObject:  # type: ignore[override]
        """Itself. It does not hold itself: what does so is only freed when garbage is collected, with its text."""
        return self

    @property
    def name(self) -> ObjectName:
        """Who this is, for messages and reports."""
        return ObjectName(
            self.api_version or None,
            self.kind or None,
            self.text("metadata", "namespace"),
            self.text("metadata", "name"),
        )

    def pod(self) -> View | None:
        """The pod spec in this object, None where its kind holds none or it is missing."""
        if self.pod_path is None:
            return None
        shared: View | None = self.facts.get(_POD)
        if shared is not None:
            return shared
        pod = self.at(*self.pod_path)
        return pod if pod is not None and isinstance(pod.value, dict) else None

    def sharing(self) -> View | None:
        """The pod spec as `pod` gives it from now on: one view, which keeps what rules find in it and its containers.

        For whoever clears `facts` when the object is judged; until then its parts are kept in memory.
        """
        pod = self.pod()
        if pod is not None and pod.kept is None:
            pod.kept = {}
            self.facts[_POD] = pod
        return pod


_POD = "pod"
"""The key of `facts` under which the pod is shared."""


def once(function: Callable[[_View], _Fact]) -> Callable[[_View], _Fact]:
    """Make a function of an object, pod or container remember its answer, so that several rules share the work.

    It must not depend on the Kubernetes version.
    """

    def remembered(view: _View) -> _Fact:
        known: dict[Any, Any] | None = view.kept
        key: Any = function
        if known is None:
            known = view.object.facts
            key = function, view.path
        if key not in known:
            known[key] = function(view)
        found: _Fact = known[key]
        return found

    return remembered
