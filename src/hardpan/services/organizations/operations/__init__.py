"""What to change so that the organization is governed."""
