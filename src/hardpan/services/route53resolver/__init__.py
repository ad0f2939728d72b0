"""Route 53 Resolver: who asks DNS for what, and what is not answered."""
