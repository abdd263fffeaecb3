"""Rules of viewers that need to see other resources."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.problems import Problem, Severity
from simulator.resources.typed import TypedResource, TypedResources
from simulator.services.clients.properties import Clients
from simulator.services.route53.properties import HostedZone, RecordSet, plain_name
from simulator.text import Text


def host_name_has_a_record(clients: TypedResource[Clients], world: TypedResources) -> Iterator[Problem]:
    zone = world.get(clients.properties.Endpoint)
    if zone is None or not isinstance(zone.properties, HostedZone) or not world.knows_all(RecordSet):
        return
    path = (clients.id, "Properties", "HostName")
    records = [item for item in world.all(RecordSet) if item.properties.HostedZoneId.target == zone.id]
    names = list(dict.fromkeys(plain_name(item.properties.Name) for item in records)) or [
        plain_name(zone.properties.Name)
    ]
    if clients.properties.HostName is None:
        yield Problem(
            "HostNameMissing",
            path,
            Text.filled(
                f"{clients.id} asks {zone.id} but no name to look up is given.",
                f"{clients.id}에 {zone.id}에서 조회할 이름이 없어요.",
            ),
            Text.filled(f"Set HostName, for example {names[0]}.", f"HostName을 정하세요(예: {names[0]})."),
        )
        return
    asked = plain_name(clients.properties.HostName)
    wildcard = f"*.{asked.partition('.')[2]}"
    if asked not in names and wildcard not in names:
        yield Problem(
            "HostNameMismatch",
            path,
            Text.filled(
                f"{clients.id} looks up {asked}, but {zone.id} only knows {', '.join(names[:5])}.",
                f"{clients.id}에서 조회하는 {asked} 이름이 {zone.id}에 없어요. 있는 이름: {', '.join(names[:5])}.",
            ),
            Text.filled(
                f"Set HostName to {names[0]}, or give the zone a record for {asked}.",
                f"HostName에 {names[0]} 이름을 쓰거나, 호스팅 영역에 {asked} 레코드를 만드세요.",
            ),
            Severity.WARNING,
        )
