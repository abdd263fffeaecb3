"""What the editor's templates ask for."""

from __future__ import annotations

from django import template

from labs.authoring.words import STATUS
from simulator.text import Language

register = template.Library()


@register.filter
def status_in(status: str, language: Language) -> str:
    """A version's status as it is told."""
    return STATUS[status].get(language)
