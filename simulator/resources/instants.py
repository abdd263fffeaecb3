"""Properties that say a moment, in the form AWS writes it."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from simulator.clock import parse_instant
from simulator.resources.properties import refuse


def _instant(value: str) -> str:
    try:
        parse_instant(value)
    except ValueError:
        raise refuse(
            "NoSuchInstant",
            f"There is no such date and time: {value[:30]}.",
            f"없는 날짜나 시각이에요: {value[:30]}",
            "Write it like 2024-01-01T08:30:00Z.",
            "2024-01-01T08:30:00Z처럼 쓰세요.",
        ) from None
    return value


#: An instant of the world's calendar, in UTC: ``2024-01-01T08:30:00Z``.
Instant = Annotated[str, AfterValidator(_instant)]
