from __future__ import annotations

from django.contrib import admin
from unfold.admin import ModelAdmin

from dashboard.runs.models import Run


@admin.register(Run)
class RunAdmin(ModelAdmin):
    list_display = ["id", "owner", "document", "status", "speed", "tick", "revivals", "created_at"]
    list_filter = ["status", "shared"]
    search_fields = ["owner__username", "document__name"]
    readonly_fields = [field.name for field in Run._meta.fields]
