"""Which records Route 53 answers a query with.

The answer is a distribution over records: how often each is the (first) answer to a query in this very
state. A record without a health check counts as healthy. When none of the records that fit is healthy,
Route 53 does not fall silent: it answers as if all of them were.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from ipaddress import ip_network
from typing import Any

from simulator.decisions import Candidate, Decision, Verdict
from simulator.services.route53 import reasons
from simulator.services.route53.reasons import REASONS, Route53Reason
from simulator.services.route53.records import ChooseInput, Policy, Query, Record, check
from simulator.services.subject import read
from simulator.text import Text

#: Records a multivalue answer returns at most.
MAX_ANSWERS = 8

SOURCES: dict[Policy, str] = {
    "simple": "Simple routing",
    "weighted": "Weighted routing",
    "failover": "Failover routing",
    "geolocation": "Geolocation routing",
    "latency": "Latency-based routing",
    "geoproximity": "Geoproximity routing",
    "ip_based": "IP-based routing",
    "multivalue": "Multivalue answer routing",
}


class _Choice:
    """What a policy made of the records.

    shares: by SetIdentifier. passed: why a record was passed over, by SetIdentifier. shown: columns of the
    table beside the common ones. facts: what the reason's text and the evidence name.
    """

    def __init__(self, reason: Route53Reason, shares: Mapping[str, float], **facts: Any) -> None:
        self.reason = reason
        self.shares = shares
        self.facts = facts
        self.passed: dict[str, Text] = {}
        self.shown: dict[str, dict[str, Any]] = {}


def choose(given: ChooseInput | Mapping[str, Any]) -> Decision:
    """Distribution ``{SetIdentifier: share}`` without zero shares; ``{}`` for an answer without data.

    For simple and multivalue routing the evidence has `answers`, how many records one answer holds; for
    multivalue also `only_healthy`.
    """
    given = read(ChooseInput, given)
    check(given)
    records = given.records
    choice = (
        _POLICIES[given.policy](records, given.query) if records else _Choice(Route53Reason.NoRecords, {})
    )
    rows = tuple(_row(record, choice) for record in records)
    evidence = {"policy": given.policy, "query": given.query.model_dump(exclude_none=True), **choice.facts}
    outcome = {record.SetIdentifier: choice.shares[record.SetIdentifier] for record in records
               if choice.shares.get(record.SetIdentifier)}  # fmt: skip
    text = REASONS[choice.reason].format(**choice.facts)
    return Decision("route53.choose", outcome, choice.reason, text, rows, evidence, SOURCES[given.policy])


def _row(record: Record, choice: _Choice) -> Candidate:
    share = choice.shares.get(record.SetIdentifier, 0.0)
    values = {"health": record.health, **choice.shown.get(record.SetIdentifier, {}), "share": share}
    if share:
        return Candidate(record.SetIdentifier, Verdict.CHOSEN, values)
    why = choice.passed.get(record.SetIdentifier)
    if not record.usable and choice.reason is not Route53Reason.NoneHealthy:
        why = why or reasons.UNHEALTHY
    verdict = Verdict.ELIGIBLE if record.usable and why is not reasons.NO_MATCH else Verdict.REJECTED
    return Candidate(record.SetIdentifier, verdict, values, why)


def _usable(records: Sequence[Record]) -> tuple[Sequence[Record], bool]:
    """The records that may be answered, and whether any was healthy: when none is, all are treated so."""
    healthy = [record for record in records if record.usable]
    return (healthy, True) if healthy else (records, False)


def _equal(records: Sequence[Record]) -> dict[str, float]:
    return {record.SetIdentifier: 1 / len(records) for record in records}


def _simple(records: Sequence[Record], query: Query) -> _Choice:
    """All values, in random order. Health plays no part: there is nothing else to answer."""
    return _Choice(Route53Reason.AllValues, _equal(records), count=len(records), answers=len(records))


def _multivalue(records: Sequence[Record], query: Query) -> _Choice:
    """Up to eight healthy records, drawn at random; without a healthy one, up to eight of all."""
    usable, any_healthy = _usable(records)
    answers = min(MAX_ANSWERS, len(usable))
    reason = Route53Reason.HealthyValues if any_healthy else Route53Reason.NoneHealthy
    return _Choice(reason, _equal(usable), count=len(usable), answers=answers, only_healthy=any_healthy)


def _weighted(records: Sequence[Record], query: Query) -> _Choice:
    """By weight among the healthy; weight zero counts only when nothing with a weight is healthy."""
    usable, any_healthy = _usable(records)
    weights = {record.SetIdentifier: record.Weight or 0 for record in usable}
    total = sum(weights.values())
    if total:
        shares = {id: weight / total for id, weight in weights.items()}
        reason = Route53Reason.ByWeight
    else:
        shares = _equal(usable)
        weightless = not any(record.Weight for record in records)
        reason = Route53Reason.AllWeightsZero if weightless else Route53Reason.ZeroWeightsOnly
    if not any_healthy:
        reason = Route53Reason.NoneHealthy
    count = sum(share > 0 for share in shares.values())
    if reason is Route53Reason.NoneHealthy:
        count = len(records)
    choice = _Choice(reason, shares, count=count)
    choice.shown = {record.SetIdentifier: {"Weight": record.Weight} for record in records}
    choice.passed = {record.SetIdentifier: reasons.ZERO_WEIGHT for record in usable if not record.Weight}
    return choice


def _failover(records: Sequence[Record], query: Query) -> _Choice:
    """The primary while it is healthy, else a healthy secondary, else the primary after all."""
    primary = next((record for record in records if record.Failover == "PRIMARY"), None)
    secondary = next((record for record in records if record.Failover == "SECONDARY"), None)
    if primary is not None and primary.usable:
        chosen, reason = primary, Route53Reason.PrimaryHealthy
    elif secondary is not None and (secondary.usable or primary is None):
        chosen, reason = secondary, Route53Reason.SecondaryStandsIn
    else:
        assert primary is not None  # there is a record, and it is not a secondary
        chosen, reason = primary, Route53Reason.BothUnhealthy
    choice = _Choice(reason, {chosen.SetIdentifier: 1.0}, record=chosen.SetIdentifier)
    choice.shown = {record.SetIdentifier: {"Failover": record.Failover} for record in records}
    if secondary is not None and chosen is primary and secondary.usable:
        choice.passed[secondary.SetIdentifier] = reasons.STANDS_BY
    return choice


def _geolocation(records: Sequence[Record], query: Query) -> _Choice:
    """The most specific usable location: subdivision, country, continent, default."""
    return _most_specific(records, lambda record: _place_rank(record, query), Route53Reason.MostSpecificPlace)


def _place_rank(record: Record, query: Query) -> int | None:
    """How specifically a record's location fits: 3 subdivision, 2 country, 1 continent, 0 default, None not."""
    place = record.GeoLocation
    assert place is not None  # check saw to it
    if place.CountryCode == "*":
        return 0
    if place.ContinentCode is not None:
        return 1 if place.ContinentCode == query.continent else None
    if place.CountryCode != query.country:
        return None
    if place.SubdivisionCode is None:
        return 2
    return 3 if place.SubdivisionCode == query.subdivision else None


