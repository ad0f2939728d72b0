"""S3: buckets, and the one that keeps the audit trail's log files."""
