"""What is done to shares."""

from __future__ import annotations

from typing import Any

import orjson
from django.db import transaction

from dashboard.accounts.models import User
from dashboard.policies.models import Share

#: Shares of one person, and bytes of all of them: the oldest go when a new one needs the room.
MAX_SHARES, MAX_BYTES = 50, 10_000_000


@transaction.atomic
def do_share(owner: User, content: dict[str, Any]) -> Share:
    """Keep a question with its document. Whoever asked checked both."""
    size = len(orjson.dumps(content))
    number, taken = 1, size
    for share in Share.objects.owned_by(owner).order_by("-created_at").only("pk", "size"):
        number, taken = number + 1, taken + share.size
        if number > MAX_SHARES or taken > MAX_BYTES:
            share.delete()
    return Share.objects.create(owner=owner, content=content, size=size)


def do_delete(share: Share) -> None:
    """Forget a share: its link leads nowhere any more."""
    share.delete()
