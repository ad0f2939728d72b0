"""Security Hub CSPM: what the resources of every account look like beside the standards."""
