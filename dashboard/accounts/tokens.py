"""API tokens: what a program shows instead of a session.

A token's secret is ``slab_`` and 32 random bytes; the database has its SHA-256 only, so that whoever reads the
database cannot act for anybody. Guessing 256 bits is hopeless, which is why a plain digest, without salt or
stretching, is enough and can be looked up.

A token may what its scopes say, and never more than its owner:

read
    Look: documents, runs, frames, decisions, exports, the catalogue; and what answers without storing anything
    (checks, edits of a document sent along, decisions of a rule, traces).
write
    Create, change and delete documents.
run
    Create, steer and delete runs.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from dashboard.accounts.models import ApiToken, User

PREFIX = "slab_"
SECRET_BYTES = 32
#: Characters of the secret that stay readable. 24 of its 256 bits.
SHOWN_CHARACTERS = len(PREFIX) + 4
#: Tokens one person may have in use at a time.
TOKEN_QUOTA = 20
#: How exactly it is kept when a token was last used: one write an hour, whatever it does.
USE_RESOLUTION = timedelta(hours=1)


class Scope(StrEnum):
    READ = "read"
    WRITE = "write"
    RUN = "run"


class TooManyTokens(Exception):
    """The person has TOKEN_QUOTA tokens in use."""


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def do_create_token(
    user: User, name: str, scopes: Iterable[Scope], expires_at: datetime | None = None
) -> tuple[ApiToken, str]:
    """A new token and its secret, which nobody can read again. Raises TooManyTokens."""
    User.objects.select_for_update().get(pk=user.pk)
    if ApiToken.objects.filter(user=user).usable().count() >= TOKEN_QUOTA:
        raise TooManyTokens
    secret = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    chosen = set(scopes)
    token = ApiToken.objects.create(
        user=user,
        name=name,
        scopes=" ".join(scope.value for scope in Scope if scope in chosen),
        prefix=secret[:SHOWN_CHARACTERS],
        digest=digest(secret),
        expires_at=expires_at,
    )
    return token, secret


def do_revoke_token(token: ApiToken) -> None:
    """From now on the token opens nothing. Its row stays, for its owner to see."""
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now())


def find(secret: str) -> ApiToken | None:
    """The usable token with this secret; notes that it was used."""
    if not secret.startswith(PREFIX) or len(secret) > 200:
        return None
    token = ApiToken.objects.usable().select_related("user").filter(digest=digest(secret)).first()
    if token is not None:
        now = timezone.now()
        hour = now.replace(minute=0, second=0, microsecond=0)
        if token.last_used_at is None or token.last_used_at <= now - USE_RESOLUTION:
            before = Q(last_used_at=None) | Q(last_used_at__lt=hour)
            ApiToken.objects.filter(before, pk=token.pk).update(last_used_at=hour)
    return token
