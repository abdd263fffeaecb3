"""Hosted zones on the canvas: each wire is a record set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from simulator.resources.draft import Draft
from simulator.resources.reference import refer
from simulator.services.kinds import Link
from simulator.services.route53.properties import HostedZone, RecordSet, plain_name

_DISTRIBUTION = "AWS::CloudFront::Distribution"
#: The weight of the first two records of a name: an even split to begin with.
EVEN_WEIGHT = 50


def drop_zone(draft: Draft, position: Mapping[str, float]) -> str:
    return draft.add(HostedZone.TYPE, {"Name": "shop.example"}, base="Zone", canvas=position)


def records(draft: Draft, zone: str) -> list[str]:
    """The zone's record sets, in document order."""
    return [id for id in draft.of_type(RecordSet.TYPE) if draft.target(id, "HostedZoneId") == zone]


def _answers(draft: Draft, record: str) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """(path below Properties, id) of every resource the record answers with."""
    alias = draft.target(record, "AliasTarget", "DNSName")
    if alias is not None:
        yield ("AliasTarget", "DNSName"), alias
    for index, target in draft.targets(record, "ResourceRecords"):
        yield ("ResourceRecords", index), target


def links(draft: Draft) -> Iterator[Link]:
    for zone in draft.of_type(HostedZone.TYPE):
        for record in records(draft, zone):
            for path, target in _answers(draft, record):
                yield Link(zone, target, (record, "Properties", *path))


def host_name(draft: Draft, zone: str) -> str:
    """The name a visitor of this zone asks for: its first record's, else the zone's own."""
    names = [draft.value(id, "Name") for id in records(draft, zone)] + [draft.value(zone, "Name")]
    return next((name for name in names if isinstance(name, str) and name), "shop.example")


def connect_with(attribute: str) -> Any:
    """The wire's action for targets whose address is this attribute."""

    def connect(draft: Draft, zone: str, target: str) -> None:
        name = host_name(draft, zone)
        others = [id for id in records(draft, zone) if _same_name(draft.value(id, "Name"), name)]
        properties: dict[str, Any] = {
            "HostedZoneId": refer(zone),
            "Name": name,
            "Type": "A",
            "AliasTarget": {"DNSName": refer(target, attribute), "EvaluateTargetHealth": True},
        }
        if others:
            for other in others:
                found = draft.properties(other)
                found.setdefault("SetIdentifier", _identifier(draft, other))
                found.setdefault("Weight", EVEN_WEIGHT)
            properties |= {"SetIdentifier": target, "Weight": EVEN_WEIGHT}
        draft.add(RecordSet.TYPE, properties, base=f"{zone}To{target}")
        if draft.type_of(target) == _DISTRIBUTION:
            aliases = draft.items(target, "DistributionConfig", "Aliases")
            if name not in aliases:
                aliases.append(name)

    return connect


def _same_name(one: object, other: str) -> bool:
    return isinstance(one, str) and plain_name(one) == plain_name(other)


def _identifier(draft: Draft, record: str) -> str:
    return next((target for _, target in _answers(draft, record)), record)


def disconnect(draft: Draft, zone: str, target: str) -> None:
    """Take the target out of the zone's answers; a record left alone with its name is simple again."""
    gone: set[str] = set()
    names: set[str] = set()
    for record in records(draft, zone):
        paths = {path for path, found in _answers(draft, record) if found == target}
        if not paths:
            continue
        names.add(plain_name(str(draft.value(record, "Name"))))
        values = draft.value(record, "ResourceRecords")
        rest = [
            value
            for index, value in enumerate(values if isinstance(values, list) else [])
            if ("ResourceRecords", index) not in paths
        ]
        if rest and ("AliasTarget", "DNSName") not in paths:
            draft.properties(record)["ResourceRecords"] = rest
        else:
            gone.add(record)
    draft.delete(gone)
    for name in names:
        left = [id for id in records(draft, zone) if _same_name(draft.value(id, "Name"), name)]
        if gone and len(left) == 1:
            draft.properties(left[0]).pop("SetIdentifier", None)
            draft.properties(left[0]).pop("Weight", None)
        if draft.type_of(target) == _DISTRIBUTION:
            aliases = draft.items(target, "DistributionConfig", "Aliases")
            aliases[:] = [alias for alias in aliases if not _same_name(alias, name)]
