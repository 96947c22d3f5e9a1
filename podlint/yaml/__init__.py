"""Bytes to documents: text with places, plain data as Kubernetes reads YAML, and edits of the text."""
