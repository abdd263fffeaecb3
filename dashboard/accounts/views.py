"""The account page: who one is here, tokens, one's data out, and away."""

from __future__ import annotations

from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from dashboard.accounts import data, tokens
from dashboard.accounts.actions import do_change_profile, do_delete_account, remember_language
from dashboard.accounts.forms import DeleteForm, ProfileForm, TokenForm
from dashboard.accounts.models import ApiToken, User
from dashboard.api.limits import exceeded
from dashboard.runs.models import Run, Status
from dashboard.streaming import download
from simulator.tables import FORMATS

#: A run's state in words.
STATES: dict[str, Any] = {
    Status.CREATED: pgettext_lazy("run", "not started"),
    Status.RUNNING: pgettext_lazy("run", "running"),
    Status.PAUSED: pgettext_lazy("run", "paused"),
    Status.FINISHED: pgettext_lazy("run", "finished"),
    Status.FAILED: pgettext_lazy("run", "failed"),
    Status.ARCHIVED: pgettext_lazy("run", "archived"),
}
#: Runs the page lists; all of them are in the ZIP and the API.
LISTED_RUNS = 50


def person(request: HttpRequest) -> User:
    """Whoever is logged in, a visitor with an account included."""
    user = request.user
    assert isinstance(user, User)
    return user


def page(request: HttpRequest, status: int = 200, **given: Any) -> HttpResponse:
    """The page; `given` replaces forms that were refused, or holds a new token's secret."""
    user = person(request)
    runs = list(Run.objects.owned_by(user).select_related("document", "revision")[:LISTED_RUNS])
    for run in runs:
        run.state = STATES.get(run.status, run.status)  # type: ignore[attr-defined]
    context: dict[str, Any] = {
        "boot": None,
        "profile_form": ProfileForm.of(user),
        "token_form": TokenForm(prefix="token"),
        "delete_form": DeleteForm(user, prefix="delete"),
        "tokens": ApiToken.objects.filter(user=user, revoked_at=None),
        "runs": runs,
        "first_run": runs[0].pk if runs else None,
        "tables": (("frames", _("Frames")), ("decisions", _("Decisions"))),
        "formats": FORMATS,
        **given,
    }
    return render(request, "accounts/account.html", context, status=status)


@require_safe
@never_cache
@login_required
def account(request: HttpRequest) -> HttpResponse:
    return page(request)


@require_POST
@login_required
def change_profile(request: HttpRequest) -> HttpResponse:
    form = ProfileForm(request.POST, prefix="profile")
    if not form.is_valid():
        return page(request, 422, profile_form=form)
    do_change_profile(person(request), form.cleaned_data["name"], form.cleaned_data["language"])
    answer = redirect("account")
    remember_language(answer, form.cleaned_data["language"])
    return answer


@require_POST
@never_cache
@login_required
def create_token(request: HttpRequest) -> HttpResponse:
    """Make a token and show its secret, this once: it is in this answer and nowhere else."""
    user = person(request)
    if user.is_anonymous_visitor:
        raise Http404
    form = TokenForm(request.POST, prefix="token")
    if form.is_valid():
        try:
            made, secret = tokens.do_create_token(
                user, form.cleaned_data["name"], form.chosen, form.expires_at
            )
            return page(request, made=made, secret=secret)
        except tokens.TooManyTokens:
            form.add_error(None, _("You have as many tokens as one may have. Revoke one first."))
    return page(request, 422, token_form=form)


@require_POST
@login_required
def revoke_token(request: HttpRequest, id: int) -> HttpResponse:
    token = ApiToken.objects.filter(user=person(request), pk=id).first()
    if token is None:
        raise Http404
    tokens.do_revoke_token(token)
    messages.success(request, _("The token “%(name)s” opens nothing any more.") % {"name": token.name})
    return redirect("account")


@require_safe
@login_required
def export(request: HttpRequest) -> HttpResponseBase:
    """Everything one has here, as a ZIP."""
    user = person(request)
    if exceeded("exports", f"account:{user.pk}") is not None:
        return render(request, "429.html", {"boot": None}, status=429)
    return download(request, data.pieces(user), "application/zip", data.archive_name(user))


@sensitive_post_parameters()
@require_POST
@never_cache
@login_required
def delete(request: HttpRequest) -> HttpResponse:
    user = person(request)
    if limited := ratelimit.consume_or_429(request, action="reauthenticate", user=user):
        return limited
    form = DeleteForm(user, request.POST, prefix="delete")
    if not form.is_valid():
        return page(request, 422, delete_form=form)
    do_delete_account(user)
    logout(request)
    messages.success(request, _("Your account and everything in it are gone."))
    return redirect("home")
