"""Roles, bindings and their subjects."""
