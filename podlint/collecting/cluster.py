"""Definitions from a cluster: what the user's own kubectl prints of them."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from typing import TYPE_CHECKING

from podlint.collecting import sources
from podlint.errors import UsageError
from podlint.visible import in_line

if TYPE_CHECKING:
    from podlint.collecting.sources import Collected

SECONDS = 120
"""How long kubectl may take."""
MOST_BYTES = 512 * 2**20
"""Most bytes that it may print: the definitions of a large cluster are a tenth of that."""
_COMMAND = ("get", "customresourcedefinitions.apiextensions.k8s.io", "--output=json")


def definitions(context: str | None = None) -> Collected:
    """The definitions of the cluster that kubectl speaks to, or of the one of a context of its configuration.

    Raises UsageError where there is no kubectl, or where it fails.
    """
    program = shutil.which("kubectl")
    if program is None:
        raise UsageError("schemas from-cluster needs kubectl, which is not there")
    chosen = [] if context is None else [f"--context={context}"]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as said:
        try:
            done = subprocess.run(
                [program, *chosen, f"--request-timeout={SECONDS}s", *_COMMAND],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=said,
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise UsageError(f"kubectl: it does not end within {SECONDS} seconds") from None
        except OSError as error:
            raise UsageError(f"kubectl: it cannot be run: {error.strerror}") from error
        size = out.tell()
        out.seek(0)
        said.seek(0)
        if done.returncode:
            words = said.read(2000).decode(errors="replace").strip().splitlines()
            raise UsageError(in_line(": ".join((f"kubectl: it ends with {done.returncode}", *words[-1:]))))
        if size > MOST_BYTES:
            raise UsageError(f"kubectl: it prints more than {MOST_BYTES // 2**20} MiB")
        data = out.read()
    origin = "cluster" if context is None else f"cluster {context}"
    try:
        return sources.of_data(data, "kubectl.json", origin)
    except UsageError as error:
        raise UsageError("kubectl: it prints no definitions") from error
