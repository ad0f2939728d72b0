"""S3 Control: settings of S3 that hold for a whole account."""
