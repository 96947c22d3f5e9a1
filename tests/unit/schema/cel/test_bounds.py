"""Whatever an expression says, it is judged within time and memory, or not at all."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from podlint.schema.cel import bounds, judge, rules
from podlint.schema.cel.tokens import names, tokens

HUNDRED: dict[str, Any] = {"l": list(range(100)), "s": "a" * 1000}


def _binds(made: str, count: int, last: str) -> str:
    """`count` values, each made of the one before."""
    opened = "".join(f"cel.bind(a{n + 1}, {made.replace('_', f'a{n}')}, " for n in range(count))
    return f"cel.bind(a0, self.s, {opened}{last.replace('_', f'a{count}')}{')' * (count + 1)}"


TOO_MUCH = {
    "text that doubles": _binds("_ + _", 25, "_ != ''"),
    "list that doubles": _binds("_ + _", 25, "size(_) > 0").replace("self.s", "self.l"),
    "lists of lists": _binds("[_, _]", 25, "_ == _"),
    "text that doubles in a list": "[self.s]" + ".map(x, x + x)" * 25 + ".size() > 0",
    "replaced again and again": f"self.s.replace('a', '{'b' * 1000}').replace('b', '{'c' * 1000}') != ''",
    "joined again and again": "self.s.split('').join(self.s).split('').join(self.s) != ''",
    "optional values": "optional.of(1)" + ".optMap(x, x)" * 20 + ".hasValue()",
    "sets": "self.l.all(x, self.l.all(y, sets.equivalent(self.l, self.l)))",
    "made in a loop": "self.l.map(x, self.l.map(y, self.s + self.s + self.s + self.s)).size() > 0",
    "longer than any": "true && " * 2000 + "true",
}
LITTLE = {
    "names in a loop": "self.l.all(x, x in [0, 1, 2] || x >= 0 && string(x) + 'm' != '')",
    "unique": "self.l.all(x, self.l.exists_one(y, x == y))",
    "a text replaced": "self.s.replace('-', '').replace('a', 'bc').size() > 0",
    "words": "'%s: %s'.format([self.s, self.l[0]]).startsWith('a')",
    "a pattern": "self.l.all(x, self.s.matches('^(a+)+b$') || x < 100)",
    "empty": "size([]) == 0 && {} == {}",
}


@pytest.mark.parametrize("expression", TOO_MUCH.values(), ids=TOO_MUCH)
def test_what_may_cost_too_much_is_not_evaluated(expression: str) -> None:
    assert bounds.work(expression, bounds.size(HUNDRED)) is None


@pytest.mark.parametrize("expression", LITTLE.values(), ids=LITTLE)
def test_what_costs_little_is_evaluated(expression: str) -> None:
    assert bounds.work(expression, bounds.size(HUNDRED)) is not None
    pytest.importorskip("cel_expr_python")
    verdict = judge.judge({}, [{"rule": expression}], {**HUNDRED, "l": HUNDRED["l"][:50]}, 0)
    assert (verdict.skipped, verdict.broken) == ([], [])


def test_a_document_has_a_budget() -> None:
    pytest.importorskip("cel_expr_python")
    rule = {"rule": "self.l.size() > 0"}
    assert judge.judge({}, [rule], HUNDRED, 0).skipped == []
    assert judge.judge({}, [rule], HUNDRED, judge.MOST_WORK).skipped == [
        judge.Skipped(rule["rule"], "it may take too long")
    ]


DEEP = {
    "parentheses": f"{'(' * 4000}1{')' * 4000} == 1",
    "brackets": f"{'[' * 4000}1{']' * 4000} == 1",
    "calls": f"{'size(' * 1500}self{')' * 1500} == 1",
    "fields": f"self{'.a' * 4000} == 1",
    "indexes": f"self{'[0]' * 3000} == 1",
    "sums": f"{'1+' * 4000}1 == 1",
    "alternatives": f"{'true ? 1 : ' * 800}1 == 1",
    "negations": f"{'!' * 9000}true",
    "loops": f"{'self.l.all(x, ' * 60}true{')' * 60}",
    "rounds": "self.l.all(x, self.l.all(y, self.l.all(z, x + y + z >= 0)))",
    "odd": "'\\ud800' == \"",
}
SCRIPT = """
import resource, sys, time
from podlint.schema.cel import judge
resource.setrlimit(resource.RLIMIT_AS, (1_000_000_000, 1_000_000_000))
begin = time.process_time()
judge.judge({}, [{"rule": sys.stdin.read()}], {"l": list(range(100))}, 0)
# Not what getrusage says: that includes the process that this one was forked from.
most = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM:"))
print("ended", time.process_time() - begin < 2, most < 300_000)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="limits memory as Linux does")
@pytest.mark.parametrize("expression", DEEP.values(), ids=DEEP)
def test_no_expression_ends_the_process(expression: str) -> None:
    pytest.importorskip("cel_expr_python")
    result = subprocess.run(
        [sys.executable, "-c", SCRIPT], input=expression, capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stdout) == (0, "ended True True\n"), result.stderr


def test_tokens_pass_over_texts_and_comments() -> None:
    assert [token.text for token in tokens("a == 'b // c' // d\n&& x.all(y, y)")][:4] == ["a", "==", "'b // c'", "&&"]
    assert names("self.x == 'oldSelf' // oldSelf") == {"self", "x"}
    assert names(r"'it\'s' == r'\' + oldSelf") >= {"oldSelf"}
    assert names('"""a "quoted" oldSelf""" == self') == {"self"}


def test_the_library_is_imported_only_for_a_rule() -> None:
    script = "import sys, podlint.schema.crd; from podlint.schema.cel import rules; rules.available(); rules.begin()\n"
    script += "print([name for name in sys.modules if 'cel_expr' in name or name == 'podlint.schema.cel.judge'])"
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert result.stdout == "[]\n"


def test_without_the_library_every_rule_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "available", lambda: False)
    rules.begin()
    assert rules.broken({rules.RULES: [{"rule": "false"}]}, {}) == []
    assert len(rules.skipped()) == 1
