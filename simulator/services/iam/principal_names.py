"""Names in a `Principal` element: what each kind of principal may be called.

Guide: "AWS JSON policy elements: Principal". A flaw is the code of the parser's problem.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from simulator.services.iam.principals import WEB_PROVIDERS, read_requester

_UNIQUE_ID = re.compile(r"A[A-Z]{3}[A-Z0-9]{12,28}", re.ASCII)
_CANONICAL_USER = re.compile(r"[0-9a-f]{64}", re.ASCII)


def _aws_flaw(text: str) -> str | None:
    """What is wrong with a principal of type AWS."""
    if text == "*" or re.fullmatch(r"\d{12}", text, re.ASCII) or _UNIQUE_ID.fullmatch(text):
        return None
    if "*" in text or "?" in text:
        return "WildcardInPrincipal"
    if re.fullmatch(r"arn:[a-z-]+:iam::\d{12}:group/.+", text, re.ASCII):
        return "GroupAsPrincipal"
    requester = read_requester(text)
    # External providers are named under Federated, services under Service.
    return None if requester is not None and requester.account is not None else "InvalidPrincipal"


def _service_flaw(text: str) -> str | None:
    if "*" in text or "?" in text:
        return "WildcardInPrincipal"
    return None if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9.-]*\.[a-z.]+", text, re.ASCII) else "InvalidPrincipal"


def _federated_flaw(text: str) -> str | None:
    if "*" in text or "?" in text:
        return "WildcardInPrincipal"
    if text in WEB_PROVIDERS or re.fullmatch(
        r"arn:[a-z-]+:iam::\d{12}:(saml|oidc)-provider/.+", text, re.ASCII
    ):
        return None
    return (
        None
        if re.fullmatch(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(/\S*)?", text, re.ASCII)
        else "InvalidPrincipal"
    )


def _canonical_flaw(text: str) -> str | None:
    return None if _CANONICAL_USER.fullmatch(text) else "InvalidPrincipal"


#: By the key under which it is named: what is wrong with a name, or None.
PRINCIPAL_KEYS: dict[str, Callable[[str], str | None]] = {
    "AWS": _aws_flaw,
    "Service": _service_flaw,
    "Federated": _federated_flaw,
    "CanonicalUser": _canonical_flaw,
}
