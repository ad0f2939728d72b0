"""Incidents: the plan, its rehearsal, and AWS Security Incident Response."""
