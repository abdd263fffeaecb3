"""Small plots as SVG text: bars on a logarithmic scale, and lines over a few sizes.

Colours follow the reader's light or dark scheme; the card behind the plot too, so that it can be read on any page.
The same numbers always give the same bytes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

WIDTH = 760
STYLE = """
  .card { fill: #ffffff; stroke: #d0d7de }
  .grid { stroke: #d8dee4; stroke-width: 1 }
  .goal { stroke: #bc4c00; stroke-width: 1.5; stroke-dasharray: 5 4 }
  text { font: 13px system-ui, -apple-system, "Segoe UI", sans-serif; fill: #1f2328 }
  .title { font-size: 15px; font-weight: 600 }
  .quiet { fill: #59636e; font-size: 12px }
  .goal-text { fill: #bc4c00; font-size: 12px }
  .a { fill: #0969da; stroke: #0969da } .b { fill: #1a7f37; stroke: #1a7f37 }
  .c { fill: #8250df; stroke: #8250df } .other { fill: #8c959f; stroke: #8c959f }
  .line { fill: none; stroke-width: 2.5 }
  @media (prefers-color-scheme: dark) {
    .card { fill: #0d1117; stroke: #3d444d }
    .grid { stroke: #30363d }
    .goal { stroke: #f0883e } .goal-text { fill: #f0883e }
    text { fill: #f0f6fc } .quiet { fill: #9198a1 }
    .a { fill: #4493f8; stroke: #4493f8 } .b { fill: #3fb950; stroke: #3fb950 }
    .c { fill: #ab7df8; stroke: #ab7df8 } .other { fill: #6e7681; stroke: #6e7681 }
    .line { fill: none }
  }
"""
MARKS = ("a", "b", "c")


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    value: float
    note: str = ""  # beside the value
    ours: bool = False


def bars(title: str, unit: str, rows: Sequence[Bar]) -> str:
    """Horizontal bars on a logarithmic scale, the longest first."""
    rows = sorted(rows, key=lambda row: -row.value)
    left, right, top, step = 210, 170, 62, 34
    height = top + step * len(rows) + 34
    low = math.floor(math.log10(min(row.value for row in rows))) - 0.5
    high = math.ceil(math.log10(max(row.value for row in rows)))

    def x(value: float) -> float:
        return left + (WIDTH - left - right) * (math.log10(value) - low) / (high - low)

    parts = [_text(24, 30, title, "title"), _text(24, 48, f"{unit}, logarithmic scale", "quiet")]
    for power in range(math.ceil(low), high + 1):
        at = x(10**power)
        parts.append(f'<line class="grid" x1="{at:.1f}" y1="{top}" x2="{at:.1f}" y2="{height - 28}"/>')
        parts.append(_text(at, height - 12, short(10**power), "quiet", "middle"))
    for index, row in enumerate(rows):
        y = top + step * index + 6
        parts.append(_text(left - 10, y + 16, row.label, "", "end"))
        mark = "a" if row.ours else "other"
        wide = max(2.0, x(row.value) - left)
        parts.append(f'<rect class="{mark}" x="{left}" y="{y}" width="{wide:.1f}" height="22" rx="3"/>')
        parts.append(_text(left + wide + 8, y + 16, f"{short(row.value)}  {row.note}".rstrip()))
    return _svg(title, height, parts)


def lines(
    title: str,
    unit: str,
    sizes: Sequence[str],
    series: Mapping[str, Sequence[float]],
    goal: tuple[float, str] | None = None,
) -> str:
    """A line for each series over the same few sizes, from zero, with an optional goal."""
    left, right, top, bottom = 64, 150, 62, 296
    height = bottom + 44
    values = [value for line in series.values() for value in line] + ([goal[0]] if goal else [])
    most, ticks = _scale(max(values))

    def x(index: int) -> float:
        return left + 30 + (WIDTH - left - right - 60) * index / max(1, len(sizes) - 1)

    def y(value: float) -> float:
        return bottom - (bottom - top) * value / most

    parts = [_text(24, 30, title, "title"), _text(24, 48, unit, "quiet")]
    for tick in ticks:
        at = y(tick)
        parts.append(f'<line class="grid" x1="{left}" y1="{at:.1f}" x2="{WIDTH - right}" y2="{at:.1f}"/>')
        parts.append(_text(left - 8, at + 4, short(tick), "quiet", "end"))
    for index, size in enumerate(sizes):
        parts.append(_text(x(index), bottom + 20, size, "quiet", "middle"))
    if goal:
        at = y(goal[0])
        parts.append(f'<line class="goal" x1="{left}" y1="{at:.1f}" x2="{WIDTH - right}" y2="{at:.1f}"/>')
        parts.append(_text(left + 4, at - 5, goal[1], "goal-text"))
    names = _apart({name: y(line[-1]) + 4 for name, line in series.items()})
    for mark, (name, line) in zip(MARKS, series.items(), strict=False):
        points = " ".join(f"{x(index):.1f},{y(value):.1f}" for index, value in enumerate(line))
        parts.append(f'<polyline class="line {mark}" style="fill:none" points="{points}"/>')
        for index, value in enumerate(line):
            parts.append(f'<circle class="{mark}" cx="{x(index):.1f}" cy="{y(value):.1f}" r="4"/>')
        parts.append(_text(x(len(line) - 1) + 12, names[name], f"{name}: {short(line[-1])}"))
    return _svg(title, height, parts)


def short(value: float) -> str:
    """4,200,000 as 4.2 M."""
    for factor, suffix in ((1e9, " G"), (1e6, " M"), (1e3, " k")):
        if value >= factor:
            return f"{_three(value / factor)}{suffix}"
    return _three(value)


def _three(value: float) -> str:
    """Three digits that count."""
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def _scale(most: float) -> tuple[float, list[float]]:
    """The top of an axis from zero, and its round steps."""
    power = 10 ** math.floor(math.log10(most))
    step = next(power * part for part in (0.2, 0.5, 1.0, 2.0) if most <= 5.5 * power * part)
    count = math.ceil(most / step)
    return step * count, [step * index for index in range(count + 1)]


def _apart(places: Mapping[str, float], least: float = 17) -> dict[str, float]:
    """Labels moved down where they would lie on each other."""
    found: dict[str, float] = {}
    last = -math.inf
    for name, at in sorted(places.items(), key=lambda item: item[1]):
        last = found[name] = max(at, last + least)
    return found


def _text(x: float, y: float, text: str, kind: str = "", anchor: str = "start") -> str:
    name = f' class="{kind}"' if kind else ""
    return f'<text{name} x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _svg(title: str, height: float, parts: Sequence[str]) -> str:
    card = f'<rect class="card" x="0.5" y="0.5" width="{WIDTH - 1}" height="{height - 1}" rx="8"/>'
    body = "\n".join([card, *parts])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
        f'viewBox="0 0 {WIDTH} {height}" role="img">\n<title>{escape(title)}</title>\n'
        f"<style>{STYLE}</style>\n{body}\n</svg>\n"
    )
