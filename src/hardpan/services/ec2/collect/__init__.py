"""What to ask EC2, and what the answers mean: a file per kind of question."""
