"""What podlint knows of other tools: which of its rules is for which of their checks."""
