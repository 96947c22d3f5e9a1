"""Workload controllers: updates, jobs, schedules, autoscaling, disruption budgets, quotas."""
