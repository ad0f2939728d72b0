"""ECR: registries of container images."""
