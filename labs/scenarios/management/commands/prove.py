"""`manage.py prove [slug …]`: show that each lab is won by its solutions and by nothing else."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from labs.scenarios.content import CONTENT, BrokenContent, slugs
from labs.scenarios.proofs import Proof, prove_all


class Command(BaseCommand):
    help = "Prove labs: their solutions pass over every seed, everything else fails for what it should."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slugs", nargs="*", help="labs to prove; all without any")
        parser.add_argument("--seeds", type=int, help="use only so many of each lab's seeds")
        parser.add_argument("--again", action="store_true", help="prove what was proved already, too")
        parser.add_argument("--verbose", action="store_true", help="show every variant and seed")

    def handle(self, *args: Any, **options: Any) -> None:
        known = slugs()
        chosen = options["slugs"] or known
        if unknown := sorted(set(chosen) - set(known)):
            raise CommandError(f"There is no lab {', '.join(unknown)}. There are: {', '.join(known)}.")
        memory = None if options["again"] else settings.BASE_DIR / ".cache" / "proofs"
        try:
            proofs = prove_all(
                [CONTENT / slug for slug in chosen],
                options["seeds"],
                memory,
                lambda proof: self.tell(proof, options["verbose"]),
            )
        except BrokenContent as broken:
            for mistake in broken.mistakes:
                self.stderr.write(mistake.told("en", f"labs/content/{broken.slug}/"))
            raise CommandError("Mend the content first.") from None
        failed = [proof.slug for proof in proofs if not proof.holds]
        self.stdout.write(f"{len(proofs) - len(failed)} of {len(proofs)} labs proved.")
        if failed:
            raise CommandError(f"Not proved: {', '.join(failed)}.")

    def tell(self, proof: Proof, verbose: bool) -> None:
        cpu = sum(row.cpu_s for row in proof.rows)
        most = max((row.cpu_s for row in proof.rows), default=0.0)
        how = "proved before" if proof.remembered else f"{cpu:.1f} s of CPU, {most:.2f} s at most for one"
        self.stdout.write(
            f"{'proved' if proof.holds else 'FAILED'}  {proof.slug} ({len(proof.rows)} runs, {how})"
        )
        for row in proof.rows:
            if verbose or not row.holds:
                wanted = "to pass" if row.wins else "to fail"
                met = ", ".join(f"{id} {'+' if ok else '-'} {row.measured[id]}" for id, ok in row.met.items())
                problems = f"; {', '.join(row.problems)}" if row.problems else ""
                sign = "  " if row.holds else "X "
                self.stdout.write(f"  {sign}{row.variant}, seed {row.seed}, was {wanted}: {met}{problems}")
