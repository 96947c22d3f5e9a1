"""From sources to results: the pure linting function, cross-object rules, fixes, and the whole run."""
