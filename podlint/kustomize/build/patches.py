"""Patches of a kustomization: read as kustomize reads them, and applied to the objects they are for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.kustomize.build.data import same
from podlint.kustomize.build.errors import Refusal
from podlint.kustomize.build.inline import inner_text
from podlint.kustomize.build.jsonpatch import Operation, apply, operations
from podlint.kustomize.build.load import Text, objects
from podlint.kustomize.build.merge import merge
from podlint.kustomize.build.nodes import Map, Node, Origin, Scalar, copied, is_null, text_of
from podlint.kustomize.build.resource import Resource, texts_set
from podlint.kustomize.build.select import Selector, select, selector
from podlint.yaml.json_text import loads

if TYPE_CHECKING:
    from podlint.kustomize.build.files import Root
    from podlint.kustomize.build.resources import Resources
    from podlint.kustomize.build.schema import Schema
    from podlint.yaml.document import Document
    from podlint.yaml.place import Path


class Patch:
    """An entry of `patches`, `patchesStrategicMerge` or `patchesJson6902`.

    It holds strategic-merge patches, or the steps of a JSON patch: never both.
    """

    def __init__(self, origin: Origin) -> None:
        self.origin = origin
        self.merges: list[Resource] = []
        self.steps: list[Operation] | None = None
        self.target: Selector | None = None
        self.rename = self.retype = False
        self.legacy = False
        self._met = self._changed = False

    @property
    def name(self) -> str:
        """Kustomize's name for what applies it."""
        if not self.legacy:
            return "PatchTransformer"
        return "PatchStrategicMergeTransformer" if self.steps is None else "PatchJson6902Transformer"

    def run(self, resources: Resources, schema: Schema, unsure: str | None) -> str | None:
        """Apply the patch; returns why it has no effect, None where it has one.

        Raises Refusal; a target that is not there is none where `unsure` says why it may be.
        """
        self._met = self._changed = False
        self._apply(resources, schema, unsure)
        if self._changed or unsure is not None:
            return None
        return "changes nothing: all that it sets is so already" if self._met else "has a target that no object fits"

    def _apply(self, resources: Resources, schema: Schema, unsure: str | None) -> None:
        if self.steps is not None:
            self._json(resources, schema)
        elif self.target is not None and not self.legacy:
            if len(self.merges) > 1:
                raise Refusal("several strategic-merge patches with one target", self.origin)
            self._to_selected(resources, schema, select(resources, self.target), self.merges[0])
        else:
            for patch in self.merges:
                self._to_named(resources, schema, patch, unsure)
        resources.drop_empty()

    def _to_named(self, resources: Resources, schema: Schema, patch: Resource, unsure: str | None) -> None:
        wanted = patch.id
        found = resources.by_any_id(lambda each: each.key == wanted.key)
        if len(found) != 1:
            if unsure is not None and not found:
                return
            how = f"{len(found)} objects" if found else "no object"
            raise Refusal(f"the patch of {wanted} fits {how}", patch.where)
        if self.legacy:
            self._to_selected(resources, schema, found, patch)
        else:
            self._merge(found[0], patch, schema)

    def _to_selected(self, resources: Resources, schema: Schema, selected: list[Resource], patch: Resource) -> None:
        if not selected:
            return
        for resource in selected:
            new = patch.fork()
            for field in ("labels", "annotations"):
                node = new.metadata().get(field)
                texts_set(new, field, dict(node.entries) if isinstance(node, Map) else {})
            own = new.own()
            own.entries["apiVersion"] = Scalar(resource.gvk.api_version, "", own.origin)
            self._merge(resource, new, schema)
        resources.items, items = [], [each for each in resources.items if each.root is not None and each.root.entries]
        resources.extend(items)

    def _merge(self, resource: Resource, patch: Resource, schema: Schema) -> None:
        if self.rename or self.retype:
            resource.remember()
        root = resource.own()
        metadata = resource.metadata()
        name, namespace, kind = metadata.get("name"), metadata.get("namespace"), root.entries.get("kind")
        theirs = patch.fork().own()
        if _clears_annotations(theirs):
            resource.forget()
        before = copied(root)
        merged = merge(root, theirs, schema)
        self._note(before, merged)
        resource.root = merged
        resource.faults += patch.faults
        resource.open += patch.open
        if merged is None or not merged.entries:
            return
        _restore(merged, "kind", kind, keep=self.retype)
        after = merged.entries.get("metadata")
        if not isinstance(after, Map):
            after = merged.entries["metadata"] = Map(merged.origin)
        _restore(after, "name", name, keep=self.rename)
        _restore(after, "namespace", namespace if text_of(namespace) else None, keep=False)
        resource.retyped(schema)

    def _note(self, before: Node, after: Node | None) -> None:
        self._met = True
        self._changed = self._changed or not same(before, after)

    def _json(self, resources: Resources, schema: Schema) -> None:
        if self.target is None:
            raise Refusal("a JSON patch needs a target", self.origin)
        assert self.steps is not None
        for resource in select(resources, self.target):
            if not self.legacy:
                resource.remember()
            root = resource.own()
            metadata = root.entries.get("metadata")
            if resource.annotated and isinstance(metadata, Map) and is_null(metadata.entries.get("annotations")):
                metadata.entries["annotations"] = Map(metadata.origin)
            before = copied(root)
            resource.root = apply(root, self.steps)
            self._note(before, resource.root)
            metadata = resource.root.entries.get("metadata")
            annotations = metadata.entries.get("annotations") if isinstance(metadata, Map) else None
            if isinstance(metadata, Map) and isinstance(annotations, Map) and not annotations.entries:
                del metadata.entries["annotations"]
            resource.retyped(schema)


