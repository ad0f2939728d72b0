"""What to change so that GuardDuty watches every Region and account, and nothing hides what it finds."""
