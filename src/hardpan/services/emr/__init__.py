"""EMR: clusters, and the block on opening them to the internet."""
