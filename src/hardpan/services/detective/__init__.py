"""Detective: what led to a finding and what followed, from a year of what happened in every account."""
