"""What hatchling does besides packing: it makes the texts of Kubernetes' API documentation (see tools/gen_texts.py).

Wheels and sdists hold them, the repository does not. An editable install gets them in the checkout, where Git ignores
them. They are made from the PyPI package kubernetes-validate, which is asked for only where they are not there yet, or
are out of date; without build isolation it may be absent: then podlint is built without them, and says so. With
PODLINT_NO_TEXTS=1 in the environment they are left out.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent / "tools"))
import gen_texts

INSIDE = {"wheel": "podlint_schemas/docs", "sdist": "schemas/podlint_schemas/docs"}


class Texts(BuildHookInterface[Any]):
    """The build hook of wheels, editable wheels and sdists."""

    _scratch: Path | None = None

    def dependencies(self) -> list[str]:
        """What the build needs installed."""
        return [] if gen_texts.fresh() or _unwanted() else [gen_texts.REQUIREMENT]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the texts where they are not there, and have them packed."""
        if _unwanted():
            return
        folder = gen_texts.OUT
        if not gen_texts.fresh():
            source = gen_texts.installed()
            if source is None:
                self.app.display_warning(
                    f"built without the texts that `podlint explain` shows: {gen_texts.REQUIREMENT} is not installed"
                )
                return
            # Only an editable install leaves something in the tree that it is built from.
            if version != "editable":
                folder = self._scratch = Path(mkdtemp(prefix="podlint-texts-"))
            gen_texts.write(gen_texts.make(source), folder)
        if version != "editable":
            build_data["force_include"][str(folder)] = INSIDE[self.target_name]

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what `initialize` made besides the artifact."""
        if self._scratch is not None:
            rmtree(self._scratch, ignore_errors=True)


def _unwanted() -> bool:
    return os.environ.get("PODLINT_NO_TEXTS", "") not in ("", "0")
