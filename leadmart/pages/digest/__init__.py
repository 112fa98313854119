"""The report of a period: what is on target, what changed and why, what is missing."""
