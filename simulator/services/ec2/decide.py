"""Every rule of EC2 that can be called alone."""

from __future__ import annotations

from simulator.services.ec2 import capacity, credits

SUBJECTS = (capacity.SUBJECT, credits.SUBJECT)
