"""RDS: databases, clusters and their snapshots; Neptune and DocumentDB answer here too."""
