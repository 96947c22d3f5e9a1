"""Placeholders that a person is to fill in: `<name>`, `{NAME}`, `PROJECT_ID`, `CHANGEME`.

What another tool fills in by itself is `is_placeholder`'s matter. Neither function judges where a text stands: in a
script, a format or a name of a variable the same characters mean something else.
"""

from __future__ import annotations

import re

_LONGEST = 253
_MARKS = (
    r"<(?!no value>|none>|nil>|unset>|unknown>|pending>|invalid[ >])[^<>\n]+>",
    r"\u2039[^\u2039\u203a\n]+\u203a",
    r"#\{[^{}\n]+\}#?",
    r"(?<!\{)\{[A-Za-z_][\w .-]*\}(?!\})",
    r"\[[A-Z][A-Z0-9_ -]*\]",
    r"%[A-Z][A-Z0-9_]*%",
    r"@[A-Z][A-Z0-9_]*@",
    r"__[A-Z][A-Z0-9_]*__",
    r"\.\.\.|\u2026",
    r"^[A-Z][^\n]*\((?:required|optional)\b[^()]*\)[^()]*$",
)
_SURE = (
    r"(?i:change[-_]?me|replace[-_]?(?:me|this)|fill[-_]?(?:me[-_]?)?in)",
    r"(?i:(?:your|insert|put)[-_](?:[a-z0-9]+[-_])+here)",
    r"(?i:to[-_]be[-_](?:replaced|filled(?:[-_]in)?))",
    r"(?<![-_])(?i:(?:your)(?:[-_](?:account|app|application|aws|bucket|cluster|company|db|dns|docker|domain|email|gateway|gcp|github|host|hostname|hub|id|image|name|namespace|org|organi[sz]ation|password|project|region|registry|repo|repository|secret|server|service|site|storage|class|tenant|tls|token|user|username|zone))+)(?![-_])",
)
_WORDS = (
    *_SURE,
    r"(?:YOUR|REPLACE|INSERT|CHANGE)(?:[-_][A-Z0-9]+)+",
    r"YOUR [A-Z][A-Z0-9]+",
    r"TODO|FIXME|TBD|x{3,}|X{3,}(?:[KMGTPE]i?)?|x\.x\.x\.x|X\.X\.X\.X",
)
# Compiled by the functions of `re` when a value comes up that may be one.
_ALONE = r"(?<![A-Za-z0-9])(?:{})(?![A-Za-z0-9])"
_MARKED = "|".join((*_MARKS, _ALONE.format("|".join(_WORDS))))
_CERTAIN = _ALONE.format("|".join(_SURE))
_CAPITALS = r"(?<![A-Za-z0-9_])[A-Z][A-Z0-9]*(?:[-_][A-Z0-9]+)*(?![A-Za-z0-9_=])"
_NOUNS = frozenset(
    (
        *("ACCOUNT", "APP", "APPLICATION", "BUCKET", "CLAIM", "CLASS", "CLUSTER", "COUNT", "CPU", "DISK"),
        *(
            "DOMAIN",
            "ENV",
            "ENVIRONMENT",
            "HERE",
            "HOST",
            "HOSTNAME",
            "ID",
            "IMAGE",
            "IP",
            "KEY",
            "MAX",
            "MEMORY",
            "MIN",
            "MY",
        ),
        *("NAME", "NAMESPACE", "NODE", "NUMBER", "ORG", "ORGANISATION", "ORGANIZATION", "OWNER", "PASSWORD"),
        *("PATH", "PLACEHOLDER", "PORT", "PROJECT", "REGION", "REGISTRY", "REPLICAS", "REPO", "REPOSITORY"),
        *("SECRET", "SERVICE", "SIZE", "STORAGE", "SUBSCRIPTION", "TAG", "TENANT", "TOKEN", "URL", "USER"),
        *("USERNAME", "VALUE", "VERSION", "YOUR", "ZONE"),
    )
)


def marked(text: str) -> tuple[str, ...]:
    """The parts of a text that are made to be replaced, by their brackets or their words; none in a long text."""
    if len(text) > _LONGEST or "\n" in text:
        return ()
    return tuple(dict.fromkeys(match.group() for match in re.finditer(_MARKED, text)))


def certain(text: str) -> tuple[str, ...]:
    """The parts of a text that nobody would write but to have them replaced, though the value may be a valid one."""
    if len(text) > _LONGEST or "\n" in text:
        return ()
    return tuple(dict.fromkeys(match.group() for match in re.finditer(_CERTAIN, text)))


def in_capitals(text: str) -> tuple[str, ...]:
    """The words in capitals that stand for a value: all with an underscore, others if they name what is wanted.

    Of themselves they prove little, variables are called so too: ask only of a value that is refused.
    """
    if len(text) > _LONGEST or any(character.isspace() for character in text):
        return ()
    found = (match.group() for match in re.finditer(_CAPITALS, text))
    return tuple(dict.fromkeys(word for word in found if _stands_for_a_value(word)))


def _stands_for_a_value(word: str) -> bool:
    if "_" in word:
        return any(len(part) > 2 for part in re.split("[-_]", word))
    return not _NOUNS.isdisjoint(word.split("-"))
