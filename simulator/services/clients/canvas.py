"""Viewers on the canvas."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from simulator.resources.draft import Draft
from simulator.resources.reference import refer
from simulator.services.clients.properties import Clients
from simulator.services.kinds import Link
from simulator.services.route53.canvas import host_name

#: Where new viewers live, in turn.
_PLACES = ("Seoul", "Tokyo", "Frankfurt", "NewYork", "SaoPaulo", "Singapore", "London", "Sydney")


def drop_clients(draft: Draft, position: Mapping[str, float]) -> str:
    used = draft.strings(draft.of_type(Clients.TYPE), "Location")
    place = next((place for place in _PLACES if place not in used), _PLACES[0])
    properties = {
        "Location": place,
        "Traffic": {"Shape": "Constant", "Rate": 50},
        "Requests": [
            {"Path": "/api/orders", "Weight": 40, "SizeKB": 4, "WorkMs": 15},
            {
                "Path": "/static/*",
                "Weight": 60,
                "Objects": 2000,
                "ZipfExponent": 0.9,
                "SizeKB": 60,
                "WorkMs": 2,
                "CacheControl": "public, max-age=3600",
            },
        ],
    }
    return draft.add(Clients.TYPE, properties, base=f"{place}Viewers", canvas=position)


def links(draft: Draft) -> Iterator[Link]:
    for id in draft.of_type(Clients.TYPE):
        target = draft.target(id, "Endpoint")
        if target is not None:
            yield Link(id, target, (id, "Properties", "Endpoint"))


def connect_zone(draft: Draft, source: str, target: str) -> None:
    draft.properties(source)["Endpoint"] = refer(target)
    draft.properties(source)["HostName"] = host_name(draft, target)


def connect_with(attribute: str) -> Callable[[Draft, str, str], None]:
    """The wire's action for endpoints that are a resource's own address."""

    def connect(draft: Draft, source: str, target: str) -> None:
        draft.properties(source)["Endpoint"] = refer(target, attribute)
        draft.properties(source).pop("HostName", None)

    return connect


def disconnect(draft: Draft, source: str, target: str) -> None:
    draft.properties(source).pop("Endpoint", None)
    draft.properties(source).pop("HostName", None)
