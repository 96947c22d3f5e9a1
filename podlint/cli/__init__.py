"""The command line: one module for each command, imported when it is called."""

import gc

# Before anything else is imported: importing and parsing make many small objects and no cycles worth looking for.
gc.set_threshold(200_000, 20, 100)
