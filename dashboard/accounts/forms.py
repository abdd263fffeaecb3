"""Forms of the account page."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dashboard.accounts.models import User
from dashboard.accounts.tokens import Scope

#: What a visitor types to delete everything: they have no password. One of these, whatever the language.
PHRASES = ("delete", "삭제")

SCOPES = (
    (Scope.READ.value, _("read: look at documents, runs, frames and decisions; export them")),
    (Scope.WRITE.value, _("write: create, change and delete documents")),
    (Scope.RUN.value, _("run: create, steer and delete runs")),
)
LIFETIMES = (("30", _("30 days")), ("90", _("90 days")), ("365", _("one year")), ("", _("no end")))


class ProfileForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("as the browser says")), *settings.LANGUAGES]
    )

    @classmethod
    def of(cls, user: User) -> ProfileForm:
        return cls(initial={"name": user.first_name, "language": user.language}, prefix="profile")


class TokenForm(forms.Form):
    name = forms.CharField(label=_("What it is for"), max_length=80)
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=SCOPES,
        widget=forms.CheckboxSelectMultiple,
        initial=[Scope.READ.value],
    )
    lifetime = forms.ChoiceField(label=_("Ends after"), choices=LIFETIMES, required=False, initial="90")

    @property
    def chosen(self) -> list[Scope]:
        return [Scope(scope) for scope in self.cleaned_data["scopes"]]

    @property
    def expires_at(self) -> datetime | None:
        days = self.cleaned_data["lifetime"]
        return timezone.now() + timedelta(days=int(days)) if days else None


class DeleteForm(forms.Form):
    """The password of whoever has one; else a typed word."""

    def __init__(self, user: User, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user
        if user.has_usable_password():
            self.fields["proof"] = forms.CharField(
                label=_("Your password"),
                strip=False,
                max_length=200,
                widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
            )
        else:
            self.fields["proof"] = forms.CharField(
                label=_("Type “delete”"), max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"})
            )

    def clean_proof(self) -> str:
        proof: str = self.cleaned_data["proof"]
        if self.user.has_usable_password():
            if not self.user.check_password(proof):
                raise forms.ValidationError(_("The password is wrong. Nothing was deleted."))
        elif proof.strip().casefold() not in PHRASES:
            raise forms.ValidationError(_("That is not the word. Nothing was deleted."))
        return proof
