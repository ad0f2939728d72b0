"""IAM: root, users and their credentials, roles and whom they trust, policies."""
