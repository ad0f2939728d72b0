"""What to change in EC2: a file per kind of change."""
