"""What the admin's theme says in English and has no Korean for.

The theme has no Korean catalogue of its own; named here, its words are in ours and stay checked.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

WORDS = (
    _("Apply Filters"),
    _("Available shortcuts"),
    _("Changelist shortcuts"),
    _("Clear"),
    _("Clear all filters"),
    _("Command tool shortcuts"),
    _("Create new record"),
    _("Dark"),
    _("Filters"),
    _("Global shortcuts"),
    _("Go back"),
    _("Hide counts"),
    _("Light"),
    _("Navigate"),
    _("No results found"),
    _("Open command tool"),
    _("Open selection"),
    _("Open selection in new tab"),
    _("Open shortcuts list"),
    _("Recent searches"),
    _("Reset filters"),
    _("Run"),
    _("Search apps and models..."),
    _("Select"),
    _("Show all"),
    _("Show counts"),
    _("System"),
    _("This page yielded into no results."),
    _("Toggle dark/light mode"),
    _("Toggle filter"),
    _("Toggle sidebar"),
    _("Type to search"),
    _("View site"),
)
