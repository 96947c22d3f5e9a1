"""The programs that render: found on the PATH, run with a time limit, their complaints shortened."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from shutil import which
from typing import NamedTuple

SECONDS = 120
"""Longest time that one rendering may take."""


LONGEST = 400
"""Most characters of a complaint that are passed on: its end, where the cause stands."""


class RenderError(Exception):
    """A folder cannot be rendered: why, in words for the user."""


class Output(NamedTuple):
    """What a program printed, and the folder that paths in it are relative to."""

    text: str
    base: Path


def kustomize(folder: Path) -> Output:
    """What `kustomize build`, or `kubectl kustomize`, makes of a folder, with the origin of each object in it.

    The origins are asked for by a kustomization of ours around the folder, outside of the repository, so that nothing
    is written there. Raises RenderError.
    """
    command = ["kustomize", "build"] if which("kustomize") else ["kubectl", "kustomize"] if which("kubectl") else None
    if command is None:
        raise RenderError("rendering it needs kustomize or kubectl on the PATH")
    with tempfile.TemporaryDirectory(prefix="podlint-") as around:
        base = Path(around).resolve()
        try:
            inner = os.path.relpath(folder.resolve(), base).replace(os.sep, "/")
        except ValueError as error:
            raise RenderError(f"it cannot be reached from {base}: they are on different drives") from error
        text = f"resources:\n  - {_quoted(inner)}\nbuildMetadata: [originAnnotations]\n"
        (base / "kustomization.yaml").write_text(text, encoding="utf-8")
        return Output(_run([*command, str(base)]), base)


def helm(folder: Path, version: str) -> Output:
    """What `helm template` makes of a chart with its default values, for a Kubernetes version. Raises RenderError."""
    if which("helm") is None:
        raise RenderError("rendering it needs helm on the PATH")
    return Output(_run(["helm", "template", "podlint", str(folder), "--kube-version", version]), folder)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _run(command: list[str]) -> str:
    from subprocess import DEVNULL, TimeoutExpired, run

    name = " ".join(command[:2])
    try:
        done = run(command, stdin=DEVNULL, capture_output=True, timeout=SECONDS, check=False)
    except TimeoutExpired as error:
        raise RenderError(f"{name} takes longer than {SECONDS} s") from error
    except OSError as error:
        raise RenderError(f"{name} cannot be run: {error.strerror}") from error
    if done.returncode:
        lines = done.stderr.decode("utf-8", "replace").split("\n")
        told = " ".join(line.strip() for line in lines if line.strip() and not line.startswith("# Warning:"))
        told = told.removeprefix("Error: ").removeprefix("error: ")
        raise RenderError(f"{name} fails: {told if len(told) <= LONGEST else '…' + told[-LONGEST:]}")
    return done.stdout.decode("utf-8", "replace")
