"""Reading a scenario's folder, with file, line and hint for every mistake.

`labs/content/<slug>/` holds `scenario.yaml`, `en.md`, `ko.md`, `start.yaml`, `solution.yaml`,
`alternative.yaml` and `wrong/*.yaml`. A document may be written as what it changes: with `Base: start.yaml` at
its top, the rest is a JSON Merge Patch (RFC 7396) on that file, in which null takes something out.
"""

from __future__ import annotations

import contextlib
import copy
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from labs.grading.objectives import (
    AllOf,
    AnyOf,
    Check,
    DecisionCheck,
    DurationCheck,
    EventCheck,
    MetricCheck,
    NoneOf,
    PropertyCheck,
    declared,
)
from labs.scenarios.definition import Definition
from labs.scenarios.texts import MalformedTexts, Texts, parse_texts
from simulator.document import Document, check_document, parse_document, reading
from simulator.problems import InvalidInput, Problem, Severity
from simulator.services.subject import read
from simulator.services.subjects import SUBJECTS
from simulator.text import LANGUAGES, Language, Text

CONTENT = Path(__file__).resolve().parent.parent / "content"
#: Subjects of decisions that worlds take beside those that can be called alone.
_WORLD_SUBJECTS = frozenset(
    {
        "autoscaling.activity",
        "autoscaling.desired",
        "autoscaling.health",
        "autoscaling.instance",
        "autoscaling.lifecycle",
        "autoscaling.maintenance",
        "autoscaling.place",
        "autoscaling.scheduled",
        "autoscaling.several",
        "autoscaling.spot",
        "autoscaling.warm_pool",
        "autoscaling.zone",
        "cloudwatch.actions",
        "ec2.instance",
        "ec2.launch_template",
        "elb.target_health",
        "iam.access_key",
        "request.lost",
    }
)


def known_subjects() -> list[str]:
    """What decisions may be about."""
    return sorted(set(SUBJECTS) | _WORLD_SUBJECTS)


@dataclass(frozen=True)
class Mistake:
    """One mistake in a content file; line from 1, or None where there is no line to show."""

    file: str
    line: int | None
    problem: Problem

    def told(self, language: Language, folder: str = "") -> str:
        place = f"{folder}{self.file}:{self.line}" if self.line else f"{folder}{self.file}"
        where = ".".join(map(str, self.problem.path))
        text = f"{place}: {self.problem.message.get(language)}"
        return f"{text} [{where}]\n    {self.problem.hint.get(language)}" if where else text


class BrokenContent(Exception):
    """Every mistake found in a folder."""

    def __init__(self, slug: str, mistakes: list[Mistake]) -> None:
        super().__init__(slug, mistakes)  # its arguments alone carry it from one process to another
        self.slug, self.mistakes = slug, mistakes

    def __str__(self) -> str:
        return "\n".join(mistake.told("en", f"{self.slug}/") for mistake in self.mistakes)


@dataclass(frozen=True)
class Scenario:
    """A lab as it is written. hash: of everything it says; it changes with any change."""

    slug: str
    definition: Definition
    texts: Mapping[Language, Texts]
    start: Document
    solution: Document
    alternative: Document
    wrong: Mapping[str, Document]
    hash: str


def slugs(content: Path = CONTENT) -> list[str]:
    """Every folder with a scenario, by name."""
    return sorted(file.parent.name for file in content.glob("*/scenario.yaml"))


def read_files(folder: Path) -> dict[str, str]:
    """The files of a scenario's folder by name, those that are readable UTF-8."""
    files = {}
    for file in sorted((*folder.glob("*.yaml"), *folder.glob("*.md"), *folder.glob("wrong/*.yaml"))):
        with contextlib.suppress(OSError, UnicodeDecodeError):
            files[file.relative_to(folder).as_posix()] = file.read_text("utf-8")
    return files


def read_scenario(folder: Path) -> Scenario:
    """The scenario of a folder. Raises BrokenContent."""
    return parse_scenario(folder.name, read_files(folder))


def parse_scenario(slug: str, files: Mapping[str, str]) -> Scenario:
    """The scenario that these files make: text by name as in a folder. Raises BrokenContent."""
    return _parsed(slug, tuple(sorted(files.items())))


@lru_cache(maxsize=128)
def _parsed(slug: str, items: tuple[tuple[str, str], ...]) -> Scenario:
    """Scenarios are read often and change seldom: what was read last stays read. A scenario is never modified."""
    files = dict(items)
    reader = _Reader(files)
    definition = reader.definition()
    texts = {language: reader.texts(language) for language in LANGUAGES}
    start, solution, alternative = (reader.document(f"{name}.yaml") for name in _DOCUMENTS)
    wrong = {
        name.removeprefix("wrong/").removesuffix(".yaml"): reader.document(name)
        for name in sorted(files)
        if name.startswith("wrong/")
    }
    if definition is not None:
        reader.compare(definition, texts, start, solution, wrong)
        reader.run({"start": start, "solution": solution, "alternative": alternative} | _named(wrong))
    if reader.mistakes:
        raise BrokenContent(slug, reader.mistakes)
    assert definition and start and solution and alternative
    return Scenario(
        slug=slug,
        definition=definition,
        texts={language: text for language, text in texts.items() if text},
        start=start,
        solution=solution,
        alternative=alternative,
        wrong={name: document for name, document in wrong.items() if document},
        hash=hash_of(files),
    )


