"""ConfigMaps and Secrets that a kustomization makes of files and texts, and the hash in their names."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import TYPE_CHECKING, Any

from podlint.kustomize.build.data import data_of, worded
from podlint.kustomize.build.errors import Refusal, Unseen
from podlint.kustomize.build.files import Missing
from podlint.kustomize.build.nodes import Map, Node, Origin, Scalar, Unknown, text_of
from podlint.kustomize.build.resource import Resource, texts_set
from podlint.kustomize.build.scalars import BOOL, STR

if TYPE_CHECKING:
    from podlint.kustomize.build.files import Root
    from podlint.kustomize.build.resources import Resources
    from podlint.kustomize.build.schema import Schema
    from podlint.yaml.document import Document
    from podlint.yaml.place import Path

Pairs = dict[str, tuple[bytes, Origin]]


class Generator:
    """One entry of `configMapGenerator` or `secretGenerator`; `options` are the kustomization's own."""

    def __init__(self, kind: str, entry: dict[str, Any], options: dict[str, Any], document: Document, at: Path) -> None:
        self.kind = kind
        self.entry = entry
        self.document = document
        self.at = at
        self.options = _options(entry.get("options"), options, Origin(document, (*at, "options")), document)
        self.unseen: list[str] = []

    def resource(self, root: Root, schema: Schema, problems: list[Refusal]) -> Resource:
        """The object. What cannot be read is unknown, a missing file a problem too. Raises Refusal."""
        name = self.entry.get("name") or ""
        if not name:
            raise Refusal(f"a generated {self.kind} needs a name", self._place())
        here = self._place()
        metadata = Map(here, {"name": worded(name, self._place("name"))})
        if self.entry.get("namespace"):
            metadata.entries["namespace"] = worded(self.entry["namespace"], self._place("namespace"))
        made = Map(here, {"apiVersion": Scalar("v1", STR, here), "kind": Scalar(self.kind, STR, here)})
        made.entries["metadata"] = metadata
        pairs = self._pairs(root, problems)
        if self.kind == "Secret":
            given = self.entry.get("type")
            made.entries["type"] = Scalar(given or "Opaque", STR, self._place("type") if given else here, quoted=True)
            made.entries["data"] = _mapping(here, {key: _secret(*pairs[key]) for key in sorted(pairs)})
        else:
            for key in sorted(pairs):
                field, value = _plain(*pairs[key])
                target = made.entries.setdefault(field, Map(here))
                assert isinstance(target, Map)
                target.add(key, value)
        for field in ("labels", "annotations"):
            values = self.options[field]
            if values:
                metadata.entries[field] = _mapping(
                    values[min(values)][1],
                    {key: Scalar(values[key][0], STR, values[key][1], quoted=True) for key in sorted(values)},
                )
        if self.options["immutable"]:
            made.entries["immutable"] = Scalar("true", BOOL, self.options["immutable"])
        if self.unseen:
            made.entries["data"] = Unknown("; ".join(self.unseen), here)
        resource = Resource(made, schema)
        resource.hashed = not self.options["disableNameSuffixHash"]
        resource.behavior = self.entry.get("behavior") or "unspecified"
        if resource.behavior not in ("create", "replace", "merge"):
            resource.behavior = "unspecified"
        return resource

    def _place(self, *more: str | int) -> Origin:
        return Origin(self.document, (*self.at, *more))

    def _pairs(self, root: Root, problems: list[Refusal]) -> Pairs:
        pairs: Pairs = {}
        entry = self.entry
        envs = [(text, self._place("envs", index)) for index, text in enumerate(entry.get("envs") or ())]
        if entry.get("env"):
            envs.append((entry["env"], self._place("env")))
        for path, place in envs:
            content = self._read(root, path, place, problems)
            for key, value in _lines(content, place) if content is not None else ():
                self._add(pairs, key, value, place)
        for index, text in enumerate(entry.get("literals") or ()):
            place = self._place("literals", index)
            key, sign, value = text.partition("=")
            if not sign or not key:
                raise Refusal(f"literal {text!r} is not key=value", place)
            self._add(pairs, key, _unquoted(value).encode(), place)
        for index, text in enumerate(entry.get("files") or ()):
            place = self._place("files", index)
            key, path = _file_source(text, place)
            content = self._read(root, path, place, problems)
            self._add(pairs, key, b"" if content is None else content, place)
        return pairs

    def _read(self, root: Root, path: str, place: Origin, problems: list[Refusal]) -> bytes | None:
        try:
            return root.content(path)
        except Missing as error:
            problems.append(Missing(error.reason, place))
            self.unseen.append(error.reason)
        except Unseen as error:
            self.unseen.append(error.reason)
        except Refusal as error:
            raise Refusal(error.reason, error.origin or place) from error
        return None

    def _add(self, pairs: Pairs, key: str, value: bytes, place: Origin) -> None:
        if key in pairs:
            raise Refusal(f"key {key!r} is there twice", place)
        pairs[key] = value, place


