"""Trusted Advisor: what AWS itself recommends."""
