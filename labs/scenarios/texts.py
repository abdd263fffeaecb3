"""A lab's prose: `en.md` and `ko.md`, the same parts in both languages.

    # Title
    One sentence for the catalogue.

    ## Briefing        (## 상황)
    ## Steps           (## 단계)
    ### First step
    ### Second step
    ## Debrief         (## 돌아보기)

What stands in a part is Markdown. The debrief may name figures of the learner's own run in double braces, such
as {{goodput}}; `FIGURES` lists them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from simulator.text import Language

HEADINGS: dict[str, dict[Language, str]] = {
    "briefing": {"en": "Briefing", "ko": "상황"},
    "steps": {"en": "Steps", "ko": "단계"},
    "debrief": {"en": "Debrief", "ko": "돌아보기"},
}

#: What a debrief may say about the learner's run.
FIGURES = (
    "goodput",
    "peak_rps",
    "latency_p95",
    "usd_per_hour",
    "instances_most",
    "instances_launched",
    "usd_per_million",
    "cpu_percent",
    "wasted_instance_hours",
    "automatic_actions",
    "recovery_s",
    "lag_s",
    "hit_ratio",
    "first_failure",
)
_FIGURE = re.compile(r"\{\{\s*(\w+)\s*\}\}")


_HANGUL = re.compile("[가-힣]")


class MalformedTexts(Exception):
    """line: where, from 1. what: (English, Korean)."""

    def __init__(self, line: int, en: str, ko: str) -> None:
        super().__init__(en)
        self.line, self.what = line, (en, ko)


@dataclass(frozen=True)
class Step:
    title: str
    text: str


@dataclass(frozen=True)
class Texts:
    """One language's prose."""

    title: str
    summary: str
    briefing: str
    steps: tuple[Step, ...]
    debrief: str


def parse_texts(source: str, language: Language) -> Texts:
    """Raises MalformedTexts."""
    parts = {names[language]: key for key, names in HEADINGS.items()}
    title = ""
    summary: list[str] = []
    found: dict[str, list[str]] = {}
    steps: list[tuple[str, list[str]]] = []
    current = summary
    for number, line in enumerate(source.splitlines(), 1):
        if line.startswith("### ") and current is not summary and "steps" in found and "debrief" not in found:
            steps.append((line[4:].strip(), []))
            current = steps[-1][1]
        elif line.startswith("## "):
            key = parts.get(line[3:].strip())
            if key is None or key in found:
                known = ", ".join(parts)
                raise MalformedTexts(
                    number,
                    f"A part is one of {known}, each once.",
                    f"쓸 수 있는 제목은 한 번씩만 써요: {known}",
                )
            current = found[key] = []
        elif line.startswith("# ") and not title:
            title = line[2:].strip()
        else:
            current.append(line)
    missing = [name for name, key in parts.items() if key not in found]
    if not title or missing or not steps or not "".join(summary).strip():
        wanted = ", ".join(missing) or "# …, ### …"
        raise MalformedTexts(1, f"Something is missing: {wanted}.", f"빠진 부분이 있어요: {wanted}")
    debrief = "\n".join(found["debrief"]).strip()
    for number, line in enumerate(source.splitlines(), 1):
        for name in _FIGURE.findall(line):
            if name not in FIGURES:
                known = ", ".join(FIGURES)
                raise MalformedTexts(
                    number,
                    f"There is no figure {name}; there are {known}.",
                    f"{name} 수치는 없어요. 쓸 수 있는 수치: {known}",
                )
    return Texts(
        title=title,
        summary=" ".join("".join(f"{line} " for line in summary).split()),
        briefing="\n".join(found["briefing"]).strip(),
        steps=tuple(Step(name, "\n".join(text).strip()) for name, text in steps),
        debrief=debrief,
    )


def incomplete(texts: Mapping[Language, Texts]) -> list[tuple[Language, tuple[str | int, ...]]]:
    """Parts of the prose that say nothing in their language. A title may be a name, in any."""
    found: list[tuple[Language, tuple[str | int, ...]]] = []
    for language, told in texts.items():
        parts: list[tuple[tuple[str | int, ...], str]] = [
            (("summary",), told.summary),
            (("briefing",), told.briefing),
            (("debrief",), told.debrief),
        ]
        for number, step in enumerate(told.steps):
            parts += [(("steps", number, "title"), step.title), (("steps", number, "text"), step.text)]
        for place, text in parts:
            named = place[-1] == "title" and text.strip()
            if not named and not (_HANGUL.search(text) if language == "ko" else text.strip()):
                found.append((language, place))
    return found
