"""Firewall Manager: one account that sees to firewalls of all."""
