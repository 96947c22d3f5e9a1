"""Services, Ingresses and NetworkPolicies."""
