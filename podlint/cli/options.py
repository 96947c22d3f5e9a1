"""The options of every command, as argparse's `add_argument` takes them; argparse itself is not needed to know them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

Add = Callable[..., Any]
_FORMATS = (
    "full, concise, json, json-lines, sarif, github, gitlab, junit, rdjson, rdjsonl, checkstyle, markdown, "
    "or a format of a plugin"
)


def _check(add: Add) -> None:
    _check_options(add)
    report = partial(add, group="Report")
    report("--statistics", action="store_true", help="also count the findings by rule")
    report("--timings", action="store_true", help="also show how long each rule took")
    watch = "run again whenever a file changes, until interrupted"
    add("--watch", group="Run", action="store_true", help=watch)


_OF_CHECK_ONLY = frozenset(
    (
        *("--output-format", "--output-file", "--output", "--show-files", "--color", "-q"),
        *("--fix", "--unsafe-fixes", "--diff", "--add-ignore", "--reason", "--since", "--changed-lines"),
        *("--fail-on", "--fail-on-empty", "--exit-zero", "--no-cache", "--cache-dir", "--baseline"),
    )
)
"""Options about reports, changes and caches: `podlint baseline` has no use for them; its `--baseline` is another."""


def _baseline(add: Add) -> None:
    _check_options(lambda *names, **how: add(*names, **how) if names[0] not in _OF_CHECK_ONLY else None)
    add("--baseline", metavar="FILE", help="the file (default: the configuration's, else .podlint-baseline.json)")
    add("--add", action="store_true", help="put new findings into a baseline that exists too")
    prune = "only take out what is not found any more, and say nothing of new findings"
    add("--prune", action="store_true", help=prune)


def _rules(add: Add) -> None:
    add("names", nargs="*", metavar="RULES", help="rule names, categories or profiles (default: all)")
    add("--default", action="store_true", help="only those that run without being asked for")
    _color(add)
    tools = ("kube-linter", "kube-score", "polaris", "checkov", "trivy", "kubesec")
    of_tool = f"our rules for the checks of another tool: {', '.join(tools)}"
    add("--from", dest="of_tool", choices=tools, metavar="TOOL", help=of_tool)
    add("--output-format", "--format", "-o", choices=("full", "json"), default="full", help="(default: full)")
    add("--no-plugins", action="store_true", help="only the built-in rules")


def _graph(add: Add) -> None:
    add("paths", nargs="*", metavar="PATH", help="files and folders (default: .)")
    add("--output-format", "--format", "-o", choices=("mermaid", "dot"), default="mermaid", help="(default: mermaid)")
    add("--no-plugins", action="store_true", help="load no plugins")


def _build(add: Add) -> None:
    add("folder", nargs="?", default=".", metavar="DIR", help="the folder of a kustomization (default: .)")
    add("--origin", action="store_true", help="show the file and line of each value behind it")
    add("--output-format", "--format", "-o", choices=("full", "json"), default="full", help="(default: full)")


def _server(add: Add) -> None:
    add("--config", metavar="FILE", help="use this configuration file for every text")
    add("--stdio", action="store_true", help="what is done anyway; some clients say so")


def _completion(add: Add) -> None:
    add("shell", choices=("bash", "zsh", "fish", "powershell"))
    add("--no-plugins", action="store_true", help="only the built-in rules")


def _config(add: Add) -> None:
    about = "a file or folder (default: .); or `import` and a file, or a command line, of another tool"
    add("words", nargs="*", metavar="PATH", help=about)
    tools = ("kube-linter", "kube-score", "polaris", "checkov", "trivy", "kubesec", "kubeconform")
    of_tool = f"with import: whose configuration it is: {', '.join(tools)}"
    add("--from", dest="of_tool", choices=tools, metavar="TOOL", help=of_tool)
    add("-w", "--write", action="store_true", help="with import: write .podlint.yaml, which must not be there yet")
    add("--schema", action="store_true", help="print the JSON Schema of configuration files, for editors")
    add("--config", metavar="FILE", help="show what this configuration file says")
    add("--output-format", "--format", "-o", choices=("full", "json"), default="full", help="(default: full)")
    add("--no-plugins", action="store_true", help="only the built-in rules")


def _init(add: Add) -> None:
    add("folder", nargs="?", default=".", metavar="DIR", help="where to write it (default: .)")
    add("--hook", action="store_true", help="also write the entry for pre-commit, or show it where there are others")


def _clean(add: Add) -> None:
    add("folder", nargs="?", default=".", metavar="DIR", help="a folder of the project (default: .)")
    add("--cache-dir", metavar="DIR", help="where the cache lies, if not in the root of the repository")


def _schemas(add: Add) -> None:
    words = "list (the default), which, add, fetch, from-cluster, prune or verify, and what it takes"
    add("words", nargs="*", metavar="COMMAND", help=words)
    kind = "with add: the kind, as GROUP/VERSION/KIND, of a JSON Schema that does not say it"
    add("--kind", metavar="KIND", help=kind)
    location = "with fetch: ask this catalogue, an address or a path; may be repeated (default: the configuration's)"
    add("--location", action="append", metavar="LOCATION", help=location)
    add("--update", action="store_true", help="with fetch: also fetch anew what came from the web")
    add("--context", metavar="NAME", help="with from-cluster: the context of kubectl's configuration")
    add("--all", action="store_true", help="with from-cluster: all definitions, not only those of kinds in the project")
    add("--config", metavar="FILE", help="use this configuration file")
    _schemas_option(add)
    add("--output-format", "--format", "-o", choices=("full", "json"), default="full", help="(default: full)")


def _explain_options(add: Add) -> None:
    about = "a rule, a category of rules, a field such as pod.spec.containers.env, or a check of another tool"
    add("name", metavar="RULE|FIELD", help=about)
    add("--kubernetes-version", metavar="VERSION", help="the fields of this version (default: the newest)")
    add("--api-version", metavar="VERSION", help="the kind of this group and version, such as apps/v1")
    add("--recursive", action="store_true", help="all fields below, as a tree")
    add("--config", metavar="FILE", help="use this configuration file, for the definitions of custom resources")
    _schemas_option(add)
    _color(add)
    add("--output-format", "--format", "-o", choices=("full", "json"), default="full", help="(default: full)")
    add("--no-plugins", action="store_true", help="only the built-in rules")


def _list_options(add: Add) -> None:
    add("words", nargs="*", metavar="[KIND] PATH", help="kinds as kubectl takes them (deploy,svc), files and folders")
    add("-l", "--selector", metavar="QUERY", help="only objects whose labels match: 'app in (a,b),env!=prod,!legacy'")
    add("-L", "--label-columns", action="append", metavar="KEYS", help="show these labels as columns")
    add("--show-labels", action="store_true", help="show all labels")
    add("-n", "--namespace", metavar="NAME", help="only objects of this namespace")
    add("--no-plugins", action="store_true", help="load no plugins")


def _severity(word: str) -> str:
    """A severity by its other name too, as in a configuration."""
    return {"warn": "warning", "note": "info"}.get(word, word)


def _check_options(add: Add) -> None:
    _inputs(add)
    _selection(partial(add, group="Rules"))
    _report(partial(add, group="Report"))
    _changes(partial(add, group="Fixes and suppressions"))
    _run(partial(add, group="Run"))


def _inputs(add: Add) -> None:
    add("paths", nargs="*", metavar="PATH", help="files, folders, or - for standard input (default: .)")
    files = partial(add, group="Files")
    files("--stdin-filename", metavar="NAME", help="the name that standard input goes by")
    files("--since", metavar="REV", help="only files that differ from this Git revision, or that Git does not track")
    lines = "with --since: only findings on lines that differ"
    files("--changed-lines", action="store_true", help=lines)
    files("--force-exclude", action="store_true", help="leave out excluded files even where they are named")
    files("--show-files", action="store_true", help="print what each file is taken for, and how much of it is checked")
    rendering = "also lint what kustomize (or kubectl) and helm make of their folders"
    files("--render", action="store_true", help=rendering)
    files("--config", metavar="FILE", help="use this configuration file")
    files("--isolated", action="store_true", help="read no configuration file")
    _schemas_option(files)


def _schemas_option(add: Add) -> None:
    about = "also take definitions from this file, folder, chart, archive or path with fields; may be repeated"
    add("--schemas", action="append", metavar="SOURCE", help=about)


def _selection(add: Add) -> None:
    words = "rule names, categories, profiles or `all`, separated by commas"
    add("--select", action="append", metavar="RULES", help=f"run only these: {words}")
    add("--extend-select", action="append", metavar="RULES", help="run these too")
    add("--ignore", action="append", metavar="RULES", help="do not run these")
    add("--kubernetes-version", action="append", metavar="VERSION", help="check against this version; may be repeated")
    add("--no-plugins", action="store_true", help="load no plugins")


def _report(add: Add) -> None:
    add("--output-format", "--format", "-o", metavar="FORMAT", help=f"{_FORMATS} (default: full)")
    add("--output-file", metavar="FILE", help="write the report there instead of to standard output")
    add("--output", action="append", metavar="FORMAT[=FILE]", help="write a report in this format too; may be repeated")
    levels = ("error", "warning", "info", "never")
    add("--fail-on", type=_severity, choices=levels, help="least severity that gives exit status 1")
    add("--fail-on-empty", action="store_true", help="exit with 1 where there is no manifest to check")
    add("--exit-zero", action="store_true", help="exit with 0 whatever was found")
    _color(add)
    add("-q", "--quiet", action="store_true", help="print findings only, no summary")


def _color(add: Add) -> None:
    add("--color", choices=("auto", "always", "never"), default="auto", help="colours (default: where a terminal is)")


def _changes(add: Add) -> None:
    add("--fix", action="store_true", help="fix what can be fixed safely, and report the rest")
    add("--unsafe-fixes", action="store_true", help="with --fix or --diff: also what may change the meaning")
    add("--diff", action="store_true", help="show what --fix would change, and change nothing; exit with 1 if anything")
    add("--add-ignore", action="store_true", help="suppress every finding with a comment, in the files")
    add("--reason", metavar="TEXT", help="with --add-ignore: what the comments say behind the rule")
    add("--no-inline-ignores", action="store_true", help="report what comments and annotations in files suppress too")
    add("--baseline", metavar="FILE", help="leave out the findings that this file holds; `podlint baseline` writes it")


def _run(add: Add) -> None:
    add("--jobs", type=int, default=0, metavar="N", help="processes to use for a large run (default: as many as pay)")
    add("--no-cache", action="store_true", help="neither use nor leave what is known of unchanged files")
    add("--cache-dir", metavar="DIR", help="keep that there (default: .podlint_cache in the root of the repository)")


def _everywhere(add: Add) -> None:
    """What every command has."""
    more = "say more: fixes that were not made, suppressions that mean nothing, tracebacks of what fails"
    add("-v", "--verbose", action="store_true", help=more)


OPTIONS: dict[str, tuple[str, Callable[[Add], None]]] = {
    "check": ("lint files and folders (the default)", _check),
    "baseline": ("keep today's findings, so that only new ones fail", _baseline),
    "rules": ("list all rules", _rules),
    "explain": ("explain a rule, or a field of a kind", _explain_options),
    "list": ("list the objects in files, as kubectl get would", _list_options),
    "graph": ("draw which object refers to which", _graph),
    "build": ("print what kustomize makes of a folder, with the line of every value", _build),
    "server": ("serve an editor (Language Server Protocol, standard input and output)", _server),
    "completion": ("print what makes a shell complete podlint's words", _completion),
    "clean": ("remove the cache of a project", _clean),
    "config": ("show what holds for a path and where it is said, or import from another tool", _config),
    "schemas": ("show which custom resources have a schema, and bring in definitions", _schemas),
    "init": ("write a first configuration, and the entry for pre-commit", _init),
}
COMMANDS = tuple(OPTIONS)
GLOBAL = _everywhere

ARGUMENTS = {
    **dict.fromkeys(("check", "baseline", "graph"), " [PATH]..."),
    "rules": " [RULES]...",
    "explain": " RULE|FIELD",
    "list": " [KIND] [PATH]...",
    **dict.fromkeys(("build", "clean", "init"), " [DIR]"),
    "config": " [PATH] | import FILE | import -- COMMAND LINE",
    "completion": " SHELL",
    "schemas": " [list|which|add|fetch|from-cluster|prune|verify] [PATH|URL]...",
}
"""What stands behind the options, for lines on the use of a command."""

STATUS = "Exit status: 0 nothing at or above --fail-on, 1 findings, 2 wrong use or unreadable input, 130 interrupted"
EXAMPLES = {
    "check": f"""\
