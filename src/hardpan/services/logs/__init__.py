"""CloudWatch Logs: the log group of the trail, and the alarms that some auditors ask for."""
