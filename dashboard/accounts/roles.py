"""Roles as Django's groups: choosing a person's role gives them the permissions that go with it.

A role's group bears its name. What an app lets a role do, the app says itself after each migration (`allow`);
administrators may do everything. Who may enter the admin site at all follows from the role as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.contrib.auth.models import Group, Permission
from django.db import DEFAULT_DB_ALIAS, transaction

from dashboard.accounts.models import Role, User

#: Roles whose work is in the admin site.
STAFF = frozenset({Role.AUTHOR, Role.ADMINISTRATOR})


def allow(
    role: str, app_label: str, models: Sequence[str] | None = None, using: str = DEFAULT_DB_ALIAS
) -> None:
    """Give a role every permission on an app's models, or on those named."""
    permissions = Permission.objects.using(using).filter(content_type__app_label=app_label)
    if models is not None:
        permissions = permissions.filter(content_type__model__in=models)
    group, _ = Group.objects.using(using).get_or_create(name=role)
    group.permissions.add(*permissions)


def keep_groups(app_config: AppConfig, using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """After each migration: there is a group for every role, and administrators may do everything."""
    if app_config.label == "accounts":
        for role in Role.values:
            group, _new = Group.objects.using(using).get_or_create(name=role)
            people = User.objects.using(using).filter(role=role).exclude(groups=group)
            if role != Role.LEARNER:  # everybody is one who was not made anything else
                group.user_set.add(*people)
    allow(Role.ADMINISTRATOR, app_config.label, using=using)


@transaction.atomic
def do_assign_role(user: User, role: str) -> None:
    """Make it the person's role: its group instead of other roles' groups, and the admin site if it needs it."""
    user.role = role
    user.is_staff = user.is_superuser or role in STAFF
    user.save(update_fields=["role", "is_staff"])
    user.groups.remove(*Group.objects.filter(name__in=set(Role.values) - {role}))
    user.groups.add(Group.objects.get_or_create(name=role)[0])
