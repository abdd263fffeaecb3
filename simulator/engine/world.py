"""A world: a document being simulated.

(engine version, document, script, commands, seed) decide every frame, byte for byte, whatever the slicing of
`advance`, the speed of the machine or whether explanations are on. In each tick, in this order: commands and
faults take effect, the control plane does what is due, the requests of the second are simulated, the runtimes
see what was measured, and everything becomes a frame.
"""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from simulator import ENGINE_VERSION
from simulator.control import Control
from simulator.decisions import Decision
from simulator.document import Architecture, Document, parse_document
from simulator.engine import acts, commands, frames, skipping, state
from simulator.engine import constants as figures
from simulator.engine.bill import standing_cost, usage_cost
from simulator.engine.compile import compile_plan
from simulator.engine.dataplane import DataPlane
from simulator.engine.frames import Frame
from simulator.engine.measuring import RequestMeter
from simulator.engine.past import Past
from simulator.engine.plan import Names
from simulator.engine.runtimes import build_runtimes, reconcile_runtimes
from simulator.engine.traces import Eligible, Explainer
from simulator.engine.unserved import measure_unserved
from simulator.services.elb.health import TargetGroupHealth
from simulator.services.route53.choosing import choose


class World:
    """See the module. Make one with `create` or `restore`."""

    def __init__(
        self, document: Document, seed: int, script: commands.Script, explain: bool, names: Names
    ) -> None:
        self.document = document
        self.seed = seed
        self.script = script
        self.explain = explain
        self.tick = 0
        self.usd_total = 0.0
        self.architecture = Architecture.of(document)
        self.plan = compile_plan(self.architecture, names)
        self.plane = DataPlane(seed, self.plan)
        self.control = Control(self.architecture, seed, self.plane.fleet)
        self.control.past = Past(lambda: (self.plan, self.architecture))
        self.faults: list[dict[str, Any]] = []
        self._meter = RequestMeter()
        self._queue: list[Any] = []
        self._versions: dict[str, int] = {}
        self._eligible: dict[int, Eligible] = {}
        self._shares: dict[str, list[float]] = {}
        self._last_lost: dict[int, int] = {}

    @classmethod
    def create(
        cls, document: Document, *, seed: int, script: commands.Script | None = None, explain: bool = True
    ) -> Self:
        """A world at second 0, in steady state. Raises InvalidInput if the document has errors."""
        world = cls(document, seed, script or commands.Script(), explain, Names())
        build_runtimes(world.architecture, world.control)
        for runtime in world.control.runtimes.values():
            runtime.start(world.control)
        world.refresh(force=True)
        return world

    @property
    def finished(self) -> bool:
        return self.script.duration is not None and self.tick >= self.script.duration

    def apply(self, command: Any) -> None:
        """Let a command take effect in the next tick. Raises InvalidInput, with nothing changed, if it cannot."""
        acts.check(self, command)
        self._queue.append(command)

    def adopt(self, document: Document) -> None:
        """Go on with another document between two ticks: what kept its logical id keeps its state."""
        self.architecture = Architecture.of(document)
        self.document = document
        self.plan = compile_plan(self.architecture, self.plan.names)
        self.plane.adopt(self.plan)
        reconcile_runtimes(self.architecture, self.control)
        self.faults = [fault for fault in self.faults if fault["resource"] in self.architecture.resources]
        self.control.changed()
        self._versions.clear()
        self.refresh(force=True)

    # --- time ---------------------------------------------------------------------------------------------

    def advance(self, ticks: int) -> list[Frame]:
        """Simulate so many ticks, fewer if the script ends before; a skip counts as one."""
        found: list[Frame] = []
        while len(found) < ticks and not self.finished:
            found.append(self._step())
        return found

    def _step(self) -> Frame:
        since = float(self.tick)
        control, plane = self.control, self.plane
        control.now = since
        control.decisions = []
        plane.begin_books()
        said: list[dict[str, Any]] = []
        skip_to = 0
        for command in self._due():
            said.append(acts.perform(self, command))
            if isinstance(command, commands.Skip):
                skip_to = max(skip_to, command.to)
        for fault in [f for f in self.faults if f["until"] is not None and f["until"] <= self.tick]:
            text = acts.clear(self, fault["fault"], fault["resource"])
            said.append(
                {
                    "kind": "clear_fault",
                    "fault": fault["fault"],
                    "resource": fault["resource"],
                    "text": text.as_json(),
                }
            )
        if skip_to > self.tick:
            start = self.tick
            usd = skipping.skip(self, skip_to)
            return self._frame(said, self.tick - start, usd, float(self.tick - start))
        control.run_until(since)
        self.refresh()
        plane.tick(since, since + 1.0)
        self.tick += 1
        control.now = since + 1.0
        self.observe()
        usd = standing_cost(self.architecture, control.runtimes, 1.0)
        usd += usage_cost(self.architecture, self.plan, plane, 1.0)
        return self._frame(said, 0, usd, 1.0)

    def _due(self) -> list[Any]:
        """The script's commands of this tick, then those given live."""
        queued, self._queue = self._queue, []
        return [event.command for event in self.script.events if event.at == self.tick] + queued

    def observe(self) -> None:
        """Let every runtime see what the last tick measured."""
        self._meter.measure(self.control, self.plan, self.plane)
        for runtime in self.control.runtimes.values():
            runtime.observe(self.control)

    def _frame(self, said: list[dict[str, Any]], skipped: int, usd: float, seconds: float) -> Frame:
        self.usd_total += usd
        values = frames.measure_requests(self.plan, self.plane)
        for id, runtime in self.control.runtimes.items():
            found = runtime.metrics(self.control)
            if found:
                values.setdefault(id, {}).update(found)
        measure_unserved(self.control.runtimes, self.plane, values)
        for index, targets in self._eligible.items():
            backend = self.plan.backends[index]
            if backend is not None:
                counts = {instance: self.plane.fleet.request_count(slot) for instance, slot, _ in targets}
                values.setdefault(backend.id, {})["RequestsByTarget"] = counts
        decisions = list(self.control.decisions)
        if self.explain:
            decisions += self._explained()
        return Frame(
            id=self.tick,
            skipped=skipped,
            demand=frames.demand(self.plane),
            latency_ms=frames.latency(self.plane),
            cost={"usd_per_hour": round(usd / seconds * 3600.0, 6), "usd_total": round(self.usd_total, 9)},
            values=values,
            decisions=tuple(decisions),
            commands=tuple(said),
            faults=tuple(dict(fault) for fault in self.faults),
        )

    def _explained(self) -> list[Decision]:
        explainer = Explainer(self.plan, self.plane)
        found: list[Decision] = []
        if self.tick % figures.SAMPLE_EVERY == 0:
            found += explainer.requests(self._eligible)
        fresh = [
            c
            for c in sorted(self.plane.lost)
            if self.tick % figures.ERROR_SAMPLE_EVERY == 0 or not self._lost_lately(c)
        ]
        for cause in self.plane.lost:
            self._last_lost[cause] = self.tick
        return found + explainer.losses(self.control.now, fresh, self._eligible)

    def _lost_lately(self, cause: int) -> bool:
        return (
            self.tick - self._last_lost.get(cause, -figures.ERROR_SAMPLE_EVERY) < figures.ERROR_SAMPLE_EVERY
        )

    # --- what the control plane tells the data plane ------------------------------------------------------

    def refresh(self, force: bool = False) -> None:
        """Targets that may be chosen and names as they are answered now."""
        changed = force
        for id, runtime in self.control.runtimes.items():
            if not isinstance(runtime, TargetGroupHealth) or self._versions.get(id) == runtime.version:
                continue
            self._versions[id] = runtime.version
            index = self.plan.names.index("backends", id)
            targets = runtime.eligible()
            self._eligible[index] = targets
            backend = self.plane.backends[index]
            backend.eligible = np.array([slot for _, slot, _ in targets], np.int64)
            # Failing open to targets on whose port nothing answers is a refused connection, not "no target".
            backend.refuses = not targets and runtime.registered() > 0
            changed = True
        if changed:
            self._answer_names()

    def _healthy(self, target: str) -> bool:
        """Whether an alias target counts as healthy: a balancer with a target group that has healthy targets."""
        endpoint = self.plan.names.tables["endpoints"].get(target)
        route = self.plan.routes.get(endpoint) if endpoint is not None else None
        if route is None:
            return True
        for backend in np.unique(route.backend):
            id = self.plan.names.keys("backends")[int(backend)]
            runtime = self.control.runtimes.get(id)
            if isinstance(runtime, TargetGroupHealth):
                if runtime.healthy_count() > 0:
                    return True
            elif id in self.architecture:
                return True  # a bucket has no target health
        return False

    def _answer_names(self) -> None:
        """Ask the routing rule again for every population's name."""
        for clients in self.plan.clients:
            if clients is None or clients.name is None:
                continue
            name = clients.name
            keys = [f"{answer.record}/{answer.target}" for answer in name.answers]
            records = []
            for key, answer, weight in zip(keys, name.answers, name.weights, strict=True):
                health = None
                if answer.evaluate_health:
                    health = "healthy" if self._healthy(answer.target) else "unhealthy"
                row: dict[str, Any] = {"SetIdentifier": key, "health": health}
                if name.policy == "weighted":
                    row["Weight"] = weight
                records.append(row)
            decision = choose({"policy": name.policy, "records": records})
            shares = [float(decision.outcome.get(key, 0.0)) for key in keys]
            before = self._shares.get(clients.id)
            if before is not None and before != shares:
                self.control.decide(decision, name.zone, "dns")
            self._shares[clients.id] = shares
            self.plane.populations[clients.index].learn(
                keys, [a.endpoint for a in name.answers], [a.ttl for a in name.answers], shares
            )
        # Counters of answers are as long as the answers known.
        self.plane.asked = [np.zeros(len(p.known), np.int64) for p in self.plane.populations]
        self.plane.given = [np.zeros(len(p.known), np.int64) for p in self.plane.populations]

    # --- snapshot -----------------------------------------------------------------------------------------

    def snapshot(self) -> bytes:
        """The world in bytes, between two ticks."""
        control = self.control
        return state.pack(
            {
                "engine": ENGINE_VERSION,
                "document": self.document.as_json(),
                "seed": self.seed,
                "script": self.script.model_dump(mode="json"),
                "explain": self.explain,
                "tick": self.tick,
                "usd_total": self.usd_total,
                "names": self.plan.names.state(),
                "plane": self.plane.state(),
                "control": control.state(),
                "faults": self.faults,
                "queue": [command.model_dump(mode="json") for command in self._queue],
                "shares": self._shares,
                "last_lost": [[cause, tick] for cause, tick in self._last_lost.items()],
            }
        )

    @classmethod
    def restore(cls, data: bytes) -> Self:
        """The world that `snapshot` packed. Raises ValueError for another engine version."""
        packed = state.unpack(data)
        if packed.get("engine") != ENGINE_VERSION:
            raise ValueError(f"the snapshot is of engine {packed.get('engine')}, this is {ENGINE_VERSION}")
        script = commands.parse_script(packed["script"])
        world = cls(
            parse_document(packed["document"]),
            packed["seed"],
            script,
            packed["explain"],
            Names.from_state(packed["names"]),
        )
        world.tick = packed["tick"]
        world.usd_total = packed["usd_total"]
        world.plane.restore(packed["plane"])
        control = world.control
        build_runtimes(world.architecture, control)
        control.restore(packed["control"])
        world.faults = packed["faults"]
        world._queue = [commands.parse_command(command) for command in packed["queue"]]
        world._last_lost = dict(packed["last_lost"])
        world._shares = packed["shares"]
        world.refresh(force=True)
        return world
