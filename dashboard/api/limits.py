"""How often one caller may ask: budgets a minute, counted by account.

A whole class may come from one address, so addresses say nothing about who asks too much. Budgets are kept by
the account, whether its session or one of its tokens came; for visitors without an account by their browser (its
CSRF cookie); programs without either share one budget, `STRANGERS` times as large. Who throws their cookies
away gets new budgets for reading, which cost them a new account for writing: accounts are what an address may
not make without end, at the pace of a full lecture hall.

Counts are in Django's cache, Redis, and hence the same for all web processes. Without Redis nobody is refused:
then there are worse things to see to.
"""

from __future__ import annotations

import functools
import hashlib
import ipaddress
import logging
import math
import os
import re
import time
from contextvars import ContextVar

import redis
from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from django.http import HttpRequest
from ninja.throttling import BaseThrottle

from dashboard.accounts import actions
from dashboard.accounts.models import User
from dashboard.api import errors
from dashboard.operations.tally import tally

log = logging.getLogger(__name__)

WINDOW_SECONDS = 60
STRANGERS = 10
API = "/api/v1"
#: Operations whose budget does not follow from their method, the first that fits.
BUDGETS: tuple[tuple[str, re.Pattern[str], str], ...] = tuple(
    (method, re.compile(API + pattern), budget)
    for method, pattern, budget in (
        ("POST", r"/(edit|check|traces|decide/[^/]+|policies/(ask|who-can|check|overview))", "checks"),
        ("POST", r"/attempts/[^/]+/standing", "checks"),
        ("POST", r"/runs", "runs"),
        ("POST", r"/documents/[^/]+/copy", "runs"),
        ("POST", r"/runs/[^/]+/(commands|control)", "commands"),
        ("GET", r"/runs/[^/]+/export", "exports"),
    )
)
_wait: ContextVar[float] = ContextVar("stratolab.limits", default=WINDOW_SECONDS)


def budget_of(method: str, path: str) -> str:
    for one, pattern, budget in BUDGETS:
        if method == one and pattern.fullmatch(path):
            return budget
    return "reads" if method in ("GET", "HEAD", "OPTIONS") else "writes"


def caller(request: HttpRequest) -> tuple[str, int]:
    """Whose budget a request is on, and how many times as large it is."""
    if isinstance(request.user, User):
        return f"account:{request.user.pk}", 1
    if cookie := request.COOKIES.get(settings.CSRF_COOKIE_NAME):
        return f"browser:{hashlib.sha256(cookie.encode()).hexdigest()[:24]}", 1
    return "strangers", STRANGERS


def address(request: HttpRequest) -> str:
    """Where a request comes from; of IPv6 the network that one household or school has."""
    text = request.META.get("REMOTE_ADDR", "")
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else str(found)


@functools.cache
def _counts(pid: int, described: str) -> BaseCache:
    return caches.create_connection("default")


def counts() -> BaseCache:
    """Where counts are kept: one cache object for the process.

    Django's own is one for each thread, and a request has a thread of its own: each would connect to Redis anew.
    """
    return _counts(os.getpid(), repr(settings.CACHES["default"]))


def exceeded(budget: str, who: str, times: int = 1) -> float | None:
    """Count one more of `who`'s; seconds until there is room again when it was one too many, else None."""
    most = settings.RATE_LIMITS[budget] * times
    if not most:
        return None
    window, passed = divmod(time.time(), WINDOW_SECONDS)
    key = f"limit:{budget}:{who}:{int(window)}"
    cache = counts()
    try:
        try:
            count = cache.incr(key)
        except ValueError:
            cache.add(key, 0, 2 * WINDOW_SECONDS)
            count = cache.incr(key)
    except (redis.RedisError, OSError, ValueError) as error:
        log.warning("nobody is counted while Redis is away: %s", error)
        return None
    if count <= most:
        return None
    tally.count("throttled", budget)
    return WINDOW_SECONDS - passed


class Budget(BaseThrottle):
    """Refuses who asks too often. After the caller is known, before anything is read."""

    def allow_request(self, request: HttpRequest) -> bool:
        who, times = caller(request)
        wait = exceeded(budget_of(request.method or "", request.path), who, times)
        _wait.set(WINDOW_SECONDS if wait is None else wait)
        return wait is None

    def wait(self) -> float:
        return _wait.get()


class TooManyAccounts(errors.Refused):
    def __init__(self, wait: float) -> None:
        super().__init__(429, "TooManyRequests", errors.TOO_MANY.format(seconds=math.ceil(wait)))
        self.headers = {"Retry-After": str(math.ceil(wait))}


def ensure_user(request: HttpRequest) -> User:
    """The request's user, as `accounts` has it; a new visitor's account is counted. Raises TooManyAccounts."""
    if not isinstance(request.user, User):
        count_account(request)
    return actions.ensure_user(request)


def count_account(request: HttpRequest) -> None:
    """Count an account that is about to be made for a visitor. Raises TooManyAccounts."""
    wait = exceeded("accounts", address(request))
    if wait is not None:
        raise TooManyAccounts(wait)
