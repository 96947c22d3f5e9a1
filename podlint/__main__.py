"""`python -m podlint` is the console script `podlint`."""

from __future__ import annotations

from podlint.cli.main import console

if __name__ == "__main__":
    raise SystemExit(console())
