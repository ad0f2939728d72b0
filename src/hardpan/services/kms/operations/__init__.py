"""What to change so that keys rotate and stay, and log files have one."""
