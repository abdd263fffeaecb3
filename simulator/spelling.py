"""What somebody may have meant: the known word nearest to the one written."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(written: str, known: Iterable[str], cutoff: float = 0.5) -> str | None:
    """The known word most like what was written, capitals aside; None when none is like it."""
    by_lower = {word.lower(): word for word in known}
    found = get_close_matches(written[:64].lower(), list(by_lower), n=1, cutoff=cutoff)
    return by_lower[found[0]] if found else None
