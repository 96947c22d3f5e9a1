"""Definitions of custom resources brought into a project: from files, archives, catalogues and clusters."""