def _ip_based(records: Sequence[Record], query: Query) -> _Choice:
    """The longest block that covers the source; a source less precise than the block does not count."""
    return _most_specific(records, lambda record: _prefix_rank(record, query), Route53Reason.LongestPrefix)


def _prefix_rank(record: Record, query: Query) -> int | None:
    """Length of the record's longest covering prefix, 0 for the default, None when nothing covers."""
    source = None if query.source is None else ip_network(query.source, strict=False)
    best: int | None = None
    for block in record.CidrBlocks or ():
        if block == "*":
            best = best or 0
            continue
        network = ip_network(block, strict=False)
        if source is None or source.version != network.version or source.prefixlen < network.prefixlen:
            continue
        if source.network_address in network:
            best = max(best or 0, network.prefixlen)
    return best


def _most_specific(
    records: Sequence[Record], rank: Callable[[Record], int | None], reason: Route53Reason
) -> _Choice:
    """The usable record of the highest rank; rank 0 is the default record, None does not fit."""
    ranks = {record.SetIdentifier: rank(record) for record in records}
    fitting = [record for record in records if ranks[record.SetIdentifier] is not None]
    if not fitting:
        choice = _Choice(Route53Reason.NoMatch, {})
    else:
        usable, any_healthy = _usable(fitting)
        chosen = max(usable, key=lambda record: ranks[record.SetIdentifier] or 0)
        if not any_healthy:
            reason = Route53Reason.NoneHealthy
        elif not ranks[chosen.SetIdentifier]:
            reason = Route53Reason.DefaultRecord
        choice = _Choice(reason, {chosen.SetIdentifier: 1.0}, record=chosen.SetIdentifier, count=len(fitting))
    choice.shown = {id: {"specificity": value} for id, value in ranks.items()}
    for record in records:
        if ranks[record.SetIdentifier] is None:
            choice.passed[record.SetIdentifier] = reasons.NO_MATCH
        elif record.usable:
            choice.passed[record.SetIdentifier] = reasons.LESS_SPECIFIC
    return choice


def _latency(records: Sequence[Record], query: Query) -> _Choice:
    distances = {record.SetIdentifier: record.latency_ms or 0.0 for record in records}
    choice = _nearest(records, distances, Route53Reason.LowestLatency)
    choice.shown = {r.SetIdentifier: {"Region": r.Region, "latency_ms": r.latency_ms} for r in records}
    return choice


def _geoproximity(records: Sequence[Record], query: Query) -> _Choice:
    distances = {r.SetIdentifier: biased_distance_km(r.distance_km or 0.0, r.Bias) for r in records}
    choice = _nearest(records, distances, Route53Reason.ShortestBiasedDistance)
    choice.shown = {
        r.SetIdentifier: {
            "distance_km": r.distance_km,
            "Bias": r.Bias,
            "biased_distance_km": distances[r.SetIdentifier],
        }
        for r in records
    }
    return choice


def biased_distance_km(distance_km: float, bias: int) -> float:
    """The distance Route 53 compares: a positive bias shrinks it, a negative one stretches it."""
    if bias >= 0:
        return distance_km * (1 - bias / 100)
    return distance_km / (1 + bias / 100)


def _nearest(records: Sequence[Record], distances: Mapping[str, float], reason: Route53Reason) -> _Choice:
    """The usable record with the least distance; equals share."""
    usable, any_healthy = _usable(records)
    least = min(distances[record.SetIdentifier] for record in usable)
    winners = [record for record in usable if distances[record.SetIdentifier] == least]
    choice = _Choice(
        reason if any_healthy else Route53Reason.NoneHealthy,
        _equal(winners),
        record=", ".join(record.SetIdentifier for record in winners),
        count=len(usable),
    )
    choice.passed = {record.SetIdentifier: reasons.FARTHER for record in usable if record not in winners}
    return choice


_POLICIES: dict[Policy, Callable[[Sequence[Record], Query], _Choice]] = {
    "simple": _simple,
    "weighted": _weighted,
    "failover": _failover,
    "geolocation": _geolocation,
    "latency": _latency,
    "geoproximity": _geoproximity,
    "ip_based": _ip_based,
    "multivalue": _multivalue,
}
