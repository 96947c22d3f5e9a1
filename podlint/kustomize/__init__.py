"""Kustomize: what a kustomization says, what it takes, and what is wrong with that."""
