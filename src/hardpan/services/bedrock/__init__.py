"""Bedrock: models, and the record of what they are asked."""
