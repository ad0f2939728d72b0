"""What to change so that buckets are private and the log bucket is fit for evidence."""
