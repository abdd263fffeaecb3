"""A short sample of the crash drill (`make chaos` is the long form): one kill of each kind under three runs."""

from __future__ import annotations

import sys

import pytest

from .drill import KINDS, drill

pytestmark = [
    pytest.mark.slow,
    pytest.mark.processes,
    pytest.mark.skipif(sys.platform != "linux", reason="/proc"),
]


def test_killing_each_process_once_costs_nobody_a_frame() -> None:
    report = drill(seconds=60, seed=3, runs=3, pause_s=(1.5, 2.5), kills=len(KINDS))
    assert report.problems == [], report.show()
    assert report.kills == dict.fromkeys(KINDS, 1)
    assert report.frames_compared > 100 and report.frames_watched > 100
    assert report.commands_applied > 0 and report.decisions_compared > 0
    assert report.reconnects >= report.runs, "the web server's death closed every socket"
