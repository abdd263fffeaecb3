"""Worlds under test: three documents, and frames as bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from simulator.document import Document, parse_document
from simulator.engine import Frame, World, parse_command, parse_script
from simulator.engine.warming import tiny_document

WELCOME = Path(__file__).parents[3] / "labs" / "content" / "welcome" / "start.yaml"

DOCUMENTS = ("round robin", "least outstanding", "welcome")


def document(name: str) -> Document:
    if name == "welcome":
        return parse_document(WELCOME.read_bytes())
    return parse_document(
        tiny_document(name.replace(" ", "_").replace("outstanding", "outstanding_requests"))
    )


def tiny(algorithm: str = "round_robin", **resources: dict[str, Any]) -> dict[str, Any]:
    """The tiny document with properties changed by logical id."""
    raw = tiny_document(algorithm)
    for id, properties in resources.items():
        raw["Resources"][id]["Properties"].update(properties)
    return raw


def only(raw: dict[str, Any], *clients: str) -> dict[str, Any]:
    """The document with no other viewers than these."""
    kept = {
        id: resource
        for id, resource in raw["Resources"].items()
        if resource["Type"] != "Lab::Clients" or id in clients
    }
    return {**raw, "Resources": kept}


def script(name: str) -> Any:
    """A kill, slowness, a surge, an origin that is down, manual scaling, a hang: all within 120 ticks."""
    raw = document(name).as_json()["Resources"]
    group = next(id for id, r in raw.items() if r["Type"] == "AWS::AutoScaling::AutoScalingGroup")
    clients = next(id for id, r in raw.items() if r["Type"] == "Lab::Clients")
    bucket = next(id for id, r in raw.items() if r["Type"] == "AWS::S3::Bucket")
    events = [
        (7, {"kind": "fault", "fault": "terminate_instance", "resource": group}),
        (15, {"kind": "traffic", "resource": clients, "multiplier": 12}),
        (25, {"kind": "fault", "fault": "slow_instances", "resource": group, "duration": 20}),
        (30, {"kind": "fault", "fault": "origin_down", "resource": bucket, "duration": 10}),
        (60, {"kind": "traffic", "resource": clients, "multiplier": 1}),
        (70, {"kind": "capacity", "resource": group, "desired": 3}),
        (90, {"kind": "fault", "fault": "hang_instance", "resource": group, "duration": 15}),
    ]
    return parse_script({"events": [{"at": at, "command": command} for at, command in events]})


def world(source: dict[str, Any] | Document, seed: int = 1, **options: Any) -> World:
    found = source if isinstance(source, Document) else parse_document(source)
    return World.create(found, seed=seed, **options)


def do(target: World, **command: Any) -> None:
    target.apply(parse_command(command))


def as_bytes(frames: Iterable[Frame]) -> list[bytes]:
    return [json.dumps(frame.as_json(), ensure_ascii=False).encode() for frame in frames]
