"""EC2 Auto Scaling: groups and policies."""
