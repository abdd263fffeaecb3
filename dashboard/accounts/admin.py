from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from dashboard.accounts.models import User


@admin.register(User)
class UserAdmin(DjangoUserAdmin, ModelAdmin):
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ["username", "email", "role", "is_staff", "is_anonymous_visitor", "date_joined"]
    list_filter = ["role", "is_anonymous_visitor", "is_staff", "is_active"]
    fieldsets = [*(DjangoUserAdmin.fieldsets or ()), ("Stratolab", {"fields": ["role", "language"]})]
