"""Kustomizations and charts, rendered by their own programs, and the findings brought back to their sources."""
