"""What is imported: a file of one of the tools, known by its name or by its keys, or a command line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from podlint.errors import ConfigError, UsageError
from podlint.files import disk
from podlint.files.paths import shown
from podlint.foreign.table import TOOLS, tool
from podlint.importing import checkov, kube_linter, kube_score, kubeconform, polaris, reading, trivy
from podlint.importing.options import parsed
from podlint.importing.taken import UNREADABLE, Taken
from podlint.words import closest, listed, quoted

if TYPE_CHECKING:
    from types import ModuleType

    from podlint.importing.options import Words
    from podlint.importing.reading import File

_COMMANDS: dict[str, Any] = {
    "kube-linter": kube_linter,
    "kube-score": kube_score,
    "kubeconform": kubeconform,
    "checkov": checkov,
    "trivy": trivy,
}
NAMES = (*TOOLS, "kubeconform")
"""The tools of which something can be imported."""
_FILES = {"kube-linter": kube_linter, "polaris": polaris, "checkov": checkov, "trivy": trivy}
_BY_NAME = (
    (r"\.?kube-?linter.*\.ya?ml", "kube-linter"),
    (r"\.?checkov\.ya?ml", "checkov"),
    (r"\.?polaris.*\.ya?ml", "polaris"),
    (r"\.?trivy.*", "trivy"),
)
_WORDS = ("danger", "warning", "ignore")
_TEXT = ".trivyignore"


def from_file(name: str, of: str | None) -> Taken:
    """What a configuration file says. Raises ConfigError, with the place, and UsageError where it is nobody's."""
    file = Path(name)
    known = of or _named(file)
    if known == "trivy" and file.suffix not in (".yaml", ".yml"):
        taken = _taken(known)
        trivy.ignore_file(file, _bytes(file), taken)
        return taken
    given = reading.read(file)
    known = known or _told(given)
    if known is None:
        tools = listed(list(_FILES), last="or")
        raise UsageError(f"{shown(file)}: whose configuration it is cannot be told; say --from {tools}")
    if known not in _FILES:
        raise UsageError(f"{_title(known)} has no configuration file: give its command line, in quotation marks")
    taken = _taken(known)
    if known == "trivy" and file.name.startswith(_TEXT):
        trivy.ignore_yaml(given, taken)
    else:
        _FILES[known].file(given, taken)
    return taken


def from_words(words: list[str], of: str | None) -> Taken:
    """What a command line says, with the name of the tool in front or without, where it is known `of` whom it is."""
    first = Path(words[0]).name if words else ""
    if first in NAMES:
        words = words[1:]
        if of not in (None, first):
            raise UsageError(f"--from {of}, and a command line of {first}")
    elif of is None:
        near = closest(first, NAMES)
        hint = f'; did you mean "{near}"?' if near else f": one of {listed(NAMES, last='or')}"
        raise UsageError(f"{quoted(first)} is neither a file nor a command line that begins with a tool's name{hint}")
    name = of or first
    taken = _taken(name)
    if name == "kubesec":
        taken.checks(tool(name).checks.values(), {}, {})
        taken.leave("", "the score", "podlint adds nothing up: fail-on goes by severity")
        for word in words:
            taken.leave("", word, "podlint has no such setting")
        return taken
    module: ModuleType | None = _COMMANDS.get(name)
    if module is None:
        raise UsageError(f"{_title(name)} is configured by its file: name that")
    given: Words = parsed(words[1:] if words[:1] == ["lint"] else words, module.VALUED, module.SHORT, name)
    module.command(given, taken)
    return taken


def _taken(name: str) -> Taken:
    taken = Taken(name, _title(name))
    taken.select(UNREADABLE, "a file that cannot be read")
    return taken


def _title(name: str) -> str:
    return tool(name).title if name in TOOLS else name


def _named(file: Path) -> str | None:
    """The tool whose configuration goes by a name."""
    return next((name for pattern, name in _BY_NAME if re.fullmatch(pattern, file.name)), None)


def _told(given: File) -> str | None:
    """The tool whose keys a file has."""
    keys = {key for key in given.data if isinstance(key, str)}
    checks = given.data.get("checks")
    if isinstance(checks, dict):
        severe = any(isinstance(word, str) and word in _WORDS for word in checks.values())
        return "polaris" if severe or "exemptions" in keys else "kube-linter"
    if "customChecks" in keys:
        return "kube-linter" if isinstance(given.data["customChecks"], list) else "polaris"
    if keys & {"skip-check", "check", "framework", "soft-fail"}:
        return "checkov"
    return "trivy" if "misconfigurations" in keys else None


def _bytes(file: Path) -> bytes:
    try:
        return disk.read(file, named=True)
    except OSError as error:
        raise ConfigError(f"{shown(file)}: cannot be read: {error.strerror}") from error
