"""AWS Support: how to reach AWS."""
