"""Configuration: where it is found, what it may say, and which rules it selects."""
