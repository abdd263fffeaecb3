"""The editor of a draft: what the form's buttons do, and what the page shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from dashboard.accounts.models import User
from labs.authoring import actions, words
from labs.authoring.mistakes import Told, mistakes_of, show
from labs.authoring.models import Board
from labs.authoring.parts import Field, Section, walk
from labs.authoring.sheet import Around, sheet
from labs.authoring.tree import Path, Tree, add, at, items, mapping, move_up, path_of, remove, text, tree_of
from labs.authoring.writing import document_of, files_of_tree, tree_of_files
from labs.scenarios.models import Version
from simulator.text import LANGUAGES, Language

MAX_UPLOAD_BYTES = 256 * 1024


@dataclass(frozen=True)
class Look:
    """What the editor's page shows."""

    version: Version
    sections: list[Section]
    mistakes: list[Told]
    base_hash: str
    stored: bool = True


def look(
    version: Version, user: User, language: Language, tree: Tree | None = None, focus: Path | None = None
) -> Look:
    """The page of a version as it is stored, or of a tree that could not be stored."""
    files = dict(version.files) if tree is None else files_of_tree(tree)
    shown = tree_of_files(files) if tree is None else tree
    around = Around({name: _types(files, name) for name in files if name.endswith(".yaml")}, language)
    sections = sheet(shown, around, boards(version, user))
    found = show(sections, mistakes_of(version.scenario.slug, shown, files, language))
    if focus is not None:
        _focus(sections, focus)
    return Look(version, sections, found, version.hash, stored=tree is None)


def _types(files: Mapping[str, str], name: str) -> Mapping[str, str]:
    return _types_of(files.get(name, ""), "" if name == "start.yaml" else files.get("start.yaml", ""))


@lru_cache(maxsize=256)
def _types_of(source: str, start: str) -> Mapping[str, str]:
    """Types by logical id. Most documents are as they were at the last look."""
    document = document_of({"start.yaml": start, "this": source}, "this")
    resources = mapping(mapping(document).get("Resources"))
    return {str(id): text(mapping(resource).get("Type")) for id, resource in resources.items()}


def boards(version: Version, user: User) -> dict[str, dict[str, Any]]:
    """The author's boards of a version by file."""
    if not actions.editable(version):
        return {}
    found = Board.objects.filter(version=version, author=user).select_related("document")
    return {one.file: {"id": one.document_id, "changed": actions.has_changes(one)} for one in found}


def _focus(sections: list[Section], place: Path) -> None:
    """Let the first field below a place take the keyboard."""
    for section in sections:
        for part in walk(section.parts):
            if isinstance(part, Field) and part.path[: len(place)] == place and part.widget != "hidden":
                part.focused = True
                return


# --- what was sent -----------------------------------------------------------------------------------------


def tree_sent(posted: QueryDict, uploads: MultiValueDict[str, UploadedFile]) -> Tree:
    """The tree of the form, files that were chosen in it included."""
    tree = tree_of(posted)
    for name in uploads:
        place = path_of(name.removeprefix("upload:"))
        upload, holder = uploads[name], at(tree, place[:-1])
        if not name.startswith("upload:") or not isinstance(holder, dict):
            continue
        if not isinstance(upload, UploadedFile) or not 0 < (upload.size or 0) <= MAX_UPLOAD_BYTES:
            continue
        holder[str(place[-1])] = upload.read().decode("utf-8-sig", "replace").replace("\r\n", "\n")
    return tree


def pressed(tree: Tree, action: str) -> Path | None:
    """Do to the tree what a button of the form asks; the place to go on at."""
    what, _, place = action.partition(" ")
    path = path_of(place) if place else ()
    if what == "add" and (path in _LISTS or path[-1:] in (("options",), ("checks",))):
        index = add(tree, path, blank_row(tree, path))
        return (*path, index)
    if what == "remove":
        remove(tree, path)
        return path[:-1]
    if what == "up":
        move_up(tree, path)
        index_before = path[-1]
        return (*path[:-1], max(0, index_before - 1)) if isinstance(index_before, int) else path
    return None


_LISTS: tuple[Path, ...] = (
    ("t", "steps"),
    ("w",),
    ("d", "script"),
    ("d", "objectives"),
    ("d", "predictions"),
    ("d", "hints"),
    ("d", "proof", "without"),
)


def _empty() -> dict[str, str]:
    return dict.fromkeys(LANGUAGES, "")


def blank_row(tree: Tree, path: Path) -> Any:
    """A new item of a list: valid but for what only the author can say."""
    rows = items(at(tree, path))
    if path[-1] == "steps":
        return {"title": _empty(), "text": _empty()}
    if path == ("w",):
        return {"name": f"design-{len(rows) + 1}", "fails": [], "source": ""}
    if path == ("d", "script"):
        return {"at": 60 * (len(rows) + 1), "command": {"kind": "fault"}}
    if path == ("d", "objectives"):
        return {
            "id": unused("objective", rows),
            "title": _empty(),
            "missed": {"en": words.MISSED_DEFAULT.en, "ko": words.MISSED_DEFAULT.ko},
            "must": True,
            "weight": 1,
            "check": {"kind": "metric", "of": "", "metric": "goodput", "is": "at_least", "value": 0.95},
        }
    if path == ("d", "predictions"):
        options = [{"id": id, "text": _empty()} for id in ("a", "b")]
        return {
            "id": unused("question", rows),
            "question": _empty(),
            "options": options,
            "answer": "",
            "because": _empty(),
        }
    if path == ("d", "hints"):
        return {"title": _empty(), "text": _empty(), "cost": 10}
    if path[-1] == "options":
        return {"id": unused("answer", rows), "text": _empty()}
    if path[-1] == "checks":
        return {"kind": "metric", "of": "", "metric": "goodput", "is": "at_least", "value": 0.95}
    return {"remove": [], "revert": [], "fails": []}


def unused(stem: str, rows: list[Any]) -> str:
    taken = {text(mapping(row).get("id")) for row in rows}
    return next(name for number in range(1, 1000) if (name := f"{stem}-{number}") not in taken)


def store(version: Version, tree: Tree, base_hash: str, user: User) -> Version:
    """Keep the tree as the draft. Raises InvalidInput and NewerDraftExists."""
    return actions.do_write(version, files_of_tree(tree), base_hash, user)


def unstored(shown: Look, version: Version) -> Look:
    """The page of what was typed over a draft that somebody else has stored meanwhile."""
    return replace(shown, version=version, base_hash=version.hash, stored=False)
