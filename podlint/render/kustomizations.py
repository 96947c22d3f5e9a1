"""What a kustomization may hold to be given to the real Kustomize: files of the project, and what changes them.

This is a list of what is allowed, so that whatever else Kustomize may fetch or run, in whichever version, is left out:
each field is known, each file that one names is a regular file, each folder holds a kustomization of which the same is
true.
"""

from __future__ import annotations

import os
import re
import stat
from typing import TYPE_CHECKING, Any

from podlint.files.paths import is_folder, repository, shown
from podlint.kustomize.build.errors import Refusal, Unseen
from podlint.kustomize.build.files import Files, Reader, Root
from podlint.kustomize.build.inline import inner_text
from podlint.kustomize.build.kustomization import Kustomization
from podlint.yaml.nodes import Alias, Mapping, Scalar, children
from podlint.yaml.source import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podlint.kustomize.build.load import Text
    from podlint.yaml.document import Document
    from podlint.yaml.nodes import Node

MOST = 2000
"""Most kustomizations that one may take, and those in turn."""
_CHARTS = ("helmCharts", "helmChartInflationGenerator", "helmGlobals")
_PLUGINS = ("generators", "transformers", "validators")
_TAKEN = ("resources", "bases", "components")
_BUILT_IN = frozenset(
    (
        *("AnnotationsTransformer", "ConfigMapGenerator", "HashTransformer", "IAMPolicyGenerator"),
        *("ImageTagTransformer", "LabelTransformer", "NamespaceTransformer", "PatchJson6902Transformer"),
        *("PatchStrategicMergeTransformer", "PatchTransformer", "PrefixSuffixTransformer", "PrefixTransformer"),
        *("ReplacementTransformer", "ReplicaCountTransformer", "SecretGenerator", "SortOrderTransformer"),
        *("SuffixTransformer", "ValueAddTransformer"),
    )
)
"""The plugins that Kustomize brings along, but for the one that has Helm fetch charts."""
_FUNCTION = "config.kubernetes.io/function"
_PATHS = ("path", "paths", "files", "env", "envs")
"""The fields that name files, in whatever they stand."""
_PLAIN = (
    *("annotations", "commonAnnotations", "commonLabels", "fields", "fieldSpecs", "generatorOptions", "labels"),
    *("metadata", "options"),
)
"""The fields whose keys are texts of the user, or that hold paths inside of objects."""
_ODD = re.compile(r"[:?@\\\x00-\x1f\x7f]|//|(?:\.git|_git)(?:/|$)", re.IGNORECASE)
"""What a path has only where it may be taken for something else: a scheme, a user, a query, a repository."""
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+/")
"""How a path begins that may be taken for one on another machine: `./` before it says that it is none."""
_TAGGED = re.compile(r"(?:&\S+\s+)?!")
_SYSTEM = ("/proc", "/dev", "/sys")


class NotAllowed(Exception):
    """Something that is not known to be harmless: what, and where it stands."""


class NotThere(NotAllowed):
    """A file that a kustomization names and that cannot be read: Kustomize would refuse it."""


def check(folder: str, reader: Reader) -> None:
    """Raise NotAllowed where a kustomization, or one that it takes, holds anything that is not allowed.

    NotThere is raised where all that was seen is allowed, and a file is missing.
    """
    start = os.path.realpath(folder)
    root = repository(start, whole=True)
    walk = _Walk(Files(reader, restricted=False), str(root) if root is not None else None)
    waiting = [start]
    while waiting:
        waiting += walk.look(waiting.pop())