_DOCUMENTS = ("start", "solution", "alternative")


def _named(wrong: Mapping[str, Document | None]) -> dict[str, Document | None]:
    return {f"wrong/{name}": document for name, document in wrong.items()}


class _Reader:
    """Collects mistakes instead of stopping at the first."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self.files = files
        self.mistakes: list[Mistake] = []
        self._values: dict[str, Any] = {}

    def definition(self) -> Definition | None:
        value = self._value("scenario.yaml")
        if value is None:
            return None
        try:
            definition = read(Definition, value)
            definition.timed  # noqa: B018  (its commands are read here, so that their mistakes are located)
        except InvalidInput as refusal:
            for problem in refusal.problems:
                path = problem.path
                if path[:1] == ("events",):
                    path = ("script", *path[1:])
                self._mistake("scenario.yaml", problem, _without_kinds(path))
            return None
        return definition

    def texts(self, language: Language) -> Texts | None:
        name = f"{language}.md"
        source = self._source(name)
        if source is None:
            return None
        try:
            return parse_texts(source, language)
        except MalformedTexts as error:
            hint = Text("Look at another lab's texts.", "다른 실습의 글을 참고하세요.")
            problem = Problem("MalformedTexts", (), Text.filled(*error.what), hint)
            self.mistakes.append(Mistake(name, error.line, problem))
            return None

    def document(self, name: str) -> Document | None:
        value = self._value(name)
        if value is None:
            return None
        if isinstance(value, dict) and "Base" in value:
            base = value.pop("Base")
            under = self._value(str(base), of=name)
            if under is None:
                return None
            value = merged(under, value)
        try:
            document = parse_document(value)
        except InvalidInput as refusal:
            for problem in refusal.problems:
                self._mistake(name, problem, _from_resources(problem.path))
            return None
        return document

    def run(self, documents: Mapping[str, Document | None]) -> None:
        """Every design can run: a wrong one that cannot would fail everything and prove nothing."""
        for name, document in documents.items():
            for problem in check_document(document) if document is not None else ():
                if problem.severity is Severity.ERROR:
                    self._mistake(f"{name}.yaml", problem, _from_resources(problem.path))

    def compare(
        self,
        definition: Definition,
        texts: Mapping[Language, Texts | None],
        start: Document | None,
        solution: Document | None,
        wrong: Mapping[str, Document | None],
    ) -> None:
        """What only shows when the files are looked at together."""
        if len({len(text.steps) for text in texts.values() if text}) > 1:
            self._says(
                "ko.md", (), "The languages have different numbers of steps.", "두 언어의 단계 수가 달라요."
            )
        if set(definition.proof.wrong) != set(wrong):
            names = ", ".join(sorted(set(definition.proof.wrong) ^ set(wrong)))
            self._says(
                "scenario.yaml",
                ("proof", "wrong"),
                f"The files in wrong/ and the proof do not name the same: {names}.",
                f"wrong/ 폴더의 파일과 proof의 이름이 서로 달라요: {names}",
            )
        if start is None:
            return
        types = {id: resource.type for id, resource in start.resources.items()}
        for id in definition.locked:
            if id not in types:
                self._unknown(("locked",), id)
        for index, event in enumerate(definition.timed.events):
            resource = getattr(event.command, "resource", None)
            if resource is not None and resource not in types:
                self._unknown(("script", index, "command", "resource"), resource)
        for index, objective in enumerate(definition.objectives):
            for check, path in _checks(objective.check, ("objectives", index, "check")):
                self._check_names(check, path, types)
                if not definition.has_world and _needs_world(check):
                    self._says(
                        "scenario.yaml",
                        (*path, "kind"),
                        "There is no world on stage policies: ask a decision with a request, or a property.",
                        "policies 단계는 실행하지 않아요. request가 있는 decision이나 property를 쓰세요.",
                    )
        if solution is not None:
            for index, without in enumerate(definition.proof.without):
                for id in (*without.remove, *without.revert):
                    if id not in solution.resources:
                        self._unknown(("proof", "without", index), id)

    def _check_names(self, check: Check, path: tuple[str | int, ...], types: Mapping[str, str]) -> None:
        resource = getattr(check, "resource", None)
        if resource is not None and resource not in types:
            self._unknown((*path, "resource"), resource)
        elif isinstance(check, MetricCheck | DurationCheck) and resource is not None:
            for name in (check.metric, check.per):
                if name is not None and declared(types[resource], name) is None:
                    self._says(
                        "scenario.yaml",
                        (*path, "metric"),
                        f"{types[resource]} has no metric {name}.",
                        f"{types[resource]}에는 {name} 지표가 없어요.",
                    )
        if isinstance(check, DecisionCheck) and check.request is not None:
            for field, id in check.request.named:
                if id not in types:
                    self._unknown((*path, "request", field, "resource"), id)
        elif isinstance(check, EventCheck | DecisionCheck):
            subjects = known_subjects()
            if check.subject not in subjects:
                known = ", ".join(subjects)
                self._says(
                    "scenario.yaml",
                    (*path, "subject"),
                    f"There is no subject {check.subject}; there are {known}.",
                    f"{check.subject} 결정은 없어요. 쓸 수 있는 결정: {known}",
                )

    # --- mistakes -----------------------------------------------------------------------------------------

    def _unknown(self, path: tuple[str | int, ...], id: str) -> None:
        self._says(
            "scenario.yaml", path, f"There is no resource {id} there.", f"그 문서에 {id} 리소스가 없어요."
        )

    def _says(self, name: str, path: tuple[str | int, ...], en: str, ko: str) -> None:
        hint = Text(
            "docs/adding-a-lab.md describes every file.", "docs/adding-a-lab.md에 파일 설명이 있어요."
        )
        self._mistake(name, Problem("BrokenScenario", path, Text.filled(en, ko), hint), path)

    def _mistake(self, name: str, problem: Problem, path: tuple[str | int, ...]) -> None:
        source = self.files.get(name, "")
        line = reading.line_of(source, path) if source and name.endswith(".yaml") else None
        self.mistakes.append(Mistake(name, line, problem))

    def _value(self, name: str, of: str | None = None) -> Any:
        """The file's plain value, for the caller to change as it likes; None, with a mistake, if it has none."""
        source = self._source(name, of)
        if source is None:
            return None
        if name not in self._values:
            try:
                self._values[name] = reading.read(source)
            except InvalidInput as refusal:
                self.mistakes += [Mistake(name, None, problem) for problem in refusal.problems]
                self._values[name] = None
            else:
                if self._values[name] is None:
                    self._says(name, (), f"There is nothing in {name}.", f"{name} 파일이 비어 있어요.")
        return copy.deepcopy(self._values[name])

    def _source(self, name: str, of: str | None = None) -> str | None:
        source = self.files.get(name)
        if source is None:
            message = Text.filled(f"There is no readable {name}.", f"{name} 파일을 읽을 수 없어요.")
            hint = Text("A lab needs this file as UTF-8 text.", "실습에는 이 파일이 UTF-8 텍스트로 필요해요.")
            self.mistakes.append(Mistake(of or name, None, Problem("NoFile", (), message, hint)))
        return source


