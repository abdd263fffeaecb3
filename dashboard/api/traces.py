"""Recorded traffic over the API: a CSV in, the traffic shape out. Nothing is stored."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from dashboard.api import auth, schemas
from dashboard.api.documents import REFUSALS
from simulator.services.clients.trace import mean_rate, parse_trace

router = Router(tags=["documents"])


@router.post("/traces", auth=auth.READ, response={200: schemas.TraceOut, **REFUSALS})
def read_trace(request: HttpRequest, payload: schemas.TraceIn) -> Any:
    """A CSV of (second, requests) as the Traffic of Lab::Clients.

    A row says how many requests a second there are from that second on; `step` holds them until the next row,
    `linear` goes there in a straight line. What is wrong is told with its line.
    """
    trace = parse_trace(payload.csv, payload.interpolation, payload.repeat)
    return {
        "traffic": trace.model_dump(),
        "rows": len(trace.Seconds),
        "first_second": trace.Seconds[0],
        "last_second": trace.Seconds[-1],
        "mean_rate": mean_rate(trace),
        "peak_rate": max(trace.Rates),
    }
