"""What to change so that one trail records all management events, verifiably, into a bucket that exists."""
