"""The built-in rules: a folder for each category, a module for each family of rules, and an index of them all."""
