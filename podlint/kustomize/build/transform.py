"""The changes that the fields of a kustomization make, in kustomize's order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.kustomize.build.accumulate import Gap
from podlint.kustomize.build.config import specs
from podlint.kustomize.build.errors import Refusal, Unseen
from podlint.kustomize.build.files import Missing
from podlint.kustomize.build.identity import Gvk
from podlint.kustomize.build.images import Image, set_images
from podlint.kustomize.build.kustomization import REPLACEMENT, checked
from podlint.kustomize.build.labels import set_replicas, set_texts
from podlint.kustomize.build.names import Namespaces, add_affix
from podlint.kustomize.build.nodes import Origin
from podlint.kustomize.build.patches import Patch, read_json_patch, read_legacy, read_patch
from podlint.kustomize.build.replace import Replacement, replace
from podlint.kustomize.build.select import select, selector
from podlint.kustomize.build.specs import Spec, merged
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from podlint.kustomize.build.accumulate import Accumulated
    from podlint.kustomize.build.defaults import Config
    from podlint.kustomize.build.files import Root
    from podlint.kustomize.build.kustomization import Kustomization
    from podlint.kustomize.build.schema import Schema

_REPLACEMENT_ENTRY: Any = {"path": str, **REPLACEMENT}


class Transform(NamedTuple):
    """One change: kustomize's name for it, the field that asks for it, what does it, and what is noted of it."""

    name: str
    origin: Origin
    run: Callable[[Accumulated], None]
    note: dict[str, Any] | None = None


def transforms(kustomization: Kustomization, root: Root, config: Config, schema: Schema) -> list[Transform]:
    """All changes that a kustomization asks for. Raises Refusal where one cannot be read."""
    reader = _Reader(kustomization, root, config, schema)
    return [
        *reader.legacy_patches(),
        *reader.patches(),
        *reader.namespace(),
        *reader.affixes(),
        *reader.labels(),
        *reader.annotations(),
        *reader.json_patches(),
        *reader.replicas(),
        *reader.images(),
        *reader.replacements(),
    ]


class _Reader:
    def __init__(self, kustomization: Kustomization, root: Root, config: Config, schema: Schema) -> None:
        self.kustomization = kustomization
        self.document = kustomization.document
        self.root = root
        self.config = config
        self.schema = schema

    def legacy_patches(self) -> Iterator[Transform]:
        found = self.kustomization.each("patchesStrategicMerge")
        if not found:
            return
        patch = Patch(self.kustomization.at("patchesStrategicMerge"))
        patch.legacy = True
        lacking: list[Transform] = []
        for at, entry in found:
            origin = self.kustomization.at(*at)
            try:
                patch.merges += read_legacy(entry, self.root, self.document, at, self.schema)
            except (Unseen, Missing) as error:
                lacking.append(lacks(patch.name, origin, error, None))
        yield from lacking
        if not patch.merges and not lacking:
            raise Refusal("the patches are empty", patch.origin)
        if patch.merges:
            yield self._patch(patch)

    def patches(self) -> Iterator[Transform]:
        for at, entry in self.kustomization.each("patches"):
            origin = self.kustomization.at(*at)
            try:
                yield self._patch(read_patch(entry, self.root, self.document, at, self.schema))
            except (Unseen, Missing) as error:
                yield lacks("PatchTransformer", origin, error, entry.get("target"))

    def json_patches(self) -> Iterator[Transform]:
        for at, entry in self.kustomization.each("patchesJson6902"):
            origin = self.kustomization.at(*at)
            try:
                yield self._patch(read_json_patch(entry, self.root, self.document, at))
            except (Unseen, Missing) as error:
                yield lacks("PatchJson6902Transformer", origin, error, entry.get("target"))

    def _patch(self, patch: Patch) -> Transform:
        def run(state: Accumulated) -> None:
            without_effect = patch.run(state.resources, self.schema, state.unsure)
            if without_effect is not None:
                state.ineffective.append(Gap(without_effect, patch.origin))

        return Transform(patch.name, patch.origin, run)

    def namespace(self) -> Iterator[Transform]:
        name = self.kustomization.text("namespace")
        if name:
            origin = self.kustomization.at("namespace")
            work = Namespaces(name, origin, self.config.namespace)
            yield Transform("NamespaceTransformer", origin, lambda state: work.run(state.resources))

    def affixes(self) -> Iterator[Transform]:
        for key, name, fields in (
            ("namePrefix", "PrefixTransformer", self.config.name_prefix),
            ("nameSuffix", "SuffixTransformer", self.config.name_suffix),
        ):
            text = self.kustomization.text(key)
            if text:
                yield self._affix(key, name, text, fields)

    def _affix(self, key: str, name: str, text: str, fields: list[Spec]) -> Transform:
        origin = self.kustomization.at(key)
        suffix = key == "nameSuffix"
        return Transform(name, origin, lambda state: add_affix(state.resources, text, origin, fields, suffix=suffix))

    def labels(self) -> Iterator[Transform]:
        entries = self.kustomization.each("labels")
        common = self.kustomization.data.get("commonLabels") or {}
        for at, entry in entries:
            fields = merged(specs(entry.get("fields")), self.config.labels)
            if entry.get("includeSelectors"):
                fields = merged(fields, self.config.common_labels)
            else:
                if entry.get("includeTemplates"):
                    fields = merged(fields, self.config.template_labels)
                fields = merged(fields, [Spec(Gvk(), "metadata/labels", True)])
            yield self._texts("LabelTransformer", entry.get("pairs") or {}, (*at, "pairs"), fields)
        if entries or common:
            yield self._texts("LabelTransformer", common, ("commonLabels",), self.config.common_labels)

    def annotations(self) -> Iterator[Transform]:
        pairs = self.kustomization.data.get("commonAnnotations") or {}
        if pairs:
            fields = self.config.common_annotations
            yield self._texts("AnnotationsTransformer", pairs, ("commonAnnotations",), fields)

    def _texts(self, name: str, pairs: dict[str, str], at: tuple[str | int, ...], fields: list[Spec]) -> Transform:
        placed: dict[str, tuple[str, Origin | None]] = {
            key: (value or "", self.kustomization.at(*at, key)) for key, value in pairs.items()
        }
        return Transform(name, self.kustomization.at(*at), lambda state: set_texts(state.resources, placed, fields))

    def replicas(self) -> Iterator[Transform]:
        for at, entry in self.kustomization.each("replicas"):
            yield self._replicas(self.kustomization.at(*at), entry)

    def _replicas(self, origin: Origin, entry: dict[str, Any]) -> Transform:
        name, count = entry.get("name") or "", entry.get("count") or 0
        place = Origin(origin.document, (*origin.path, "count"))

        def run(state: Accumulated) -> None:
            if not set_replicas(state.resources, name, count, place, self.config.replicas) and state.unsure is None:
                raise Refusal(f"replicas: no object with replicas is named {name!r}", origin)

        return Transform("ReplicaCountTransformer", origin, run)

    def images(self) -> Iterator[Transform]:
        for at, entry in self.kustomization.each("images", "imageTags"):
            yield self._image(self.kustomization.at(*at), entry)

    def _image(self, origin: Origin, entry: dict[str, Any]) -> Transform:
        picture = image(entry, origin)
        return Transform(
            "ImageTagTransformer", origin, lambda state: set_images(state.resources, picture, self.config.images)
        )

    def replacements(self) -> Iterator[Transform]:
        found: list[Replacement] = []
        for at, entry in self.kustomization.each("replacements"):
            origin = self.kustomization.at(*at)
            try:
                found += read_replacements(entry, self.root, origin)
            except (Unseen, Missing) as error:
                yield lacks("ReplacementTransformer", origin, error, None)
        if found:
            yield replacing(found, self.kustomization.at("replacements"))
        elif self.kustomization.data.get("replacements"):
            yield Transform("ReplacementTransformer", self.kustomization.at("replacements"), lambda state: None)


