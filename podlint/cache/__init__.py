"""What a run leaves for the next one: what was on the disk, what came of it, and how to tell whether it still holds."""
