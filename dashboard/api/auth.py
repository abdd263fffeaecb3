"""Who calls: a token of a program, or the session of a page.

A request with ``Authorization: Bearer …`` is its token's owner's, whatever cookies come along, and needs no
CSRF token: no page of another site can make a browser send that header. A token that is refused ends the
request; it never falls back to a session.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer

from dashboard.accounts import tokens
from dashboard.accounts.tokens import Scope
from dashboard.api import errors


class Session(APIKeyCookie):
    """The session's person; without a session a visitor, who gets an account with their first document."""

    param_name = settings.SESSION_COOKIE_NAME
    openapi_description = (
        "The session of the lab's pages. Without one the caller is a visitor. Writes carry the page's token in "
        "the header X-CSRFToken."
    )

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        return request.user


class ApiToken(HttpBearer):
    """A token with a scope. Operations that name no scope take no token."""

    openapi_description = (
        "A token made on the account page. Scopes: `read` looks and asks for what is stored nowhere; `write` "
        "creates, changes and deletes documents; `run` creates, steers and deletes runs. Live frames over "
        "websockets are for sessions: a program asks /runs/{id}/frames with `after`."
    )

    def __init__(self, scope: Scope | None) -> None:
        self.scope = scope
        super().__init__()

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        found = tokens.find(token.strip())
        if found is None:
            raise errors.TokenRefused
        if self.scope is None or self.scope.value not in found.scope_set:
            raise errors.ScopeMissing(self.scope.value if self.scope else "-")
        request.user = found.user
        return found


def by(scope: Scope | None) -> list[Any]:
    return [ApiToken(scope), Session()]


READ, WRITE, RUN = by(Scope.READ), by(Scope.WRITE), by(Scope.RUN)