def lacks(name: str, origin: Origin, error: Unseen | Missing, target: Any) -> Transform:
    """The change that something unseen makes: nobody knows what, to the objects of its target or to all."""

    def run(state: Accumulated) -> None:
        if isinstance(error, Missing):
            state.problems.append(Missing(error.reason, error.origin or origin))
        touched = state.resources.items
        if target is not None:
            touched = select(state.resources, selector(target, origin))
        for resource in touched:
            resource.open.append(error.reason)
        state.doubts.append(Gap(error.reason, origin))

    return Transform(name, origin, run)


def replacing(found: list[Replacement], origin: Origin) -> Transform:
    """The change that replacements make together."""

    def run(state: Accumulated) -> None:
        for replacement in found:
            replace(state.resources, replacement, state.unsure)

    return Transform("ReplacementTransformer", origin, run)


def image(entry: dict[str, Any], origin: Origin) -> Image:
    """An entry of `images`, and the line that decides what becomes of an image."""
    fields = ("digest", "newTag", "tagSuffix", "newName")
    decides = next((key for key in fields if entry.get(key)), None)
    place = Origin(origin.document, (*origin.path, decides)) if decides else origin
    name, new_name, new_tag, suffix, digest = (
        entry.get(key) or "" for key in ("name", "newName", "newTag", "tagSuffix", "digest")
    )
    return Image(name, new_name, new_tag, suffix, digest, place)


def read_replacements(entry: dict[str, Any], root: Root, origin: Origin) -> list[Replacement]:
    """The replacements that an entry holds, or the file that it names. Raises Refusal, Unseen."""
    path = entry.get("path")
    if not path:
        return [Replacement(entry, origin)]
    if entry.get("source") is not None or entry.get("targets"):
        raise Refusal("a replacement has a path or is written here, not both", origin)
    place = Origin(origin.document, (*origin.path, "path"))
    try:
        data, document = root.data(path)
    except Refusal as error:
        error.origin = error.origin or place
        raise
    if document is None or not isinstance(data, dict | list):
        raise Refusal(f"{path!r} holds no replacements", place)
    if isinstance(data, dict):
        at = Origin(document, ())
        return [Replacement(checked(data, _REPLACEMENT_ENTRY, at, strict=False), at)]
    places = [Origin(document, (index,)) for index in range(len(data))]
    return [
        Replacement(checked(each, _REPLACEMENT_ENTRY, at, strict=False), at)
        for each, at in zip(data, places, strict=True)
    ]
