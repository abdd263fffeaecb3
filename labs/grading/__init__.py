"""Grading by behaviour: typed objectives judged over the frames of a simulated world.

Pure: it knows documents and frames, no database, no request and no browser. What a learner's world did is
judged the same way live, on submission and in a lab's proof.
"""

from __future__ import annotations

from labs.grading.judge import Judge, Result, Verdict
from labs.grading.objectives import Check, Objective

__all__ = ["Check", "Judge", "Objective", "Result", "Verdict"]
