"""Deprecated and removed: what a version does not serve any more, not yet, or not for long."""
