"""Pages of CloudTrail."""
