"""`podlint completion SHELL`: a script that makes a shell complete commands, options, rule names and formats.

The words are read off the argument parser and the rules, so the scripts cannot fall behind them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint import registry
from podlint.cli.arguments import parser
from podlint.cli.options import COMMANDS, OPTIONS
from podlint.cli.status import OK
from podlint.config import keys
from podlint.schema import catalog
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    import argparse


class Option(NamedTuple):
    """An option by its names; `values` is None without an argument, and empty where files are completed."""

    names: tuple[str, ...]
    help: str
    values: tuple[str, ...] | None
    many: bool = False


class Command(NamedTuple):
    """A command with its options, and the words that complete its arguments; none of these: files."""

    name: str
    help: str
    options: tuple[Option, ...]
    words: tuple[str, ...] = ()
    files: bool = True


def run(options: argparse.Namespace) -> int:
    """Print the script; returns the exit status."""
    scripts = {"bash": _bash, "zsh": _zsh, "fish": _fish, "powershell": _powershell}
    print(scripts[options.shell](commands(plugins=not options.no_plugins)), end="")
    return OK


def commands(*, plugins: bool = True) -> list[Command]:
    """Every command as its parser has it."""
    rules = registry.load(plugins=plugins)
    names = tuple(sorted(rules.rules))
    values = {
        "RULES": (*names, *sorted(rules.categories | rules.profiles), "all", "default"),
        "VERSION": catalog.versions(),
        "FORMAT": (*keys.FORMATS, *sorted(rules.reporters)),
    }
    values["FORMAT[=FILE]"] = values["FORMAT"]
    groups = (*sorted(rules.categories | rules.profiles),)
    kinds = sorted(catalog.kinds(catalog.versions()[-1]))
    words = {"explain": (*names, *sorted(rules.categories), *kinds), "rules": (*names, *groups)}
    found = []
    for name in COMMANDS:
        actions = parser(name)._actions
        own = tuple(_option(action, values) for action in actions if action.option_strings)
        positional = [action for action in actions if not action.option_strings]
        choices = tuple(str(c) for action in positional for c in action.choices or ())
        given = words.get(name, choices)
        found.append(Command(name, OPTIONS[name][0], own, given, files=bool(positional) and not given))
    return found


def _option(action: argparse.Action, values: dict[str, tuple[str, ...]]) -> Option:
    names, text = tuple(action.option_strings), action.help or ""
    if action.nargs == 0:
        return Option(names, text, None)
    if action.choices is not None:
        return Option(names, text, tuple(map(str, action.choices)))
    # --api-version is a version too, of another kind.
    known = () if action.dest == "api_version" else values.get(str(action.metavar), ())
    return Option(names, text, known, many=action.metavar == "RULES")


def _bash(found: list[Command]) -> str:
    lines = [
        "# podlint's words for bash: source <(podlint completion bash)",
        "_podlint() {",
        "    local cur prev command word words index values= list=",
        "    COMPREPLY=()",
        '    cur="${COMP_WORDS[COMP_CWORD]}"',
        '    prev="${COMP_WORDS[COMP_CWORD-1]}"',
        "    # bash splits --option=value at the sign",
        '    if [[ "$cur" == "=" ]]; then cur=""; '
        'elif [[ "$prev" == "=" ]]; then prev="${COMP_WORDS[COMP_CWORD-2]}"; fi',
        "    command=check",
        '    case "${COMP_WORDS[1]}" in',
        f'        {"|".join(c.name for c in found)}) [[ $COMP_CWORD -gt 1 ]] && command="${{COMP_WORDS[1]}}" ;;',
        "    esac",
        '    case "$command:$prev" in',
    ]
    for command in found:
        for option in command.options:
            if option.values is None:
                continue
            patterns = "|".join(f"{command.name}:{name}" for name in option.names)
            action = f"values={_sh(' '.join(option.values))}" if option.values else "values=-"
            lines.append(f"        {patterns}) {action}{' list=1' if option.many else ''} ;;")
    lines += [
        "    esac",
        '    if [[ "$values" == "-" ]]; then',
        '        COMPREPLY=($(compgen -f -- "$cur"))',
        "        return",
        "    fi",
        '    if [[ -n "$values" ]]; then',
        "        # what stands before the last comma is kept",
        '        if [[ -n "$list" && "$cur" == *,* ]]; then',
        '            COMPREPLY=($(compgen -P "${cur%,*}," -W "$values" -- "${cur##*,}"))',
        "        else",
        '            COMPREPLY=($(compgen -W "$values" -- "$cur"))',
        "        fi",
        "        return",
        "    fi",
        '    case "$command" in',
    ]
    for command in found:
        words = " ".join(name for option in command.options for name in option.names if name.startswith("--"))
        lines.append(f"        {command.name}) words={_sh(words)} index={_sh(' '.join(command.words))} ;;")
    lines += [
        "    esac",
        '    if [[ "$cur" == -* ]]; then',
        '        COMPREPLY=($(compgen -W "$words" -- "$cur"))',
        "        return",
        "    fi",
        '    word="$index"',
        f"    [[ $COMP_CWORD -eq 1 ]] && word={_sh(' '.join(c.name for c in found))}",
        '    COMPREPLY=($(compgen -W "$word" -- "$cur"))',
        f'    case "$command" in {"|".join(c.name for c in found if c.files)})',
        '        COMPREPLY+=($(compgen -f -- "$cur")) ;;',
        "    esac",
        "}",
        "complete -o filenames -F _podlint podlint",
    ]
    return "\n".join(lines) + "\n"


def _zsh(found: list[Command]) -> str:
    lines = [
        "#compdef podlint",
        "# podlint's words for zsh: podlint completion zsh > a file named _podlint in a folder of $fpath",
        "_podlint() {",
        "    local -a commands",
        "    commands=(",
        *(f"        {_sh(f'{c.name}:{c.help}')}" for c in found),
        "    )",
        "    local command=check",
        "    if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then",
        "        _describe -t commands command commands",
        "        _files",
        "        return",
        "    fi",
        "    if (( ${commands[(I)${words[2]}:*]} )); then",
        "        command=$words[2]",
        "        shift words",
        "        (( CURRENT-- ))",
        "    fi",
        "    case $command in",
    ]
    for command in found:
        lines.append(f"    {command.name})")
        specs = [_zsh_option(name, option) for option in command.options for name in option.names]
        if command.words:
            specs.append(f"*:word:({' '.join(command.words)})")
        elif command.files:
            specs.append("*:file:_files")
        lines.append(" \\\n            ".join(["        _arguments -s", *map(_sh, specs)]))
        lines.append("        ;;")
    lines += ["    esac", "}", 'if [[ "$funcstack[1]" = _podlint ]]; then', '    _podlint "$@"', "else"]
    return "\n".join([*lines, "    compdef _podlint podlint", "fi"]) + "\n"


def _zsh_option(name: str, option: Option) -> str:
    text = option.help
    for sign in "\\[]:":
        text = text.replace(sign, f"\\{sign}")
    if option.values is None:
        return f"{name}[{text}]"
    # After a long option the value may follow `=` too.
    head = f"{name}{'=' if name.startswith('--') else '+'}[{text}]:value:"
    if option.many:
        return f"*{head}_sequence compadd - {' '.join(option.values)}"
    return head + (f"({' '.join(option.values)})" if option.values else "_files")


def _fish(found: list[Command]) -> str:
    names = " ".join(c.name for c in found)
    lines = [
        "# podlint's words for fish: podlint completion fish > ~/.config/fish/completions/podlint.fish",
        "function __podlint_list",
        "    set -l before (string replace -r '[^,]*$' '' -- (commandline -ct | string replace -r '^--[a-z-]+=' ''))",
        "    for word in $argv",
        "        echo $before$word",
        "    end",
        "end",
        "function __podlint_is",
        "    set -l given (commandline -opc)[2..-1]",
        f'    contains -- "$given[1]" {names}; and test "$given[1]" = $argv[1]; and return 0',
        f'    test $argv[1] = check; and not contains -- "$given[1]" {names}',
        "end",
    ]
    first = "test (count (commandline -opc)) -eq 1"
    lines += [f"complete -c podlint -n {_fq(first)} -a {c.name} -d {_fq(c.help)}" for c in found]
    for command in found:
        here = f"complete -c podlint -n {_fq(f'__podlint_is {command.name}')}"
        if command.words:
            lines.append(f"{here} -f -a {_fq(' '.join(command.words))}")
        elif not command.files:
            lines.append(f"{here} -f")
        for option in command.options:
            flags = " ".join(f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in option.names)
            value = ""
            if option.values:
                words = " ".join(option.values)
                value = f" -x -a {_fq(f'(__podlint_list {words})' if option.many else words)}"
            elif option.values is not None:
                value = " -r -F"
            lines.append(f"{here} {flags}{value} -d {_fq(option.help)}")
    return "\n".join(lines) + "\n"


def _powershell(found: list[Command]) -> str:
    lines = [
        "# podlint's words for PowerShell: podlint completion powershell | Out-String | Invoke-Expression",
        "Register-ArgumentCompleter -Native -CommandName podlint -ScriptBlock {",
        "    param($word, $line, $position)",
        "    $values = @{",
    ]
    for command in found:
        for option in command.options:
            for name in option.names if option.values else ():
                lines.append(f"        {_ps(f'{command.name} {name}')} = {_ps(' '.join(option.values or ()))}")
    lines += ["    }", "    $options = @{"]
    for command in found:
        names = " ".join(name for option in command.options for name in option.names)
        lines.append(f"        {command.name} = {_ps(names)}")
    lines += ["    }", "    $words = @{"]
    lines += [f"        {command.name} = {_ps(' '.join(command.words))}" for command in found if command.words]
    lines += [
        "    }",
        "    $given = @($line.CommandElements | Where-Object { $_.Extent.EndOffset -lt $position } | "
        "ForEach-Object { $_.Extent.Text })",
        "    $command = 'check'",
        "    if ($given.Count -gt 1 -and $options.ContainsKey($given[1])) { $command = $given[1] }",
        "    $last = if ($given.Count -gt 0) { $given[-1] } else { '' }",
        '    $known = $values["$command $last"]',
        "    $before = ''",
        "    if ($known) {",
        "        if ($word -match '^(.*,)([^,]*)$') { $before = $Matches[1]; $word = $Matches[2] }",
        "    } elseif ($word.StartsWith('-')) { $known = $options[$command] }",
        "    elseif ($given.Count -le 1) { $known = ($options.Keys | Sort-Object) -join ' ' }",
        "    else { $known = $words[$command] }",
        "    if ($known) {",
        "        $known -split ' ' | Where-Object { $_ -like \"$word*\" } | ForEach-Object {",
        "            [System.Management.Automation.CompletionResult]::new(\"$before$_\", $_, 'ParameterValue', $_)",
        "        }",
        "    }",
        "}",
    ]
    return "\n".join(lines) + "\n"


def _sh(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _fq(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _ps(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
