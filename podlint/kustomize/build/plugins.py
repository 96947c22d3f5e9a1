"""`generators` and `transformers`: those that kustomize brings along; all others run programs, and are not known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.kustomize.build.accumulate import Accumulated, Gap
from podlint.kustomize.build.config import specs
from podlint.kustomize.build.data import data_of
from podlint.kustomize.build.errors import Refusal, Unseen
from podlint.kustomize.build.generate import Generator, add_hash
from podlint.kustomize.build.identity import Gvk
from podlint.kustomize.build.images import set_images
from podlint.kustomize.build.inline import inner_text
from podlint.kustomize.build.kustomization import PLUGIN_FIELDS, checked
from podlint.kustomize.build.labels import set_replicas, set_texts
from podlint.kustomize.build.load import objects
from podlint.kustomize.build.names import SUBJECTS, Namespaces, add_affix
from podlint.kustomize.build.nodes import Origin
from podlint.kustomize.build.patches import read_json_patch, read_merges, read_patch
from podlint.kustomize.build.resource import Resource
from podlint.kustomize.build.transform import Transform, image, read_replacements, replacing
from podlint.kustomize.build.valueadd import ValueAdd

if TYPE_CHECKING:
    from podlint.kustomize.build.patches import Patch
    from podlint.kustomize.build.target import Target

_BUILT_IN = Gvk("", "builtin", "")


def run_generators(target: Target, state: Accumulated) -> None:
    """Add what the built-in generators make; others leave the build open. Raises Refusal."""
    for plugin in _plugins(target, state, "generators"):
        origin = _where(plugin)
        kind = plugin.gvk.kind.removesuffix("Generator")
        if not plugin.gvk.selected_by(_BUILT_IN) or plugin.gvk.group or kind not in ("ConfigMap", "Secret"):
            state.gaps.append(Gap(f"the generator {plugin.gvk.kind} is not run", origin))
            continue
        fields = checked(data_of(plugin.root), PLUGIN_FIELDS[plugin.gvk.kind], origin, strict=False)
        fields["name"] = fields.get("name") or plugin.name
        fields["namespace"] = fields.get("namespace") or plugin.namespace
        if fields.get("env"):
            fields["envs"] = [*(fields.get("envs") or ()), fields["env"]]
            fields["env"] = None
        generator = Generator(kind, fields, {}, origin.document, origin.path)
        made = generator.resource(target.root, target.session.schema, state.problems)
        if target.notes is not None:
            made.note = target.notes.of_plugin(plugin)
        target.absorb(state, made, origin)


def read_transformers(target: Target, state: Accumulated) -> list[Transform]:
    """The changes of the built-in transformers; those of others are not known. Raises Refusal."""
    return [_transform(target, plugin) for plugin in _plugins(target, state, "transformers")]


def _plugins(target: Target, state: Accumulated, field: str) -> list[Resource]:
    """The configurations of plugins: written in the kustomization, or in files and folders that it names."""
    found = Accumulated()
    kustomization = target.kustomization
    named = []
    for at, entry in kustomization.each(field):
        try:
            loaded = objects(inner_text(kustomization.document, at, entry))
        except Refusal:
            named.append((at, entry))
            continue
        for each in loaded:
            resource = Resource(each.root, target.session.schema)
            resource.owned = False
            if target.notes is not None:
                resource.note = target.notes.below(kustomization.file).origin()
            found.resources.extend([resource])
    for at, entry in named:
        if not target.take(found, at, entry):
            reason = found.gaps[-1].reason
            if field == "transformers":
                state.open_all(reason, kustomization.at(*at))
    state.problems += found.problems
    state.gaps += found.gaps
    return found.resources.items


def _where(plugin: Resource) -> Origin:
    assert plugin.root is not None and plugin.root.origin is not None
    return plugin.root.origin


def _transform(target: Target, plugin: Resource) -> Transform:
    """The change that a transformer makes. Raises Refusal."""
    origin, kind = _where(plugin), plugin.gvk.kind
    built_in = not plugin.gvk.group and plugin.gvk.version == "builtin"
    if built_in and kind not in _READERS and kind.endswith("Transformer"):
        raise Refusal(f"Kustomize has no built-in {kind}", origin)
    reads = _READERS.get(kind) if built_in else None
    if reads is None:
        return _unknown(kind, origin, f"the transformer {kind} is not run")
    fields = checked(data_of(plugin.root), PLUGIN_FIELDS[kind], origin, strict=False)
    note = target.notes.of_plugin(plugin) if target.notes is not None else None
    try:
        return Transform(kind, origin, reads(target, fields, origin), note)
    except Unseen as error:
        return _unknown(kind, origin, error.reason)


def _unknown(kind: str, origin: Origin, reason: str) -> Transform:
    """A change that is not known: of all objects."""

    def run(state: Accumulated) -> None:
        state.open_all(reason, origin)
        state.gaps.append(Gap(reason, origin))

    return Transform(kind, origin, run)


def _at(origin: Origin, *path: str) -> Origin:
    return Origin(origin.document, (*origin.path, *path))


def _namespace(target: Target, fields: dict[str, Any], origin: Origin) -> Any:
    subjects = fields.get("setRoleBindingSubjects") or ""
    if subjects and subjects not in SUBJECTS:
        raise Refusal(f"setRoleBindingSubjects {subjects!r} is none of {', '.join(SUBJECTS)}", origin)
    name = (fields.get("metadata") or {}).get("namespace") or ""
    work = Namespaces(
        name,
        _at(origin, "metadata", "namespace"),
        specs(fields.get("fieldSpecs")),
        subjects,
        unset_only=bool(fields.get("unsetOnly")),
    )
    return lambda state: work.run(state.resources)


def _affix(key: str) -> Any:
    def read(target: Target, fields: dict[str, Any], origin: Origin) -> Any:
        if fields.get("fieldSpecs") is None:
            raise Refusal("fieldSpecs are missing", origin)
        text, places = fields.get(key) or "", specs(fields["fieldSpecs"])
        return lambda state: add_affix(state.resources, text, _at(origin, key), places, suffix=key == "suffix")

    return read


def _texts(key: str) -> Any:
    def read(target: Target, fields: dict[str, Any], origin: Origin) -> Any:
        pairs: dict[str, tuple[str, Origin | None]] = {
            name: (text or "", _at(origin, key, name)) for name, text in (fields.get(key) or {}).items()
        }
        return lambda state: set_texts(state.resources, pairs, specs(fields.get("fieldSpecs")))

    return read


def _image(target: Target, fields: dict[str, Any], origin: Origin) -> Any:
    picture = image(fields.get("imageTag") or {}, _at(origin, "imageTag"))
    return lambda state: set_images(state.resources, picture, specs(fields.get("fieldSpecs")))


def _replicas(target: Target, fields: dict[str, Any], origin: Origin) -> Any:
    entry = fields.get("replica") or {}
    name, count, places = entry.get("name") or "", entry.get("count") or 0, specs(fields.get("fieldSpecs"))

    def run(state: Accumulated) -> None:
        found = set_replicas(state.resources, name, count, _at(origin, "replica", "count"), places)
        if not found and state.unsure is None:
            raise Refusal(f"no object with replicas is named {name!r}", origin)

    return run


def _patch(target: Target, fields: dict[str, Any], origin: Origin) -> Any:
    return _applied(target, read_patch(fields, target.root, origin.document, origin.path, target.session.schema))


def _applied(target: Target, patch: Patch) -> Any:
    schema = target.session.schema
    return lambda state: patch.run(state.resources, schema, state.unsure)


def _json_patch(target: Target, fields: dict[str, Any], origin: Origin) -> Any:
    return _applied(target, read_json_patch(fields, target.root, origin.document, origin.path, "jsonOp"))


def _merges(target: Target, fields: dict[str, Any], origin: Origin) -> Any:
    schema = target.session.schema
    return _applied(target, read_merges(fields, target.root, origin.document, origin.path, schema))


def _affixes(target: Target, fields: dict[str, Any], origin: Origin) -> Any:
    works = [_affix(key)(target, fields, origin) for key in ("prefix", "suffix")]
    return lambda state: [work(state) for work in works]


def _hashes(target: Target, fields: dict[str, Any], origin: Origin) -> Any:
    """The hashes, for all who want to see any."""
    hashed = target.session.files.restricted

    def run(state: Accumulated) -> None:
        for resource in state.resources.items if hashed else ():
            add_hash(resource)

    return run


def _value(target: Target, fields: dict[str, Any], origin: Origin) -> Any:
    work = ValueAdd(fields, target.root, origin)
    return lambda state: work.run(state.resources, target.session.schema)


def _replacements(target: Target, fields: dict[str, Any], origin: Origin) -> Any:
    found = []
    for index, entry in enumerate(fields.get("replacements") or ()):
        found += read_replacements(entry, target.root, _at(origin, "replacements", index))  # type: ignore[arg-type]
    return replacing(found, origin).run


_READERS: dict[str, Any] = {
    "NamespaceTransformer": _namespace,
    "PrefixTransformer": _affix("prefix"),
    "SuffixTransformer": _affix("suffix"),
    "LabelTransformer": _texts("labels"),
    "AnnotationsTransformer": _texts("annotations"),
    "ImageTagTransformer": _image,
    "ReplicaCountTransformer": _replicas,
    "PatchTransformer": _patch,
    "ReplacementTransformer": _replacements,
    "PatchJson6902Transformer": _json_patch,
    "PatchStrategicMergeTransformer": _merges,
    "PrefixSuffixTransformer": _affixes,
    "HashTransformer": _hashes,
    "ValueAddTransformer": _value,
}