def _mapping(origin: Origin | None, entries: dict[str, Node]) -> Map:
    """A mapping whose keys kustomize writes itself."""
    new = Map(origin)
    for key, node in entries.items():
        new.add(key, node)
    return new


def _options(own: Any, common: dict[str, Any], at: Origin, document: Document) -> dict[str, Any]:
    """The options of an entry: its own labels and annotations go before the kustomization's."""
    own = own if isinstance(own, dict) else {}
    found: dict[str, Any] = {}
    shared = Origin(document, ("generatorOptions",))
    for field in ("labels", "annotations"):
        values: dict[str, tuple[str, Origin]] = {}
        for source, place in ((common, shared), (own, at)):
            for key, value in (source.get(field) or {}).items():
                values[key] = value or "", Origin(document, (*place.path, field, key))
        found[field] = values
    for field in ("disableNameSuffixHash", "immutable"):
        place = at if own.get(field) else shared
        found[field] = Origin(document, (*place.path, field)) if own.get(field) or common.get(field) else None
    return found


def _file_source(text: str, place: Origin) -> tuple[str, str]:
    key, sign, path = text.partition("=")
    if not sign:
        return text.rstrip("/").rpartition("/")[2] or "/", text
    if not key or not path or "=" in path:
        raise Refusal(f"file {text!r} is neither a path nor key=path", place)
    return key, path


def _lines(content: bytes, place: Origin) -> list[tuple[str, bytes]]:
    found = []
    for number, raw in enumerate(content.split(b"\n")):
        line = raw.removesuffix(b"\r")
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError as error:
            raise Refusal(f"line {number + 1} of the file is not UTF-8", place) from error
        if number == 0:
            text = text.removeprefix("\ufeff")
        text = text.lstrip("\t\n\v\f\r \x85\xa0")
        if text and not text.startswith("#"):
            key, _, value = text.partition("=")
            if key:
                found.append((key, value.encode()))
    return found


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) >= 2 and text[0] == text[-1] and text[0] in "\"'" else text


def _wrapped(value: bytes) -> str:
    """Base64, in lines where it is long."""
    text = base64.b64encode(value).decode()
    lines = [text[at : at + 70] for at in range(0, len(text), 70)]
    return text if len(text) < 70 else "".join(f"{line}\n" for line in lines)


def _plain(value: bytes, origin: Origin) -> tuple[str, Scalar]:
    try:
        text, field = value.decode("utf-8"), "data"
    except UnicodeDecodeError:
        text, field = _wrapped(value), "binaryData"
    return field, Scalar(text, STR, origin, quoted="\n" in text)


def _secret(value: bytes, origin: Origin) -> Scalar:
    text = _wrapped(value)
    return Scalar(text, STR, origin, quoted="\n" in text)


