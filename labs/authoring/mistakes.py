"""Mistakes of a scenario's files, shown at the fields they come from.

The one reader of scenarios (`labs.scenarios.content`) locates a mistake in a file; the form's fields know the
same places. What it says of a file's schema is said here as people who see a form understand it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from labs.authoring import words
from labs.authoring.parts import Field, Row, Rows, Section, walk
from labs.authoring.tree import Path, Tree, at, items, mapping, text
from labs.authoring.writing import DOCUMENTS, prose_of, wrong_name
from labs.scenarios.content import BrokenContent, Mistake, parse_scenario
from labs.scenarios.texts import incomplete
from simulator.problems import Problem
from simulator.text import LANGUAGES, Language, Text

_NUMBER = re.compile(r"≥ (\d+)")


@dataclass(frozen=True)
class Told:
    """A mistake as it is told: where its field is, and where it stands in which file."""

    path: Path
    what: str
    file: str
    line: int | None
    label: str = ""
    target: str = ""


def mistakes_of(slug: str, tree: Tree, files: Mapping[str, str], language: Language) -> list[Told]:
    """Everything that keeps the files from being a complete scenario."""
    found = list(_own(tree, language))
    seen = {one.path for one in found}
    try:
        content = parse_scenario(slug, files)
    except BrokenContent as broken:
        for mistake in broken.mistakes:
            if _follows(tree, mistake):
                continue
            told = _told(tree, mistake, language)
            # A text that is missing is said once, at its field, and not again for the file as a whole.
            if told.path not in seen and not (told.path[:1] == ("t",) and len(told.path) == 1 and seen):
                found.append(told)
    else:
        for of, place in incomplete(content.texts):
            path = ("t", *place, of)
            if path not in seen:
                what = words.NOT_KOREAN if of == "ko" else words.NOT_WRITTEN
                found.append(Told(path, what.get(language), f"{of}.md", None))
    return found


def show(sections: Sequence[Section], found: Sequence[Told]) -> list[Told]:
    """Put each mistake at its field, row, list or section; all of them, with where they went."""
    places: dict[Path, tuple[Section, Field | Row | Rows]] = {}
    for section in sections:
        for part in walk(section.parts):
            places[part.path] = (section, part)
    result = []
    for told in found:
        place = _nearest(told.path, places)
        if place is None:
            id = _SECTIONS.get(told.path[:2], "basics")
            section = next(one for one in sections if one.id == id)
            section.mistakes.append(told.what)
            result.append(_at(told, section.title, f"section-{section.id}"))
            continue
        section, part = places[place]
        part.mistakes.append(told.what)
        label = part.title if isinstance(part, Row) else part.label
        result.append(_at(told, f"{section.title} · {label}", part.id))
    return result


_SECTIONS: Mapping[Path, str] = {
    ("t",): "texts",
    ("t", "debrief"): "debrief",
    ("d", "objectives"): "objectives",
    ("d", "predictions"): "predictions",
    ("d", "hints"): "hints",
    ("d", "script"): "script",
    ("d", "proof"): "proof",
    ("f", "start"): "documents",
}


def _at(told: Told, label: str, target: str) -> Told:
    return Told(told.path, told.what, told.file, told.line, label, target)


def _nearest(path: Path, places: Mapping[Path, object]) -> Path | None:
    """The field at the place, or what it stands in; for a place without a field of its own, its first part."""
    for end in range(len(path), 1, -1):
        if path[:end] in places:
            return path[:end]
    return None


# --- what only the form knows ------------------------------------------------------------------------------


def _own(tree: Tree, language: Language) -> list[Told]:
    """Texts that are missing, documents that are missing, names used twice."""
    found = []
    prose = mapping(tree.get("t"))
    places: list[tuple[str | int, ...]] = [("title",), ("summary",), ("briefing",)]
    for number, _ in enumerate(items(prose.get("steps"))):
        places += [("steps", number, "title"), ("steps", number, "text")]
    places.append(("debrief",))
    for place in places:
        for one in LANGUAGES:
            if not text(at(prose, (*place, one))).strip():
                told = Told(("t", *place, one), words.NOT_WRITTEN.get(language), f"{one}.md", None)
                found.append(told)
    if not items(prose.get("steps")):
        what = words.TOO_FEW.get(language).format(count=1)
        found.append(Told(("t", "steps"), what, "en.md", None))
    for name in DOCUMENTS:
        if not text(at(tree, ("f", name, "source"))).strip():
            what = words.NO_DOCUMENT.get(language)
            found.append(Told(("f", name, "source"), what, f"{name}.yaml", None))
    names: set[str] = set()
    for number, one in enumerate(items(tree.get("w"))):
        name = text(one.get("name"))
        file = f"wrong/{wrong_name(one, number)}.yaml"
        if name in names:
            found.append(Told(("w", number, "name"), words.SAME_NAME.get(language), file, None))
        elif name != wrong_name(one, number):
            what = words.BAD_ID.get(language).format(value=name or "—")
            found.append(Told(("w", number, "name"), what, file, None))
        names.add(name)
        if not text(one.get("source")).strip():
            found.append(Told(("w", number, "source"), words.NO_DOCUMENT.get(language), file, None))
    return found


def _follows(tree: Tree, mistake: Mistake) -> bool:
    """A list said to be too short only because of mistakes in its items, which are told themselves."""
    least = _least(mistake.problem)
    if mistake.file != "scenario.yaml" or least is None:
        return False
    there = at(tree, _in_definition(tree, mistake.problem.path))
    return isinstance(there, list) and len(there) >= least


# --- from a file's place to the form's ---------------------------------------------------------------------


def _told(tree: Tree, mistake: Mistake, language: Language) -> Told:
    what = said(mistake.problem).get(language)
    path: Path
    if mistake.file == "scenario.yaml":
        path = _in_definition(tree, mistake.problem.path)
    elif mistake.file.endswith(".md"):
        path = _in_prose(tree, mistake)
    else:
        path = _in_documents(tree, mistake.file)
        if mistake.problem.path:
            what = f"{'.'.join(map(str, mistake.problem.path))}: {what}"
        if mistake.line:
            what = words.ON_LINE.get(language).format(line=mistake.line, what=what)
    return Told(path, what, mistake.file, mistake.line)


def _in_definition(tree: Tree, place: Path) -> Path:
    if place[:2] == ("proof", "wrong"):
        names = [wrong_name(one, number) for number, one in enumerate(items(tree.get("w")))]
        return ("w", names.index(str(place[2])), "fails") if len(place) > 2 and place[2] in names else ("w",)
    if place == ("palette",) or place[:1] == ("palette",):
        return ("d", "palette", "types")
    if place == ("budget",):
        return ("d", "budget", "usd_per_hour")
    path: list[str | int] = ["d"]
    node = tree.get("d")
    rest = list(place)
    while rest:
        part = rest.pop(0)
        # The reader names the kind of a check or a command as a step of its own.
        if isinstance(node, Mapping) and part == _kind_of(node) and rest and path[-1] != "d":
            continue
        path.append(part)
        node = at(node, (part,)) if isinstance(node, dict | list) else None
    if path[-1] in ("resource", "type") and "check" in path and "request" not in path:
        path[-1] = "of"
    return tuple(path)


def _kind_of(node: Mapping[str, object]) -> object:
    """The kind as the reader knows it: the form tells requests to the policies apart from decisions."""
    return "decision" if node.get("kind") == "request" else node.get("kind")


def _in_prose(tree: Tree, mistake: Mistake) -> Path:
    language: Language = "ko" if mistake.file.startswith("ko") else "en"
    lines, places = mistake.line, prose_of(mapping(tree.get("t")), language)[1]
    if lines is None or lines <= 1 or lines > len(places):
        return ("t", "steps") if mistake.problem.code == "BrokenScenario" else ("t",)
    return places[lines - 1]


def _in_documents(tree: Tree, file: str) -> Path:
    name = file.removesuffix(".yaml")
    if name in DOCUMENTS:
        return ("f", name, "source")
    for number, one in enumerate(items(tree.get("w"))):
        if file == f"wrong/{wrong_name(one, number)}.yaml":
            return ("w", number, "source")
    return ("w",)


def said(problem: Problem) -> Text:
    """A problem for people who see a form."""
    message = problem.message
    if problem.code == "MissingField":
        return words.NOT_CHOSEN
    least = _least(problem)
    if problem.code == "OutOfRange" and message.en.startswith("''"):
        return words.NOT_WRITTEN
    if least is not None:
        return Text.filled(words.TOO_FEW.en.format(count=least), words.TOO_FEW.ko.format(count=least))
    if problem.code == "WrongType" and problem.path[-1:] not in (("resource",), ("of",)):
        value = message.en.rpartition(": ")[2].rstrip(".")
        return Text.filled(words.NO_NUMBER.en.format(value=value), words.NO_NUMBER.ko.format(value=value))
    if problem.code == "UnknownChoice" and message.en.startswith("''"):
        return words.NOT_CHOSEN
    if problem.code == "InvalidValue" and problem.path[-1:] == ("id",):
        value = message.en.rpartition(": ")[2].rstrip(".")
        return Text.filled(words.BAD_ID.en.format(value=value), words.BAD_ID.ko.format(value=value))
    if problem.code == "Contradiction":
        for part, whole in words.CONTRADICTIONS.items():
            if part in message.en:
                return whole
    return message


def _least(problem: Problem) -> int | None:
    """How many items a list needs that has too few."""
    message = problem.message.en
    if problem.code != "OutOfRange" or "length ≥" not in message or not message.startswith(("[", "(", "{")):
        return None
    found = _NUMBER.search(message)
    return int(found[1]) if found else None
