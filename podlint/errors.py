"""What ends a run before its report: wrong use and wrong configuration, in words for the user."""


class ConfigError(Exception):
    """Wrong configuration: the words with file, line and column where there is a file."""


class UsageError(Exception):
    """Wrong use of the command line."""


class PluginError(Exception):
    """A plugin that cannot be used: which one, and why."""


class StreamError(Exception):
    """Standard output cannot be written, or standard input not read."""
