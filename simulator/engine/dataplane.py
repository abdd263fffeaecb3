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
from simulator.engine.fleet import Fleet
from simulator.engine.plan import BackendPlan, ClientsPlan, Destination, Plan
from simulator.engine.state import pack_array, pack_pool, unpack_array, unpack_pool
from simulator.kernels import answers, arrivals, dns, edge, lanes, records, servers
from simulator.kernels.histogram import BINS
from simulator.kernels.records import ATTEMPT, CAUSES, Lane, Pool, empty_lane
from simulator.kernels.streams import Stream, exponential, stream

_EDGE_WORK = (figures.EDGE_WORK_S, figures.EDGE_JITTER_S)
_SAMPLES = len(records.EDGE_RESULTS)


class Population:
    """What a population of viewers remembers between ticks."""

    def __init__(self, seed: int, name: str, resolvers: int) -> None:
        self.times = stream(seed, name, "times")
        self.picks = stream(seed, name, "picks")
        self.asks = stream(seed, name, "resolvers")
        self.progress = np.array([exponential(self.times), 0.0])
        self.expiry = np.zeros(resolvers)
        self.kept = np.zeros(resolvers, np.int64)
        #: Endpoint and TTL of every answer this population was ever given; `kept` points into it.
        self.endpoint = np.zeros(0, np.int64)
        self.ttl = np.zeros(0)
        self.known: list[str] = []  # record/target of each of them
        self.share = np.zeros(0)  # cumulated shares of what may be given now
        self.retries = Pool()
        self.multiplier = 1.0
        self._lane = empty_lane(64)
        self.order = np.empty(64, np.int64)

    def lane(self, length: int) -> Lane:
        """A lane with room for `length` requests, the same memory in every tick."""
        if len(self.order) < length:
            self._lane = empty_lane(2 * length)
            self.order = np.empty(2 * length, np.int64)
        return self._lane


