"""Volumes and what mounts them."""
