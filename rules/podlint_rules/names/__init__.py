"""Names, labels, metadata: what an object is called, and who owns it."""
