"""Configurations and command lines of other tools, read into a configuration of podlint that means the same."""
