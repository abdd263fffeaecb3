"""Which target of a group gets a request.

The answer is a distribution, not a draw: what share of requests in this very state each target would get.
A balancer has one node in each zone; with cross-zone routing off a node knows only its own zone's targets.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field

from simulator.decisions import Candidate, Decision, Verdict
from simulator.services.elb import reasons
from simulator.services.elb.reasons import REASONS, ElbReason
from simulator.services.subject import Given, read, refuse
from simulator.text import Text

SOURCE = "Target groups for your Application Load Balancers"

Algorithm = Literal["round_robin", "least_outstanding_requests", "weighted_random", "flow_hash"]


class ChooseTarget(Given):
    """A registered target. slow_start_s: seconds since it entered slow start; null when it is not in it."""

    id: Annotated[str, Field(min_length=1)]
    zone: str | None = None
    weight: Annotated[float, Field(ge=0, le=1_000_000)] | None = None
    outstanding: Annotated[int, Field(ge=0)] = 0
    healthy: bool = True
    slow_start_s: Annotated[float, Field(ge=0)] | None = None


class Stickiness(Given):
    """A request's stickiness cookie. target: whom it names; null for a first visit."""

    type: Literal["lb_cookie", "app_cookie", "source_ip"] = "lb_cookie"
    target: str | None = None


class Flow(Given):
    """What a Network Load Balancer's hash sees of a flow."""

    protocol: Literal["TCP", "UDP"] = "TCP"
    source_ip: str
    source_port: Annotated[int, Field(ge=0, le=65_535)]
    destination_ip: str
    destination_port: Annotated[int, Field(ge=0, le=65_535)]
    sequence: Annotated[int, Field(ge=0)] = 0


class ChooseInput(Given):
    """node_zone: zone of the node that has the request; null for requests spread over all nodes by DNS.

    slow_start_duration_s: the group's setting, 30 to 900; null is off and the targets' slow_start_s is not read.
    """

    algorithm: Algorithm = "round_robin"
    targets: list[ChooseTarget]
    stickiness: Stickiness | None = None
    cross_zone: bool = True
    node_zone: str | None = None
    flow: Flow | None = None
    slow_start_duration_s: Annotated[int, Field(ge=30, le=900)] | None = None


@dataclass(slots=True)
class _Sharing:
    """How one node shares its requests out."""

    shares: dict[str, float]
    reason: ElbReason
    params: dict[str, Any]


def choose(given: ChooseInput | Mapping[str, Any]) -> Decision:
    """Distribution ``{target id: share}`` without zero shares; ``{}`` when no target can be asked (503)."""
    given = read(ChooseInput, given)
    _check(given)
    why: dict[str, Text] = {}
    nodes = _nodes(given, why)
    sharings = [_share_out(given, targets, why) for targets in nodes]
    distribution: dict[str, float] = {}
    for sharing in sharings:
        for target, share in sharing.shares.items():
            distribution[target] = distribution.get(target, 0.0) + share / len(sharings)
    distribution = {
        target.id: distribution[target.id] for target in given.targets if distribution.get(target.id)
    }
    if sharings:
        reason, params = sharings[0].reason, dict(sharings[0].params)
        if len(sharings) > 1:  # several nodes: speak of all targets, and of whatever is unusual at one
            reason = next((s.reason for s in sharings if s.reason is ElbReason.SlowStart), reason)
            for name in ("eligible", "warming", "tied"):
                params[name] = sum(sharing.params[name] for sharing in sharings)
            params["fewest"] = min(sharing.params["fewest"] for sharing in sharings)
    else:
        reason, params = ElbReason.NoTargets, {}
    return Decision(
        "elb.choose",
        distribution,
        reason,
        REASONS[reason].format(**params),
        candidates=tuple(_row(target, distribution, why) for target in given.targets),
        evidence={
            "algorithm": given.algorithm,
            "cross_zone": given.cross_zone,
            "node_zone": given.node_zone,
            "slow_start_duration_s": given.slow_start_duration_s,
            "sticky_target": given.stickiness.target if given.stickiness else None,
        },
        source=SOURCE,
    )


def _check(given: ChooseInput) -> None:
    """Refuse what a target group cannot be. Raises InvalidInput."""
    seen: set[str] = set()
    for index, target in enumerate(given.targets):
        if target.id in seen:
            raise refuse(
                "DuplicateTarget",
                ("targets", index, "id"),
                Text("Two targets have the same id.", "ID가 같은 대상이 두 개 있어요."),
            )
        seen.add(target.id)
    if given.slow_start_duration_s and given.algorithm == "least_outstanding_requests":
        raise refuse(
            "SlowStartWithLeastOutstanding",
            ("slow_start_duration_s",),
            Text(
                "Slow start is not available with least outstanding requests.",
                "최소 미해결 요청 알고리즘에서는 느린 시작을 쓸 수 없어요.",
            ),
            Text("Use round robin or switch slow start off.", "라운드 로빈을 쓰거나 느린 시작을 끄세요."),
        )
    if given.stickiness and not given.cross_zone:
        raise refuse(
            "StickinessWithoutCrossZone",
            ("stickiness",),
            Text(
                "Stickiness is not available while cross-zone load balancing is off.",
                "교차 영역 로드 밸런싱을 끄면 고정 세션을 쓸 수 없어요.",
            ),
            Text(
                "Switch cross-zone on or stickiness off.",
                "교차 영역 로드 밸런싱을 켜거나 고정 세션을 끄세요.",
            ),
        )
    if given.algorithm == "flow_hash" and given.flow is None:
        raise refuse(
            "MissingFlow",
            ("flow",),
            Text("The flow hash needs a flow.", "흐름 해시에는 흐름(flow)이 필요해요."),
        )