def _restore(entries: Map, key: str, before: Any, *, keep: bool) -> None:
    """Give a field back the value that it had before a patch."""
    now = entries.entries.get(key)
    if keep:
        return
    if before is None:
        entries.entries.pop(key, None)
    elif now is not before:
        if isinstance(now, Scalar) and isinstance(before, Scalar):
            before.quoted = now.quoted
        entries.entries[key] = before


def _clears_annotations(patch: Map) -> bool:
    metadata = patch.entries.get("metadata")
    node = metadata.entries.get("annotations") if isinstance(metadata, Map) else None
    if isinstance(node, Map):
        return text_of(node.entries.get("$patch")) in ("replace", "delete")
    return isinstance(node, Scalar) and node.is_null


def read_patch(entry: dict[str, Any], root: Root, document: Document, at: Path, schema: Schema) -> Patch:
    """An entry of `patches`. Raises Refusal, Unseen."""
    inline, path = (entry.get("patch") or "").strip(), entry.get("path") or ""
    if bool(inline) == bool(path):
        raise Refusal("a patch needs one of `patch` and `path`", Origin(document, at))
    return patch_of(entry, _text(entry, root, document, at), document, at, schema)


def patch_of(entry: dict[str, Any], text: Text, document: Document, at: Path, schema: Schema) -> Patch:
    """The same of an entry whose text has been read. Raises Refusal."""
    patch = Patch(Origin(document, at))
    if entry.get("target") is not None:
        patch.target = selector(entry["target"], Origin(document, (*at, "target")))
    options = entry.get("options") or {}
    patch.rename, patch.retype = bool(options.get("allowNameChange")), bool(options.get("allowKindChange"))
    try:
        merges, refused = _merges(text, schema), None
    except Refusal as error:
        merges, refused = [], error
    steps = _steps(text)
    if refused is None and steps and merges:
        raise Refusal("this is a strategic-merge patch and a JSON patch at once", patch.origin)
    if refused is not None and steps is None:
        raise Refusal(f"this is no patch: {refused.reason}", refused.origin or patch.origin, refused.location)
    if refused is None and merges:
        patch.merges = merges
    else:
        patch.steps = steps or []
    return patch


def read_json_patch(entry: dict[str, Any], root: Root, document: Document, at: Path, key: str = "patch") -> Patch:
    """An entry of `patchesJson6902`, its steps under a key unless they are in a file. Raises Refusal, Unseen."""
    patch = Patch(Origin(document, at))
    patch.legacy = True
    if not (entry.get("target") or {}).get("name"):
        raise Refusal("a JSON patch needs a target with a name", patch.origin)
    if bool(entry.get(key)) == bool(entry.get("path")):
        raise Refusal(f"a patch needs one of `{key}` and `path`", patch.origin)
    patch.target = selector(entry["target"], Origin(document, (*at, "target")))
    text = _text(entry, root, document, at, key)
    steps = _steps(text)
    if steps is None:
        if text.broken is not None:
            raise text.refused()
        raise Refusal("this is no JSON patch", patch.origin)
    if not steps:
        raise Refusal("the patch is empty", patch.origin)
    patch.steps = steps
    return patch


def read_legacy(value: str, root: Root, document: Document, at: Path, schema: Schema) -> list[Resource]:
    """An entry of `patchesStrategicMerge`: patches, or the path of a file of them. Raises Refusal, Unseen."""
    try:
        return _merges(inner_text(document, at, value), schema)
    except Refusal:
        pass
    try:
        return _merges(root.text(value), schema)
    except Refusal as error:
        if error.origin is None and error.location is None:
            error.origin = Origin(document, at)
        raise


def read_merges(fields: dict[str, Any], root: Root, document: Document, at: Path, schema: Schema) -> Patch:
    """The patches of a PatchStrategicMergeTransformer. Raises Refusal, Unseen."""
    patch = Patch(Origin(document, at))
    patch.legacy = True
    for index, entry in enumerate(fields.get("paths") or ()):
        patch.merges += read_legacy(entry, root, document, (*at, "paths", index), schema)
    if fields.get("patches"):
        patch.merges += _merges(inner_text(document, (*at, "patches"), fields["patches"]), schema)
    if not patch.merges:
        raise Refusal("the patches are empty", patch.origin)
    return patch


def _text(entry: dict[str, Any], root: Root, document: Document, at: Path, key: str = "patch") -> Text:
    if entry.get("path"):
        place = Origin(document, (*at, "path"))
        try:
            return root.text(entry["path"])
        except Refusal as error:
            error.origin = error.origin or place
            raise
    return inner_text(document, (*at, key), entry[key])


def _merges(text: Text, schema: Schema) -> list[Resource]:
    found = []
    for loaded in objects(text):
        root = copied(loaded.root)
        assert isinstance(root, Map)
        resource = Resource(root, schema)
        resource.faults, resource.open = list(loaded.faults), list(loaded.doubts)
        found.append(resource)
    return found


def _steps(text: Text) -> list[Operation] | None:
    """The steps of a JSON patch, None where the text is none; an empty list where it is empty."""
    if text.raw.strip().startswith("[") and not _is_json(text.raw):
        return None
    if not text.composed:
        return None if text.broken is not None else []
    document = text.composed[0].document
    if text.broken is not None and document.index:
        return None
    return operations(document.data, Origin(document, ()))


def _is_json(text: str) -> bool:
    try:
        loads(text)
    except ValueError:
        return False
    return True
