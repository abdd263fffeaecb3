"""VPC: networks and subnets; a subnet is a zone's lane on the canvas."""