def hash_of(files: Mapping[str, str]) -> str:
    """Of everything the files say."""
    digest = hashlib.sha256()
    for name, source in sorted(files.items()):
        digest.update(f"{name}\0{len(source)}\0{source}".encode())
    return digest.hexdigest()


def merged(base: Any, patch: Any) -> Any:
    """JSON Merge Patch (RFC 7396): the patch's mappings are merged, null takes out, all else replaces."""
    if not isinstance(patch, dict):
        return patch
    result = dict(base) if isinstance(base, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merged(result.get(key), value)
    return result


def _from_resources(path: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """A problem's path starts at the logical id; the file's at Resources."""
    return ("Resources", *path) if path and path[0] != "Resources" else path


_KINDS = frozenset({"metric", "duration", "event", "decision", "property", "all", "any", "none"})


def _without_kinds(path: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """The place in the file of what the schema objects to: it names the kind of a check as a step of its own."""
    kept: list[str | int] = []
    for index, step in enumerate(path):
        begins_check = path[index - 1 : index] == ("check",) or path[max(0, index - 2) : index - 1] == (
            "checks",
        )
        if not (begins_check and step in _KINDS):
            kept.append(step)
    return tuple(kept)


def _checks(check: Check, path: tuple[str | int, ...]) -> Iterator[tuple[Check, tuple[str | int, ...]]]:
    """A check and all within it, with their places."""
    yield check, path
    if isinstance(check, AllOf | AnyOf | NoneOf):
        for index, part in enumerate(check.checks):
            yield from _checks(part, (*path, "checks", index))


def _needs_world(check: Check) -> bool:
    """Whether a check looks at what happened in a run rather than at the document."""
    if isinstance(check, DecisionCheck):
        return check.request is None
    return isinstance(check, MetricCheck | DurationCheck | EventCheck)


def property_checks(definition: Definition) -> Iterator[PropertyCheck]:
    """Checks that look at the document alone."""
    for objective in definition.judged:
        for check, _ in _checks(objective.check, ()):
            if isinstance(check, PropertyCheck):
                yield check
