"""What hides a finding: comments, annotations, entries of the configuration, the baseline."""
