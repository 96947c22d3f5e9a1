"""Files: which ones there are, what is ignored, how they are named and read."""
