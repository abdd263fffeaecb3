"""The page's colour tokens as plain values, for figures that no style sheet reaches.

`BASE` repeats what figures need of ``static/src/styles/tokens.css``; a test holds the two equal. A layer has
one hue everywhere. Several lines of one layer are shades of it: ``edge-2`` is mixed towards the ink,
``edge-3`` towards the ground, and so on in turn.
"""

from __future__ import annotations

#: Ink name -> (token in tokens.css, light, dark).
BASE: dict[str, tuple[str, str, str]] = {
    "surface": ("--surface", "#ffffff", "#171d25"),
    "text": ("--ink", "#16202c", "#e9eef4"),
    "text-soft": ("--ink-3", "#5d6a79", "#93a0ae"),
    "rule": ("--line-colour", "#d5dce4", "#2e3946"),
    "viewers": ("--layer-viewers", "#2e8ec4", "#56b4e9"),
    "dns": ("--layer-dns", "#b8598d", "#da8eb8"),
    "edge": ("--layer-edge", "#c07c00", "#e69f00"),
    "balancer": ("--layer-balancer", "#0060a8", "#5a9fe8"),
    "compute": ("--layer-compute", "#008a64", "#2bc49a"),
    "storage": ("--layer-storage", "#918300", "#e0d43a"),
    "certificate": ("--layer-certificate", "#cf5a00", "#f08a4b"),
    "identity": ("--layer-identity", "#6d7682", "#a3acb8"),
    "hit": ("--outcome-hit", "#00785a", "#2bc49a"),
    "miss": ("--outcome-miss", "#835200", "#e6a93a"),
    "success": ("--outcome-success", "#0060a8", "#5a9fe8"),
    "client-error": ("--outcome-client-error", "#8f3567", "#da8eb8"),
    "server-error": ("--outcome-server-error", "#c02222", "#ff7b72"),
    "refused": ("--outcome-refused", "#a33d00", "#f7935a"),
    "unserved": ("--outcome-unserved", "#4c5561", "#a3acb8"),
}

#: Inks that are drawn in several shades.
SHADED = ("viewers", "dns", "edge", "balancer", "compute", "server-error", "refused")

#: Where the second to fifth shade lies: towards which ink, and how far.
STEPS: tuple[tuple[str, float], ...] = (("text", 0.4), ("surface", 0.4), ("text", 0.65), ("surface", 0.6))


def mix(color: str, other: str, share: float) -> str:
    """`color` with `share` (0 to 1) of `other` in it; both as #rrggbb."""
    channels = (
        round(int(color[i : i + 2], 16) * (1 - share) + int(other[i : i + 2], 16) * share) for i in (1, 3, 5)
    )
    return "#" + "".join(f"{channel:02x}" for channel in channels)


def _theme(column: int) -> dict[str, str]:
    inks = {name: row[column] for name, row in BASE.items()}
    inks["land"] = mix(inks["rule"], inks["surface"], 0.25)
    for name in SHADED:
        for number, (towards, share) in enumerate(STEPS, start=2):
            inks[f"{name}-{number}"] = mix(inks[name], inks[towards], share)
    return inks


THEMES: dict[str, dict[str, str]] = {"light": _theme(1), "dark": _theme(2)}
