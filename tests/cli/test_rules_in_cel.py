"""Rules of custom resources in CEL: what is reported, what is not, and what the summary counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from podlint.schema.cel import rules

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Outcome

    Run = Callable[..., Outcome]
    Judged = Callable[..., Outcome]

WIDGETS = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Widget, plural: widgets}
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              x-kubernetes-validations: [RULE]
              properties:
                least: {type: integer, default: 2}
                most: {type: integer}
                url: {type: string}
                colour: {type: string}
                names: {type: array, items: {type: string}}
"""
WIDGET = """\
apiVersion: example.com/v1
kind: Widget
metadata: {name: w}
spec:
  most: 1
  url: nonsense
  names: [a, b]
"""


@pytest.fixture
def judged(run: Run, project: Path) -> Judged:
    pytest.importorskip("cel_expr_python")

    def check(rule: str, widget: str = WIDGET) -> Outcome:
        (project / "widgets.yaml").write_text(WIDGETS.replace("RULE", f"{{{rule}}}"))
        (project / "w.yaml").write_text(widget)
        return run("check", "--output-format", "concise", "w.yaml", "widgets.yaml")

    return check


def _one(outcome: Outcome) -> str:
    (line,) = outcome.out.splitlines()
    return line


def test_a_broken_rule_speaks_for_itself(judged: Judged) -> None:
    line = _one(judged('rule: "!has(self.most) || self.least <= self.most", message: least must not be above most'))
    assert line == "w.yaml:4:1: error: least must not be above most, in spec of Widget w [crd-schema]"


def test_a_rule_without_a_message_is_shown_itself(judged: Judged) -> None:
    assert "the rule self.most > 1 is broken, in spec of Widget w" in _one(judged("rule: self.most > 1"))


def test_a_message_may_be_an_expression(judged: Judged) -> None:
    words = "messageExpression: \"'at least %d, not %d'.format([self.least, self.most])\""
    assert "at least 2, not 1, in spec of Widget w" in _one(judged(f"rule: self.most >= self.least, {words}"))


def test_of_a_message_that_fails_the_plain_one_is_left(judged: Judged) -> None:
    words = 'message: plain, messageExpression: "self.names[7]"'
    assert "plain, in spec of Widget w" in _one(judged(f"rule: self.most > 1, {words}"))


def test_a_rule_may_name_the_field_that_it_is_about(judged: Judged) -> None:
    assert _one(judged("rule: self.most > 1, message: too few, fieldPath: .most")).startswith("w.yaml:5:9: ")


def test_a_function_of_kubernetes_is_known(judged: Judged) -> None:
    assert "no URL, in spec" in _one(judged("rule: isURL(self.url), message: no URL"))


def test_a_rule_that_compares_with_the_old_object_counts_as_kept(judged: Judged) -> None:
    outcome = judged("rule: self.most == oldSelf.most && false")
    assert (outcome.out, "not evaluated" in outcome.err) == ("", False)


def test_a_rule_that_does_without_an_old_object_is_asked(judged: Judged) -> None:
    rule = "rule: oldSelf.hasValue(), optionalOldSelf: true, message: only ever changed"
    assert "only ever changed" in _one(judged(rule))


def test_a_text_that_says_old_self_is_a_text(judged: Judged) -> None:
    assert "not that" in _one(judged("rule: \"self.url == 'oldSelf'\", message: not that"))


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ("self.names[7] == 'a'", "the rule asks for entry 7 of a list, which is absent"),
        ("!(self.colour == 'red')", "the rule asks for colour, which is absent"),
        ("int(self.url) > 1", "the rule cannot be evaluated: cannot convert string to int"),
        ("quantity(self.url).sign() == 1", "the rule cannot be evaluated: no quantity"),
        ("1 / (self.most - 1) == 1", "the rule cannot be evaluated: divide by zero"),
    ],
)
def test_a_rule_that_ends_in_an_error_is_broken(judged: Judged, rule: str, why: str) -> None:
    line = _one(judged(f'rule: "{rule}"'))
    assert line == f"w.yaml:4:1: error: the rule {rule}: {why}, in spec of Widget w [crd-schema]"


@pytest.mark.parametrize(
    "rule",
    [
        "self.most + 9223372036854775807 > 0",
        f"{'!(' * 50}true{')' * 50}",
    ],
)
def test_what_cannot_be_evaluated_is_counted_and_not_reported(judged: Judged, rule: str) -> None:
    outcome = judged(f'rule: "{rule}"')
    assert outcome.out == ""
    assert "1 with CEL rules not evaluated (-v names them); " in outcome.err


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ("self.most + 9223372036854775807 > 0", "integer overflow"),
        ("self.names.all(a, self.names.all(b, self.names != [a, b]))", "it may take too long"),
    ],
)
def test_what_is_not_evaluated_is_named_where_somebody_asks(judged: Judged, run: Run, rule: str, why: str) -> None:
    judged(f'rule: "{rule}"', WIDGET.replace("[a, b]", f"[{', '.join(['a'] * 5000)}]"))
    assert f"podlint: w.yaml: rule in CEL not evaluated: Widget w: {rule}: {why}\n" in run("-v", "w.yaml").err


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("self.most >", "is no CEL: something is missing at its end"),
        ("self.absent == 1", "the unknown field absent"),
        ("noSuch(self)", "the unknown function noSuch"),
        ("self.url", "gives a text"),
    ],
)
def test_what_does_not_compile_is_told_at_the_rule_and_counted(judged: Judged, rule: str, said: str) -> None:
    outcome = judged(f'rule: "{rule}"')
    assert said in _one(outcome)
    assert "1 with CEL rules not evaluated (-v names them); " in outcome.err


def test_of_a_placeholder_nothing_is_known(judged: Judged) -> None:
    outcome = judged("rule: isURL(self.url)", WIDGET.replace("nonsense", "${URL}"))
    assert (outcome.out, "1 with CEL rules not evaluated" in outcome.err) == ("", True)


def test_a_patch_is_not_asked(judged: Judged, project: Path) -> None:
    (project / "kustomization.yaml").write_text("resources: [base.yaml]\npatches: [{path: w.yaml}]\n")
    (project / "base.yaml").write_text(WIDGET.replace("url: nonsense", "url: https://example.com"))
    patch = WIDGET.replace("  url: nonsense\n  names: [a, b]\n", "")
    outcome = judged("rule: has(self.url) && isURL(self.url), message: no URL", patch)
    assert outcome.out == ""


def test_without_the_library_nothing_is_evaluated_and_the_summary_says_so(
    judged: Judged, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "available", lambda: False)
    outcome = judged("rule: self.most > 1")
    assert outcome.out == ""
    assert "1 with CEL rules not evaluated (install podlint[cel])" in outcome.err
