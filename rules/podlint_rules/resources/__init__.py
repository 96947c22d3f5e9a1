"""Resources: quantities, requests and limits."""
