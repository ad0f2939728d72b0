"""CloudTrail: the audit trail of management events, and whether it arrives."""
