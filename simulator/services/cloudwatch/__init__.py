"""CloudWatch: metrics in periods, and alarms."""
