"""ACM: certificates of what answers over TLS."""
