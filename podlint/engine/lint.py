"""One source to its findings: the pure core that every front end calls."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from podlint.engine import resolve, text, tools
from podlint.findings.finding import EngineHit, Finding, Hit, Severity
from podlint.findings.result import FileResult, Skip
from podlint.kubernetes.fragments import completed
from podlint.kubernetes.objects import is_list, looks_like_object, objects
from podlint.kubernetes.pods import all_containers
from podlint.kustomize.fields import is_kustomization, is_kustomization_file
from podlint.project.facts import facts
from podlint.project.foreign import is_sops, whose, without_sops
from podlint.project.roles import Role, role_said
from podlint.registry import dispatch
from podlint.rule import INTERNAL_ERROR, EngineRule, Scope
from podlint.schema import cel
from podlint.schema import check as shape
from podlint.schema.unknown import is_client_config
from podlint.suppression.comments import annotated, directives
from podlint.words import closest, did_you_mean, quoted
from podlint.yaml.document import Document
from podlint.yaml.markdown import SUFFIXES, fences
from podlint.yaml.place import Part, Place
from podlint.yaml.reader import parse, separator_text
from podlint.yaml.source import Span
from podlint.yaml.syntax import SyntaxProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from podlint.config.select import Selected
    from podlint.engine.reuse import Reuse
    from podlint.kubernetes.view import KubeObject, View
    from podlint.project.facts import Facts
    from podlint.rule import Rule
    from podlint.schema.catalog import Custom
    from podlint.yaml.builder import Composed
    from podlint.yaml.place import Location, Path
    from podlint.yaml.source import Source, Undecodable

    Located = tuple[Finding, Location | None]


class Plan:
    """What to check with: selected rules, Kubernetes versions, where kinds keep their pod specs, custom schemas.

    `engine` are those of the selected rules that the engine finds by itself.
    """

    def __init__(
        self,
        selected: Mapping[str, Selected],
        versions: tuple[str, ...],
        pod_specs: Mapping[str, Path],
        custom: Custom = MappingProxyType({}),
    ) -> None:
        self.selected = selected
        self.engine = {own: selected[own.value] for own in EngineRule if own.value in selected}
        self.versions = versions
        self.pod_specs = pod_specs
        self.custom = custom
        self.project = any(chosen.rule.project is not None for chosen in selected.values())
        self._tables: dict[str, dict[Scope, list[Rule]]] = {}

    def concerns(self, facts: Iterable[Facts]) -> bool:
        """Whether a cross-object rule has to look at any of these objects."""
        return self.project and any(self.rules(str(known.data.get("kind")))[Scope.PROJECT] for known in facts)

    def rules(self, kind: str) -> dict[Scope, list[Rule]]:
        """The selected rules for objects of a kind, by scope."""
        table = self._tables.get(kind)
        if table is None:
            table = self._tables[kind] = dispatch((s.rule for s in self.selected.values()), kind)
        return table


def lint(
    source: Source,
    plan: Plan,
    role: Role = Role.MANIFEST,
    undecodable: Undecodable | None = None,
    variables: frozenset[str] | None = None,
    reuse: Reuse | None = None,
) -> FileResult:
    """Check one source: parse, schema, rules. Reads nothing but schemas, prints nothing, keeps nothing.

    `role` says what the file is; `undecodable` that its bytes are not text; `variables` what a kustomization fills in,
    None where none takes the file; `reuse` what is known of documents that have not changed.
    """
    result = FileResult(source.path)
    role = role_said(source, role)
    result.role = role.value
    if role.skip is not None:
        result.skip(role.skip)
        return result
    if undecodable is not None:
        span = Span(undecodable.offset, undecodable.offset)
        return _unreadable(result, source, SyntaxProblem(undecodable.message, span), plan)
    if source.path.endswith(SUFFIXES):
        return _markdown(result, source, plan)
    if reuse is not None:
        reuse.begin()
    _source(source, plan, role, result, variables, reuse)
    return _finished(result, source)


def _markdown(result: FileResult, source: Source, plan: Plan) -> FileResult:
    """The fenced YAML of a Markdown file: whole manifests, and fragments of some."""
    found = fences(source)
    for block in found.blocks:
        _source(block.source, plan, Role.MARKDOWN, result)
    if (selected := plan.engine.get(EngineRule.YAML_SYNTAX)) is not None:
        for span in found.unclosed:
            problem = SyntaxProblem("the fenced block that begins here is never closed", span)
            result.findings.append(text.syntax(source, problem, 0, selected))
    for _ in found.unclosed:
        result.skip(Skip.UNPARSABLE)
    return _finished(result, source)


def _source(
    source: Source,
    plan: Plan,
    role: Role,
    result: FileResult,
    variables: frozenset[str] | None = None,
    reuse: Reuse | None = None,
) -> None:
    parsed = parse(source)
    written = directives(source, (composed.document for composed in parsed.documents))
    result.directives += written.found
    result.mistakes += written.mistakes
    syntax = plan.engine.get(EngineRule.YAML_SYNTAX)
    for index, problem in parsed.problems:
        result.skip(Skip.UNPARSABLE)
        if syntax is not None:
            result.findings.append(text.syntax(source, problem, index, syntax))
    for composed in parsed.documents:
        known = reuse.find(composed.document) if reuse is not None else None
        if known is None:
            known = FileResult(source.path)
            _document(composed, plan, role, known, variables)
            if reuse is not None:
                reuse.keep(composed.document, known)
        result.add(known)
    separator = separator_text(source) if result.checked else None
    if separator is not None and syntax is not None:
        result.findings.append(text.separator(separator, source, syntax))


def _finished(result: FileResult, source: Source) -> FileResult:
    """The result with its findings in order, and with the source lines that they show."""
    result.findings.sort(key=lambda finding: finding.order)
    result.keep_lines(source)
    return result


def _unreadable(result: FileResult, source: Source, problem: SyntaxProblem, plan: Plan) -> FileResult:
    result.skip(Skip.UNPARSABLE)
    selected = plan.engine.get(EngineRule.YAML_SYNTAX)
    if selected is not None:
        result.findings.append(text.syntax(source, problem, 0, selected))
    return _finished(result, source)


def _document(composed: Composed, plan: Plan, role: Role, result: FileResult, variables: frozenset[str] | None) -> None:
    document = composed.document
    fragment = completed(document) if role is Role.MARKDOWN else None
    document = fragment or document
    if is_sops(document.data):
        document = Document(document.source, document.index, without_sops(document.data), document.root)
    data = document.data
    if is_kustomization_file(data, named=role is Role.KUSTOMIZATION) or (role is Role.CHART and isinstance(data, dict)):
        tools.check(composed, "chart" if role is Role.CHART else "kustomization", plan.engine, result)
        return
    if is_kustomization(data):
        result.skip(Skip.KUSTOMIZATION)
        return
    if not looks_like_object(data) and not is_list(data):
        wrong = _almost_a_manifest(data) if role is Role.MANIFEST else None
        if wrong is None:
            hit = Hit(Place((), Part.KEY), "document without apiVersion and kind is not checked")
            wrong = EngineHit(EngineRule.NOT_A_MANIFEST, hit)
        if (selected := plan.engine.get(wrong.rule)) is not None:
            result.findings.append(resolve.finding(wrong.hit, selected, document)[0])
        result.skip(whose(result.path, data) if wrong.rule is EngineRule.NOT_A_MANIFEST else Skip.NOT_A_MANIFEST)
        return
    partial = role is Role.PATCH or fragment is not None
    targets = list(objects(document, plan.pod_specs, partial=partial))
    for target in targets:
        target.fragment = fragment is not None
        target.variables = variables
    if len(targets) == 1 and is_client_config(targets[0]):
        result.skip(Skip.NOT_A_MANIFEST)
        return
    result.documents += 1
    result.checked += 1
    if (selected := plan.engine.get(EngineRule.DUPLICATE_KEY)) is not None:
        result.findings.extend(text.duplicate_keys(composed, selected))
    if (selected := plan.engine.get(EngineRule.REPEATED_MERGE_KEY)) is not None:
        result.findings.extend(text.repeated_merges(composed, selected))
    if (selected := plan.engine.get(EngineRule.YAML11_SCALAR)) is not None:
        result.findings.extend(text.retyped_keys(composed, selected))
    found: list[Located] = []
    if is_list(data) and (selected := plan.engine.get(EngineRule.MISSING_FIELD)) is not None:
        for hit in _untyped_items(data):
            found.append(resolve.finding(hit, selected, document))
    without_schema = False
    for target in targets:
        known = _object(target, plan, role, found, result)
        without_schema = without_schema or not known
    result.without_schema += without_schema
    custom = (plan.custom.get((target.api_version, target.kind)) for target in targets)
    result.without_cel += any(schema is not None and schema.rules for schema in custom) and not cel.available()
    result.findings.extend(resolve.without_repeats(found))


def _object(target: KubeObject, plan: Plan, role: Role, found: list[Located], result: FileResult) -> bool:
    """Check one object; returns whether its kind is known."""
    document = target.document
    judged, has_schema = shape.check(target, plan.versions, plan.custom)
    for own, versions in judged.items():
        selected = plan.engine.get(own.rule)
        lacks_selector = own.rule is EngineRule.MISSING_FIELD and own.withheld == ("spec", "selector")
        supplied = role is Role.BASE and lacks_selector
        if selected is not None and not supplied:
            some = () if len(versions) == len(plan.versions) else tuple(versions)
            found.append(resolve.finding(own.hit, selected, document, target.name, some))
    named = bool(target.api_version and target.kind)
    if named and not has_schema and not judged and (selected := plan.engine.get(EngineRule.UNKNOWN_CRD)) is not None:
        hit = target.hit(f"no schema for {target.api_version} {target.kind}: its fields are not checked", "kind")
        found.append(resolve.finding(hit, selected, document, target.name))
    result.directives += annotated(target)
    seen = shape.withhold(target, [own.withheld for own in judged if own.withheld])
    if plan.project and not target.partial:
        result.facts.append(facts(seen, result.path, supplied=role is Role.BASE))
    for rule, view in _applicable(seen, plan.rules(seen.kind)):
        selected = plan.selected[rule.name]
        try:
            for hit, some in _hits(rule, view, selected.options, plan.versions):
                found.append(resolve.finding(hit, selected, document, target.name, some))
        except Exception as error:
            found.append((_internal_error(rule, error, target), None))
            result.failures.append(f"rule {rule.name} of {rule.plugin} failed on {document.source.path}: {error!r}")
    return has_schema


def _hits(rule: Rule, view: View, options: Any, versions: tuple[str, ...]) -> Iterable[tuple[Hit, tuple[str, ...]]]:
    """The hits of a rule, with the versions they hold for where these are not all."""
    view.object.minor = _minor(versions[-1])
    if not rule.versioned or len(versions) == 1:
        return [(hit, ()) for hit in _call(rule.check, view, options)]
    held: dict[Hit, list[str]] = {}
    for version in versions:
        view.object.minor = _minor(version)
        for hit in _call(rule.check, view, options):
            held.setdefault(hit, []).append(version)
    return [(hit, () if len(some) == len(versions) else tuple(some)) for hit, some in held.items()]


def _minor(version: str) -> int:
    return int(version.partition(".")[2])


def _applicable(target: KubeObject, table: dict[Scope, list[Rule]]) -> Iterable[tuple[Rule, View]]:
    """Each rule with each view it is to be called with."""
    for rule in table[Scope.OBJECT]:
        if rule.sees(target):
            yield rule, target
    pod = target.pod()
    if pod is None:
        return
    for rule in table[Scope.POD]:
        if rule.sees(target):
            yield rule, pod
    rules = [rule for rule in table[Scope.CONTAINER] if rule.sees(target)]
    if rules:
        for container in all_containers(pod):
            for rule in rules:
                yield rule, container


def _call(check: Callable[..., Any], view: View, options: Any) -> Iterable[Hit]:
    return (check(view) if options is None else check(view, options)) or ()


def _internal_error(rule: Rule, error: Exception, target: KubeObject) -> Finding:
    location, _ = target.document.locate(target.place("kind"))
    return Finding(
        rule=INTERNAL_ERROR,
        category="internal",
        severity=Severity.ERROR,
        message=f"rule {rule.name} of {rule.plugin} failed: {type(error).__name__}: {error}",
        location=location,
        document=target.document.index,
        object=target.name,
        help="this is a bug of the rule, not of the manifest; --ignore the rule to go on without it",
    )


def _untyped_items(data: Any) -> Iterable[Hit]:
    """A hit for each item of a `kind: List` that does not say what it is, so that nobody can check it."""
    for index, item in enumerate(data["items"]):
        if data["kind"] == "List" and not looks_like_object(item) and not is_list(item):
            lacking = next((k for k in ("apiVersion", "kind") if not isinstance(item, dict) or not item.get(k)), "kind")
            message = f'required field "{lacking}" is missing in items[{index}] of List'
            yield Hit(Place(("items", index), Part.KEY), message, f"add {lacking}")


def _almost_a_manifest(data: Any) -> EngineHit | None:
    """A hit where a document was clearly meant for the API server, but lacks its apiVersion or kind."""
    if not isinstance(data, dict):
        return None
    shaped = isinstance(data.get("metadata"), dict) and any(k in data for k in ("spec", "data", "rules", "kind"))
    shaped = shaped or ("kind" in data and isinstance(data.get("spec"), dict))
    for name in ("apiVersion", "kind"):
        if data.get(name):
            continue
        near = closest(name, (key for key in data if isinstance(key, str)), 0.8)
        if near is not None and near not in ("apiVersion", "kind") and (shaped or "apiVersion" in data):
            place = Place((near,), Part.KEY)
            hit = Hit(place, f"unknown field {quoted(near)} in a document without {name}", did_you_mean(name))
            return EngineHit(EngineRule.UNKNOWN_FIELD, hit)
        if shaped:
            message = f'required field "{name}" is missing in a document that looks like a manifest'
            return EngineHit(EngineRule.MISSING_FIELD, Hit(Place((), Part.KEY), message, f"add {name}"))
    return None
