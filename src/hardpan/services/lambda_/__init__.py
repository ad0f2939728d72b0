"""Lambda: functions, and who may call them."""