def _nodes(given: ChooseInput, why: dict[str, Text]) -> list[list[ChooseTarget]]:
    """The registered targets each asked node knows, one list a node, without empty ones."""
    if given.cross_zone:
        return [given.targets] if given.targets else []
    zones: dict[str | None, list[ChooseTarget]] = {}
    for target in given.targets:
        zones.setdefault(target.zone, []).append(target)
    if given.node_zone is not None:
        why.update({t.id: reasons.OTHER_ZONE for t in given.targets if t.zone != given.node_zone})
        return [zones[given.node_zone]] if given.node_zone in zones else []
    in_dns = [targets for targets in zones.values() if any(target.healthy for target in targets)]
    if not in_dns:
        return list(zones.values())
    for targets in zones.values():
        if targets not in in_dns:
            why.update({target.id: reasons.ZONE_OUT for target in targets})
    return in_dns


def _share_out(given: ChooseInput, known: Sequence[ChooseTarget], why: dict[str, Text]) -> _Sharing:
    """How one node shares its requests among the targets it knows (at least one)."""
    healthy = [target for target in known if target.healthy]
    failing_open = not healthy
    eligible = list(known) if failing_open else healthy
    if not failing_open:
        why.update({target.id: reasons.UNHEALTHY for target in known if not target.healthy})
    fewest = min(target.outstanding for target in eligible)
    params: dict[str, Any] = {
        "eligible": len(eligible),
        "warming": 0,
        "tied": 0,
        "fewest": fewest,
        "target": "",
    }
    sticky = given.stickiness.target if given.stickiness else None
    if sticky is not None and not failing_open and any(target.id == sticky for target in eligible):
        why.update({target.id: reasons.NOT_STICKY for target in eligible if target.id != sticky})
        return _Sharing({sticky: 1.0}, ElbReason.StickyTarget, params | {"target": sticky})

    reason: ElbReason
    if given.algorithm == "least_outstanding_requests":
        tied = [target for target in eligible if target.outstanding == fewest]
        why.update({target.id: reasons.MORE_BUSY for target in eligible if target.outstanding != fewest})
        weights = {target.id: 1.0 for target in tied}
        params["tied"] = len(tied)
        reason = ElbReason.FewestOutstanding
    elif given.algorithm == "flow_hash" and given.flow is not None:
        chosen = eligible[_flow_slot(given.flow, len(eligible))]
        why.update({target.id: reasons.NOT_HASHED for target in eligible if target is not chosen})
        weights, reason = {chosen.id: 1.0}, ElbReason.FlowHash
    else:
        ramp = _ramp(eligible, given.slow_start_duration_s)
        params["warming"] = sum(share < 1.0 for share in ramp.values())
        if given.algorithm == "weighted_random":
            weights = {t.id: ramp[t.id] * (1.0 if t.weight is None else t.weight) for t in eligible}
            reason = ElbReason.RandomByWeight
        else:
            weights, reason = ramp, ElbReason.EqualTurns
        if params["warming"]:
            reason = ElbReason.SlowStart
    if failing_open:
        reason = ElbReason.FailOpen
    total = sum(weights.values())
    if total <= 0:  # every weight is zero: nobody is preferred
        weights, total = {target.id: 1.0 for target in eligible}, float(len(eligible))
    return _Sharing({id: weight / total for id, weight in weights.items()}, reason, params)


def _ramp(eligible: Sequence[ChooseTarget], duration_s: int | None) -> dict[str, float]:
    """Each target's part of a full share, 0..1: it grows linearly from entering slow start to its end.

    Slow start presupposes somebody who is not in it; when all are, none is.
    """
    parts = {
        target.id: 1.0
        if not duration_s or target.slow_start_s is None
        else min(1.0, target.slow_start_s / duration_s)
        for target in eligible
    }
    if all(part < 1.0 for part in parts.values()):
        return dict.fromkeys(parts, 1.0)
    return parts


def _flow_slot(flow: Flow, slots: int) -> int:
    """A stable number for a flow. AWS's own hash is not public; this one only has its properties."""
    seen: tuple[object, ...] = (
        flow.protocol, flow.source_ip, flow.source_port, flow.destination_ip, flow.destination_port
    )  # fmt: skip
    if flow.protocol == "TCP":
        seen += (flow.sequence,)
    digest = hashlib.blake2b(repr(seen).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") % slots


def _row(target: ChooseTarget, distribution: Mapping[str, float], why: Mapping[str, Text]) -> Candidate:
    share = distribution.get(target.id, 0.0)
    values = {
        "zone": target.zone,
        "healthy": target.healthy,
        "outstanding": target.outstanding,
        "weight": target.weight,
        "slow_start_s": target.slow_start_s,
        "share": share,
    }
    if share:
        return Candidate(target.id, Verdict.CHOSEN, values)
    return Candidate(target.id, Verdict.REJECTED, values, why.get(target.id, reasons.NO_SHARE))
