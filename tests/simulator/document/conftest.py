"""One small world every test here starts from: viewers, zone, distribution, balancer, bucket, group."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from simulator.document import Document, edit, parse_document

KINDS_AND_PLACES = (
    ("Viewers", "Lab::Clients", 0),
    ("Zone", "AWS::Route53::HostedZone", 270),
    ("Edge", "AWS::CloudFront::Distribution", 540),
    ("Balancer", "AWS::ElasticLoadBalancingV2::LoadBalancer", 810),
    ("Bucket", "AWS::S3::Bucket", 810),
    ("Group", "AWS::AutoScaling::AutoScalingGroup", 1080),
)


class World:
    """A document and the ids of its canvas resources by the name the tests use."""

    def __init__(self) -> None:
        self.document: Document = parse_document({"SchemaVersion": 1, "Resources": {}})
        self.ids: dict[str, str] = {}
        for name, type_, x in KINDS_AND_PLACES:
            self.ids[name] = self.edit(kind="create", type=type_, position={"x": x, "y": 0})[0]
        for source, target in (
            ("Viewers", "Zone"),
            ("Zone", "Edge"),
            ("Edge", "Balancer"),
            ("Edge", "Bucket"),
            ("Balancer", "Group"),
        ):
            self.connect(source, target)

    def edit(self, **request: Any) -> list[str]:
        result = edit(self.document, request)
        self.document = result.document
        return result.created

    def connect(self, source: str, target: str) -> list[str]:
        return self.edit(kind="connect", source=self.ids[source], target=self.ids[target])

    def disconnect(self, source: str, target: str) -> list[str]:
        return self.edit(kind="disconnect", source=self.ids[source], target=self.ids[target])

    def child(self, type_: str) -> str:
        """The first resource of a type."""
        return next(id for id, resource in self.document.resources.items() if resource.type == type_)

    def properties(self, id: str) -> dict[str, Any]:
        return self.document.resources[self.ids.get(id, id)].properties

    def with_property(self, id: str, *path: Any) -> Document:
        """The document with one property set: `path` ends in the value. A value of None takes it out."""
        raw = copy.deepcopy(self.document.as_json())
        *keys, last, value = path
        holder = raw["Resources"][self.ids.get(id, id)]["Properties"]
        for key in keys:
            holder = holder[key]
        if value is None:
            del holder[last]
        else:
            holder[last] = value
        return parse_document(raw)


@pytest.fixture
def world() -> World:
    return World()
