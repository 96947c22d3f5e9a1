"""Where reports go: which formats to standard output and to files, and how files are written."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from podlint.config import keys
from podlint.errors import PluginError, UsageError
from podlint.files.paths import identity
from podlint.findings import guard
from podlint.tuples import NamedTuple
from podlint.words import closest

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable

    from podlint.config.settings import Settings
    from podlint.yaml.place import Path as Keys

REPORTERS = {name: f"podlint.report.{name.replace('-', '_')}:render" for name in keys.FORMATS}


_OTHERS = "not written: it is there and no report of podlint; delete it, or name it with --output"


class Output(NamedTuple):
    """A report to write: its format, its file (None is standard output), and where the configuration asks for it.

    A file that is `configured`, not named on the command line, lies in the project and takes the place of reports.
    """

    format: str
    file: str | None = None
    keys: Keys | None = None
    configured: bool = False


def outputs(options: argparse.Namespace, here: Settings) -> list[Output]:
    """The reports that the command line and the configuration ask for. Raises UsageError where they cannot go.

    `--output` adds to the report of `--output-format` and `--output-file`; one of them without a file takes its place
    on standard output. What the command line says of a place beats what the configuration says.
    """
    if options.output is not None:
        extra = [_parsed(word, Path()) for word in options.output]
    else:
        extra = [_parsed(word, here.root or Path()) for word in here.output]
        extra = [output._replace(keys=("output", i), configured=True) for i, output in enumerate(extra)]
        if options.output_format and not options.output_file:
            extra = [output for output in extra if output.file is not None]
    keys = None if options.output_format else ("output-format",)
    if options.output_format or options.output_file:
        main = Output(here.output_format, _file(options.output_file, Path()), keys)
    else:
        main = Output(here.output_format, _file(here.output_file, here.root or Path()), keys, configured=True)
    replaced = main.file is None and not options.output_format and any(output.file is None for output in extra)
    found = extra if replaced else [main, *extra]
    _distinct(found)
    for output in found:
        problem = _unwritable(output.file) if output.file is not None else None
        if problem is not None and output is main and not options.output_file:
            raise here.error(problem, ("output-file",))
        if problem is not None:
            raise UsageError(problem) if output is main or output.keys is None else here.error(problem, output.keys)
        if output.file is not None and output.configured:
            from podlint.config import bounds

            bounds.written(here, output.file, _keys(output))
            try:
                others = output.format in REPORTERS and _is_of_others(Path(output.file), None)
            except OSError as error:
                words = f"{output.file}: cannot be written: {error.strerror or error}"
                raise here.error(words, _keys(output)) from error
            if others:
                raise here.error(f"{output.file}: {_OTHERS}", _keys(output))
    return found


def _keys(output: Output) -> Keys:
    """Where the configuration names the file of an output."""
    return output.keys if output.keys is not None and output.keys[0] == "output" else ("output-file",)


def _parsed(word: str, root: Path) -> Output:
    """`FORMAT` or `FORMAT=FILE`, the file relative to `root`; `-` is standard output."""
    name, separator, file = word.partition("=")
    if separator and not file:
        raise UsageError(f"--output {word}: no file after the `=`")
    return Output(name, _file(file, root))


def _file(word: str | None, root: Path) -> str | None:
    """A file, relative to `root`; None for standard output, which is `-` too."""
    return str(root / word) if word and word != "-" else None


def _distinct(found: Iterable[Output]) -> None:
    taken: dict[str | None, str] = {}
    for output in found:
        place = identity(output.file) if output.file is not None else None
        if place in taken:
            where = output.file or "standard output"
            raise UsageError(f"{where}: two reports go there, {taken[place]} and {output.format}; name a file for one")
        taken[place] = output.format


def _unwritable(file: str) -> str | None:
    """Why a file cannot be written because of its folder: to be said now, not after the work."""
    if os.path.isdir(file):  # noqa: PTH112 - False for what can be no path, where Path raises
        return f"{file}: cannot be written: it is a folder"
    folder = os.path.dirname(file) or "."  # noqa: PTH120
    if not os.path.isdir(folder):  # noqa: PTH112
        return f"{file}: cannot be written: No such file or directory: {folder}"
    return None


def reporter(output: Output, known: dict[str, str], here: Settings) -> Callable[..., str]:
    """The function that renders a report; `known` are the formats of plugins.

    Raises UsageError for an unknown format, ConfigError with its place where the configuration names it.
    """
    own, target = REPORTERS.get(output.format), known.get(output.format)
    if own is not None:
        module, _, function = own.partition(":")
        render: Callable[..., str] = getattr(import_module(module), function)
        return render
    if target is None:
        names = (*REPORTERS, *known)
        near = closest(output.format, names)
        hint = f'did you mean "{near}"?' if near else f"there are {', '.join(names)}"
        message = f'unknown output format "{output.format}"; {hint}'
        raise UsageError(message) if output.keys is None else here.error(message, output.keys)
    return _of_plugin(output.format, target)


def _of_plugin(name: str, target: str) -> Callable[..., str]:
    """The function of a plugin's format; whatever it does wrong, when imported or when called, is a PluginError."""
    from podlint.registry.held import aside

    module, _, function = target.partition(":")
    try:
        render = getattr(aside(import_module, module), function)
    except guard.RAISED as error:
        raise PluginError(f"output format {name}: {target} cannot be imported: {guard.said(error)}") from error

    def guarded(*arguments: object, **options: object) -> str:
        try:
            text = aside(render, *arguments, **options)
        except guard.RAISED as error:
            raise PluginError(f"output format {name}: {target} failed: {guard.said(error)}") from error
        if not isinstance(text, str):
            raise PluginError(f"output format {name}: {target} gave no text, but {type(text).__name__}")
        return text

    return guarded


def write(text: str, output: Output) -> str | None:
    """Write a report; gives the reason where its file cannot be written."""
    file = output.file
    if file is None:
        if text:
            sys.stdout.write(text)
            sys.stdout.flush()
        return None
    data = text.encode("utf-8", "replace")
    try:
        if output.configured and _is_of_others(Path(file), None if output.format in REPORTERS else data):
            return f"{file}: {_OTHERS}"
        _write(data, Path(file))
    except OSError as error:
        return f"{file}: cannot be written: {error.strerror or error}"
    return None


def _is_of_others(file: Path, of_plugin: bytes | None) -> bool:
    """Whether a file that is there is none that podlint wrote."""
    from podlint.files import disk
    from podlint.report.known import is_report

    try:
        return not is_report(disk.read(file), of_plugin)
    except FileNotFoundError:
        return False


def _write(data: bytes, path: Path) -> None:
    """Write a file whole or not at all: under another name first, which then takes the place of the old file.

    What is no ordinary file (a pipe, `/dev/stderr`) is written to as it is. GitHub's summary of a step is added to, as
    everything that reports there does.
    """
    file = Path(os.path.realpath(path))
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if summary and file == Path(os.path.realpath(summary)):
        with file.open("ab") as stream:
            stream.write(data)
    elif path.as_posix().startswith("/dev/") or (path.exists() and not path.is_file()):
        path.write_bytes(data)
    else:
        from podlint.files.writing import store

        store(file, data)
