"""What the command line takes: the argument parser of every command."""

from __future__ import annotations

import argparse
import os

from podlint import __version__

_EPILOG = "exit status: 0 nothing at or above --fail-on, 1 findings, 2 wrong use or unreadable input, 130 interrupted"
_FORMATS = (
    "full, concise, json, json-lines, sarif, github, gitlab, junit, rdjson, rdjsonl, checkstyle, markdown, "
    "or a format of a plugin"
)


def parser(command: str) -> argparse.ArgumentParser:
    """The argument parser; of the commands only `command` is in it, or all of them where it is none of them."""
    top = argparse.ArgumentParser(
        prog="podlint",
        formatter_class=_formatter,
        description="Lint Kubernetes manifests: offline, at the exact line and column.",
        epilog=f"`podlint PATH...` is short for `podlint check PATH...`. {_EPILOG}",
    )
    top.add_argument("--version", action="version", version=f"podlint {__version__}")
    # The name is given, for to find it out itself argparse imports what measures terminals.
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True, prog="podlint")
    for name, (words, add_options) in _COMMANDS.items():
        if command == name or command not in _COMMANDS:
            epilog = _EPILOG if name == "check" else None
            add_options(commands.add_parser(name, help=words, epilog=epilog, formatter_class=_formatter))
    return top


def _check(check: argparse.ArgumentParser) -> None:
    _check_options(check)
    check.add_argument("--statistics", action="store_true", help="also count the findings by rule")
    check.add_argument("--timings", action="store_true", help="also show how long each rule took")
    check.add_argument("--watch", action="store_true", help="run again whenever a file changes, until interrupted")


def _baseline(baseline: argparse.ArgumentParser) -> None:
    _check_options(baseline)
    baseline.add_argument("--add", action="store_true", help="put new findings into a baseline that exists too")


def _rules(rules: argparse.ArgumentParser) -> None:
    rules.add_argument("--output-format", choices=("full", "json"), default="full")
    rules.add_argument("--no-plugins", action="store_true", help="only the built-in rules")


def _graph(graph: argparse.ArgumentParser) -> None:
    graph.add_argument("paths", nargs="*", metavar="PATH", help="files and folders (default: .)")
    graph.add_argument("--output-format", choices=("mermaid", "dot"), default="mermaid")
    graph.add_argument("--no-plugins", action="store_true", help="load no plugins")


def _build(build: argparse.ArgumentParser) -> None:
    build.add_argument(
        "folder", nargs="?", default=".", metavar="DIR", help="the folder of a kustomization (default: .)"
    )
    build.add_argument("--origin", action="store_true", help="show the file and line of each value behind it")
    build.add_argument("--output-format", choices=("full", "json"), default="full")


def _server(server: argparse.ArgumentParser) -> None:
    server.add_argument("--config", metavar="FILE", help="use this configuration file for every text")
    server.add_argument("--stdio", action="store_true", help="what is done anyway; some clients say so")


def _completion(completion: argparse.ArgumentParser) -> None:
    completion.add_argument("shell", choices=("bash", "zsh", "fish", "powershell"))
    completion.add_argument("--no-plugins", action="store_true", help="only the built-in rules")


def _clean(clean: argparse.ArgumentParser) -> None:
    clean.add_argument("folder", nargs="?", default=".", metavar="DIR", help="a folder of the project (default: .)")
    clean.add_argument("--cache-dir", metavar="DIR", help="where the cache lies, if not in the root of the repository")


def _explain_options(explain: argparse.ArgumentParser) -> None:
    add = explain.add_argument
    add("name", metavar="RULE|FIELD", help="a rule, or a field such as pod.spec.containers.env")
    add("--kubernetes-version", metavar="VERSION", help="the fields of this version (default: the newest)")
    add("--api-version", metavar="VERSION", help="the kind of this group and version, such as apps/v1")
    add("--recursive", action="store_true", help="all fields below, as a tree")
    add("--output-format", choices=("full", "json"), default="full")
    add("--no-plugins", action="store_true", help="only the built-in rules")


