"""Multi-container design: what belongs into one pod, and in which role."""
