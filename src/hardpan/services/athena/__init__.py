"""Athena, and the tables of Glue that it asks: log files as something to be queried."""
