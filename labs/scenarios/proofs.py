"""Proving labs on this machine's cores, and remembering what was proved.

What was proved is kept by a hash of the scenario's content, the engine's code and the seed: an unchanged lab on
an unchanged engine is not simulated again.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from labs.scenarios.content import Scenario, read_scenario
from labs.scenarios.proof import Outcome, prove
from simulator.engine import warm_up

_CODE = (
    Path(__file__).resolve().parent.parent.parent / "simulator",
    Path(__file__).resolve().parent.parent / "grading",
)


@dataclass(frozen=True)
class Row:
    """One variant with one seed: whether it did what the proof asks, and how."""

    variant: str
    seed: int
    wins: bool  # it was to pass
    holds: bool
    met: dict[str, bool]
    measured: dict[str, Any]
    problems: list[str]
    cpu_s: float


@dataclass(frozen=True)
class Proof:
    """What became of a scenario. hash: of the scenario and the engine that it was proved with."""

    slug: str
    hash: str
    rows: tuple[Row, ...]
    remembered: bool = False

    @property
    def holds(self) -> bool:
        return bool(self.rows) and all(row.holds for row in self.rows)


def prove_folder(folder: Path, seeds: int | None = None, memory: Path | None = None) -> Proof:
    """Prove one scenario over its seeds, or over so many of them. Raises BrokenContent."""
    scenario = read_scenario(folder)
    chosen = scenario.definition.seeds[:seeds]
    digest = proof_hash(scenario, chosen)
    kept = memory / f"{scenario.slug}-{digest[:16]}.json" if memory else None
    if kept is not None and kept.exists():
        rows = tuple(Row(**row) for row in json.loads(kept.read_text()))
        return Proof(scenario.slug, digest, rows, remembered=True)
    if scenario.definition.has_world:
        warm_up()
    proof = Proof(scenario.slug, digest, tuple(_rows(scenario, chosen)))
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        draft = kept.with_suffix(f".{os.getpid()}")
        draft.write_text(json.dumps([asdict(row) for row in proof.rows]))
        draft.replace(kept)
    return proof


def prove_all(
    folders: Sequence[Path],
    seeds: int | None,
    memory: Path | None,
    done: Callable[[Proof], None],
) -> list[Proof]:
    """Prove several on all cores; `done` is told of each as it ends."""
    proofs = []
    with ProcessPoolExecutor(min(len(folders), os.cpu_count() or 1) or 1) as pool:
        for future in [pool.submit(prove_folder, folder, seeds, memory) for folder in folders]:
            proofs.append(future.result())
            done(proofs[-1])
    return proofs


def _rows(scenario: Scenario, seeds: Sequence[int]) -> Iterator[Row]:
    return map(row_of, prove(scenario, seeds))


def row_of(outcome: Outcome) -> Row:
    """What is kept of an outcome."""
    graded = outcome.graded
    return Row(
        variant=outcome.variant.name,
        seed=graded.seed,
        wins=outcome.variant.wins,
        holds=outcome.holds,
        met={result.objective.id: result.met for result in graded.results},
        measured={result.objective.id: result.verdict.measured for result in graded.results},
        problems=[problem.code for problem in graded.problems],
        cpu_s=round(graded.cpu_s, 3),
    )


def proof_hash(scenario: Scenario, seeds: Sequence[int]) -> str:
    """What a proof depends on: the scenario's text, the seeds, and all code that simulates and judges."""
    return hashlib.sha256(f"{scenario.hash} {code_hash()} {list(seeds)}".encode()).hexdigest()


@cache
def code_hash() -> str:
    """Of every file of the simulator and of grading."""
    digest = hashlib.sha256()
    for folder in _CODE:
        for file in sorted(folder.rglob("*.py")):
            digest.update(str(file.relative_to(folder)).encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()
