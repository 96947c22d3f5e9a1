"""How Kubernetes writes names, labels, quantities, cron schedules and addresses."""
