"""CloudFront: distributions."""
