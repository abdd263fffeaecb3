"""Rules of zones and records that need to see other resources."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.problems import Problem, Severity
from simulator.resources.reference import Reference
from simulator.resources.typed import TypedResource, TypedResources
from simulator.services.cloudfront.properties import Distribution
from simulator.services.route53.properties import HostedZone, RecordSet, plain_name
from simulator.text import Text


def zone_has_records(zone: TypedResource[HostedZone], world: TypedResources) -> Iterator[Problem]:
    zones = (record.properties.HostedZoneId.target for record in world.all(RecordSet))
    if world.knows_all(RecordSet) and zone.id not in zones:
        yield Problem(
            "EmptyZone",
            (zone.id,),
            Text.filled(
                f"{zone.id} has no record: it answers nothing.",
                f"{zone.id}에 레코드가 없어서 응답할 수 없어요.",
            ),
            Text(
                "Wire the zone to where the name should lead.",
                "이름이 가리킬 곳으로 호스팅 영역을 연결하세요.",
            ),
            Severity.WARNING,
        )


def name_is_in_zone(record: TypedResource[RecordSet], world: TypedResources) -> Iterator[Problem]:
    zone = world.get(record.properties.HostedZoneId)
    if zone is None or not isinstance(zone.properties, HostedZone):
        return
    name, apex = plain_name(record.properties.Name), plain_name(zone.properties.Name)
    if name != apex and not name.endswith(f".{apex}"):
        yield Problem(
            "NameOutsideZone",
            (record.id, "Properties", "Name"),
            Text.filled(f"{name} is not in the zone {apex}.", f"{name} 이름은 {apex} 영역에 속하지 않아요."),
            Text.filled(f"End the name with {apex}.", f"이름 끝을 {apex} 도메인에 맞추세요."),
        )
    if record.properties.Type == "CNAME" and name == apex:
        yield Problem(
            "CnameAtApex",
            (record.id, "Properties", "Type"),
            Text.filled(f"{apex} itself cannot be a CNAME.", f"{apex} 자체에는 CNAME을 쓸 수 없어요."),
            Text("Use an alias record of type A.", "A 유형의 별칭 레코드를 쓰세요."),
        )


def records_of_a_name_fit(record: TypedResource[RecordSet], world: TypedResources) -> Iterator[Problem]:
    """Records of one name and type differ by SetIdentifier, and are all weighted or just one."""
    mine = record.properties
    for other in world.all(RecordSet):
        theirs = other.properties
        same = (
            theirs.HostedZoneId.target == mine.HostedZoneId.target
            and plain_name(theirs.Name) == plain_name(mine.Name)
            and theirs.Type == mine.Type
        )
        if not same or other.id >= record.id:
            continue
        if mine.SetIdentifier is None or theirs.SetIdentifier is None:
            yield Problem(
                "NeedsSetIdentifier",
                (record.id, "Properties", "SetIdentifier"),
                Text.filled(
                    f"{other.id} and {record.id} have the same name; without SetIdentifier only one may exist.",
                    f"레코드 {other.id}, {record.id}의 이름이 같아요. SetIdentifier가 없으면 하나만 둘 수 있어요.",
                ),
                Text("Give both SetIdentifier and Weight.", "둘 다에 SetIdentifier와 Weight를 넣으세요."),
            )
        elif mine.SetIdentifier == theirs.SetIdentifier:
            yield Problem(
                "DuplicateSetIdentifier",
                (record.id, "Properties", "SetIdentifier"),
                Text.filled(
                    f"{other.id} has the same SetIdentifier {mine.SetIdentifier}.",
                    f"{other.id} 레코드에도 같은 SetIdentifier({mine.SetIdentifier})가 있어요.",
                ),
                Text("Give each record one of its own.", "레코드마다 다른 값을 쓰세요."),
            )


def distribution_knows_the_name(record: TypedResource[RecordSet], world: TypedResources) -> Iterator[Problem]:
    for answer in record.properties.answer:
        found = world.get(answer) if isinstance(answer, Reference) else None
        if found is None or not isinstance(found.properties, Distribution):
            continue
        aliases = {plain_name(alias) for alias in found.properties.DistributionConfig.Aliases}
        name = plain_name(record.properties.Name)
        if name not in aliases and f"*.{name.partition('.')[2]}" not in aliases:
            yield Problem(
                "MissingAlias",
                (found.id, "Properties", "DistributionConfig", "Aliases"),
                Text.filled(
                    f"{record.id} sends {name} to {found.id}, which does not list the name.",
                    f"{record.id} 레코드의 {name} 이름이 {found.id} 배포의 대체 도메인 이름에 없어요.",
                ),
                Text.filled(f"Add {name} to Aliases.", f"Aliases에 {name} 이름을 넣으세요."),
                Severity.WARNING,
            )