class Backend:
    """What a target group or a bucket remembers between ticks."""

    def __init__(self, seed: int, name: str) -> None:
        self.service = stream(seed, name, "service")
        self.cursor = np.zeros(1, np.int64)
        self.arriving = Pool()
        self.eligible = np.zeros(0, np.int64)
        self.down = False
        self.refuses = False  # targets are registered, but nothing answers on their ports


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
        self.jitters: list[Stream] = []
        self.backends: list[Backend] = []
        self.caches = _blank_caches(0, 1)
        self.pending = _blank_pending(256)
        self.lost_since: dict[int, float] = {}
        self._scratch = np.zeros(256, ATTEMPT)
        self._done = np.zeros(256, ATTEMPT)
        self._forward = np.zeros(256, ATTEMPT)
        self._wait = np.zeros(256, ATTEMPT)
        self._reply = np.zeros(256, ATTEMPT)
        self._retry = np.zeros(256, ATTEMPT)
        self.adopt(plan)

    # --- the plan ---------------------------------------------------------------------------------------

    def adopt(self, plan: Plan) -> None:
        """Work by this plan from the next tick on; new names get fresh state, the others keep theirs."""
        self.plan = plan
        names = plan.names
        for key in names.keys("clients")[len(self.populations) :]:
            planned = plan.clients[names.index("clients", key)]
            self.populations.append(Population(self.seed, key, planned.resolvers if planned else 1))
        for key in names.keys("caches")[len(self.jitters) :]:
            self.jitters.append(stream(self.seed, key, "jitter"))
        for key in names.keys("backends")[len(self.backends) :]:
            self.backends.append(Backend(self.seed, key))
        for clients in plan.clients:
            if clients is not None:
                _fit_resolvers(self.populations[clients.index], clients.resolvers)
        for population, clients in zip(self.populations, plan.clients, strict=True):
            if clients is None:
                population.retries.n = 0
        for backend, stays in zip(self.backends, plan.backends, strict=True):
            if stays is None:
                backend.eligible = np.zeros(0, np.int64)
                backend.refuses = False
        self._fit_caches(len(self.jitters), max(names.object_count, 1))
        self._viewers_away = [cache.away if cache else np.zeros(0) for cache in plan.caches]
        self.begin_books()

    def _fit_caches(self, count: int, objects: int) -> None:
        old = self.caches
        have, known = old.index.shape
        room = min(objects, figures.EDGE_CAPACITY)
        if count <= have and objects <= known and room <= old.node.shape[1] - 1:
            return
        new = _blank_caches(max(count, have), max(objects, known), max(room, old.node.shape[1] - 1))
        new.index[:have, :known] = old.index
        new.node[:have, : old.node.shape[1]] = old.node
        new.header[:have] = old.header
        new.header[:, edge.CAPACITY] = new.node.shape[1] - 1
        self.caches = new

    def set_answers(
        self, clients: int, keys: list[str], endpoints: list[int], ttls: list[float], shares: list[float]
    ) -> None:
        """What Route 53 gives this population from now on; what its resolvers keep stays until its TTL."""
        population = self.populations[clients]
        for key, endpoint, ttl in zip(keys, endpoints, ttls, strict=True):
            if key not in population.known:
                population.known.append(key)
                population.endpoint = np.append(population.endpoint, np.int64(endpoint))
                population.ttl = np.append(population.ttl, ttl)
            place = population.known.index(key)
            population.endpoint[place] = endpoint
            population.ttl[place] = ttl
        share = np.zeros(len(population.known))
        for key, part in zip(keys, shares, strict=True):
            share[population.known.index(key)] = part
        population.share = np.cumsum(share)

    # --- a tick -----------------------------------------------------------------------------------------

    def begin_books(self) -> None:
        """Start counting anew: everything counted is about one frame."""
        names = self.plan.names
        people, backends = names.count("clients"), max(names.count("backends"), 1)
        self.books = answers.Books(
            served=np.zeros(people, np.int64),
            failed=np.zeros((people, len(CAUSES)), np.int64),
            errors=np.zeros((people, len(CAUSES)), np.int64),
            retried=np.zeros(people, np.int64),
            latency=np.zeros((people, BINS), np.int64),
            answers=np.zeros((backends, 2), np.int64),
            response=np.zeros((backends, BINS), np.int64),
            balancer=np.zeros((max(names.count("balancers"), 1), 6), np.int64),
        )
        self.edge_counts = np.zeros((max(names.count("caches"), 1), edge.COUNTERS), np.int64)
        self.arrived = np.zeros(people, np.int64)
        self.asked = [np.zeros(len(p.known), np.int64) for p in self.populations]
        self.given = [np.zeros(len(p.known), np.int64) for p in self.populations]
        self.class_counts = np.zeros(
            (max(names.count("caches"), 1), max(names.count("classes"), 1)), np.int64
        )
        self.edge_samples = np.full((max(names.count("caches"), 1), _SAMPLES, 5), -1.0)
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
        self._send(self._forward, forwarded)
        for index, backend in enumerate(self.plan.backends):
            # What was on its way to a backend that has left the document finds nobody there.
            self._serve(backend or BackendPlan("", index, "targets", ""), since, until)
        self._answer(since, until, patience)

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
            self._send(rows, count)
        else:
            retries = self.populations[clients.index].retries
            retries.reserve(count)
            retries.n = answers.fail_unresolved(
                lane, order, start, stop, records.DNS_NO_ANSWER, patience, self.books, retries.rows, retries.n
            )
            self._lose(records.DNS_NO_ANSWER, None, clients.index)

    def _look_up(self, k: int, parts: list[tuple[Lane, int]], until: float, already: int) -> int:
        """Returns how many attempts `_forward` holds now, `already` among them."""
        lane, n = parts[0]
        for other, m in parts[1:]:
            merged = empty_lane(n + m)
            n = lanes.merge_two(lane, n, other, m, merged)
            lane = merged
        planned = self.plan.caches[k]
        assert planned is not None
        self._reserve_pending(n)
        forward = self._room("_forward", already + n, keep=already)[already:]
        wait = self._room("_wait", n)
        reply = self._room("_reply", n)
        forwarded, waiting, replied = edge.look_up(
            self.jitters[k],
            k,
            lane,
            n,
            until,
            _EDGE_WORK,
            self.caches,
            self.pending,
            planned.behaviors,
            edge.Viewers(planned.away, self.books.served, self.books.latency),
            self.edge_counts,
            self.edge_samples[k],
            forward,
            wait,
            reply,
        )
        self.class_counts[k] += np.bincount(lane.klass[:n], minlength=self.class_counts.shape[1])
        self.waiting.append(wait[:waiting])
        self.answers.append(reply[:replied])
        return already + int(forwarded)

    def _send(self, rows: NDArray[np.void], n: int) -> None:
        """Put attempts on the way to their backends."""
        if n == 0:
            return
        bound = np.flatnonzero(np.bincount(rows["backend"][:n], minlength=1))
        for index in bound:
            arriving = self.backends[index].arriving
            arriving.reserve(n)
            arriving.n = lanes.pick_backend(rows, n, index, arriving.rows, arriving.n)

    def _serve(self, planned: BackendPlan, since: float, until: float) -> None:
        backend = self.backends[planned.index]
        arriving = backend.arriving
        if arriving.n == 0:
            return
        rows = self._room("_scratch", arriving.n)
        n, arriving.n = records.take_due(arriving.rows, arriving.n, until, rows)
        if n == 0:
            return
        buckets = np.empty(1 << max(4, int(n).bit_length()), np.int64)
        order = np.empty(n, np.int64)
        records.order_by_due(rows, n, since, until, buckets, order, np.empty(n))
        self.answers.reserve(n)
        out = self.answers.rows[self.answers.n :]
        if planned.kind == "bucket":
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
        done = self._room("_done", self.answers.n + self.waiting.n)
        self.answers.n, fills, ready = answers.respond(
            self.answers.rows, self.answers.n, until, self.pending, self.books, filled, done
        )
        edge.fill(self.caches, self.pending, filled, fills, figures.ERROR_TTL_S)
        reply = self._room("_scratch", self.waiting.n)
        self.waiting.n, replied = edge.settle(
            self.pending, self.waiting.rows, self.waiting.n, until, self.edge_counts, reply
        )
        edge.release_pending(self.pending, filled, fills)
        if replied:
            late = Pool(0)
            late.rows, late.n = reply[:replied].copy(), replied
            taken, kept = records.take_due(late.rows, late.n, until, done[ready:])
            ready += taken
            self.answers.append(late.rows[:kept])
        most = ready + self.answers.n + self.waiting.n + sum(b.arriving.n for b in self.backends)
        retry = self._room("_retry", most + 1)
        m = answers.conclude(done, ready, patience, self.books, retry, 0)
        self._note_losses(done, ready)
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

    # --- what a tick leaves for explanations --------------------------------------------------------------

    def _note_losses(self, done: NDArray[np.void], n: int) -> None:
        failed = np.flatnonzero(done["cause"][:n])
        edges = done["cache"][failed]
        np.add.at(self.edge_counts[:, edge.ERRORS], edges[edges >= 0], 1)
        for cause in np.unique(done["cause"][failed]) if len(failed) else ():
            first = failed[np.argmax(done["cause"][failed] == cause)]
            self._lose(int(cause), done[first])

    def _lose(self, cause: int, row: np.void | None, clients: int = -1) -> None:
        if cause not in self.lost:
            if row is None:
                row = np.zeros(1, ATTEMPT)[0]
                row["clients"], row["cause"], row["target"], row["cache"] = clients, cause, -1, -1
            self.lost[cause] = np.array([row], ATTEMPT)[0]

    # --- room ---------------------------------------------------------------------------------------------

    def _room(self, name: str, n: int, keep: int = 0) -> NDArray[np.void]:
        """Scratch for n attempts, of which the first `keep` stay as they are."""
        array: NDArray[np.void] = getattr(self, name)
        if len(array) < n:
            larger = np.zeros(max(n, 2 * len(array)), ATTEMPT)
            larger[:keep] = array[:keep]
            array = larger
            setattr(self, name, array)
        return array

    def _reserve_pending(self, more: int) -> None:
        free = int(self.pending.header[0])
        if free >= more:
            return
        old = self.pending
        size = len(old.time)
        new = _blank_pending(max(2 * size, size + more))
        for name in ("time", "ttl", "slot", "cache", "status", "cause"):
            getattr(new, name)[:size] = getattr(old, name)
        fresh = np.arange(len(new.time) - 1, size - 1, -1, dtype=np.int32)
        new.free[: len(fresh)] = fresh
        new.free[len(fresh) : len(fresh) + free] = old.free[:free]
        new.header[0] = len(fresh) + free
        self.pending = new

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
            "populations": [_population_state(p) for p in self.populations],
            "jitters": [pack_array(j) for j in self.jitters],
            "backends": [_backend_state(b) for b in self.backends],
            "caches": [self._dump(k) for k in range(len(self.jitters))],
            # A restored cache numbers its nodes anew: `slot` follows from the nodes themselves.
            "pending": {
                name: pack_array(value) for name, value in self.pending._asdict().items() if name != "slot"
            },
        }

    def _dump(self, k: int) -> list[Any]:
        room = int(self.caches.header[k, edge.USED])
        parts: tuple[NDArray[Any], ...] = (
            np.empty(room, np.int32),
            np.empty(room),
            *(np.empty(room, np.int32) for _ in range(3)),
        )
        edge.dump(self.caches, k, *parts)
        return [pack_array(part) for part in parts]

    def restore(self, state: dict[str, Any]) -> None:
        """Take over what `state` returned, for the same plan."""
        answers_pool = unpack_pool(state["answers"])
        self.answers.rows, self.answers.n = answers_pool.rows, answers_pool.n
        self.waiting = unpack_pool(state["waiting"])
        self.fleet.restore(state["fleet"])
        for population, packed in zip(self.populations, state["populations"], strict=True):
            _restore_population(population, packed)
        self.jitters = [unpack_array(packed) for packed in state["jitters"]]
        for backend, packed in zip(self.backends, state["backends"], strict=True):
            _restore_backend(backend, packed)
        table = {name: unpack_array(value) for name, value in state["pending"].items()}
        self.pending = edge.Pending(slot=np.zeros(len(table["time"]), np.int32), **table)
        for k, packed in enumerate(state["caches"]):
            parts = [unpack_array(part) for part in packed]
            edge.rebuild(self.caches, k, len(parts[0]), *parts)
            waiting = np.flatnonzero(parts[2] >= 0)
            self.pending.slot[parts[2][waiting]] = waiting + 1
        self.begin_books()


