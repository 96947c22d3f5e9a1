"""Is an object shaped as its schema says."""
