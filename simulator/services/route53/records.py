"""Records and queries as `route53.choose` takes them."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Annotated, Literal

from pydantic import Field

from simulator.problems import Path
from simulator.services.route53.health import Health
from simulator.services.subject import Given, refuse
from simulator.text import Text

Policy = Literal[
    "simple", "weighted", "failover", "geolocation", "latency", "geoproximity", "ip_based", "multivalue"
]
Letters2 = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]

#: Most specific CIDR block of an IP-based record, by IP version.
MAX_PREFIX = {4: 24, 6: 48}


class Place(Given):
    """A continent, a country, or a subdivision of a country. Country ``*`` is the default record."""

    ContinentCode: Literal["AF", "AN", "AS", "EU", "NA", "OC", "SA"] | None = None
    CountryCode: Annotated[str, Field(pattern=r"^([A-Z]{2}|\*)$")] | None = None
    SubdivisionCode: Annotated[str, Field(min_length=1, max_length=3)] | None = None


class Record(Given):
    """One record of a name and type. Which fields it needs depends on the policy.

    distance_km, latency_ms: from where the query comes to the record's resource. health: null for no check.
    """

    SetIdentifier: Annotated[str, Field(min_length=1, max_length=128)]
    Weight: Annotated[int, Field(ge=0, le=255)] | None = None
    Failover: Literal["PRIMARY", "SECONDARY"] | None = None
    GeoLocation: Place | None = None
    Bias: Annotated[int, Field(ge=-99, le=99)] = 0
    distance_km: Annotated[float, Field(ge=0)] | None = None
    latency_ms: Annotated[float, Field(ge=0)] | None = None
    Region: str | None = None
    CidrBlocks: Annotated[list[str], Field(min_length=1)] | None = None
    health: Health | None = None

    @property
    def usable(self) -> bool:
        return self.health != "unhealthy"


class Query(Given):
    """Where a query comes from. source: address or subnet of the client, or of its resolver."""

    continent: Letters2 | None = None
    country: Letters2 | None = None
    subdivision: str | None = None
    source: str | None = None


class ChooseInput(Given):
    policy: Policy
    records: Annotated[list[Record], Field(max_length=100)]
    query: Query = Query()


#: What a record must say for a policy to use it.
NEEDED: dict[str, str] = {
    "weighted": "Weight",
    "failover": "Failover",
    "geolocation": "GeoLocation",
    "latency": "latency_ms",
    "geoproximity": "distance_km",
    "ip_based": "CidrBlocks",
}


def check(given: ChooseInput) -> None:
    """Refuse what a hosted zone could not hold. Raises InvalidInput."""
    names: set[str] = set()
    keys: set[object] = set()
    for index, record in enumerate(given.records):
        path: Path = ("records", index)
        _once(names, record.SetIdentifier, (*path, "SetIdentifier"))
        needed = NEEDED.get(given.policy)
        if needed and getattr(record, needed) is None:
            raise refuse(
                "MissingField",
                (*path, needed),
                Text(
                    "This policy needs the field in every record.",
                    "이 정책에서는 레코드마다 이 항목이 필요해요.",
                ),
            )
        if given.policy == "failover":
            _once(keys, record.Failover, (*path, "Failover"))
        elif record.GeoLocation is not None and given.policy == "geolocation":
            _check_place(record.GeoLocation, (*path, "GeoLocation"))
            _once(keys, record.GeoLocation, (*path, "GeoLocation"))
        elif given.policy == "ip_based":
            for at, block in enumerate(record.CidrBlocks or ()):
                _check_block(block, (*path, "CidrBlocks", at))
                _once(keys, block, (*path, "CidrBlocks", at))
    if given.query.source is not None and not is_network(given.query.source):
        raise refuse(
            "InvalidAddress",
            ("query", "source"),
            Text("This is neither an IP address nor a subnet.", "IP 주소나 서브넷이 아니에요."),
        )


def is_network(text: str) -> bool:
    """Whether `text` is an IP address or a CIDR block; host bits may be set."""
    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return True


def _once(seen: set[object] | set[str], key: object, path: Path) -> None:
    if key in seen:
        raise refuse(
            "DuplicateRecord",
            path,
            Text("Two records say the same here.", "두 레코드에 같은 값이 있어요."),
            Text("Each record of a name needs its own.", "같은 이름의 레코드마다 다른 값이 필요해요."),
        )
    seen.add(key)  # type: ignore[arg-type]


def _check_place(place: Place, path: Path) -> None:
    alone = (place.ContinentCode is None) != (place.CountryCode is None)
    subdivided = place.SubdivisionCode is None or place.CountryCode not in (None, "*")
    if not alone or not subdivided:
        raise refuse(
            "InvalidGeoLocation",
            path,
            Text(
                "A location is a continent or a country, and only a country has a subdivision.",
                "위치는 대륙이나 국가 중 하나이고, 하위 구역은 국가에만 있어요.",
            ),
        )


def _check_block(block: str, path: Path) -> None:
    if block == "*":
        return
    network = ip_network(block, strict=False) if is_network(block) and "/" in block else None
    if network is None or not 1 <= network.prefixlen <= MAX_PREFIX[network.version]:
        raise refuse(
            "InvalidCidrBlock",
            path,
            Text(
                "A CIDR block is /1 to /24 for IPv4 and /1 to /48 for IPv6, or * for the default.",
                "CIDR 블록은 IPv4는 /1~/24, IPv6는 /1~/48이고, 기본값은 *예요.",
            ),
        )