def absorb(resources: Resources, made: Resource) -> str | None:
    """Add a generated object, or let it merge with the one that is there or replace it. Raises Refusal.

    The answer is why it is not known what it merges with; None where it is.
    """
    now = made.id
    found = resources.keyed(now.key)
    if not found:
        if made.behavior in ("merge", "replace"):
            return f"{now} is not there: nothing to {made.behavior}"
        resources.extend([made])
        return None
    if len(found) > 1:
        raise Refusal(f"several objects could be the {now}", made.where)
    old = found[0]
    if made.behavior not in ("merge", "replace"):
        raise Refusal(f"{now} is there already: `behavior` must say merge or replace", made.where)
    _take_over(made, old)
    resources.replace(old, made)
    return None


def _take_over(made: Resource, old: Resource) -> None:
    """Give an object the name, the marks and, where it merges, the data of the one that it stands for."""
    for field in ("labels", "annotations"):
        texts_set(made, field, {**_entries(old, field), **_entries(made, field)})
    metadata = made.metadata()
    for field in ("name", "namespace"):
        node = old.metadata().get(field)
        if node is None or not text_of(node):
            metadata.pop(field, None)
        else:
            metadata[field] = worded(text_of(node), node.origin)
    merges = made.behavior == "merge"
    if merges:
        for field in ("data", "binaryData"):
            _merge_data(made, old, field)
    made.previous, made.prefixes, made.suffixes = old.previous, old.prefixes, old.suffixes
    made.hashed = made.hashed and old.hashed
    made.behavior = old.behavior
    made.variables, made.open, made.transformations = old.variables, old.open, old.transformations
    made.note = old.note if merges and old.note is not None else made.note


def _entries(resource: Resource, field: str) -> dict[str, Node]:
    node = resource.metadata().get(field)
    return dict(node.entries) if isinstance(node, Map) else {}


def _merge_data(made: Resource, old: Resource, field: str) -> None:
    root = made.own()
    before = old.root.entries.get(field) if old.root is not None else None
    after = root.entries.get(field)
    if isinstance(before, Unknown) or isinstance(after, Unknown):
        root.entries[field] = before if isinstance(before, Unknown) else after  # type: ignore[assignment]
        return
    texts: dict[str, Node] = {}
    for node in (before, after):
        for key, value in node.entries.items() if isinstance(node, Map) else ():
            texts[key] = Scalar(text_of(value), STR, value.origin, quoted="\n" in text_of(value))
    root.entries.pop(field, None)
    if texts:
        place = before.origin if before is not None else made.where
        root.entries[field] = _mapping(place, dict(sorted(texts.items())))


def add_hash(resource: Resource) -> None:
    """Put the hash of its content behind the name of an object that asks for it."""
    if not resource.hashed or resource.root is None:
        return
    resource.remember()
    name = resource.metadata()["name"]
    if _is_unknown(resource.root.entries.get("data")):
        resource.own()
        resource.metadata()["name"] = Unknown("the hash in the name is not known", name.origin)
        return
    text = f"{resource.name}-{hash_of(resource)}"
    resource.own()
    name = resource.metadata()["name"]
    assert isinstance(name, Scalar)
    name.set(text, "", name.origin)


def hash_of(resource: Resource) -> str:
    """The hash of an object's content, ten characters: of its data, not of its name."""
    assert resource.root is not None
    entries = resource.root.entries
    kind = resource.gvk.kind
    values: dict[str, Any] = {"kind": kind, "name": "", "data": _hashed(entries.get("data"))}
    more = "binaryData" if kind == "ConfigMap" else "stringData"
    if kind == "Secret":
        values["type"] = text_of(entries.get("type"))
    if isinstance(entries.get(more), Map):
        values[more] = _hashed(entries[more])
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    for mark in "<>&\u2028\u2029":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return digest.translate(str.maketrans("013ae", "ghkmt"))


def _hashed(node: Node | None) -> Any:
    return "" if node is None else data_of(node) if isinstance(node, Map) else text_of(node)


def _is_unknown(node: Node | None) -> bool:
    """Whether anything in a value is not known."""
    if isinstance(node, Map):
        return any(map(_is_unknown, node.entries.values()))
    return isinstance(node, Unknown)