Examples:
  podlint .                              every manifest below the current folder
  podlint pod.yaml --fix                 fix what can be fixed safely
  podlint . --select ports,env           only the rules of two categories
  podlint . -o sarif --output-file out   a report for a machine

{STATUS}""",
    "explain": """\
Examples:
  podlint explain port-conflict          a rule
  podlint explain ports                  the rules of a category
  podlint explain pod.spec.containers    a field
  podlint explain certificate.spec       a field of a custom resource that has a definition
  podlint explain CKV_K8S_8              the rules for a check of another tool""",
    "schemas": """\
Examples:
  podlint schemas list                   every kind of the project, its schema, and the objects without one
  podlint schemas which deploy/app.yaml  the schema of each object of a file
  podlint schemas add charts/operator    keep the definitions of a chart, a folder, a file or an archive
  podlint schemas fetch                  keep the definitions that the project lacks, from a catalogue
  podlint schemas from-cluster           keep those of the cluster that kubectl speaks to
  podlint schemas prune                  take out the definitions that no object needs any more
  podlint schemas verify                 whether the kept ones are as they were brought in""",
    "config": """\
Examples:
  podlint config deploy                        what holds for a folder
  podlint config import .kube-linter.yaml      a configuration that means the same
  podlint config import "kubeconform -strict"  one for a command line""",
}
"""What the help of a command ends with."""
