"""The language server: the same findings in an editor, while the text is written."""
