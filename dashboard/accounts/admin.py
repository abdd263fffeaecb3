from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from dashboard.accounts.models import User
from dashboard.accounts.roles import do_assign_role


@admin.register(User)
class UserAdmin(DjangoUserAdmin, ModelAdmin):
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ["username", "email", "role", "is_staff", "is_anonymous_visitor", "date_joined"]
    list_filter = ["role", "is_anonymous_visitor", "is_staff", "is_active"]
    fieldsets = [*(DjangoUserAdmin.fieldsets or ()), ("Stratolab", {"fields": ["role", "language"]})]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """A role that was chosen brings its group with it; the form has just written the groups it showed."""
        super().save_related(request, form, formsets, change)
        if "role" in form.changed_data:
            do_assign_role(form.instance, form.instance.role)
