"""Write podlint/kustomize/build/merge_keys.json: which lists kustomize merges by which keys.

    python tools/gen_merge_keys.py swagger.json

Kustomize merges by the OpenAPI document of Kubernetes 1.21.2 that is built into it, whatever the version of the
cluster: `api/openapi-spec/swagger.json` of that release of Kubernetes. Of it only what leads to a list with
`x-kubernetes-patch-strategy: merge` is kept.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from podlint.kustomize.build.schema import table  # noqa: E402

TARGET = ROOT / "podlint" / "kustomize" / "build" / "merge_keys.json"
_NO_OBJECTS = ("WatchEvent", "DeleteOptions")


def main() -> None:
    """Read the OpenAPI document named on the command line, and write the table."""
    definitions = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["definitions"]
    objects = {name: each for name, each in definitions.items() if not name.endswith(_NO_OBJECTS)}
    TARGET.write_text(json.dumps(table(objects), separators=(",", ":"), sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
