"""In which order things happen that are due at the same simulated second.

First what fails, then what is measured, then what rings, then what reacts.
"""

from __future__ import annotations

FAILURES, MEASUREMENTS, ALARMS, REACTIONS = 0, 10, 20, 30
