"""From paths to results: discovery, the pure linting function, and the whole run."""
