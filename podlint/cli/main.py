"""From arguments to the exit status. Commands are imported only once it is clear which one runs."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING

from podlint.cli import plain
from podlint.cli.options import COMMANDS
from podlint.cli.status import BROKEN, INTERRUPTED, OK
from podlint.errors import ConfigError, PluginError, StreamError, UsageError
from podlint.visible import block, in_line
from podlint.words import next_file

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence


def console() -> int:
    """The console script: `main` with streams that fail in words only, and without a last search for garbage at exit.

    That search would cost more than the linting.
    """
    from podlint.cli import streams

    streams.take()
    try:
        status = _main()
        streams.end()
    except StreamError as error:
        print(f"podlint: {error}", file=sys.stderr)
        status = BROKEN
    except BrokenPipeError:
        status = OK
    streams.drop()
    gc.freeze()
    return status


def _main() -> int:
    """The status of `main`, also where it ends the process: for `--help`, and where the arguments are wrong."""
    try:
        return main()
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else OK


def main(arguments: Sequence[str] | None = None) -> int:
    """Run podlint; returns the exit status."""
    options = None
    try:
        words = _with_command(list(sys.argv[1:] if arguments is None else arguments))
        options = plain.options(words)
        if options is None:
            from podlint.cli.arguments import parsed

            options = parsed(words)
        _utf8()
        return _run(options)
    except (UsageError, ConfigError, PluginError, StreamError) as error:
        print(f"podlint: {in_line(str(error))}", file=sys.stderr)
        return BROKEN
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of standard output has gone (`podlint | head`): nothing is left to say.
        sys.stderr.close()
        return OK
    except Exception as error:
        if isinstance(error, OSError) and _is_nowhere():
            print("podlint: the current folder is not there any more", file=sys.stderr)
            return BROKEN
        return _failed(error, verbose=getattr(options, "verbose", False))


def _is_nowhere() -> bool:
    """Whether somebody has removed the current folder."""
    try:
        os.getcwd()  # noqa: PTH109
    except FileNotFoundError:
        return True
    except OSError:
        pass
    return False


def _failed(error: Exception, *, verbose: bool) -> int:
    """Say that podlint itself failed; returns the exit status, which is never that of findings."""
    from podlint.findings.guard import failure, tracebacks_wanted

    failed = failure("podlint", "", error)
    print(f"podlint: {in_line(failed.message)}: this is a fault of podlint", file=sys.stderr)
    if tracebacks_wanted(verbose=verbose):
        sys.stderr.write(block(failed.traceback))
    else:
        print("podlint: PODLINT_TRACEBACK=1 in the environment shows where", file=sys.stderr)
    return BROKEN


def _with_command(arguments: list[str]) -> list[str]:
    """`podlint pod.yaml` is `podlint check pod.yaml`, and `podlint help list` is `podlint list --help`."""
    first = arguments[0] if arguments else ""
    if first in ("help", "version") and not os.path.lexists(first):
        asked = [word for word in arguments[1:2] if word[:1] != "-" and word != first]
        if asked and asked[0] not in COMMANDS:
            from podlint.cli.habits import word as about

            raise UsageError(f"{asked[0]} is no command{about(asked[0]) or '; `podlint help` lists them'}")
        return [*asked, f"--{first}"]
    if first in (*COMMANDS, "-V", "--version"):
        return arguments
    if first in ("-h", "--help"):
        return [*(word for word in arguments[1:2] if word in COMMANDS), first]
    if first[:1] == "-" and any(word in COMMANDS for word in arguments):
        from podlint.cli.arguments import parser
        from podlint.cli.habits import command_behind

        behind = command_behind(arguments, parser("check")._option_string_actions)
        if behind is not None:
            return [arguments[behind], *arguments[:behind], *arguments[behind + 1 :]]
    return ["check", *arguments]


def _run(options: argparse.Namespace) -> int:
    next_file()  # what was proposed before in this process takes nothing from this command
    if options.command == "rules":
        from podlint.cli.rules import run
    elif options.command == "explain":
        from podlint.cli.explain import run
    elif options.command == "baseline":
        from podlint.cli.baseline import run
    elif options.command == "server":
        from podlint.cli.server import run
    elif options.command == "list":
        from podlint.cli.list import run
    elif options.command == "build":
        from podlint.cli.build import run
    elif options.command == "completion":
        from podlint.cli.completion import run
    elif options.command == "check" and options.watch:
        from podlint.cli.watch import run
    elif options.command == "graph":
        from podlint.cli.graph import run
    elif options.command == "clean":
        from podlint.cli.clean import run
    elif options.command == "config":
        from podlint.cli.config import run
    elif options.command == "schemas":
        from podlint.cli.schemas import run
    elif options.command == "init":
        from podlint.cli.init import run
    else:
        from podlint.cli.check import run
    return run(options)


def _utf8() -> None:
    """Print UTF-8 whatever the console's code page; what it cannot show is replaced, never an error."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
