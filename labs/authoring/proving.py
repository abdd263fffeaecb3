"""A proof as work for many processes: tries are taken one by one and survive a crash.

As with grading (`labs.guided.trials`) a task is a wish to work. Only a few wishes of a proof are out at a time,
each finished try asking for the next, so that learners who hand in something do not wait behind a whole proof.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from functools import cache
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from labs.authoring.models import ProofRun, ProofState, Try
from labs.scenarios.actions import do_record_proof
from labs.scenarios.content import Scenario
from labs.scenarios.models import Version
from labs.scenarios.proof import Outcome, graded, variants
from labs.scenarios.proofs import Proof, Row, proof_hash, row_of
from simulator.engine import warm_up

#: A try taken longer ago than this was lost with its worker.
STALE = timedelta(seconds=20)
#: After so many takes a proof is given up: something about it ends workers.
MOST_TAKES = 3
#: CPU one try may cost (s). A seed of a lab should cost less than two; more holds up everybody's grading.
MOST_CPU_SECONDS = 4.5


class TooSlow(Exception):
    """A try that cost more than it may."""


def do_drop(version: Version) -> None:
    """End proofs of a version that still run: what they are about has changed."""
    ProofRun.objects.filter(version=version, state=ProofState.RUNNING).update(
        state=ProofState.FAILED, ended_at=timezone.now()
    )


def take() -> Try | None:
    """The try to work on next, marked as taken; None when there is none."""
    now = timezone.now()
    waiting = Try.objects.waiting(now - STALE).order_by("run__created_at", "id")
    for pk, taken_at in waiting.values_list("pk", "taken_at")[:50]:
        mine = Try.objects.filter(pk=pk, taken_at=taken_at, done=False)
        if mine.update(taken_at=now, takes=F("takes") + 1):
            return Try.objects.select_related("run__version__scenario").get(pk=pk)
    return None


def work(one: Try) -> None:
    """Simulate and judge; the last try settles the proof."""
    run = one.run
    if one.takes > MOST_TAKES or run.version.hash != run.hash:
        do_drop(run.version)
        return
    row = row_of_try(run.version.content, one.variant, one.seed)
    if Try.objects.filter(pk=one.pk, done=False).update(done=True, row=asdict(row)):
        settle(run)


def row_of_try(content: Scenario, name: str, seed: int) -> Row:
    """What became of a variant with a seed; one that costs too much does not hold."""
    variant = next(variant for variant in variants(content) if variant.name == name)
    definition = content.definition
    if definition.has_world:
        _warm_up()
    began = time.process_time()

    def watch(_frame: Mapping[str, Any]) -> None:
        if time.process_time() - began > MOST_CPU_SECONDS:
            raise TooSlow

    try:
        came_of_it = graded(variant.document, definition, seed, watch)
    except TooSlow:
        cost = round(time.process_time() - began, 3)
        return Row(name, seed, variant.wins, False, {}, {}, ["TooSlow"], cost)
    return row_of(Outcome(variant, came_of_it))


@cache
def _warm_up() -> None:
    """Compile what is not compiled yet, once in a process: it is no cost of a try."""
    warm_up()


@transaction.atomic
def settle(run: ProofRun) -> None:
    """When every try is done, keep the proof with the version, unless that has changed meanwhile."""
    run = ProofRun.objects.select_for_update().select_related("version__scenario").get(pk=run.pk)
    tries = list(run.tries.all())
    if run.state != ProofState.RUNNING or not all(one.done for one in tries):
        return
    version = run.version
    if version.hash == run.hash:
        content = version.content
        rows = tuple(Row(**(one.row or {})) for one in tries)
        do_record_proof(version, Proof(content.slug, proof_hash(content, content.definition.seeds), rows))
    run.state, run.ended_at = ProofState.DONE, timezone.now()
    run.save(update_fields=["state", "ended_at"])
