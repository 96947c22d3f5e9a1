"""What is reported: findings, their fixes, and the results of files and runs."""
