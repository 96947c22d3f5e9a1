"""The C parser is loaded without the rest of ruamel.yaml, which nobody else notices."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytest.importorskip("_ruamel_yaml")


def _printed(script: str) -> list[str]:
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return result.stdout.splitlines()


FIRST = """\
import sys
from podlint.yaml.events import CParser, Handlers, Parser
nothing = Handlers(*[lambda *parts: None] * 7)
"""


def test_what_a_clean_text_does_not_need_is_not_loaded() -> None:
    script = f"{FIRST}Parser('a: [1, {{b: c}}]').run(nothing)\n"
    script += "print('ruamel.yaml.scanner' in sys.modules, 'ruamel.yaml.main' in sys.modules)"
    assert _printed(script) == ["False False"]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("a: [1\\nb: }", "ruamel.yaml.parser ParserError"),
        ("a: b: c", "ruamel.yaml.scanner ScannerError"),
        ("a: \\x01", "ruamel.yaml.reader ReaderError"),
    ],
)
def test_an_error_is_the_one_that_the_package_has(text: str, error: str) -> None:
    script = FIRST + f"try:\n    Parser('{text}').run(nothing)\nexcept Exception as error:\n    kind = type(error)\n"
    script += "print(kind.__module__, kind.__name__)\nfrom importlib import import_module\n"
    script += "print(getattr(import_module(kind.__module__), kind.__name__) is kind)"
    assert _printed(script) == [error, "True"]


@pytest.mark.parametrize(
    "use",
    [
        "import ruamel.yaml as r; load = r.YAML(typ='safe').load",
        "from ruamel.yaml import YAML; load = YAML(typ='safe', pure=True).load",
        "from ruamel.yaml import YAML; load = YAML().load",
        "import ruamel.yaml.main; load = ruamel.yaml.main.YAML().load",
        "import ruamel.yaml.scanner, ruamel.yaml; ruamel.yaml.error, ruamel.yaml.nodes; load = ruamel.yaml.YAML().load",
    ],
)
def test_the_package_is_whole_for_who_uses_it_afterwards(use: str) -> None:
    script = f"{FIRST}{use}\nprint(dict(load('a: [1, 2]')))\nimport ruamel.yaml\nprint(ruamel.yaml.YAML.__module__)\n"
    script += "from podlint.yaml import events\nprint(events.YAMLError is ruamel.yaml.error.YAMLError)"
    assert _printed(script) == ["{'a': [1, 2]}", "ruamel.yaml.main", "True"]


def test_a_package_that_is_there_already_is_used() -> None:
    script = f"import ruamel.yaml\n{FIRST}print(CParser.__name__, type(sys.modules['ruamel.yaml']).__name__)"
    assert _printed(script) == ["CParser module"]


def test_where_it_is_of_another_form_it_is_imported_as_a_whole() -> None:
    script = "from podlint.yaml import clib\nclib._Errors.__getattr__ = lambda self, name: 1 / 0\n" + FIRST
    script += "print(CParser.__name__, 'ruamel.yaml.scanner' in sys.modules)"
    assert _printed(script) == ["CParser True"]
