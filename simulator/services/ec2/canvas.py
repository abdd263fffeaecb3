"""Standalone instances on the canvas."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.resources.draft import Draft
from simulator.resources.reference import refer
from simulator.services.ec2.application import Application
from simulator.services.ec2.instance import Instance
from simulator.services.vpc.canvas import network


def drop_instance(draft: Draft, position: Mapping[str, float]) -> str:
    """One instance in the first zone there is, with the application its AMI carries."""
    _, subnets = network(draft, position, zones=1)
    instance = draft.free_id("Server")
    application = draft.add(Application.TYPE, {"ReadySeconds": 30, "QueueLimit": 100}, base=f"{instance}App")
    properties = {
        "ImageId": refer(application),
        "InstanceType": "m5.large",
        "SubnetId": refer(subnets[0]),
    }
    return draft.add(Instance.TYPE, properties, base=instance, canvas=position)
