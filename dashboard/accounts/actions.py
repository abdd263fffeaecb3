"""What is done to accounts."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator
from importlib import import_module

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth import SESSION_KEY, login
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.base import SessionBase
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponseBase

from dashboard.accounts.models import User
from dashboard.runs import owners

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
    """Give what a visitor made to the account they signed up for or logged in to, and forget the visitor.

    Everything that names the visitor as its person goes along, whatever app it is of. Where the account has its
    own of what there can be one of, that stays.
    """
    if not visitor.is_anonymous_visitor or visitor.pk == user.pk:
        return
    runs = [str(run) for run in visitor.runs.values_list("pk", flat=True)]
    for model, name in owned_directly():
        for pk in list(model._base_manager.filter(**{name: visitor}).values_list("pk", flat=True)):
            with contextlib.suppress(IntegrityError), transaction.atomic():
                model._base_manager.filter(pk=pk).update(**{name: user})
    visitor.delete()
    transaction.on_commit(lambda: owners.do_hand_over(runs))


def owned_directly() -> Iterator[tuple[type[Model], str]]:
    """Every model with a person, and the name of the field: what is somebody's, and goes with them."""
    for relation in User._meta.related_objects:
        if not relation.many_to_many:
            yield relation.related_model, relation.field.name


def do_delete_account(user: User) -> None:
    """Forget a person: all they own, what is written about them, their sessions, and what Redis has of their runs.

    Open sockets close; browsers that come back are strangers.
    """
    id = user.pk
    runs = [str(run) for run in user.runs.values_list("pk", flat=True)]
    sessions = list(sessions_of(id))
    with transaction.atomic():
        written_about = ContentType.objects.get_for_model(User)
        LogEntry.objects.filter(content_type=written_about, object_id=str(id)).delete()
        user.delete()
        for session in sessions:
            session.delete()
    owners.do_forget(runs, id)


def sessions_of(user_id: int) -> Iterator[SessionBase]:
    """Every session of a person.

    A session's table does not say whose it is, so each is opened. It happens once in an account's life.
    """
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for session in store.get_model_class().objects.iterator():
        if session.get_decoded().get(SESSION_KEY) == str(user_id):
            yield store(session.session_key)


def do_change_profile(user: User, name: str, language: str) -> None:
    user.first_name, user.language = name, language
    user.save(update_fields=["first_name", "language"])


def language_of(request: HttpRequest) -> str:
    """The request's language, one of settings.LANGUAGES."""
    code = str(getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)).split("-")[0]
    return code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def remember_language(response: HttpResponseBase, language: str) -> None:
    """The cookie that Django's own language view sets; an empty language leaves the choice to the browser."""
    cookie = settings.LANGUAGE_COOKIE_NAME
    if not language:
        response.delete_cookie(
            cookie, path=settings.LANGUAGE_COOKIE_PATH, domain=settings.LANGUAGE_COOKIE_DOMAIN
        )
        return
    response.set_cookie(
        cookie,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        path=settings.LANGUAGE_COOKIE_PATH,
        domain=settings.LANGUAGE_COOKIE_DOMAIN,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )
