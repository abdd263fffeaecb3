"""How many sockets a web process bears, and how many of them one account may have.

Counted in the process itself: with three of them an account may have three times as many, which is still few.
Visitors without an account are counted together, never by address (a class shares one); they leave
`RESERVED` of the seats to people with an account.
"""

from __future__ import annotations

import time
from collections import Counter

from django.conf import settings

#: Share of the seats that is kept for people with an account.
RESERVED = 0.2
#: Times an account may open a socket, a minute: reloading, reconnecting, changing runs.
OPENED_PER_MINUTE = 120


class Seats:
    """Who has how many sockets in this process. `account` is None for visitors without one."""

    def __init__(self) -> None:
        self.taken: Counter[int | None] = Counter()
        self.opened: Counter[int] = Counter()
        self.minute = 0

    @property
    def full(self) -> bool:
        return self.taken.total() >= settings.SOCKETS_PER_PROCESS

    def refusal(self, account: int | None) -> str | None:
        """Why there is no seat, in a word; None when there is one."""
        if self.full:
            return "process"
        if account is None:
            most = settings.SOCKETS_PER_PROCESS * (1 - RESERVED)
            return "visitors" if self.taken[None] >= most else None
        if self.taken[account] >= settings.SOCKETS_PER_ACCOUNT:
            return "account"
        return "reconnecting" if self.often(account) else None

    def often(self, account: int) -> bool:
        """Count another opening; whether it is one too many this minute."""
        if (minute := int(time.monotonic() // 60)) != self.minute:
            self.minute = minute
            self.opened.clear()
        self.opened[account] += 1
        return self.opened[account] > OPENED_PER_MINUTE

    def take(self, account: int | None) -> None:
        self.taken[account] += 1

    def leave(self, account: int | None) -> None:
        self.taken[account] -= 1
        if self.taken[account] <= 0:
            del self.taken[account]


seats = Seats()
