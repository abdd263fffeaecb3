"""Auto Scaling's properties, a file a subject. What other services need of them is named here."""

from __future__ import annotations

from simulator.services.autoscaling.properties.faults import HangInstance, SlowInstances, TerminateInstance
from simulator.services.autoscaling.properties.group import (
    MAX_INSTANCES,
    MAX_WORLD_INSTANCES,
    AutoScalingGroup,
)
from simulator.services.autoscaling.properties.policy import ScalingPolicy
from simulator.services.autoscaling.properties.template import LaunchTemplateSpecification
from simulator.services.autoscaling.properties.termination import TerminationFunction

__all__ = [
    "MAX_INSTANCES",
    "MAX_WORLD_INSTANCES",
    "AutoScalingGroup",
    "HangInstance",
    "LaunchTemplateSpecification",
    "ScalingPolicy",
    "SlowInstances",
    "TerminateInstance",
    "TerminationFunction",
]
