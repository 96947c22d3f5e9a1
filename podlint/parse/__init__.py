"""Bytes to documents: decoding, composing, and building data as Kubernetes reads YAML."""
