"""Check that every text of the interface exists in Korean.

Three kinds of text are looked at, without the gettext programs:

* message ids in templates and Python code, which must be in locale/ko, translated, not fuzzy, with the same
  placeholders;
* pairs written side by side in Python, `Text("…", "…")`, and in TypeScript, `{ en: '…', ko: '…' }`, of which
  neither may be empty when the other is not, and which must fill in the same placeholders.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import django
import polib
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
CODE = ("config", "dashboard", "labs", "simulator")
GETTEXT = {
    "_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy",
    "pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy",
}  # fmt: skip
STRING = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
TEMPLATE_CALL = re.compile(rf"(?<![\w.])(_|n?p?gettext)\(({STRING}(?:\s*,\s*{STRING})*)")
PAIR = re.compile(rf"\ben:\s*({STRING}|`[^`]*`)\s*,\s*ko:\s*({STRING}|`[^`]*`)", re.DOTALL)
PERCENT_NAME = re.compile(r"%\((\w+)\)")
BRACE_NAME = re.compile(r"\$?\{(\w*)")


@dataclass(frozen=True)
class Message:
    context: str | None
    id: str
    place: str


def message_of(function: str, strings: list[str], place: str) -> Message | None:
    if "pgettext" in function:
        return Message(strings[0], strings[1], place) if len(strings) > 1 else None
    return Message(None, strings[0], place) if strings else None


def template_messages() -> Iterator[Message]:
    folders = [ROOT / "templates", *ROOT.glob("dashboard/**/templates"), *ROOT.glob("labs/**/templates")]
    for folder in folders:
        for file in sorted(path for path in folder.rglob("*") if path.suffix in {".html", ".txt", ".svg"}):
            place = str(file.relative_to(ROOT))
            source = templatize(file.read_text(encoding="utf-8"), origin=place)
            for found in TEMPLATE_CALL.finditer(source):
                strings = [ast.literal_eval(text) for text in re.findall(STRING, found[2])]
                # templatize doubles the percent signs of plain text; {% translate %} does not.
                message = message_of(found[1], strings, place)
                if message is not None and message.id:
                    yield message


def python_files() -> Iterator[Path]:
    for package in CODE:
        yield from sorted((ROOT / package).rglob("*.py"))


def literal_strings(arguments: list[ast.expr]) -> list[str]:
    strings: list[str] = []
    for argument in arguments:
        if not (isinstance(argument, ast.Constant) and isinstance(argument.value, str)):
            break
        strings.append(argument.value)
    return strings


def called(node: ast.Call) -> str:
    function = node.func
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def python_messages() -> Iterator[Message]:
    for file in python_files():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and called(node) in GETTEXT:
                place = f"{file.relative_to(ROOT)}:{node.lineno}"
                message = message_of(called(node), literal_strings(node.args), place)
                if message is not None and message.id:
                    yield message


def catalogue_problems() -> Iterator[str]:
    entries: dict[tuple[str | None, str], polib.POEntry] = {}
    for file in sorted(ROOT.glob("**/locale/ko/LC_MESSAGES/django.po")):
        if not {".venv", "node_modules"} & set(file.parts):
            for entry in polib.pofile(str(file)):
                if not entry.obsolete:
                    entries[entry.msgctxt, entry.msgid] = entry
    used: set[tuple[str | None, str]] = set()
    for message in dict.fromkeys([*template_messages(), *python_messages()]):
        key = (message.context, message.id)
        # In the catalogue a percent sign of plain text may be single or double, as its source had it.
        if key not in entries:
            key = (message.context, message.id.replace("%%", "%"))
        if key not in entries:
            yield f"{message.place}: not in locale/ko: {message.id!r}"
        used.add(key)
    for key, entry in entries.items():
        if entry.fuzzy:
            yield f"locale/ko: fuzzy: {entry.msgid!r}"
        if not entry.translated():
            yield f"locale/ko: without a translation: {entry.msgid!r}"
            continue
        for translation in entry.msgstr_plural.values() or [entry.msgstr]:
            if not names(translation, PERCENT_NAME) <= names(
                entry.msgid + (entry.msgid_plural or ""), PERCENT_NAME
            ):
                yield f"locale/ko: a placeholder that its source does not have: {entry.msgid!r}"
        if key not in used:
            yield f"locale/ko: no longer used, remove it: {entry.msgid!r}"


def names(text: str, pattern: re.Pattern[str]) -> set[str]:
    return set(pattern.findall(text))


def pair_problem(place: str, english: str, korean: str, pattern: re.Pattern[str]) -> str | None:
    if bool(english.strip()) != bool(korean.strip()):
        return f"{place}: one of the two languages says nothing"
    if names(english, pattern) != names(korean, pattern):
        return f"{place}: the two languages fill in different placeholders: {english!r}"
    return None


def python_pair_problems() -> Iterator[str]:
    for file in python_files():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and called(node) == "Text"):
                continue
            by_name = {keyword.arg: keyword.value for keyword in node.keywords}
            strings = literal_strings(
                [*node.args, *(by_name[name] for name in ("en", "ko") if name in by_name)]
            )
            if len(strings) == 2:
                place = f"{file.relative_to(ROOT)}:{node.lineno}"
                problem = pair_problem(place, strings[0], strings[1], BRACE_NAME)
                if problem:
                    yield problem


def typescript_pair_problems() -> Iterator[str]:
    for file in sorted((ROOT / "static" / "src").rglob("*.ts*")):
        source = file.read_text(encoding="utf-8")
        for found in PAIR.finditer(source):
            place = f"{file.relative_to(ROOT)}:{source.count(chr(10), 0, found.start()) + 1}"
            problem = pair_problem(place, found[1][1:-1], found[2][1:-1], BRACE_NAME)
            if problem:
                yield problem


def main() -> int:
    settings.configure(USE_I18N=False)
    django.setup()
    problems = [*catalogue_problems(), *python_pair_problems(), *typescript_pair_problems()]
    print("\n".join(problems) if problems else "Every text is there in both languages.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
