"""What the benchmark asks ends in every way there is, so that its figure stands for all of them."""

from __future__ import annotations

from benchmarks import iam
from simulator.services.iam.evaluate import Outcome


def test_the_questions_of_the_benchmark_end_in_every_way() -> None:
    found = iam.outcomes()
    assert set(found) == {outcome.value for outcome in Outcome}
    assert all(count >= 20 for count in found.values())