def _list_options(show: argparse.ArgumentParser) -> None:
    add = show.add_argument
    add("words", nargs="*", metavar="[KIND] PATH", help="kinds as kubectl takes them (deploy,svc), files and folders")
    add("-l", "--selector", metavar="QUERY", help="only objects whose labels match: 'app in (a,b),env!=prod,!legacy'")
    add("-L", "--label-columns", action="append", metavar="KEYS", help="show these labels as columns")
    add("--show-labels", action="store_true", help="show all labels")
    add("-n", "--namespace", metavar="NAME", help="only objects of this namespace")
    add("--no-plugins", action="store_true", help="load no plugins")


def _severity(word: str) -> str:
    """A severity by its other name too, as in a configuration."""
    return {"warn": "warning", "note": "info"}.get(word, word)


def _formatter(prog: str) -> argparse.HelpFormatter:
    """argparse's formatter, told the width: to find it out itself it imports shutil, for every option there is."""
    try:
        width = int(os.environ.get("COLUMNS", 0)) or os.get_terminal_size(1).columns
    except (OSError, ValueError):
        width = 80
    return argparse.HelpFormatter(prog, width=max(width, 40) - 2)


def _check_options(check: argparse.ArgumentParser) -> None:
    add = check.add_argument
    add("paths", nargs="*", metavar="PATH", help="files, folders, or - for standard input (default: .)")
    add("--stdin-filename", metavar="NAME", help="the name that standard input goes by")
    words = "rule names, categories, profiles or `all`, separated by commas"
    add("--select", action="append", metavar="RULES", help=f"run only these: {words}")
    add("--extend-select", action="append", metavar="RULES", help="run these too")
    add("--ignore", action="append", metavar="RULES", help="do not run these")
    add("--kubernetes-version", action="append", metavar="VERSION", help="check against this version; may be repeated")
    add("--output-format", metavar="FORMAT", help=f"{_FORMATS} (default: full)")
    add("--output-file", metavar="FILE", help="write the report there instead of to standard output")
    add("--output", action="append", metavar="FORMAT[=FILE]", help="write a report in this format too; may be repeated")
    add("--fix", action="store_true", help="fix what can be fixed safely, and report the rest")
    add("--unsafe-fixes", action="store_true", help="with --fix or --diff: also what may change the meaning")
    add("--diff", action="store_true", help="show what --fix would change, and change nothing; exit with 1 if anything")
    levels = ("error", "warning", "info", "never")
    add("--fail-on", type=_severity, choices=levels, help="least severity that gives exit status 1")
    add("--fail-on-empty", action="store_true", help="exit with 1 where there is no manifest to check")
    add("--baseline", metavar="FILE", help="leave out the findings that this file holds; `podlint baseline` writes it")
    add("--no-inline-ignores", action="store_true", help="report what comments and annotations in files suppress too")
    add("--add-ignore", action="store_true", help="suppress every finding with a comment, in the files")
    add("--reason", metavar="TEXT", help="with --add-ignore: what the comments say behind the rule")
    add("--render", action="store_true", help="also lint what kustomize (or kubectl) and helm make of their folders")
    add("--show-files", action="store_true", help="print what each file is taken for, and how much of it is checked")
    add("--exit-zero", action="store_true", help="exit with 0 whatever was found")
    add("--config", metavar="FILE", help="use this configuration file")
    add("--isolated", action="store_true", help="read no configuration file")
    add("--force-exclude", action="store_true", help="leave out excluded files even where they are named")
    add("--no-plugins", action="store_true", help="load no plugins")
    add("--jobs", type=int, default=0, metavar="N", help="processes to use for a large run (default: as many as pay)")
    add("--no-cache", action="store_true", help="neither use nor leave what is known of unchanged files")
    add("--cache-dir", metavar="DIR", help="keep that there (default: .podlint_cache in the root of the repository)")
    add("--color", choices=("auto", "always", "never"), default="auto")
    add("-q", "--quiet", action="store_true", help="print findings only, no summary")
    add("-v", "--verbose", action="store_true", help="show the traceback of what fails in podlint or a plugin")


_COMMANDS = {
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
}
COMMANDS = tuple(_COMMANDS)
