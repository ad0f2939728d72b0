"""What to ask IAM, and what the answers mean."""
