"""From save to diagnostics: `podlint server` on a manifest of 500 lines, asked over standard input and output."""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path

from lsprotocol import types
from manifests import APART, OBJECT
from pygls.lsp.client import LanguageClient


async def measure(folder: Path, rounds: int = 40) -> list[float]:
    """Milliseconds from each save to the diagnostics of that version."""
    text = APART.join(OBJECT.format(number) for number in range(20))
    (folder / ".git").mkdir()
    (folder / "web.yaml").write_text(text)
    for number in range(30):
        (folder / f"other-{number}.yaml").write_text(OBJECT.format(f"other-{number}"))
    client = LanguageClient("benchmark", "1")
    arrived: asyncio.Queue[int] = asyncio.Queue()

    @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    def publish(params: types.PublishDiagnosticsParams) -> None:
        arrived.put_nowait(params.version or 0)

    await client.start_io(sys.executable, "-m", "podlint", "server")
    await client.initialize_async(types.InitializeParams(types.ClientCapabilities(), root_uri=folder.as_uri()))
    client.initialized(types.InitializedParams())
    uri = (folder / "web.yaml").as_uri()
    client.text_document_did_open(types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, "yaml", 1, text)))
    await arrived.get()
    times = []
    for version in range(2, rounds + 2):
        changed = text.replace("web:1.0", f"web:2.{version}")
        document = types.VersionedTextDocumentIdentifier(version, uri)
        change = types.TextDocumentContentChangeWholeDocument(changed)
        start = time.perf_counter()
        client.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))
        client.text_document_did_save(types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(uri)))
        while await arrived.get() != version:
            pass
        times.append((time.perf_counter() - start) * 1000)
    await client.shutdown_async(None)
    client.exit(None)
    await client.stop()
    return times


def main() -> None:
    """Print the median and the worst."""
    with tempfile.TemporaryDirectory() as folder:
        times = asyncio.run(measure(Path(folder)))
    print(
        f"save to diagnostics: median {statistics.median(times):.0f} ms, worst {max(times):.0f} ms ({len(times)} saves)"
    )


if __name__ == "__main__":
    main()
