"""What is done to accounts."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest

from dashboard.accounts.models import User

SYSTEM_USERNAME = "stratolab"


def do_create_visitor(language: str = "") -> User:
    """An account nobody can log in to by password; it lives as long as the browser's session."""
    user = User(username=f"guest-{secrets.token_hex(6)}", is_anonymous_visitor=True, language=language)
    user.set_unusable_password()
    user.save()
    return user


def ensure_user(request: HttpRequest) -> User:
    """The request's user. A visitor who writes for the first time gets an account and a session.

    The CSRF secret stays: the page the visitor has open goes on writing with the token it was given, and
    nobody's rights have grown by this log-in.
    """
    if isinstance(request.user, User):
        return request.user
    user = do_create_visitor(getattr(request, "LANGUAGE_CODE", ""))
    secret = request.META.get("CSRF_COOKIE")
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    if secret:
        request.META["CSRF_COOKIE"] = secret
    return user


def system_user() -> User:
    """The owner of what belongs to the lab itself: the demo."""
    user, created = User.objects.get_or_create(username=SYSTEM_USERNAME, defaults={"is_active": False})
    if created:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user


@transaction.atomic
def do_adopt(visitor: User, user: User) -> None:
    """Give what a visitor made to the account they signed up for or logged in to, and forget the visitor."""
    if not visitor.is_anonymous_visitor or visitor.pk == user.pk:
        return
    visitor.documents.update(owner=user)
    visitor.runs.update(owner=user)
    visitor.delete()


def language_of(request: HttpRequest) -> str:
    """The request's language, one of settings.LANGUAGES."""
    code = str(getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)).split("-")[0]
    return code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
