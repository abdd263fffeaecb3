"""What an owner's slices cost them."""

from __future__ import annotations

import gc
import time

from dashboard.runs import charging


def test_computing_counts() -> None:
    begun, machine = charging.seconds(), time.thread_time()
    while time.thread_time() - machine < 0.02:
        sum(range(1000))
    assert charging.seconds() - begun >= 0.015


def test_waiting_and_collecting_garbage_do_not() -> None:
    rubbish = [[number] for number in range(300_000)]
    begun, machine = charging.seconds(), time.thread_time()
    time.sleep(0.02)
    for _ in range(3):
        gc.collect()
    took, charged = time.thread_time() - machine, charging.seconds() - begun
    assert len(rubbish) == 300_000
    assert charged < took / 2
