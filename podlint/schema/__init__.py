"""Whether an object is shaped as its schema says."""
