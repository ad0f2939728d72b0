"""AWS Backup: plans, and the vaults that keep what they make."""
