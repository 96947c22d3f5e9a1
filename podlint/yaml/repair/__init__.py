"""The syntax doctor: text that is not YAML, read as it was meant.

Imported only where a parser refuses a text. What is wrong is found by trying: each kind of slip proposes edits near the
place where the parser stopped, and the one after which it gets furthest is the cause.
"""
