"""Where allauth's flows meet our visitors."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest

from dashboard.accounts.actions import do_adopt
from dashboard.accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    """A visitor who logs in or signs up keeps what they drew."""

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        before: Any = request.user
        visited = isinstance(before, User)  # looks the lazy user up while the old session still stands
        super().login(request, user)
        if visited and isinstance(user, User):
            do_adopt(before, user)
