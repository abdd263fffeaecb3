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
from simulator.decisions import Decision
from simulator.document import Architecture, Document, parse_document
from simulator.engine import commands, frames, state
from simulator.engine import constants as figures
from simulator.engine.bill import tick_cost
from simulator.engine.compile import compile_plan
from simulator.engine.control import Control
from simulator.engine.dataplane import DataPlane
from simulator.engine.faults import FAULTS, Site, check_fault
from simulator.engine.frames import Frame
from simulator.engine.plan import Names
from simulator.engine.runtimes import build_runtimes, reconcile_runtimes
from simulator.engine.traces import Eligible, Explainer
from simulator.problems import InvalidInput, Problem
from simulator.services.autoscaling.properties import AutoScalingGroup
from simulator.services.clients.properties import Clients
from simulator.services.elb.health import TargetGroupHealth
from simulator.services.route53.choosing import choose
from simulator.text import Text

_TRAFFIC = Text("Traffic of {resource} × {multiplier}", "{resource}의 트래픽 × {multiplier}")
_SET = Text("{resource}: {path} = {value}", "{resource}: {path} = {value}")
_UPDATED = Text("The architecture was changed", "아키텍처를 변경했어요")
_CAPACITY = Text(
    "Desired capacity of {resource} set to {desired}", "{resource}의 원하는 용량을 {desired}(으)로 변경했어요"
)
_SKIPPED = Text("Skipped to second {to}", "{to}초로 건너뛰었어요")
_CLEARED = Text("Mended: {what}", "복구: {what}")


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
        self.faults: list[dict[str, Any]] = []
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
        world._refresh(force=True)
        return world

    @property
    def finished(self) -> bool:
        return self.script.duration is not None and self.tick >= self.script.duration

    # --- commands -----------------------------------------------------------------------------------------

    def apply(self, command: Any) -> None:
        """Let a command take effect in the next tick. Raises InvalidInput, with nothing changed, if it cannot."""
        self._check(command)
        self._queue.append(command)

    def _check(self, command: Any) -> None:
        match command:
            case commands.SetProperty():
                Architecture.of(self._with_property(command))
            case commands.UpdateDocument():
                Architecture.of(parse_document(command.document))
            case commands.InjectFault():
                check_fault(self.architecture, command.fault, command.resource)
            case commands.ClearFault():
                check_fault(self.architecture, command.fault, command.resource)
            case commands.MultiplyTraffic():
                self._require(command.resource, Clients.TYPE)
            case commands.SetCapacity():
                self._require(command.resource, AutoScalingGroup.TYPE)
            case commands.Skip():
                if command.to <= self.tick:
                    raise InvalidInput([_problem("SkipIntoThePast", ("to",), _PAST)])

    def _require(self, resource: str, type: str) -> None:
        found = self.architecture.resources.get(resource)
        if found is None or found.type != type:
            raise InvalidInput([_problem("NoSuchResource", ("resource",), _ABSENT.format(type=type))])

    def _with_property(self, command: commands.SetProperty) -> Document:
        """The document with one property changed; None as value removes it."""
        content = self.document.as_json()
        place: Any = content["Resources"].get(command.resource)
        *parents, last = command.path
        try:
            for part in parents:
                place = place[part] if not isinstance(place, dict) else place.setdefault(part, {})
            if command.value is None:
                if isinstance(place, dict):
                    place.pop(last, None)
                else:
                    del place[int(last)]
            elif isinstance(place, list) and last == len(place):
                place.append(command.value)
            else:
                place[last] = command.value
        except (KeyError, IndexError, TypeError, ValueError):
            raise InvalidInput([_problem("NoSuchProperty", tuple(command.path), _NOWHERE)]) from None
        return parse_document(content)

    def _perform(self, command: Any) -> dict[str, Any]:
        """Do it now; returns what the frame says of it."""
        said = command.model_dump(mode="json", exclude={"document", "value"})
        match command:
            case commands.SetProperty():
                self._adopt(self._with_property(command))
                path = ".".join(str(part) for part in command.path[1:] or command.path)
                value = str(command.value).replace("{", "(").replace("}", ")")[:80]
                text = _SET.format(resource=command.resource, path=path, value=value)
            case commands.UpdateDocument():
                self._adopt(parse_document(command.document))
                text = _UPDATED
            case commands.InjectFault():
                text = self._inject(command)
            case commands.ClearFault():
                text = self._clear(command.fault, command.resource)
            case commands.MultiplyTraffic():
                index = self.plan.names.index("clients", command.resource)
                self.plane.populations[index].multiplier = command.multiplier
                text = _TRAFFIC.format(resource=command.resource, multiplier=f"{command.multiplier:g}")
            case commands.SetCapacity():
                self.control.runtimes[command.resource].set_desired(self.control, command.desired)  # type: ignore[attr-defined]
                text = _CAPACITY.format(resource=command.resource, desired=command.desired)
            case commands.Skip():
                text = _SKIPPED.format(to=command.to)
        return {**said, "text": text.as_json()}

    def _inject(self, command: commands.InjectFault) -> Text:
        kind = check_fault(self.architecture, command.fault, command.resource)
        self._clear(command.fault, command.resource)
        site = Site(self.architecture, self.control, self.plane)
        kind.begin(site, command.resource, command.parameters)
        self.control.changed()
        if kind.end is not None:
            until = self.tick + command.duration if command.duration else None
            self.faults.append(
                {
                    "fault": command.fault,
                    "resource": command.resource,
                    "parameters": dict(command.parameters),
                    "since": self.tick,
                    "until": until,
                }
            )
        return kind.text.format(resource=command.resource)

    def _clear(self, fault: str, resource: str) -> Text:
        kind = FAULTS[fault]
        for active in [f for f in self.faults if (f["fault"], f["resource"]) == (fault, resource)]:
            self.faults.remove(active)
            if kind.end is not None and resource in self.architecture.resources:
                kind.end(Site(self.architecture, self.control, self.plane), resource, active["parameters"])
                self.control.changed()
        what = kind.text.format(resource=resource)
        return Text(_CLEARED.en.format(what=what.en), _CLEARED.ko.format(what=what.ko))

    def _adopt(self, document: Document) -> None:
        """Go on with another document between two ticks: what kept its logical id keeps its state."""
        self.architecture = Architecture.of(document)
        self.document = document
        self.plan = compile_plan(self.architecture, self.plan.names)
        self.plane.adopt(self.plan)
        reconcile_runtimes(self.architecture, self.control)
        self.faults = [fault for fault in self.faults if fault["resource"] in self.architecture.resources]
        self.control.changed()
        self._versions.clear()
        self._refresh(force=True)

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
            said.append(self._perform(command))
            if isinstance(command, commands.Skip):
                skip_to = max(skip_to, command.to)
        for fault in [f for f in self.faults if f["until"] is not None and f["until"] <= self.tick]:
            text = self._clear(fault["fault"], fault["resource"])
            said.append(
                {
                    "kind": "clear_fault",
                    "fault": fault["fault"],
                    "resource": fault["resource"],
                    "text": text.as_json(),
                }
            )
        if skip_to > self.tick:
            return self._skip(skip_to, said)
        control.run_until(since)
        self._refresh()
        plane.tick(since, since + 1.0)
        self.tick += 1
        control.now = since + 1.0
        self._observe()
        usd = tick_cost(self.architecture, self.plan, plane, control.runtimes, 1.0)
        return self._frame(said, 0, usd, 1.0)

    def _due(self) -> list[Any]:
        due = [event.command for event in self.script.events if event.at == self.tick]
        queued, self._queue = self._queue, []
        # A script's command may no longer fit the document; it is then left out, as a live one is refused.
        fitting = []
        for command in due:
            try:
                self._check(command)
            except InvalidInput:
                continue
            fitting.append(command)
        return fitting + queued

    def _observe(self) -> None:
        for runtime in self.control.runtimes.values():
            runtime.observe(self.control)

    def _frame(self, said: list[dict[str, Any]], skipped: int, usd: float, seconds: float) -> Frame:
        self.usd_total += usd
        values = frames.measure_requests(self.plan, self.plane)
        for id, runtime in self.control.runtimes.items():
            found = runtime.metrics(self.control)
            if found:
                values.setdefault(id, {}).update(found)
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

    def _refresh(self, force: bool = False) -> None:
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
            self.plane.set_answers(
                clients.index, keys, [a.endpoint for a in name.answers], [a.ttl for a in name.answers], shares
            )
        # Counters of answers are as long as the answers known.
        self.plane.asked = [np.zeros(len(p.known), np.int64) for p in self.plane.populations]
        self.plane.given = [np.zeros(len(p.known), np.int64) for p in self.plane.populations]

    # --- skipping -----------------------------------------------------------------------------------------

    def _skip(self, to: int, said: list[dict[str, Any]]) -> Frame:
        """Cross time without traffic: drain, let the control plane come to rest, jump, wake up again."""
        start, control, plane = self.tick, self.control, self.plane
        usd = 0.0
        quiet_since, changes = float(start), control.changes
        now = float(start)
        while now < to:
            step = min(figures.SKIP_STEP_S, to - now)
            control.now = now
            control.run_until(now)
            self._refresh()
            if plane.in_flight() or now == start:
                plane.tick(now, now + step, traffic=False)
            else:
                plane.fleet.begin_tick(now, now + step)
            now += step
            control.now = now
            self._observe()
            usd += tick_cost(self.architecture, self.plan, plane, control.runtimes, step)
            if control.changes != changes:
                quiet_since, changes = now, control.changes
            if now - quiet_since >= figures.REST_S and not plane.in_flight():
                target = self._rest_until(now, float(to))
                if target > now:
                    plane.fleet.begin_tick(now, target)
                    control.heap.jump(target)
                    plane.traces = plane.traces[:0]
                    usd += self._cost_of_rest(target - now)
                    now = target
                    quiet_since = now
        self.tick = to
        control.now = float(to)
        plane.jump(float(to))
        return self._frame(said, to - start, usd, float(to - start))

    def _rest_until(self, now: float, to: float) -> float:
        """How far the world at rest can jump: to just before its next single event, or near the end."""
        limit = to - figures.REST_S
        once = self.control.heap.next_once_at()
        if once is not None:
            limit = min(limit, once - figures.SKIP_STEP_S)
        steps = (limit - now) // figures.SKIP_STEP_S
        return now + max(0.0, steps) * figures.SKIP_STEP_S

    def _cost_of_rest(self, seconds: float) -> float:
        """USD of a world in which nothing happens: what was used up to now is not billed twice."""
        plane = self.plane
        kept = (plane.books, plane.edge_counts, plane.class_counts, plane.asked)
        arrived, given, lost, samples = plane.arrived, plane.given, plane.lost, plane.backend_samples
        plane.begin_books()
        usd = tick_cost(self.architecture, self.plan, plane, self.control.runtimes, seconds)
        plane.books, plane.edge_counts, plane.class_counts, plane.asked = kept
        plane.arrived, plane.given, plane.lost, plane.backend_samples = arrived, given, lost, samples
        return usd

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
        world._refresh(force=True)
        return world


_PAST = Text("This moment has passed.", "이미 지난 시각이에요.")
_ABSENT = Text("There is no such resource of type {type}.", "{type} 유형의 리소스가 없어요.")
_NOWHERE = Text("This path leads to no property.", "이 경로에는 속성이 없어요.")
_LOOK = Text("Look at the document that is running.", "실행 중인 문서를 확인하세요.")


def _problem(code: str, path: tuple[str | int, ...], message: Text) -> Problem:
    return Problem(code, path, message, _LOOK)


def warm_up() -> None:
    """Compile every kernel, or load it from the cache. Takes a while the first time."""
    from simulator.engine.warming import compile_kernels  # a worker that never simulates need not load it

    compile_kernels()


__all__ = ["Frame", "World", "warm_up"]
