"""Where allauth's flows meet our visitors."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse

from dashboard.accounts.actions import do_adopt, remember_language
from dashboard.accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    """A visitor who logs in or signs up keeps what they drew."""

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        before: Any = request.user
        visited = isinstance(before, User)  # looks the lazy user up while the old session still stands
        super().login(request, user)
        if visited and isinstance(user, User):
            do_adopt(before, user)

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **options: Any) -> HttpResponse:
        """Whoever chose a language on the account page has it on every machine."""
        response: HttpResponse = super().post_login(request, user, **options)
        if isinstance(user, User) and user.language:
            remember_language(response, user.language)
        return response
