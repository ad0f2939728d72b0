"""EC2: account defaults, networks, instances, and what is shared with others."""
