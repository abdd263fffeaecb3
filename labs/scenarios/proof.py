"""The proof of a lab: it is won by its solutions and by nothing else.

Over the scenario's seeds the solution and the alternative pass; the empty board, the untouched start, every
wrong design and the solution without what is taught fail, each for the objectives the scenario names. Where no world is
run, one seed stands for all.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from labs.grading import Judge, Objective, Result
from labs.grading.judge import passed
from labs.scenarios.content import Scenario
from labs.scenarios.definition import Definition, Without
from simulator.document import Document, check_document, parse_document
from simulator.engine import Script, World
from simulator.problems import InvalidInput, Problem, Severity

#: Ticks between two looks at whether to go on.
STRIDE = 60


@dataclass(frozen=True)
class Graded:
    """What became of one document with one seed. problems: why it could not run at all."""

    seed: int
    results: tuple[Result, ...]
    problems: tuple[Problem, ...] = ()
    cpu_s: float = 0.0

    @property
    def passed(self) -> bool:
        return not self.problems and passed(self.results)

    def failed(self) -> set[str]:
        """Ids of the objectives missed; all of them when the world could not run."""
        return {result.objective.id for result in self.results if self.problems or not result.met}


def graded(
    document: Document,
    definition: Definition,
    seed: int,
    watch: Callable[[Mapping[str, Any]], None] | None = None,
) -> Graded:
    """Judge a document as its scenario asks: by what it does in a world, or by itself where there is none."""
    if definition.has_world:
        return grade(document, definition.timed, definition.judged, seed, watch)
    return look_at(document, definition.judged, seed)


def look_at(document: Document, objectives: Sequence[Objective], seed: int) -> Graded:
    """Judge a document without running it."""
    began = time.process_time()
    problems = [one for one in check_document(document) if one.severity is Severity.ERROR]
    results = tuple(Judge(objectives, document).results())
    return Graded(seed, results, tuple(problems), cpu_s=time.process_time() - began)


def grade(
    document: Document,
    script: Script,
    objectives: Sequence[Objective],
    seed: int,
    watch: Callable[[Mapping[str, Any]], None] | None = None,
) -> Graded:
    """Simulate the document under the script and judge it; `watch` is shown every frame as well."""
    began = time.process_time()
    judge = Judge(objectives, document)
    try:
        world = World.create(document, seed=seed, script=script, explain=False)
    except InvalidInput as refusal:
        return Graded(seed, tuple(judge.results()), tuple(refusal.problems))
    while not world.finished:
        for frame in world.advance(STRIDE):
            seen = frame.as_json()
            judge.see(seen)
            if watch is not None:
                watch(seen)
    return Graded(seed, tuple(judge.results()), cpu_s=time.process_time() - began)


@dataclass(frozen=True)
class Variant:
    """One document of the proof. fails: objectives it must miss; empty: it must pass."""

    name: str
    document: Document
    fails: frozenset[str] = frozenset()

    @property
    def wins(self) -> bool:
        return not self.fails


@dataclass(frozen=True)
class Outcome:
    """A variant with one seed, and whether it did what the proof asks."""

    variant: Variant
    graded: Graded

    @property
    def holds(self) -> bool:
        if self.variant.wins:
            return self.graded.passed
        return not self.graded.passed and self.variant.fails <= self.graded.failed()


def variants(scenario: Scenario) -> Iterator[Variant]:
    """Every document the proof runs."""
    plan = scenario.definition.proof
    anything = frozenset(o.id for o in scenario.definition.judged if o.must and o.id != "budget")
    yield Variant("solution", scenario.solution)
    yield Variant("alternative", scenario.alternative)
    yield Variant("empty", _only(scenario.start, ()), _hardest(anything, scenario))
    yield Variant("untouched", scenario.start, frozenset(plan.untouched))
    for name, document in scenario.wrong.items():
        yield Variant(f"wrong/{name}", document, frozenset(plan.wrong[name]))
    named: Counter[str] = Counter()
    for without in plan.without:
        name = ", ".join((*without.remove, *without.revert))
        named[name] += 1
        # A resource may be left out, and in another variant be put back as it was: names tell variants apart.
        again = f" ({named[name]})" if named[name] > 1 else ""
        yield Variant(f"without {name}{again}", stripped(scenario, without), frozenset(without.fails))


def prove(scenario: Scenario, seeds: Iterable[int] | None = None) -> Iterator[Outcome]:
    """Run the proof over the scenario's seeds, or over those given."""
    definition = scenario.definition
    chosen = tuple(definition.seeds if seeds is None else seeds)
    for variant in variants(scenario):
        for seed in chosen:
            yield Outcome(variant, graded(variant.document, definition, seed))


def stripped(scenario: Scenario, without: Without) -> Document:
    """The solution without what is taught."""
    raw = scenario.solution.as_json()
    resources = raw["Resources"]
    for id in without.remove:
        del resources[id]
    for id in without.revert:
        if id in scenario.start.resources:
            resources[id] = scenario.start.as_json()["Resources"][id]
        else:
            del resources[id]
    return parse_document(raw)


def _only(document: Document, keep: Iterable[str]) -> Document:
    raw = document.as_json()
    raw["Resources"] = {id: raw["Resources"][id] for id in keep}
    return parse_document(raw)


def _hardest(objectives: frozenset[str], scenario: Scenario) -> frozenset[str]:
    """What the empty board must at least miss: the objectives that need served traffic."""
    about: Mapping[str, Objective] = {o.id: o for o in scenario.definition.judged}
    needs = {id for id in objectives if getattr(about[id].check, "metric", "") == "goodput"}
    return frozenset(needs or objectives)
