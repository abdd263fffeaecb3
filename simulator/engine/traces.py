"""Explained requests: a deterministic sample of what the data plane decided, as decisions with their tables.

Sampling reads what the kernels leave behind anyway and draws no random number, so that switching it off
changes nothing. The first request of a sampled tick is explained for every balancer, edge and population;
of errors, the first of each cause.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from simulator.decisions import Candidate, Decision, Verdict
from simulator.engine import constants as figures
from simulator.engine.dataplane import BackendSample, DataPlane
from simulator.engine.plan import BackendPlan, CachePlan, ClientsPlan, Plan
from simulator.geography import PLACES
from simulator.kernels import answers, records, servers
from simulator.text import Text

#: (instance id, slot, zone) of each target that could be chosen.
Eligible = list[tuple[str, int, str]]

_ROUTED = {
    servers.ROUND_ROBIN: Text(
        "Round robin: {target} was next of {count} targets",
        "라운드 로빈: 대상 {count}개 중 {target} 차례였어요",
    ),
    servers.LEAST_OUTSTANDING: Text(
        "Least outstanding requests: {target} had the fewest of {count} targets",
        "최소 미해결 요청: 대상 {count}개 중 {target}에서 처리 중인 요청이 가장 적었어요",
    ),
}
_NOT_ITS_TURN = Text("not its turn", "차례가 아님")
_MORE_OUTSTANDING = Text(
    "more requests outstanding, or became free later", "처리 중인 요청이 더 많거나 나중에 비었음"
)

_EDGE = {
    records.HIT: Text(
        "Hit at {edge}: {path} is fresh for {left} s more",
        "{edge} 캐시 적중: {path} 객체가 {left}초 더 유효해요",
    ),
    records.MISS: Text(
        "Miss at {edge}: {path} is fetched from {origin}",
        "{edge} 캐시 미스: {path} 객체를 {origin}에서 가져와요",
    ),
    records.COLLAPSED: Text(
        "Collapsed at {edge}: {path} is already being fetched, this request waits for it",
        "{edge} 요청 병합: {path} 객체를 이미 가져오는 중이라 그 응답을 함께 기다려요",
    ),
    records.PASSED: Text(
        "Passed on at {edge}: behavior {pattern} does not cache {path}",
        "{edge} 오리진 전달: {pattern} 동작은 {path} 응답을 캐시하지 않아요",
    ),
}
_EDGE_REASON = {
    records.HIT: "CacheHit",
    records.MISS: "CacheMiss",
    records.COLLAPSED: "CacheCollapsed",
    records.PASSED: "CachePassed",
}

_POLICIES = {"simple": Text("simple", "단순"), "weighted": Text("weighted", "가중치 기반")}
_ANSWERED = Text(
    "DNS answered {location} with {target} ({policy} routing, kept {ttl} s)",
    "{location}의 DNS 응답: {target}({policy} 라우팅, {ttl}초 캐시)",
)

_LOST = {
    records.DNS_NO_ANSWER: ("DnsNoAnswer", Text("No DNS record answered", "응답할 DNS 레코드가 없었어요")),
    records.NO_TARGETS: (
        "NoTargets",
        Text("503: no target is registered with {backend}", "503: {backend}에 등록된 대상이 없어요"),
    ),
    records.TARGET_BUSY: (
        "TargetBusy",
        Text(
            "503: the queue of {target} was full, it works on as much as it can",
            "503: {target}의 대기열이 가득 차서 더 받을 수 없었어요",
        ),
    ),
    records.CONNECTION_RESET: (
        "ConnectionReset",
        Text(
            "502: the target went away with the request, or its deregistration delay was over",
            "502: 요청을 처리하던 대상이 사라졌거나 등록 취소 지연이 끝났어요",
        ),
    ),
    records.BALANCER_TIMEOUT: (
        "BalancerTimeout",
        Text(
            "504: the target did not answer within {idle} s",
            "504: 대상이 {idle}초 안에 응답하지 않았어요",
        ),
    ),
    records.ORIGIN_DOWN: (
        "OriginDown",
        Text("503: {backend} is down", "503: {backend} 오리진에 장애가 났어요"),
    ),
    records.CLIENT_TIMEOUT: (
        "ClientTimeout",
        Text("The viewer gave up after {timeout} s", "사용자가 {timeout}초를 기다리다 포기했어요"),
    ),
}

_TRACE = Text(
    "{path} from {location}: {total} ms, status {status}",
    "{location}에서 보낸 {path} 요청: {total} ms, 상태 코드 {status}",
)
_HOPS = {
    "dns": Text("DNS look-up", "DNS 조회"),
    "to_edge": Text("to the edge", "엣지까지"),
    "to_server": Text("on to the server", "서버까지"),
    "queue": Text("waiting for a core", "코어 대기"),
    "work": Text("being worked on", "처리"),
    "back": Text("back to the viewer", "사용자에게 응답 전달"),
}


class Explainer:
    """Turns what a tick left behind into decisions."""

    def __init__(self, plan: Plan, plane: DataPlane) -> None:
        self.plan = plan
        self.plane = plane
        self.paths = plan.names.keys("classes")

    def requests(self, eligible: Mapping[int, Eligible]) -> list[Decision]:
        """One explained decision a balancer, edge result and newest DNS query, and one whole trace."""
        found: list[Decision] = []
        for clients in self.plan.clients:
            if clients is not None:
                found += self._resolved(clients)
        for cache in self.plan.caches:
            if cache is not None:
                found += self._looked_up(cache)
        for backend in self.plan.backends:
            sample = self.plane.backend_samples.get(backend.index) if backend else None
            if backend is not None and sample is not None:
                found.append(self._balanced(backend, sample, eligible.get(backend.index, [])))
        trace = self._trace(eligible)
        if trace is not None:
            found.append(trace)
        return found

    def losses(self, at: float, causes: list[int], eligible: Mapping[int, Eligible]) -> list[Decision]:
        """The first lost request of each cause."""
        return [self._lost(at, cause, self.plane.lost[cause], eligible) for cause in causes]

    # --- parts --------------------------------------------------------------------------------------------

    def _resolved(self, clients: ClientsPlan) -> list[Decision]:
        when, answer, resolver = self.plane.name_samples[clients.index]
        if when < 0 or clients.name is None:
            return []
        chosen = self.plane.populations[clients.index].known[int(answer)]
        _record, _, target = chosen.partition("/")
        rows = []
        total = sum(clients.name.weights)
        ttl = 0.0
        for possible, weight in zip(clients.name.answers, clients.name.weights, strict=True):
            hit = f"{possible.record}/{possible.target}" == chosen
            ttl = possible.ttl if hit else ttl
            values = {"Target": possible.target, "TTL": possible.ttl}
            if clients.name.policy == "weighted":
                values |= {"Weight": weight, "Share": round(weight / total, 4) if total else None}
            rows.append(Candidate(possible.record, Verdict.CHOSEN if hit else Verdict.ELIGIBLE, values))
        policy = _POLICIES.get(clients.name.policy) or Text.filled(clients.name.policy, clients.name.policy)
        text = _located(_ANSWERED, clients.location, target=target, policy=policy, ttl=f"{ttl:g}")
        evidence = {
            "Name": clients.name.host,
            "Resolver": int(resolver),
            "RoutingPolicy": clients.name.policy,
        }
        decision = Decision(
            "route53.choose", target, "Answered", text, tuple(rows), evidence, "Choosing a routing policy"
        )
        return [decision.placed(float(when), clients.name.zone, "dns")]

    def _looked_up(self, cache: CachePlan) -> list[Decision]:
        found = []
        for result, text in _EDGE.items():
            when, klass, thing, who, expiry = self.plane.edge_samples[cache.index][result]
            if when < 0:
                continue
            index = int(klass)
            path = self._path(index, int(thing))
            pattern, why = cache.served_from[index]
            ttl = float(cache.behaviors.ttl[index])
            origin = self.plan.names.keys("backends")[int(cache.behaviors.backend[index])]
            filled = text.format(
                edge=cache.edge,
                path=path,
                left=f"{max(expiry - when, 0.0):.0f}",
                origin=origin,
                pattern=pattern,
            )
            clients = self.plan.clients[int(who)]
            evidence = {
                "PathPattern": pattern,
                "TTL": ttl,
                "TTLReason": why,
                "Origin": origin,
                "Viewers": clients.location if clients else None,
                "ExpiresIn": round(expiry - when, 3) if result == records.HIT else None,
            }
            row = Candidate(
                path, Verdict.CHOSEN, {"Edge": cache.edge, "Result": records.EDGE_RESULTS[result]}
            )
            decision = Decision(
                "cloudfront.look_up",
                records.EDGE_RESULTS[result],
                _EDGE_REASON[result],
                filled,
                (row,),
                evidence,
                "How CloudFront delivers content",
            )
            found.append(decision.placed(float(when), cache.distribution, "edge"))
        return found

    def _balanced(self, backend: BackendPlan, sample: BackendSample, eligible: Eligible) -> Decision:
        rows = []
        chosen = "?"
        for place, (instance, slot, zone) in enumerate(eligible):
            hit = slot == sample.target
            chosen = instance if hit else chosen
            values: dict[str, object] = {"Zone": zone, "Position": place}
            if sample.outstanding is not None and place < len(sample.outstanding):
                values["Outstanding"] = int(sample.outstanding[place])
            why = None
            if not hit:
                why = _MORE_OUTSTANDING if sample.outstanding is not None else _NOT_ITS_TURN
            rows.append(Candidate(instance, Verdict.CHOSEN if hit else Verdict.ELIGIBLE, values, why))
        least = backend.algorithm == servers.LEAST_OUTSTANDING
        text = _ROUTED[backend.algorithm].format(target=chosen, count=len(eligible))
        evidence = {
            "algorithm": "least_outstanding_requests" if least else "round_robin",
            "path": self.paths[sample.klass],
            "cursor": sample.cursor,
        }
        decision = Decision(
            "elb.choose",
            chosen,
            "LeastOutstanding" if least else "RoundRobin",
            text,
            tuple(rows),
            evidence,
            "Target groups for your Application Load Balancers: Routing algorithms",
        )
        return decision.placed(sample.at, backend.id, "balancer")

    def _lost(self, at: float, cause: int, row: np.void, eligible: Mapping[int, Eligible]) -> Decision:
        reason, text = _LOST[cause]
        who = int(row["clients"])
        clients = self.plan.clients[who] if who >= 0 else None
        backend = self._served_by(row)
        filled = text.format(
            backend=backend,
            target=_instances(eligible).get(int(row["target"]), backend),
            idle=f"{figures.IDLE_TIMEOUT_S:g}",
            timeout=f"{float(self.plan.timeout[who]):g}",
        )
        resource = clients.id if clients else "World"
        layer = "viewers"
        if cause in (
            records.NO_TARGETS,
            records.TARGET_BUSY,
            records.CONNECTION_RESET,
            records.BALANCER_TIMEOUT,
        ):
            resource, layer = backend, "balancer"
        elif cause == records.ORIGIN_DOWN:
            resource, layer = backend, "storage"
        elif cause == records.DNS_NO_ANSWER and clients and clients.name:
            resource, layer = clients.name.zone, "dns"
        rows = self._hops(row) if cause not in (records.DNS_NO_ANSWER, records.CLIENT_TIMEOUT) else ()
        evidence = {
            "Viewers": clients.location if clients else None,
            "Path": self.paths[int(row["klass"])] if self.paths else None,
            "Attempt": int(row["attempt"]) + 1,
            "Status": int(row["status"]) or None,
        }
        decision = Decision("request.lost", records.CAUSES[cause], reason, filled, rows, evidence)
        return decision.placed(at, resource, layer)

    def _trace(self, eligible: Mapping[int, Eligible]) -> Decision | None:
        """One request that went all the way to a server, hop by hop."""
        done = self.plane.traces
        first = answers.first_served(done)
        if first < 0:
            return None
        row = done[first]
        clients = self.plan.clients[int(row["clients"])]
        if clients is None:
            return None
        path = self._path(int(row["klass"]), int(row["object"]))
        total = (float(row["due"]) - float(row["at"]) + float(row["lookup"])) * 1000.0
        by_slot = _instances(eligible)
        evidence = {
            "Edge": records.EDGE_RESULTS[int(row["edge"])],
            "Server": by_slot.get(int(row["target"])),
            "Backend": self.plan.names.keys("backends")[int(row["backend"])],
            "Attempt": int(row["attempt"]) + 1,
        }
        text = _located(_TRACE, clients.location, path=path, total=f"{total:.0f}", status=int(row["status"]))
        decision = Decision("request.trace", int(row["status"]), "Served", text, self._hops(row), evidence)
        return decision.placed(float(row["at"]), clients.id, "viewers")

    def _hops(self, row: np.void) -> tuple[Candidate, ...]:
        at, there, queued, due = (float(row[name]) for name in ("at", "out", "queued", "due"))
        back = float(row["back"]) + float(row["last"])
        direct = int(row["cache"]) < 0
        to_edge = 0.0 if direct else max(0.0, there - float(row["back"]))
        spans = {
            "dns": float(row["lookup"]),
            "to_edge": to_edge,
            "to_server": there - to_edge,
            "queue": queued,
            "work": max(0.0, due - back - at - there - queued),
            "back": back,
        }
        return tuple(
            Candidate(hop, Verdict.CHOSEN, {"Milliseconds": round(seconds * 1000.0, 3)}, _HOPS[hop])
            for hop, seconds in spans.items()
            if seconds > 0.0
        )

    def _served_by(self, row: np.void) -> str:
        """The backend that was to answer, or the distribution whose edge answered for it."""
        if int(row["backend"]) >= 0:
            return self.plan.names.keys("backends")[int(row["backend"])]
        return self.plan.names.keys("caches")[int(row["cache"])].partition("@")[0]

    def _path(self, klass: int, thing: int) -> str:
        path = self.paths[klass]
        first, count = self.plan.names.objects[klass]
        if not path.endswith("*") or count <= 1:
            return path
        return f"{path[:-1]}{thing - first + 1}"


def _instances(eligible: Mapping[int, Eligible]) -> dict[int, str]:
    """Instance ids by server slot."""
    return {slot: instance for targets in eligible.values() for instance, slot, _ in targets}


def _located(text: Text, place: str, **params: object) -> Text:
    """A text that names a place, with texts among its values said in each language."""
    values = {"location": PLACES[place].label, **params}
    en = {key: value.en if isinstance(value, Text) else value for key, value in values.items()}
    ko = {key: value.ko if isinstance(value, Text) else value for key, value in values.items()}
    return Text.filled(text.en.format(**en), text.ko.format(**ko))
