"""The catalogue as its pages show it: labs by path or by what they teach, with what one person reached."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import get_args

from labs.guided.models import Attempt
from labs.scenarios.definition import Definition, Path
from labs.scenarios.models import Version
from labs.scenarios.rows import ROWS, SERVICES, layer_of, place_of, service_of
from simulator.text import Language, Text

PATHS: dict[str, Text] = {
    "scaling": Text("Scale with demand", "수요에 맞춰 조정하기"),
    "delivery": Text("Deliver from nearby", "가까운 곳에서 전송하기"),
    "routing": Text("Route by name", "이름으로 라우팅하기"),
    "identity": Text("Decide who may", "권한 정하기"),
    "certificates": Text("Be trusted", "신뢰받기"),
}


@dataclass(frozen=True)
class Row:
    """Something that labs teach."""

    id: str
    name: str
    layer: str


@dataclass(frozen=True)
class Card:
    """A lab in the catalogue. stars: the best reached, None before anything was graded."""

    slug: str
    path: str
    title: str
    summary: str
    minutes: int
    rows: tuple[Row, ...]
    layer: str
    begun: bool
    stars: int | None
    possible: int


@dataclass
class Group:
    """Cards under a heading: a path, or a row of a service."""

    id: str
    title: str
    layer: str = ""
    cards: list[Card] = field(default_factory=list)


@dataclass
class Service:
    title: str
    layer: str
    rows: list[Group] = field(default_factory=list)


def possible_stars(definition: Definition) -> int:
    """How many stars there are: one for what must be met, one for each objective beyond, at most three."""
    return min(3, 1 + sum(not objective.must for objective in definition.judged))


def row(id: str, language: Language) -> Row:
    name = ROWS.get(id)
    return Row(id, name.get(language) if name else "", layer_of(id))


def in_order() -> list[Version]:
    """The published labs as they are meant to be walked: path after path."""
    paths = list(get_args(Path))
    versions = Version.objects.for_catalogue()
    return sorted(versions, key=lambda version: (paths.index(version.path), version.order))


def after(version: Version) -> Version | None:
    """The lab that comes after this one; None after the last."""
    found = in_order()
    places = [one.scenario_id for one in found]
    if version.scenario_id not in places:
        return None
    place = places.index(version.scenario_id) + 1
    return found[place] if place < len(found) else None


def cards(user: object, language: Language) -> list[Card]:
    reached: dict[int, int | None] = {}
    for scenario, stars in Attempt.objects.owned_by(user).values_list("version__scenario", "best_stars"):
        reached[scenario] = max((s for s in (reached.get(scenario), stars) if s is not None), default=None)
    return [
        Card(
            slug=version.scenario.slug,
            path=version.path,
            title=version.title(language),
            summary=version.summary(language),
            minutes=version.minutes,
            rows=tuple(row(id, language) for id in version.teaches),
            layer=layer_of(version.teaches[0]) if version.teaches else "network",
            begun=version.scenario_id in reached,
            stars=reached.get(version.scenario_id),
            possible=possible_stars(version.content.definition),
        )
        for version in in_order()
    ]


def by_path(shown: Iterable[Card], language: Language) -> list[Group]:
    found: dict[str, Group] = {}
    for card in shown:
        found.setdefault(card.path, Group(card.path, PATHS[card.path].get(language))).cards.append(card)
    return list(found.values())


def by_row(shown: Iterable[Card], language: Language) -> list[Service]:
    """Every row that some lab teaches, under its service, with these labs."""
    found: dict[str, Group] = {}
    for card in shown:
        for one in card.rows:
            found.setdefault(one.id, Group(one.id, one.name, one.layer)).cards.append(card)
    services: dict[str, Service] = {}
    for id in sorted(found, key=place_of):
        key = service_of(id)
        known = SERVICES.get(key)
        title, layer = (known[0].get(language), known[1]) if known else (key, "network")
        services.setdefault(key, Service(title, layer)).rows.append(found[id])
    return list(services.values())
