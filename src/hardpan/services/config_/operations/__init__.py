"""What to change so that AWS Config records, and what it records is kept and seen."""
