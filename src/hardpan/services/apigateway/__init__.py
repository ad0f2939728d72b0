"""API Gateway: REST APIs."""
