"""What to change so that people have the access that hardpan.yaml says, and no longer than it says."""
