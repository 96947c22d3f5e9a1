"""Rules of custom resources in CEL: `rules` judges a value, and imports the rest where there is something to judge."""
