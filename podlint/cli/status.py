"""Exit statuses, the same for every command and in every output format."""

OK = 0
"""Nothing at or above `--fail-on`."""
FOUND = 1
"""Findings."""
BROKEN = 2
"""Wrong use, broken configuration, a file that cannot be read, a rule or a part of podlint that failed."""
INTERRUPTED = 130
"""Interrupted by Control-C."""
