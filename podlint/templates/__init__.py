"""Texts of template languages, read without running anything: actions, blocks, and what stands between them."""
