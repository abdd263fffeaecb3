"""Account numbers. A document names accounts by labels; ARNs need twelve digits."""

from __future__ import annotations

import hashlib
import re

#: The account of resources that name none: the one AWS's guides write.
DEFAULT_ACCOUNT = "111122223333"
#: A number, or a label: the logical id of an account of the organisation, or any name for one outside.
_LABEL = re.compile(r"\d{12}|[A-Za-z][A-Za-z0-9-]{0,63}", re.ASCII)
_NUMBER = re.compile(r"\d{12}", re.ASCII)


def account_number(label: str | None) -> str:
    """The number of the account of this label, always the same; a label that is a number stands for itself."""
    if label is None:
        return DEFAULT_ACCOUNT
    if _NUMBER.fullmatch(label):
        return label
    digest = int.from_bytes(hashlib.sha256(label.encode()).digest()[:8], "big")
    return f"{200_000_000_000 + digest % 700_000_000_000}"


def is_account(label: str) -> bool:
    """Whether a text may stand for an account."""
    return _LABEL.fullmatch(label) is not None
