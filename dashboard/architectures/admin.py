from __future__ import annotations

from django.contrib import admin
from unfold.admin import ModelAdmin

from dashboard.architectures.models import Document


@admin.register(Document)
class DocumentAdmin(ModelAdmin):
    list_display = ["name", "owner", "head", "shared", "saved_at"]
    list_filter = ["shared"]
    search_fields = ["name", "owner__username"]
    readonly_fields = ["id", "owner", "head", "created_at", "saved_at"]
