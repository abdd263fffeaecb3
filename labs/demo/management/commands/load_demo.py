from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from labs.demo.loading import load_demo
from simulator.problems import InvalidInput


class Command(BaseCommand):
    help = "Put the front page's demo document and run into the database, or bring them up to date."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = load_demo()
        except FileNotFoundError as missing:
            raise CommandError(f"The demo's content is missing: {missing.filename}") from None
        except InvalidInput as refusal:
            raise CommandError(f"The demo's content has problems: {refusal}") from None
        if options["verbosity"]:
            what = "loaded" if loaded.changed else "is up to date"
            self.stdout.write(f"The demo {what}: document {loaded.document.pk}, run {loaded.run.pk}.")
