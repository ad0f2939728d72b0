"""API Gateway: HTTP and WebSocket APIs, which have an interface of their own."""
