"""Macie: what is in the buckets of S3, who can reach them, and where data is that should not be seen."""
