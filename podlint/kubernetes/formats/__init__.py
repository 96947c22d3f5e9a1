"""How Kubernetes writes names, labels, quantities, schedules and addresses: what is wrong with a text, or what it means."""
