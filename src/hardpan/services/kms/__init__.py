"""KMS: keys."""