class _Walk:
    def __init__(self, files: Files, project: str | None) -> None:
        self._files = files
        self._project = project
        self._seen: set[str] = set()

    def look(self, folder: str) -> list[str]:
        """Look at the kustomization of a folder; gives the folders that it takes. Raises NotAllowed."""
        if folder in self._seen:
            return []
        self._seen.add(folder)
        if len(self._seen) > MOST:
            raise NotAllowed(f"it takes more than {MOST} kustomizations")
        try:
            one = Kustomization(Root(self._files, folder))
        except (Refusal, Unseen) as error:
            raise NotAllowed(f"{shown(folder)}: {error.reason}") from error
        at = shown(os.path.join(folder, one.file))
        self._regular(os.path.join(folder, one.file), at)
        if len(self._files.text(os.path.join(folder, one.file)).composed) > 1:  # type: ignore[union-attr]
            raise NotAllowed(f"{at} holds several documents")
        _refuse_tags(one.document, at)
        for name in _CHARTS:
            if one.data.get(name):
                raise NotAllowed(f"{at} has {name}")
        found = [self._entry(folder, entry, at) for _, entry in one.each(*_TAKEN)]
        for _, entry in one.each("configurations", "crds", "patchesStrategicMerge"):
            if not _is_inline(entry):
                self._file(folder, entry, at)
        for name, entry in _paths(one.data):
            self._named(folder, name, entry, at)
        for where, entry in one.each(*_PLUGINS):
            self._plugins(folder, entry, at, one.document, where)
        return [path for path in found if path is not None]

    def _plugins(self, folder: str, entry: str, at: str, document: Document, where: Any) -> None:
        """Allow the configuration of plugins that Kustomize brings along, in the kustomization or in a file."""
        try:
            if _is_inline(entry):
                text: Text | None = inner_text(document, where, entry)
            else:
                text = self._files.text(self._file(folder, entry, at))
        except Refusal as error:
            raise NotAllowed(f"{at}: {error.reason}") from error
        if text is None or text.broken is not None:
            raise NotAllowed(f"{at}: {entry!r} cannot be read")
        for composed in text.composed:
            data = composed.document.data
            _refuse_tags(composed.document, at)
            metadata = data.get("metadata") if isinstance(data, dict) else None
            annotations = metadata.get("annotations") if isinstance(metadata, dict) else None
            if (
                not isinstance(data, dict)
                or data.get("apiVersion") != "builtin"
                or data.get("kind") not in _BUILT_IN
                or (annotations and (not isinstance(annotations, dict) or _FUNCTION in annotations))
            ):
                raise NotAllowed(f"{at} names a plugin that runs programs, or that is not known")
            for name, path in _paths(data):
                self._named(folder, name, path, at)

    def _entry(self, folder: str, entry: str, at: str) -> str | None:
        """A folder that an entry of `resources` names, links followed; None for a file."""
        path = self._local(folder, entry, at)
        if is_folder(path):
            return path
        self._regular(path, at)
        return None

    def _named(self, folder: str, field: str, entry: Any, at: str) -> None:
        """Allow the file that a field names: in `files`, before a `=`, stands the key that its text gets."""
        if field == "files" and isinstance(entry, str) and "=" in entry:
            key, _, path = entry.partition("=")
            if "=" in path or _ODD.search(key):
                raise NotAllowed(f"{at} names {entry!r}, which is no path in the project")
            entry = path
        self._file(folder, entry, at)

    def _file(self, folder: str, entry: str, at: str) -> str:
        path = self._local(folder, entry, at)
        self._regular(path, at)
        return path

    def _local(self, folder: str, entry: Any, at: str) -> str:
        """Where a path leads to from a folder, links followed: to something in the project."""
        if not isinstance(entry, str) or not entry or entry.startswith(("/", "\\")):
            raise NotAllowed(f"{at} names {entry!r}, which is no path in the project")
        if _ODD.search(entry) or _HOST.match(entry) or entry.startswith(("~", "-")):
            raise NotAllowed(f"{at} names {entry!r}, which may be taken for something on another machine")
        path = os.path.realpath(os.path.join(folder, entry))
        outside = self._project is not None and not (path + os.sep).startswith(os.path.join(self._project, ""))
        if outside or path.startswith(tuple(f"{place}/" for place in _SYSTEM)):
            raise NotAllowed(f"{at} names {entry!r}, which is not in the project")
        return path

    def _regular(self, path: str, at: str) -> None:
        try:
            status = os.stat(path)  # noqa: PTH116 - paths are texts here
        except OSError as error:
            raise NotThere(f"{at} names {shown(path)}, which cannot be read: {error.strerror}") from error
        if not stat.S_ISREG(status.st_mode):
            raise NotAllowed(f"{at} names {shown(path)}, which is no regular file")
        if status.st_size > MAX_BYTES:
            raise NotAllowed(f"{at} names {shown(path)}, which has more than {MAX_BYTES // 2**20} MiB")


def _is_inline(entry: Any) -> bool:
    """Whether an entry that may be a path or YAML is YAML."""
    return isinstance(entry, str) and ("\n" in entry or entry.lstrip().startswith(("{", "[")))


def _paths(data: Any) -> Iterator[tuple[str, Any]]:
    """What fields that name files hold, wherever they stand, with the names of these fields.

    Names are compared as Kustomize does it: a long s is an s.
    """
    waiting = [data]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += value
        elif isinstance(value, dict):
            for key, inner in value.items():
                name = key.casefold()
                if name in _PATHS:
                    yield from ((name, entry) for entry in (inner if isinstance(inner, list) else [inner]) if entry)
                elif key not in _PLAIN:
                    waiting.append(inner)


def _refuse_tags(document: Document, at: str) -> None:
    """A tag says how to read a value, and readers differ: `!!binary` makes a URL of letters."""
    waiting: list[Node] = [document.root] if document.root is not None else []
    seen: set[int] = set()
    text = document.source.text
    while waiting:
        node = waiting.pop()
        if id(node) in seen or isinstance(node, Alias):
            continue
        seen.add(id(node))
        waiting += children(node)
        starts = [node.start] if isinstance(node, Scalar) else []
        starts += [entry[0] for entry in node.entries.values()] if isinstance(node, Mapping) else []
        if any(_TAGGED.match(text, start) for start in starts):
            raise NotAllowed(f"{at} has tags")
