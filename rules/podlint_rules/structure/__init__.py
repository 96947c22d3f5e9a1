"""Structure and schema: what the parser and the schema check find, and what the text shows."""
