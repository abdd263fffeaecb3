"""How long a policy may be.

IAM counts characters without white space; Organizations counts every character it is given. Sources: "IAM and AWS STS
quotas", "Quotas for AWS Organizations", and the guides of Amazon S3, AWS KMS and AWS PrivateLink (2026-11).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from simulator.services.iam.policy import PolicyKind

#: Longer texts are refused unread, whatever they are.
LONGEST = 262_144


@dataclass(frozen=True, slots=True)
class Limit:
    """characters: the most a policy may have. white_space: whether white space between the elements counts."""

    characters: int
    white_space: bool = False


#: The most any policy of the kind may have. An identity-based policy may be inline in a role, which has most room.
LIMITS: dict[PolicyKind, Limit] = {
    PolicyKind.IDENTITY: Limit(10_240),
    PolicyKind.BOUNDARY: Limit(6_144),
    PolicyKind.SESSION: Limit(2_048),
    PolicyKind.TRUST: Limit(4_096),
    PolicyKind.SCP: Limit(5_120, white_space=True),
    PolicyKind.RCP: Limit(5_120, white_space=True),
    PolicyKind.RESOURCE: Limit(20_480, white_space=True),
    PolicyKind.KEY: Limit(32_768, white_space=True),
    PolicyKind.ENDPOINT: Limit(20_480, white_space=True),
}

#: Identity-based policies by where they stand. Inline limits are for all inline policies of one identity together.
MANAGED, INLINE_USER, INLINE_GROUP, INLINE_ROLE = Limit(6_144), Limit(2_048), Limit(5_120), Limit(10_240)

_OUTSIDE_STRINGS = re.compile(r'("(?:[^"\\]|\\.)*")|\s+', re.DOTALL)


def size_of(document: str | dict[str, Any], limit: Limit) -> int:
    """How much of `limit` a policy takes; a parsed one counts as written without white space."""
    if not isinstance(document, str):
        return len(json.dumps(document, ensure_ascii=False, separators=(",", ":")))
    if limit.white_space:
        return len(document)
    return len(_OUTSIDE_STRINGS.sub(lambda found: found[1] or "", document))
