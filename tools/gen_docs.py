"""Write `docs/rules/`, one page for each rule and a list of them, the index of rules, and the schema of the
configuration, from the rules themselves; `docs/coming-from.md`, from what podlint knows of other tools; and the names
of the images that it knows.

    python tools/gen_docs.py [--check]

With `--check` nothing is written; the exit status is 1 where a page is missing, stale or left over.
"""

from __future__ import annotations

import json
import re
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import foreign_docs
import gen_image_names
import gen_index
from podlint import registry
from podlint.config import schema
from podlint.rule import WHY_DEFAULT

if TYPE_CHECKING:
    from podlint.rule import Rule

DOCS = Path(__file__).parents[1] / "docs" / "rules"
SCHEMA = DOCS.parent / "podlint.schema.json"
FOREIGN = DOCS.parent / "coming-from.md"


def main(arguments: list[str]) -> int:
    """Write or check all pages; returns an exit status."""
    stale_index = gen_image_names.main(arguments) | gen_index.main(arguments)
    rules = sorted(registry.load(plugins=False).rules.values(), key=lambda rule: (rule.category, rule.name))
    wanted = {DOCS / f"{rule.name}.md": page(rule) for rule in rules}
    wanted[DOCS / "README.md"] = index(rules)
    wanted[SCHEMA] = json.dumps(schema.schema(registry.load(plugins=False)), indent=1) + "\n"
    wanted[FOREIGN] = foreign_docs.page()
    pages = (*DOCS.glob("*.md"), SCHEMA, FOREIGN)
    present = {path: path.read_text(encoding="utf-8") for path in pages if path.exists()}
    if "--check" in arguments:
        stale = sorted(path.name for path in {*wanted, *present} if wanted.get(path) != present.get(path))
        if stale:
            print(f"docs is not in step with the rules: {', '.join(stale)}; run python tools/gen_docs.py")
        return 1 if stale else stale_index
    DOCS.mkdir(parents=True, exist_ok=True)
    for path in present.keys() - wanted.keys():
        path.unlink()
    for path, text in wanted.items():
        path.write_text(text, encoding="utf-8")
    return 0


def page(rule: Rule) -> str:
    """The page of one rule."""
    summary, _, rest = rule.doc.partition("\n")
    state = "on by default" if rule.default else "off by default"
    fence = re.sub(r"^```yaml (bad|good).*$", "```yaml", rest, flags=re.MULTILINE)
    facts = f"Category `{rule.category}` · severity **{rule.severity.word}** · {state} · since {rule.since}"
    reason = f"## {WHY_DEFAULT}\n{textwrap.fill(rule.default_reason, 120)}"
    if reason.partition("\n")[0] not in fence:
        fence = fence.replace("\n## Example", f"\n{reason}\n\n## Example", 1)
    if rule.options is not None:
        fence = fence.replace("\n## Example", f"\n{_options(rule)}\n## Example", 1)
    return f"<!-- Generated from the rule. Do not edit. -->\n# {rule.name}\n\n{summary}\n\n{facts}\n{fence}\n"


def _options(rule: Rule) -> str:
    """The section on the options of a rule."""
    about = schema.about_options(rule)
    rows = [f"| `{name}` | {takes} | `{json.dumps(default)}` |" for name, takes, default in schema.options(rule)]
    table = "\n".join(["| option | value | default |", "| --- | --- | --- |", *rows])
    text = f"{textwrap.fill(about, 120)}\n\n" if about else ""
    return f"## Options\n{text}{table}\n\n```yaml\n{schema.example(rule)}\n```\n"


def index(rules: list[Rule]) -> str:
    """The list of all rules, by category."""
    lines = ["<!-- Generated from the rules. Do not edit. -->", "# Rules", ""]
    category = ""
    for rule in rules:
        if rule.category != category:
            category = rule.category
            lines += [f"## {category}", "", "| rule | flags | severity | default |", "| --- | --- | --- | --- |"]
        state = "on" if rule.default else "off"
        lines.append(f"| [`{rule.name}`]({rule.name}.md) | {rule.summary} | {rule.severity.word} | {state} |")
        following = rules[rules.index(rule) + 1 :][:1]
        if not following or following[0].category != category:
            lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
