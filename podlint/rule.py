"""A rule as data, and the decorator that makes one of a function."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum
from typing import TYPE_CHECKING, Any

from podlint.deferred import Deferred, found
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from podlint.findings.finding import Hit, Severity
    from podlint.kubernetes.view import KubeObject

Check = Callable[..., "Iterable[Hit] | None"]
INTERNAL_ERROR = "internal-error"
"""What a failure of podlint or of a rule is reported under. It is no rule: nobody can switch it off."""
WHY_DEFAULT = "Why this default?"
"""The heading under which a rule says for itself why it is on or off by default."""
FIRST = "0.1"
"""The version since which a rule is there, where it says none."""
_ON = {
    "error": "what it reports is refused by the server, or by the tool that reads it, or it cannot work.",
    "warning": "what it reports is very likely not what was meant, or a plain hazard that its author can remove.",
    "info": "it is worth knowing, and fails no run.",
}
_OFF = {
    "error": "it can only be judged where everything that belongs together is in one project.",
    "warning": "whether it is wrong depends on the cluster, or on what its owner has decided: it is a trade-off.",
    "info": "it is a policy, or advice that most projects do well without.",
}


class Scope(str, Enum):
    """What a rule is called with.

    `OBJECT` a `KubeObject`; `POD` the `View` of a pod spec; `CONTAINER` the `View` of each container, init containers
    included; `PROJECT` a `Member` of the project's `Index`, and that index; `ENGINE` is never called: parser and schema
    check find these by themselves, the rule documents them.
    """

    ENGINE = "engine"
    OBJECT = "object"
    POD = "pod"
    CONTAINER = "container"
    PROJECT = "project"


class EngineRule(str, Enum):
    """The rules that parser, schema check and suppression find by themselves: what they report refers to a member.

    Each is declared with `rule` among the built-in rules, which gives its severity and its documentation; the registry
    refuses to load where members and declarations are not the same. `INVALID_NAME` and `SECRET_INVALID` have
    checks of their own besides.
    """

    CRD_SCHEMA = "crd-schema"
    DEPRECATED_API = "deprecated-api"
    DUPLICATE_KEY = "duplicate-key"
    DUPLICATE_LIST_ENTRY = "duplicate-list-entry"
    ENV_NOT_STRING = "env-not-string"
    FUTURE_FIELD = "future-field"
    INVALID_ENUM = "invalid-enum"
    INVALID_NAME = "invalid-name"
    INVALID_QUANTITY = "invalid-quantity"
    KUSTOMIZATION_INVALID = "kustomization-invalid"
    MISSING_FIELD = "missing-field"
    NOT_A_MANIFEST = "not-a-manifest"
    ONE_OF_VIOLATION = "one-of-violation"
    OUT_OF_RANGE = "out-of-range"
    PATCH_WITHOUT_EFFECT = "patch-without-effect"
    PLACEHOLDER = "placeholder"
    REMOVED_API = "removed-api"
    REPEATED_MERGE_KEY = "repeated-merge-key"
    SCHEMA_INVALID = "schema-invalid"
    SECRET_INVALID = "secret-invalid"
    STRAY_SEPARATOR = "stray-separator"
    TEMPLATE_INVALID = "template-invalid"
    TEMPLATE_VALUE_UNSET = "template-value-unset"
    UNKNOWN_CRD = "unknown-crd"
    UNKNOWN_FIELD = "unknown-field"
    UNKNOWN_KIND = "unknown-kind"
    UNKNOWN_SUPPRESSION = "unknown-suppression"
    UNUSED_SUPPRESSION = "unused-suppression"
    VALUE_CUT_OFF = "value-cut-off"
    WRONG_TYPE = "wrong-type"
    YAML11_SCALAR = "yaml11-scalar"
    YAML_SYNTAX = "yaml-syntax"


class Rule(NamedTuple):
    """A rule. Its documentation is the docstring of `check`; its first line is the summary.

    Of a built-in rule `check`, `across` and `options` stand for what its module has, until it is `loaded`.
    """

    name: str
    severity: Severity
    scope: Scope
    default: bool
    category: str
    check: Check
    kinds: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()
    since: str = FIRST
    aliases: tuple[str, ...] = ()
    options: type[Any] | Deferred | None = None
    partial: bool = False
    versioned: bool = False
    fragments: bool = False
    across: Check | None = None
    across_kinds: tuple[str, ...] = ()
    plugin: str = "podlint"
    by_name: bool = False
    needs: tuple[str, ...] = ()

    @property
    def loaded(self) -> Rule:
        """The rule with its own functions and options, its module imported."""
        held = self.check, self.across, self.options
        if not any(isinstance(value, Deferred) for value in held):
            return self
        check, across, options = map(found, held)
        return self._replace(check=check, across=across, options=options)

    @property
    def options_class(self) -> type[Any] | None:
        """The class of its options, imported; None where it has none."""
        kind: type[Any] | None = found(self.options)
        return kind

    @property
    def project(self) -> Check | None:
        """The function that looks at the whole project: `across`, or the check of a `PROJECT` rule."""
        return self.check if self.scope is Scope.PROJECT else self.across

    def sees(self, target: KubeObject) -> bool:
        """Whether the rule may look at an object: at one that is written in part only if it says so."""
        return not target.partial or self.partial or (self.fragments and target.fragment)

    @property
    def doc(self) -> str:
        """The documentation, dedented."""
        import inspect

        return inspect.getdoc(self.check) or ""

    @property
    def default_reason(self) -> str:
        """Why the rule is on, or off, by default: its own section "Why this default?", else what follows from its data.

        An error is refused or cannot work, a warning very likely not meant or a plain hazard; the rest is a policy.
        """
        _, found, rest = self.doc.partition(f"## {WHY_DEFAULT}\n")
        if found:
            return " ".join(rest.partition("\n## ")[0].split())
        if self.default:
            return f"On: {_ON[self.severity.word]}"
        if self.by_name:
            return "Off: it asks for what only its user can want, and runs where it is named or configured."
        if self.profiles:
            return f"Off: it is a policy, which the profile {self.profiles[-1]} asks for."
        return f"Off: {_OFF[self.severity.word]}"

    @property
    def summary(self) -> str:
        """The first line of the documentation, without its full stop."""
        if isinstance(self.check, Deferred):
            return self.check.summary
        return (self.check.__doc__ or "").strip().partition("\n")[0].removesuffix(".")


def rule(
    name: str | EngineRule,
    *,
    severity: Severity,
    scope: Scope,
    default: bool = True,
    kinds: tuple[str, ...] = (),
    profiles: tuple[str, ...] = (),
    since: str = FIRST,
    aliases: tuple[str, ...] = (),
    options: type[Any] | None = None,
    partial: bool = False,
    versioned: bool = False,
    fragments: bool = False,
    across: Check | None = None,
    across_kinds: tuple[str, ...] = (),
    category: str | None = None,
    by_name: bool = False,
    needs: tuple[str, ...] = (),
) -> Callable[[Check], Rule]:
    """Make a rule of a function that yields `Hit`s.

    `name` is kebab-case and names the pattern flagged; for what the engine finds it is the member of `EngineRule`.
    `default` puts it into the default set. `kinds` limits it to objects of these kinds. The category is the name of the
    folder the function's module lies in (of a module in none, its own), unless given. With `options`, a named tuple (or
    frozen dataclass) whose fields all have defaults, the function takes an instance of it as its last argument.
    `partial` lets it see Kustomize patches too, which show only a part of their object. A `versioned` rule depends on
    `object.minor` and is asked once for each Kubernetes version. With `fragments` it also sees parts of objects that
    stand alone in Markdown, whose lists are whole. A rule about one object that is also about several names a second
    function `across`, which is called as a `PROJECT` rule is, for `across_kinds`, or for all. One `by_name` asks for
    what only its user can want: it runs where the user names it, or configures it, and not for a category or `all`.
    `needs` are words (keys, or what values must hold) one of which stands in every object that the rule could say
    something of: it is not called, nor its module imported, for objects that hold none. A single quote at
    either end of one stands for that end of the text (`"'ls'"`, `"/node'"`). They say nothing of `across`.
    """

    def wrap(check: Check) -> Rule:
        folder = category or (check.__module__.split(".")[-2:])[0].replace("_", "-")
        names = (kinds, profiles, since, aliases)
        flags = (partial, versioned, fragments)
        plain = name.value if isinstance(name, EngineRule) else name
        made = Rule(plain, severity, scope, default, folder, check, *names, options, *flags, across, across_kinds)
        return made._replace(by_name=by_name, needs=needs) if by_name or needs else made

    return wrap
