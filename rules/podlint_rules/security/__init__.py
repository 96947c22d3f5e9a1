"""Security: what a pod asks for explicitly."""
