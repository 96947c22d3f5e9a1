"""Webhooks, admission policies, and objects of the cluster itself."""
