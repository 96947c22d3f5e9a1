"""Ports: one network for all containers of a pod."""
