"""What to change in IAM: credentials, roles, the password policy, and what is left over."""
