"""The data plane: the requests of one tick go down the stages in batches, their answers come up.

down   arrivals -> resolvers -> edge caches -> balancers and servers, buckets
up     server -> edge (fills the cache, answers those who waited) -> viewer -> perhaps asks again

What cannot finish within the tick waits in a pool with its due time and enters the tick in which it is due.
`DataPlane` owns all of that state; the plan it works by can be exchanged between two ticks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.engine import constants as figures
from simulator.engine.edges import Edges
from simulator.engine.ends import Backend, Population
from simulator.engine.fleet import Fleet
from simulator.engine.plan import BackendPlan, ClientsPlan, Destination, Plan
from simulator.engine.state import pack_pool, unpack_pool
from simulator.kernels import answers, arrivals, dns, edge, flows, lanes, records, servers
from simulator.kernels.histogram import BINS
from simulator.kernels.memory import aligned_zeros
from simulator.kernels.records import ATTEMPT, CAUSES, Lane, Pool, empty_lane

_EDGE_WORK = (figures.EDGE_WORK_S, figures.EDGE_JITTER_S)
_SAMPLES = len(records.EDGE_RESULTS)


@dataclass
class BackendSample:
    """The first choice of a tick: what was seen when it was made."""

    at: float
    klass: int
    target: int
    cursor: int
    outstanding: NDArray[np.int64] | None


class DataPlane:
    """State of the requests of a world. See the module's text."""

    def __init__(self, seed: int, plan: Plan) -> None:
        self.seed = seed
        self.answers = Pool()
        self.waiting = Pool()
        self.fleet = Fleet(self.answers)
        self.populations: list[Population] = []
        self.edges = Edges()
        self.backends: list[Backend] = []
        self.flows = np.zeros(0, flows.FLOW)
        self._rooms: dict[str, NDArray[np.void]] = {}
        self.adopt(plan)

    # --- the plan ---------------------------------------------------------------------------------------

    def adopt(self, plan: Plan) -> None:
        """Work by this plan from the next tick on; new names get fresh state, the others keep theirs."""
        self.plan = plan
        names = plan.names
        for key in names.keys("clients")[len(self.populations) :]:
            planned = plan.clients[names.index("clients", key)]
            self.populations.append(Population(self.seed, key, planned.resolvers if planned else 1))
        for key in names.keys("backends")[len(self.backends) :]:
            self.backends.append(Backend(self.seed, key))
        for clients in plan.clients:
            if clients is not None:
                self.populations[clients.index].fit_resolvers(clients.resolvers)
        for population, clients in zip(self.populations, plan.clients, strict=True):
            if clients is None:
                population.retries.n = 0
        for backend, stays in zip(self.backends, plan.backends, strict=True):
            if stays is None:
                backend.leave()
        self.edges.fit(self.seed, names.keys("caches"), names.object_count)
        self.begin_books()

    # --- a tick -----------------------------------------------------------------------------------------

    def begin_books(self) -> None:
        """Start counting anew: everything counted is about one frame."""
        names = self.plan.names
        people, backends = names.count("clients"), max(names.count("backends"), 1)
        balancers, classes = max(names.count("balancers"), 1), max(names.count("classes"), 1)
        caches = max(names.count("caches"), 1)
        self.books = answers.Books(
            served=np.zeros(people, np.int64),
            failed=np.zeros((people, len(CAUSES)), np.int64),
            errors=np.zeros((people, len(CAUSES)), np.int64),
            retried=np.zeros(people, np.int64),
            latency=np.zeros((people, BINS), np.int64),
            answers=np.zeros((backends, 2), np.int64),
            response=np.zeros((backends, BINS), np.int64),
            balancer=np.zeros((balancers, 6), np.int64),
            delivered=np.zeros((balancers, classes, 2), np.int64),
            lost=np.full(len(CAUSES), -1, np.int64),
        )
        self.edge_counts = np.zeros((caches, edge.COUNTERS), np.int64)
        self.arrived = np.zeros(people, np.int64)
        self.asked = [np.zeros(len(p.known), np.int64) for p in self.populations]
        self.given = [np.zeros(len(p.known), np.int64) for p in self.populations]
        self.class_counts = np.zeros((caches, classes), np.int64)
        self.edge_samples = np.full((caches, _SAMPLES, 5), -1.0)
        self.name_samples = np.full((people, 3), -1.0)
        self.backend_samples: dict[int, BackendSample] = {}
        self.lost: dict[int, np.void] = {}
        self.traces: NDArray[np.void] = np.zeros(0, ATTEMPT)

    def tick(self, since: float, until: float, *, traffic: bool = True) -> None:
        """Simulate [since, until). Without traffic nobody new arrives; what is under way goes on."""
        self.fleet.begin_tick(since, until)
        patience = answers.Patience(self.plan.timeout, self.plan.retries, self.plan.delay)
        feeds: dict[int, list[tuple[Lane, int]]] = {}
        for clients in self.plan.clients:
            if clients is not None:
                self._arrive(clients, since, until, traffic, patience, feeds)
        forwarded = 0
        for k, parts in feeds.items():
            forwarded = self._look_up(k, parts, until, forwarded)
        self._send(self._room("forward", forwarded, keep=forwarded), forwarded)
        for index, backend in enumerate(self.plan.backends):
            # What was on its way to a backend that has left the document finds nobody there.
            self._serve(backend or BackendPlan("", index, "targets", ""), since, until)
        self._answer(since, until, patience)
        self._end_flows(until)

    def _arrive(
        self,
        clients: ClientsPlan,
        since: float,
        until: float,
        traffic: bool,
        patience: answers.Patience,
        feeds: dict[int, list[tuple[Lane, int]]],
    ) -> None:
        population = self.populations[clients.index]
        rate = clients.rate((since + until) / 2) * population.multiplier if traffic else 0.0
        expected = rate * (until - since)
        due = np.zeros(max(population.retries.n, 1), ATTEMPT)
        again, population.retries.n = records.take_due(
            population.retries.rows, population.retries.n, until, due
        )
        lane = population.lane(int(expected + 12.0 * expected**0.5) + 64 + again)
        population.progress[1] = max(population.progress[1], since)
        n = arrivals.arrive(
            population.times,
            population.picks,
            population.progress,
            rate,
            until,
            clients.index,
            clients.classes,
            clients.catalogue,
            self.plan.popularity,
            lane,
        )
        self.arrived[clients.index] += n
        if again:
            order = np.argsort(due["due"][:again], kind="stable")
            n = arrivals.merge_retries(lane, n, due, order, again)
        if n == 0:
            return
        if clients.name is None:
            lane.endpoint[:n] = clients.endpoint
        else:
            dns.resolve(
                population.asks,
                lane,
                n,
                population.expiry,
                population.kept,
                population.share,
                population.endpoint,
                population.ttl,
                clients.lookup,
                self.asked[clients.index],
                self.given[clients.index],
                self.name_samples[clients.index],
            )
        starts = np.zeros(len(clients.destinations) + 1, np.int64)
        order = population.order
        lanes.split(lane.endpoint, n, clients.goes_to, starts, order)
        for place, destination in enumerate(clients.destinations):
            start, stop = int(starts[place]), int(starts[place + 1])
            if start < stop:
                self._dispatch(clients, destination, lane, n, order, start, stop, patience, feeds)

    def _dispatch(
        self,
        clients: ClientsPlan,
        destination: Destination,
        lane: Lane,
        n: int,
        order: NDArray[np.int64],
        start: int,
        stop: int,
        patience: answers.Patience,
        feeds: dict[int, list[tuple[Lane, int]]],
    ) -> None:
        count = stop - start
        if destination.kind == "cache":
            if count < n:
                part = empty_lane(count)
                lanes.gather(lane, order, start, stop, part, 0)
                lane = part
            feeds.setdefault(destination.index, []).append((lane, count))
        elif destination.kind == "direct":
            route = self.plan.routes[destination.index]
            rows = np.zeros(count, ATTEMPT)
            away = np.full(len(self.populations), destination.away)
            lanes.send_direct(
                lane, order, start, stop, away, self.plan.transfer, route.backend, route.balancer, rows, 0
            )
            if route.open:
                self._send(rows, count)
            else:
                self._drop(clients, rows)
        else:
            retries = self.populations[clients.index].retries
            retries.reserve(count)
            retries.n = answers.fail_unresolved(
                lane, order, start, stop, records.DNS_NO_ANSWER, patience, self.books, retries.rows, retries.n
            )
            self._lose(records.DNS_NO_ANSWER, None, clients.index)

    def _drop(self, clients: ClientsPlan, rows: NDArray[np.void]) -> None:
        """Nothing answers, not even with a refusal: each viewer waits as long as its patience lasts."""
        rows["due"] = rows["at"] + clients.timeout + 1e-3
        rows["stage"] = records.TO_VIEWER
        rows["cause"] = records.CLIENT_TIMEOUT
        rows["refused"] = 1
        self.answers.append(rows)

    def _look_up(self, k: int, parts: list[tuple[Lane, int]], until: float, already: int) -> int:
        """Returns how many attempts are in the room "forward" now, `already` among them."""
        lane, n = parts[0]
        for other, m in parts[1:]:
            merged = empty_lane(n + m)
            n = lanes.merge_two(lane, n, other, m, merged)
            lane = merged
        planned = self.plan.caches[k]
        assert planned is not None
        self.edges.reserve(n)
        forward = self._room("forward", already + n, keep=already)[already:]
        wait = self._room("wait", n)
        reply = self._room("reply", n)
        forwarded, waiting, replied = edge.look_up(
            self.edges.jitters[k],
            k,
            lane,
            n,
            until,
            _EDGE_WORK,
            self.edges.caches,
            self.edges.pending,
            planned.behaviors,
            edge.Viewers(planned.away, self.books.served, self.books.latency),
            self.edge_counts,
            self.class_counts[k],
            self.edge_samples[k],
            forward,
            wait,
            reply,
        )
        self.waiting.append(wait[:waiting])
        self.answers.append(reply[:replied])
        return already + int(forwarded)

    def _send(self, rows: NDArray[np.void], n: int) -> None:
        """Put attempts on the way to their backends."""
        if n == 0:
            return
        counts = np.zeros(len(self.backends), np.int64)
        lanes.count_backends(rows, n, counts)
        for index in np.flatnonzero(counts):
            arriving = self.backends[index].arriving
            arriving.reserve(int(counts[index]))
            arriving.n = lanes.pick_backend(rows, n, index, arriving.rows, arriving.n)

    def _serve(self, planned: BackendPlan, since: float, until: float) -> None:
        backend = self.backends[planned.index]
        arriving = backend.arriving
        if arriving.n == 0:
            return
        rows = self._room("scratch", arriving.n)
        n, arriving.n = records.take_due(arriving.rows, arriving.n, until, rows)
        if n == 0:
            return
        buckets = np.empty(1 << max(4, int(n).bit_length()), np.int64)
        order = np.empty(n, np.int64)
        records.order_by_due(rows, n, since, until, buckets, order, np.empty(n))
        self.answers.reserve(n)
        out = self.answers.rows[self.answers.n :]
        if planned.kind == "unreachable":
            out[:n] = rows[order[:n]]
            out["out"][:n] = out["due"][:n] - out["at"][:n]
            out["due"][:n] += figures.ORIGIN_CONNECT_S
            out["stage"][:n] = records.AT_SERVER
            out["status"][:n], out["cause"][:n], out["refused"][:n] = 504, records.BALANCER_TIMEOUT, 1
        elif planned.kind == "bucket":
            servers.read_objects(
                backend.service,
                rows,
                order,
                n,
                backend.down,
                figures.BUCKET_FIRST_BYTE_S,
                figures.BUCKET_VARIATION,
                self.plan.size_bytes / figures.BUCKET_BYTES_PER_S,
                out,
            )
        else:
            self._balance(planned, backend, rows, order, n, since, until, out)
        self.answers.n += n

    def _balance(
        self,
        planned: BackendPlan,
        backend: Backend,
        rows: NDArray[np.void],
        order: NDArray[np.int64],
        n: int,
        since: float,
        until: float,
        out: NDArray[np.void],
    ) -> None:
        eligible = backend.eligible
        least = planned.algorithm == servers.LEAST_OUTSTANDING and len(eligible) > 0
        in_flight = self.answers.n
        scratch = _outstanding(len(self.fleet.used) if least else 1, in_flight + n if least else 1)
        pending = 0
        if least:
            pending = servers.begin_outstanding(
                scratch,
                eligible,
                int(backend.cursor[0]),
                self.answers.rows,
                in_flight,
                planned.index,
                since,
                until,
            )
        sample = np.zeros(4)
        counts = np.zeros(len(eligible), np.int64)
        servers.serve(
            backend.service,
            rows,
            order,
            n,
            since,
            until,
            planned.algorithm,
            eligible,
            records.CONNECTION_RESET if backend.refuses else records.NO_TARGETS,
            backend.cursor,
            planned.distribution,
            planned.variation,
            self.plan.work,
            self.plan.size_bytes,
            figures.IDLE_TIMEOUT_S,
            self.fleet.arrays,
            scratch,
            pending,
            sample,
            counts,
            out,
        )
        if len(eligible):
            self.backend_samples[planned.index] = BackendSample(
                float(sample[0]), int(sample[1]), int(sample[2]), int(sample[3]), counts if least else None
            )

    def _answer(self, since: float, until: float, patience: answers.Patience) -> None:
        filled = np.empty(self.answers.n + 1, np.int64)
        done = self._room("done", self.answers.n + self.waiting.n)
        self.answers.n, fills, ready = answers.respond(
            self.answers.rows, self.answers.n, until, self.edges.pending, self.books, filled, done
        )
        edge.fill(self.edges.caches, self.edges.pending, filled, fills, figures.ERROR_TTL_S)
        reply = self._room("scratch", self.waiting.n)
        self.waiting.n, replied = edge.settle(
            self.edges.pending, self.waiting.rows, self.waiting.n, until, self.edge_counts, reply
        )
        edge.release_pending(self.edges.pending, filled, fills)
        if replied:
            late = Pool(0)
            late.rows, late.n = reply[:replied].copy(), replied
            taken, kept = records.take_due(late.rows, late.n, until, done[ready:])
            ready += taken
            self.answers.append(late.rows[:kept])
        most = ready + self.answers.n + self.waiting.n + sum(b.arriving.n for b in self.backends)
        retry = self._room("retry", most + 1)
        m = answers.conclude(done, ready, patience, self.books, self.edge_counts, retry, 0)
        for cause, first in enumerate(self.books.lost):
            if first >= 0:
                self._lose(cause, done[first])
        late_row = np.array([-1], np.int64)
        for pool in (self.answers, self.waiting, *(b.arriving for b in self.backends)):
            late_row[0] = -1
            m = answers.give_up(pool.rows, pool.n, until, patience, self.books, retry, m, late_row)
            if late_row[0] >= 0:
                self._lose(records.CLIENT_TIMEOUT, pool.rows[late_row[0]])
        mine = retry[:m]
        for clients in self.plan.clients if m else ():
            if clients is not None:  # viewers who left do not ask again
                self.populations[clients.index].retries.append(mine[mine["clients"] == clients.index])
        self.traces = done[:ready]

    def _end_flows(self, now: float) -> None:
        """Forget the flows that ended. None are opened yet: that is for network balancers and WebSockets."""
        if len(self.flows):
            ended = np.zeros(4, np.int64)
            gone = ~self.fleet.used
            kept = flows.end_flows(self.flows, len(self.flows), now, figures.FLOW_IDLE_S, gone, ended)
            self.flows = self.flows[:kept].copy()

    # --- what a tick leaves for explanations --------------------------------------------------------------

    def _lose(self, cause: int, row: np.void | None, clients: int = -1) -> None:
        if cause not in self.lost:
            if row is None:
                row = np.zeros(1, ATTEMPT)[0]
                row["clients"], row["cause"], row["target"], row["cache"] = clients, cause, -1, -1
            self.lost[cause] = np.array([row], ATTEMPT)[0]

    # --- room ---------------------------------------------------------------------------------------------

    def _room(self, name: str, n: int, keep: int = 0) -> NDArray[np.void]:
        """Scratch for n attempts, the same memory in every tick; the first `keep` stay as they are."""
        array = self._rooms.get(name)
        if array is None or len(array) < n:
            larger = aligned_zeros(max(n, 256, 0 if array is None else 2 * len(array)), ATTEMPT)
            if array is not None:
                larger[:keep] = array[:keep]
            array = self._rooms[name] = larger
        return array

    def in_flight(self) -> int:
        """Attempts under way, and viewers about to ask again."""
        under_way = self.answers.n + self.waiting.n + sum(b.arriving.n for b in self.backends)
        return under_way + sum(p.retries.n for p in self.populations)

    def jump(self, now: float) -> None:
        """Nothing arrived until `now`."""
        for population in self.populations:
            population.progress[1] = now

    # --- snapshot -----------------------------------------------------------------------------------------

    def state(self) -> dict[str, Any]:
        return {
            "answers": pack_pool(self.answers),
            "waiting": pack_pool(self.waiting),
            "fleet": self.fleet.state(),
            "populations": [population.state() for population in self.populations],
            "backends": [backend.state() for backend in self.backends],
            "edges": self.edges.state(),
            "flows": self.flows.tobytes(),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Take over what `state` returned, for the same plan."""
        answers_pool = unpack_pool(state["answers"])
        self.answers.rows, self.answers.n = answers_pool.rows, answers_pool.n
        self.waiting = unpack_pool(state["waiting"])
        self.fleet.restore(state["fleet"])
        self.edges.restore(state["edges"])
        for population, packed in zip(self.populations, state["populations"], strict=True):
            population.restore(packed)
        for backend, packed in zip(self.backends, state["backends"], strict=True):
            backend.restore(packed)
        self.flows = np.frombuffer(state["flows"], flows.FLOW).copy()
        self.begin_books()


def _outstanding(slots: int, requests: int) -> servers.Outstanding:
    return servers.Outstanding(
        level=np.empty(slots, np.int64),
        after=np.empty(slots + servers.LEVELS + 1, np.int64),
        before=np.empty(slots + servers.LEVELS + 1, np.int64),
        end=np.empty(requests, np.float64),
        slot=np.empty(requests, np.int64),
        later=np.empty(requests, np.int32),
        part=np.empty(1 << max(4, requests.bit_length()), np.int32),
    )
