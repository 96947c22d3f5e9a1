"""Environment: variables and the references to them."""