def _fit_resolvers(population: Population, count: int) -> None:
    have = len(population.expiry)
    if count > have:
        population.expiry = np.concatenate([population.expiry, np.zeros(count - have)])
        population.kept = np.concatenate([population.kept, np.zeros(count - have, np.int64)])
    elif count < have:
        population.expiry = population.expiry[:count].copy()
        population.kept = population.kept[:count].copy()


def _population_state(p: Population) -> dict[str, Any]:
    arrays = ("times", "picks", "asks", "progress", "expiry", "kept", "endpoint", "ttl", "share")
    return {
        **{name: pack_array(getattr(p, name)) for name in arrays},
        "known": p.known,
        "retries": pack_pool(p.retries),
        "multiplier": p.multiplier,
    }


def _restore_population(p: Population, state: dict[str, Any]) -> None:
    for name in ("times", "picks", "asks", "progress", "expiry", "kept", "endpoint", "ttl", "share"):
        setattr(p, name, unpack_array(state[name]))
    p.known = list(state["known"])
    p.retries = unpack_pool(state["retries"])
    p.multiplier = state["multiplier"]


def _backend_state(b: Backend) -> dict[str, Any]:
    return {
        "service": pack_array(b.service),
        "cursor": int(b.cursor[0]),
        "arriving": pack_pool(b.arriving),
        "eligible": pack_array(b.eligible),
        "down": b.down,
        "refuses": b.refuses,
    }


def _restore_backend(b: Backend, state: dict[str, Any]) -> None:
    b.service = unpack_array(state["service"])
    b.cursor[0] = state["cursor"]
    b.arriving = unpack_pool(state["arriving"])
    b.eligible = unpack_array(state["eligible"])
    b.down = state["down"]
    b.refuses = state["refuses"]


def _blank_caches(count: int, objects: int, capacity: int = 0) -> edge.Caches:
    header = np.zeros((count, 4), np.int64)
    header[:, edge.CAPACITY] = capacity
    node = np.zeros((count, capacity + 1), edge.NODE)
    node["pending"] = -1
    return edge.Caches(np.zeros((count, objects), np.int32), node, header)


def _blank_pending(rows: int) -> edge.Pending:
    return edge.Pending(
        time=np.full(rows, np.inf),
        ttl=np.zeros(rows),
        slot=np.zeros(rows, np.int32),
        cache=np.zeros(rows, np.int32),
        status=np.zeros(rows, np.int16),
        cause=np.zeros(rows, np.int16),
        free=np.arange(rows - 1, -1, -1, dtype=np.int32),
        header=np.array([rows], np.int64),
    )


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
