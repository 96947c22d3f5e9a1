"""Whether the editor that started the server is still there: its end is the server's, however it comes."""

from __future__ import annotations

import os
import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

SECONDS = 2.0
"""How often it is looked for."""


def watch(process: int, gone: Callable[[], object]) -> None:
    """Call a function, in another thread, when a process ends; never where it cannot be seen from here at all."""
    if not is_alive(process):
        return  # its number is that of another machine or container

    def look() -> None:
        while is_alive(process):
            time.sleep(SECONDS)
        gone()

    threading.Thread(target=look, daemon=True).start()


def is_alive(process: int) -> bool:
    """Whether there is a process of that number."""
    if process <= 0:
        return False
    if os.name == "nt":
        return _is_alive_on_windows(process)
    try:
        os.kill(process, 0)
    except PermissionError:
        return True
    except (OSError, OverflowError):
        return False
    return True


def _is_alive_on_windows(process: int) -> bool:
    import ctypes

    synchronize, timed_out = 0x100000, 0x102
    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined, unused-ignore]
    handle = kernel.OpenProcess(synchronize, False, process)
    if not handle:
        return False
    waited = kernel.WaitForSingleObject(handle, 0)
    kernel.CloseHandle(handle)
    return bool(waited == timed_out)
