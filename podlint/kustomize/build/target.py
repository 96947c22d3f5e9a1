"""A kustomization worked through in kustomize's order: what it takes, generates and changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.kustomize.build.accumulate import Accumulated, Gap
from podlint.kustomize.build.config import configured, joined, of_crds
from podlint.kustomize.build.errors import Refusal, TooLarge, Unseen
from podlint.kustomize.build.files import Missing
from podlint.kustomize.build.generate import Generator, absorb
from podlint.kustomize.build.kustomization import Kustomization
from podlint.kustomize.build.load import objects
from podlint.kustomize.build.nodes import Origin, Unknown
from podlint.kustomize.build.plugins import read_transformers, run_generators
from podlint.kustomize.build.resource import Resource
from podlint.kustomize.build.transform import Transform, transforms
from podlint.kustomize.build.variables import bind, collected, variable

if TYPE_CHECKING:
    from podlint.kustomize.build.files import Files, Root
    from podlint.kustomize.build.notes import Notes
    from podlint.kustomize.build.schema import Schema
    from podlint.yaml.place import Path


MOST = 2_000
"""Most kustomizations that are worked through for one, each as often as it is taken where it cannot be kept."""
MOST_ENTRIES = 5_000
"""Most entries that the lists of a kustomization which is worked through may have together."""
_READ = ("files", "envs")


class Session:
    """One build: its files, what it knows of types, and the folders that are built already."""

    def __init__(self, files: Files, schema: Schema, built: dict[tuple[str, bool], Accumulated]) -> None:
        self.files = files
        self.schema = schema
        self.built = built
        self._count = 0

    def one_more(self, entry: str) -> None:
        """Count a kustomization that is worked through. Raises Unseen where there are too many."""
        self._count += 1
        if self._count > MOST:
            raise Unseen(f"{entry} is not built: more than {MOST} kustomizations are taken")


class Target:
    """A kustomization of a folder. `notes` are set where objects shall say where they come from."""

    def __init__(self, session: Session, root: Root, notes: Notes | None = None) -> None:
        """Read it. Raises Refusal."""
        self.session = session
        self.root = root
        self.notes = notes
        self.kustomization = Kustomization(root)

    def accumulate(self, state: Accumulated) -> Accumulated:
        """Work it through, with what a component was given. Raises Refusal, Unseen."""
        kustomization, schema = self.kustomization, self.session.schema
        if _entries(kustomization.data) > MOST_ENTRIES:
            raise TooLarge(f"it has more than {MOST_ENTRIES} entries, and is not built")
        with state.resources.steady():
            for at, entry in kustomization.each("resources", "bases"):
                self.take(state, at, entry)
        self._configure(state)
        self._generate(state)
        for at, entry in kustomization.each("components"):
            state = self._component(state, at, entry)
        self._transform(state)
        found = [variable(entry, kustomization.at(*at), schema) for at, entry in kustomization.each("vars")]
        bind(state.resources, found)
        collected(state.variables, found)
        return state

    def take(self, state: Accumulated, at: Path, entry: str) -> bool:
        """Take a file, or a folder with its kustomization; False where it is not known. Raises Refusal."""
        return self._guarded(state, at, lambda: self._resource(state, entry))

    def _guarded(self, state: Accumulated, at: Path, work: Any) -> bool:
        """Do something with an entry: what it lacks opens the build, what is missing is a problem too."""
        origin = self.kustomization.at(*at)
        try:
            work()
        except Missing as error:
            state.problems.append(Missing(error.reason, error.origin or origin))
            state.gaps.append(Gap(error.reason, origin))
            return False
        except Unseen as error:
            state.gaps.append(Gap(error.reason, origin))
            return False
        except Refusal as error:
            if error.origin is None and error.location is None:
                error.origin = origin
            raise
        return True

    def _resource(self, state: Accumulated, entry: str) -> None:
        """Take a file, or a folder with its kustomization. Raises Refusal, Unseen."""
        try:
            text = self.root.text(entry)
        except Refusal as no_file:
            try:
                inner = self.root.inner(entry)
                state.add(self._inner(inner, self.notes.below(entry) if self.notes else None))
            except Missing as error:
                if error.origin is not None:
                    raise
                if type(no_file) is not Missing:
                    raise no_file from error
                raise Missing(f"{entry!r} is neither a file nor a folder with a kustomization") from error
            return
        found = []
        for loaded in objects(text):
            resource = Resource(loaded.root, self.session.schema)
            resource.owned = False
            resource.faults, resource.open = list(loaded.faults), list(loaded.doubts)
            if self.notes is not None:
                resource.note = self.notes.below(entry).origin()
            found.append(resource)
        state.resources.extend(found)

    def _inner(self, root: Root, notes: Notes | None) -> Accumulated:
        """What the kustomization of another folder gathers. Raises Refusal."""
        session = self.session
        key = (session.files.real(root.folder), notes is not None)
        if key in session.built and not session.schema.custom and notes is None:
            return session.built[key].fork()
        session.one_more(root.folder)
        target = Target(session, root, notes)
        target.use_schema()
        if target.kustomization.is_component:
            raise Refusal(f"{root.folder!r} is a component: `components` takes it", None)
        state = target.accumulate(Accumulated())
        if not session.schema.custom and notes is None:
            session.built[key] = state.fork()
        return state

    def use_schema(self) -> None:
        """Take the OpenAPI document that the kustomization names. Raises Refusal."""
        wanted = self.kustomization.data.get("openapi") or {}
        origin = self.kustomization.at("openapi")
        try:
            if "path" in wanted:
                data, _ = self.root.data(wanted["path"] or "")
                if "version" in wanted:
                    raise Refusal("`openapi` takes a version or a path, not both", origin)
                self.session.schema.use(data)
            elif wanted.get("version") not in (None, "", "v1.21.2"):
                raise Refusal(f"kustomize has no OpenAPI version {wanted['version']!r}", origin)
        except Unseen as error:
            raise Refusal(error.reason, origin) from error
        except Refusal as error:
            error.origin = error.origin or origin
            raise

    def _component(self, state: Accumulated, at: Path, entry: str) -> Accumulated:
        """Work a component through with what is there. Raises Refusal."""
        result = state

        def work() -> None:
            nonlocal result
            root = self.root.inner(entry)
            self.session.one_more(entry)
            target = Target(self.session, root, self.notes.below(entry) if self.notes else None)
            target.use_schema()
            if not target.kustomization.is_component:
                raise Refusal(f"{entry!r} is no component: `resources` takes it", None)
            result = target.accumulate(state)

        if not self._guarded(state, at, work):
            state.open_all(f"component {entry} is not known", self.kustomization.at(*at))
        return result

    def _configure(self, state: Accumulated) -> None:
        """Take the field specifications that files of the kustomization add. Raises Refusal."""
        data = self.kustomization.data
        for key, read in (("configurations", configured), ("crds", of_crds)):
            paths = data.get(key) or []
            try:
                state.config = joined(state.config, read(self.root, paths))
            except Unseen as error:
                state.config = joined(state.config, read(self.root, []))
                state.open_all(error.reason, self.kustomization.at(key))
            except Refusal as error:
                error.origin = error.origin or self.kustomization.at(key)
                raise

    def _generate(self, state: Accumulated) -> None:
        """Add generated objects. Raises Refusal."""
        kustomization = self.kustomization
        options = kustomization.data.get("generatorOptions") or {}
        for field, kind in (("configMapGenerator", "ConfigMap"), ("secretGenerator", "Secret")):
            with state.resources.steady():
                for at, entry in kustomization.each(field):
                    generator = Generator(kind, entry, options, kustomization.document, at)
                    made = generator.resource(self.root, self.session.schema, state.problems)
                    if self.notes is not None:
                        made.note = self.notes.configured(kustomization.file, f"{kind}Generator")
                    self.absorb(state, made, kustomization.at(*at))
        for key in ("helmCharts", "helmChartInflationGenerator"):
            if kustomization.data.get(key):
                state.gaps.append(Gap("Helm charts are not rendered", kustomization.at(key)))
        run_generators(self, state)

    def absorb(self, state: Accumulated, made: Resource, origin: Origin) -> None:
        """Add a generated object. Raises Refusal."""
        lacking = absorb(state.resources, made)
        if lacking is None:
            return
        if state.unsure is None:
            raise Refusal(lacking, origin)
        made.own().entries["data"] = Unknown(state.unsure, origin)
        made.open.append(state.unsure)
        state.resources.extend([made])

    def _transform(self, state: Accumulated) -> None:
        """Change the objects. Raises Refusal."""
        work: list[Transform] = transforms(self.kustomization, self.root, state.config, self.session.schema)
        work += read_transformers(self, state)
        for transform in work:
            try:
                transform.run(state)
            except Unseen as error:
                state.open_all(error.reason, transform.origin)
            except Refusal as error:
                if error.origin is None and error.location is None:
                    error.origin = transform.origin
                raise
            state.resources.drop_empty()
            if self.notes is not None:
                note = transform.note or self.notes.configured(self.kustomization.file, transform.name)
                self.notes.transformed(state.resources, note)


def _entries(data: dict[str, Any]) -> int:
    """How many entries the lists of a kustomization have, with the files that its generators read."""
    lists = [entries for entries in data.values() if isinstance(entries, list)]
    own = [entry.get(key) for entries in lists for entry in entries if isinstance(entry, dict) for key in _READ]
    return sum(map(len, lists)) + sum(len(read) for read in own if isinstance(read, list))
