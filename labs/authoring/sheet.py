"""The editor's form, described: sections, rows and fields, with what each may hold.

A description is made anew from the tree at every look (`tree`), so that what is offered follows what is there:
resources of the start document, metrics of the kind an objective looks at, parameters of the fault chosen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from labs.authoring import words, yaml
from labs.authoring.parts import Both, Choice, Field, Group, Part, Row, Rows, Section
from labs.authoring.tree import Path, Tree, at, items, mapping, text
from labs.authoring.writing import DOCUMENTS, in_policies, wrong_name
from labs.grading.objectives import WORLD_METRICS
from labs.scenarios.content import known_subjects
from labs.scenarios.definition import BUDGET
from simulator.resources.fields import fields_of
from simulator.services.iam.properties import Group as UserGroup
from simulator.services.iam.properties import ManagedPolicy, Role, User
from simulator.services.kinds import Fault, Kind, Operation
from simulator.services.registry import BY_TYPE, KINDS, fault, operation
from simulator.services.s3.properties import Bucket
from simulator.text import Language, Text

#: Types that make requests, and types whose ARNs policies name.
IDENTITIES = (User.TYPE, Role.TYPE)
WITH_ARN = (Bucket.TYPE, User.TYPE, UserGroup.TYPE, Role.TYPE, ManagedPolicy.TYPE)

_MARKS = {"en": "English", "ko": "한국어"}


@dataclass(frozen=True)
class Around:
    """What the tree's fields may name: the resources of each document, by file, by logical id with their types."""

    documents: Mapping[str, Mapping[str, str]]
    language: Language

    @property
    def start(self) -> Mapping[str, str]:
        return self.documents.get("start.yaml", {})

    @property
    def solution(self) -> Mapping[str, str]:
        return self.documents.get("solution.yaml", {})

    def told(self, file: str) -> str:
        """What a document consists of, on one line: what stands on the canvas."""
        counts = Counter(self.documents.get(file, {}).values())
        shown = [kind for kind in KINDS if kind.canvas and counts[kind.type]]
        return ", ".join(
            f"{self.say(kind.label)}{f' × {counts[kind.type]}' if counts[kind.type] > 1 else ''}"
            for kind in shown
        )

    def say(self, text_: Text) -> str:
        return text_.get(self.language)

    def resources(self, wanted: Iterable[str] = (), of_solution: bool = False) -> list[Group]:
        """Resources by kind; of `wanted` types only, if any are named."""
        kinds = set(wanted)
        found: dict[str, list[Choice]] = {}
        for id, type_ in (self.solution if of_solution else self.start).items():
            if not kinds or type_ in kinds:
                found.setdefault(self.kind(type_), []).append((id, id))
        return list(found.items())

    def kind(self, type_: str) -> str:
        kind = BY_TYPE.get(type_)
        return self.say(kind.label) if kind else type_


def sheet(tree: Tree, around: Around, drawn: Mapping[str, Any] | None = None) -> list[Section]:
    """Every section of the editor. drawn: boards that were opened on the workbench, by file name."""
    return list(_Sheet(tree, around, drawn or {}).sections())


class _Sheet:
    def __init__(self, tree: Tree, around: Around, drawn: Mapping[str, Any]) -> None:
        self.tree, self.around, self.drawn = tree, around, drawn
        self.say = around.say
        self.in_policies = in_policies(tree)

    def sections(self) -> Iterator[Section]:
        yield self.texts()
        yield self.basics()
        yield self.documents()
        if not self.in_policies:
            yield self.script()
        yield self.objectives()
        yield self.predictions()
        yield self.hints()
        yield self.debrief()
        yield self.proof()

    # --- fields ---------------------------------------------------------------------------------------------

    def field(self, path: Path, label: Text, code: str = "s", **rest: Any) -> Field:
        value = at(self.tree, path)
        if code in ("m", "l", "ln"):
            value = [text(one) for one in items(value)]
            if code != "m":
                value = ", ".join(value)
        elif code == "b":
            value = value is True
        elif code == "p":
            value = ".".join(map(str, items(value)))
        elif code == "j":
            value = "" if value is None else yaml.typed(value)
        else:
            value = text(value)
        for key in ("help", "unit"):
            if isinstance(rest.get(key), Text):
                rest[key] = self.say(rest[key])
        made = Field(path, self.say(label), code, value, **rest)
        if made.widget in ("choice", "many"):
            self.keep_unknown(made)
        return made

    def keep_unknown(self, made: Field) -> None:
        """What is chosen but not offered any more stays visible, to be changed by the author and nobody else."""
        offered = {choice for _, choices in made.groups for choice, _ in choices}
        chosen = made.value if isinstance(made.value, list) else [made.value]
        unknown = [one for one in chosen if one and one not in offered]
        if unknown:
            made.groups = [*made.groups, (self.say(words.NOT_THERE), [(one, one) for one in unknown])]

    def choice(
        self, path: Path, label: Text, choices: Mapping[str, Text], code: str = "s", **rest: Any
    ) -> Field:
        groups = [("", [(value, self.say(said)) for value, said in choices.items()])]
        return self.field(path, label, code, widget="choice", groups=groups, **rest)

    def pick(self, path: Path, label: Text, groups: Sequence[Group], code: str = "s", **rest: Any) -> Field:
        return self.field(path, label, code, widget="choice", groups=[("", [("", "—")]), *groups], **rest)

    def many(self, path: Path, label: Text, groups: Sequence[Group], **rest: Any) -> Field:
        return self.field(path, label, "m", widget="many", groups=list(groups), **rest)

    def number(self, path: Path, label: Text, **rest: Any) -> Field:
        return self.field(path, label, "n", width="short", **rest)

    def both(self, path: Path, label: Text, widget: str = "line", help: Text | None = None) -> Both:
        """Texts in both languages. The marks of the languages are their own names, in every language."""
        code = "t" if widget == "text" else "s"
        return Both(
            self.say(label),
            [
                Field(
                    (*path, language),
                    self.say(label),
                    code,
                    text(at(self.tree, (*path, language))),
                    widget=widget,
                    language=language,
                    mark=mark,
                    help=self.say(help) if help and language == self.around.language else "",
                )
                for language, mark in _MARKS.items()
            ],
        )

    def rows(self, path: Path, label: Text, add: Text, make: Any, title: Any, **rest: Any) -> Rows:
        """make(path, value): the parts of one row. title(index, value): how it is called."""
        if isinstance(rest.get("help"), Text):
            rest["help"] = self.say(rest["help"])
        rows = [
            Row((*path, index), title(index, mapping(value)), make((*path, index), mapping(value)))
            for index, value in enumerate(items(at(self.tree, path)))
        ]
        return Rows(path, self.say(label), self.say(add), rows, **rest)

    def numbered(self, noun: Text, *name: str) -> Any:
        def title(index: int, value: Mapping[str, Any]) -> str:
            said: Any = value
            for part in (*name, self.around.language):
                said = mapping(said).get(part)
            told = f": {said}" if isinstance(said, str) and said else ""
            return f"{self.say(noun)} {index + 1}{told}"

        return title

    # --- sections -------------------------------------------------------------------------------------------

    def texts(self) -> Section:
        return self.section(
            "texts",
            words.TEXTS,
            [
                self.both(("t", "title"), Text("Title", "제목")),
                self.both(("t", "summary"), words.SUMMARY, "text", words.SUMMARY_HELP),
                self.both(("t", "briefing"), Text("Briefing", "상황"), "text", words.BRIEFING_HELP),
                self.rows(
                    ("t", "steps"),
                    Text("Steps", "단계"),
                    Text("Add a step", "단계 추가"),
                    lambda path, _: [
                        self.both((*path, "title"), Text("Title of the step", "단계 제목")),
                        self.both((*path, "text"), Text("Instruction", "안내"), "text"),
                    ],
                    self.numbered(Text("Step", "단계"), "title"),
                ),
            ],
            words.TEXTS_HELP,
        )

    def section(self, id: str, title: Text, parts: list[Part], help: Text | None = None) -> Section:
        return Section(id, self.say(title), parts, self.say(help) if help else "")

    def basics(self) -> Section:
        palette_all = self.field(("d", "palette", "all"), words.PALETTE_ALL, "b", widget="flag", shows=True)
        parts: list[Part] = [
            self.field(("d", "version"), words.NUMBER, "n", widget="hidden"),
            self.choice(("d", "stage"), words.STAGE, words.STAGES, shows=True, help=words.STAGE_HELP),
            self.choice(("d", "path"), words.PATH, words.PATHS),
            self.number(("d", "order"), words.ORDER, help=words.ORDER_HELP),
            self.number(("d", "minutes"), words.MINUTES, unit=Text("min", "분")),
            self.field(("d", "teaches"), words.TEACHES, "l", help=words.TEACHES_HELP),
            *([] if self.in_policies else self.world()),
            self.many(("d", "locked"), words.LOCKED, self.around.resources(), help=words.LOCKED_HELP, width="full"),
            palette_all,
        ]  # fmt: skip
        if not palette_all.value:
            offered = [("", [(kind.type, self.say(kind.label)) for kind in KINDS if kind.canvas])]
            types = ("d", "palette", "types")
            parts.append(self.many(types, words.PALETTE, offered, help=words.PALETTE_HELP, width="full"))
        return self.section("basics", words.BASICS, parts)

    def world(self) -> list[Part]:
        """What a lab needs that runs designs."""
        budget, hourly = ("d", "budget", "usd_per_hour"), Text("USD/h", "USD/시간")
        return [
            self.number(("d", "duration"), words.DURATION, unit=Text("s", "초"), help=words.DURATION_HELP),
            self.field(("d", "seeds"), words.SEEDS, "ln", help=words.SEEDS_HELP),
            self.number(budget, words.BUDGET, unit=hourly, help=words.BUDGET_HELP),
        ]

    def documents(self) -> Section:
        parts: list[Part] = [
            self.document(("f", name, "source"), f"{name}.yaml", *words.DOCUMENTS[name]) for name in DOCUMENTS
        ]
        parts.append(
            self.rows(
                ("w",),
                words.WRONG,
                Text("Add a wrong design", "오답 설계 추가"),
                lambda path, value: [
                    self.field((*path, "name"), words.WRONG_NAME, help=words.WRONG_NAME_HELP),
                    self.many((*path, "fails"), words.FAILS, self.asked(), help=words.FAILS_HELP),
                    self.document(
                        (*path, "source"), f"wrong/{wrong_name(value, int(path[-1]))}.yaml", words.DESIGN
                    ),
                ],
                lambda index, value: text(value.get("name")) or f"{self.say(words.DESIGN)} {index + 1}",
                help=words.WRONG_HELP,
            )
        )
        return self.section("documents", words.DOCUMENTS_TITLE, parts, words.DOCUMENTS_HELP)

    def document(self, path: Path, file: str, label: Text, help: Text | None = None) -> Field:
        return self.field(
            path,
            label,
            "t",
            widget="document",
            help=help or "",
            width="full",
            facts={"file": file, "drawn": self.drawn.get(file), "told": self.around.told(file)},
        )

    def script(self) -> Section:
        rows = self.rows(
            ("d", "script"),
            words.EVENTS,
            Text("Add an event", "이벤트 추가"),
            self.event,
            lambda index, value: self.event_title(index, value),
        )
        return self.section("script", words.SCRIPT, [rows], words.SCRIPT_HELP)

    def event_title(self, index: int, value: Mapping[str, Any]) -> str:
        command = mapping(value.get("command"))
        kind = words.COMMANDS.get(text(command.get("kind")))
        said = self.say(kind) if kind else text(command.get("kind"))
        second = value.get("at")
        clock = f"{second // 60}:{second % 60:02}" if isinstance(second, int) else "—"
        return f"{clock} · {said} · {text(command.get('resource')) or '—'}"

    def parameters(self, inside: Path, of: Fault | Operation | None) -> list[Part]:
        """A field for each parameter of what was chosen."""
        return [
            self.field(
                (*inside, "parameters", known.name),
                known.about.label,
                "j",
                width="short",
                help=known.about.help,
            )
            for known in (fields_of(of.parameters) if of else ())
        ]

    def event(self, path: Path, value: Mapping[str, Any]) -> list[Part]:
        command = mapping(value.get("command"))
        kind, inside = text(command.get("kind")), (*path, "command")
        parts: list[Part] = [
            self.number((*path, "at"), words.AT, unit=Text("s", "초"), help=words.AT_HELP),
            self.choice((*inside, "kind"), words.COMMAND, words.COMMANDS, shows=True),
        ]
        resource = (*inside, "resource")
        if kind in ("fault", "clear_fault"):
            breakable = [one.type for one in KINDS if one.faults]
            chosen = self.around.start.get(text(command.get("resource")), "")
            faults = [
                (self.say(one.label), [(item.id, self.say(item.label)) for item in one.faults])
                for one in KINDS
                if one.faults and chosen in ("", one.type)
            ]
            parts.append(self.pick(resource, words.RESOURCE, self.around.resources(breakable), shows=True))
            parts.append(self.pick((*inside, "fault"), words.FAULT, faults, shows=True))
            if kind == "fault":
                parts += self.parameters(inside, fault(chosen, text(command.get("fault"))))
                parts.append(
                    self.number(
                        (*inside, "duration"), words.LASTS, unit=Text("s", "초"), help=words.LASTS_HELP
                    )
                )
        elif kind == "operate":
            operable = [one.type for one in KINDS if one.operations]
            chosen = self.around.start.get(text(command.get("resource")), "")
            offered = [
                (self.say(one.label), [(item.id, self.say(item.label)) for item in one.operations])
                for one in KINDS
                if one.operations and chosen in ("", one.type)
            ]
            parts.append(self.pick(resource, words.RESOURCE, self.around.resources(operable), shows=True))
            parts.append(self.pick((*inside, "operation"), words.OPERATION, offered, shows=True))
            parts += self.parameters(inside, operation(chosen, text(command.get("operation"))))
        elif kind == "traffic":
            parts.append(self.pick(resource, words.VIEWERS, self.around.resources(["Lab::Clients"])))
            parts.append(self.number((*inside, "multiplier"), words.TIMES, help=words.TIMES_HELP))
        elif kind == "capacity":
            groups = self.around.resources(["AWS::AutoScaling::AutoScalingGroup"])
            parts.append(self.pick(resource, words.RESOURCE, groups))
            parts.append(self.number((*inside, "desired"), words.DESIRED))
        elif kind == "set":
            parts.append(self.pick(resource, words.RESOURCE, self.around.resources()))
            parts.append(self.field((*inside, "path"), words.PROPERTY, "p", help=words.SET_PATH_HELP))
            parts.append(self.field((*inside, "value"), words.VALUE, "j"))
        elif kind == "skip":
            parts.append(self.number((*inside, "to"), words.SKIP_TO, unit=Text("s", "초")))
        elif kind == "update":
            parts.append(self.field((*inside, "document"), words.UPDATE, "j", widget="text", width="full"))
        return parts

    # --- objectives -----------------------------------------------------------------------------------------

    def asked(self) -> list[Group]:
        """Every objective by id, the budget among them."""
        choices = []
        for one in items(at(self.tree, ("d", "objectives"))):
            id = text(mapping(one).get("id"))
            title = text(mapping(mapping(one).get("title")).get(self.around.language))
            if id:
                choices.append((id, title or id))
        if not self.in_policies and at(self.tree, ("d", "budget", "usd_per_hour")) is not None:
            choices.append((BUDGET, self.say(words.BUDGET_OBJECTIVE)))
        return [("", choices)]

    def objectives(self) -> Section:
        rows = self.rows(
            ("d", "objectives"),
            words.OBJECTIVES,
            Text("Add an objective", "목표 추가"),
            lambda path, value: [
                self.both((*path, "title"), Text("Title", "제목")),
                self.both((*path, "missed"), words.MISSED, "text", words.MISSED_HELP),
                self.field((*path, "id"), words.ID, help=words.ID_HELP, width="medium"),
                self.number((*path, "weight"), words.WEIGHT, help=words.WEIGHT_HELP),
                self.field((*path, "must"), words.MUST, "b", widget="flag", help=words.MUST_HELP),
                *self.check((*path, "check"), mapping(value.get("check"))),
            ],
            self.numbered(Text("Objective", "목표"), "title"),
        )
        return self.section("objectives", words.OBJECTIVES, [rows], words.OBJECTIVES_HELP)

    def check(self, path: Path, value: Mapping[str, Any], depth: int = 0) -> list[Part]:
        kind = text(value.get("kind"))
        kinds = {
            name: said
            for name, said in words.CHECKS.items()
            if not self.in_policies or name not in words.CHECKS_OF_A_WORLD
        }
        parts: list[Part] = [self.choice((*path, "kind"), words.CHECK, kinds, shows=True)]
        if kind == "request":
            parts += self.request(path)
        elif kind in ("metric", "duration"):
            parts += self.figure(path, value)
            if kind == "metric":
                parts.append(self.choice((*path, "statistic"), words.STATISTIC, words.STATISTICS, "o"))
            else:
                unit = self.unit(value)
                parts.append(self.choice((*path, "where", "is"), words.WHERE_IS, words.COMPARISONS))
                parts.append(self.number((*path, "where", "value"), words.WHERE_VALUE, unit=unit))
                parts.append(self.choice((*path, "stretch"), words.STRETCH, words.STRETCHES, "o"))
            parts += self.window(path)
            parts.append(self.choice((*path, "is"), words.IS, words.COMPARISONS))
            unit = self.unit(value) if kind == "metric" else self.say(Text("s", "초"))
            share = kind == "metric" and (text(value.get("metric")) == "goodput" or value.get("per"))
            parts.append(
                self.number(
                    (*path, "value"),
                    words.VALUE,
                    unit="" if share else unit,
                    help=words.SHARE_HELP if share else "",
                )
            )
        elif kind in ("event", "decision"):
            subjects = [(name, name) for name in known_subjects()]
            parts.append(
                self.pick((*path, "subject"), words.SUBJECT, [("", subjects)], help=words.SUBJECT_HELP)
            )
            parts.append(self.where(path, world=words.ANYWHERE))
            parts.append(self.field((*path, "outcome"), words.OUTCOME, "j", help=words.OUTCOME_HELP))
            if kind == "event":
                parts.append(self.field((*path, "reason"), words.REASON, "o"))
            parts += self.window(path)
            if kind == "event":
                parts.append(
                    self.choice((*path, "is"), words.IS, {"": words.AT_LEAST, **words.COMPARISONS}, "o")
                )
                parts.append(self.number((*path, "value"), words.TIMES_TAKEN, help=words.TIMES_TAKEN_HELP))
        elif kind == "property":
            parts.append(self.where(path, world=None))
            parts.append(self.field((*path, "path"), words.PROPERTY, "p", help=words.PROPERTY_HELP))
            parts.append(
                self.choice((*path, "is"), words.IS, {**words.COMPARISONS, **words.PROPERTY_COMPARISONS})
            )
            parts.append(self.field((*path, "value"), words.VALUE, "j"))
        elif kind in ("all", "any", "none"):
            parts.append(
                self.rows(
                    (*path, "checks"),
                    words.PARTS,
                    Text("Add a condition", "조건 추가"),
                    lambda inside, one: self.check(inside, one, depth + 1),
                    self.numbered(Text("Condition", "조건")),
                    level=4,
                )
            )
        return parts

    def request(self, path: Path) -> list[Part]:
        """Who asks for what, under which circumstances, and what is to become of it."""
        asked = (*path, "request")
        identities = self.around.resources(IDENTITIES)
        return [
            self.pick((*asked, "principal", "resource"), words.PRINCIPAL, identities),
            self.field((*asked, "principal", "arn"), words.PRINCIPAL_ARN, "o", help=words.PRINCIPAL_ARN_HELP),
            self.field((*asked, "action"), words.ACTION, help=words.ACTION_HELP, width="medium"),
            self.pick((*asked, "resource", "resource"), words.RESOURCE, self.around.resources(WITH_ARN)),
            self.field((*asked, "resource", "path"), words.BELOW, "o", help=words.BELOW_HELP),
            self.field((*asked, "resource", "arn"), words.RESOURCE_ARN, "o", help=words.RESOURCE_ARN_HELP),
            self.field(
                (*asked, "accountId"), words.ACCOUNT_ID, "o", help=words.ACCOUNT_ID_HELP, width="short"
            ),
            self.field((*asked, "context"), words.CONTEXT, "j", widget="text", help=words.CONTEXT_HELP),
            self.field((*asked, "session_policy"), words.SESSION_POLICY, "j", widget="text"),
            self.choice((*path, "outcome"), words.REQUIRED_OUTCOME, words.REQUEST_OUTCOMES),
            self.field((*path, "reason"), words.REASON, "o", help=words.REQUEST_REASON_HELP),
        ]

    def figure(self, path: Path, value: Mapping[str, Any]) -> list[Part]:
        how, _, name = text(value.get("of")).partition(" ")
        kind = BY_TYPE.get(self.around.start.get(name, "") if how == "resource" else name)
        parts: list[Part] = [self.where(path, world=words.WORLD)]
        if how == "" or kind is None:
            metrics = [(metric, self.say(words.WORLD_METRICS[metric])) for metric in WORLD_METRICS]
            parts.append(self.pick((*path, "metric"), words.METRIC, [("", metrics)], shows=True))
            return parts
        metrics = [(one.name, self.metric_label(one.name, kind)) for one in kind.metrics]
        parts.append(self.pick((*path, "metric"), words.METRIC, [("", metrics)], shows=True))
        parts.append(
            self.pick((*path, "per"), words.PER, [("", metrics)], "o", help=words.PER_HELP, shows=True)
        )
        parts.append(self.field((*path, "part"), words.PART, "o", help=words.PART_HELP))
        parts.append(self.choice((*path, "across"), words.ACROSS, words.FOLDS, "o"))
        return parts

    def metric_label(self, name: str, kind: Kind) -> str:
        found = next(one for one in kind.metrics if one.name == name)
        unit = f" ({self.say(found.unit)})" if found.unit else ""
        return f"{self.say(found.label)}{unit}"

    def where(self, path: Path, world: Text | None) -> Field:
        """What is looked at: the whole world, one resource, or all of a type."""
        measured = [kind for kind in KINDS if kind.metrics or world is None]
        types = [kind.type for kind in measured]
        groups: list[Group] = [("", [("", self.say(world) if world else "—")])]
        groups += [
            (label, [(f"resource {id}", id) for id, _ in choices])
            for label, choices in self.around.resources(types)
        ]
        present = set(self.around.start.values()) | set(self.around.solution.values())
        every = [
            (f"type {kind.type}", self.say(kind.label))
            for kind in sorted(measured, key=lambda kind: kind.type not in present)
        ]
        groups.append((self.say(words.EVERY), every))
        return self.field((*path, "of"), words.OF, "s", widget="choice", groups=groups, shows=True)

    def unit(self, value: Mapping[str, Any]) -> str:
        metric = text(value.get("metric"))
        how, _, name = text(value.get("of")).partition(" ")
        if not how:
            return WORLD_METRICS.get(metric, "")
        kind = BY_TYPE.get(self.around.start.get(name, "") if how == "resource" else name)
        found = next((one for one in kind.metrics if one.name == metric), None) if kind else None
        return self.say(found.unit) if found and found.unit else ""

    def window(self, path: Path) -> list[Part]:
        seconds = Text("s", "초")
        return [
            self.number((*path, "since"), words.SINCE, unit=seconds),
            self.number((*path, "until"), words.UNTIL, unit=seconds, help=words.UNTIL_HELP),
        ]

    # --- what is asked and told -----------------------------------------------------------------------------

    def predictions(self) -> Section:
        def parts(path: Path, value: Mapping[str, Any]) -> list[Part]:
            options = [
                (id, text(mapping(mapping(one).get("text")).get(self.around.language)) or id)
                for one in items(value.get("options"))
                if (id := text(mapping(one).get("id")))
            ]
            return [
                self.both((*path, "question"), Text("Question", "질문"), "text"),
                self.rows(
                    (*path, "options"),
                    Text("Answers to choose from", "선택지"),
                    Text("Add an answer", "선택지 추가"),
                    lambda inside, _: [
                        self.field((*inside, "id"), words.ID, width="medium"),
                        self.both((*inside, "text"), Text("Answer", "답")),
                    ],
                    self.numbered(Text("Answer", "답"), "text"),
                    level=4,
                ),
                self.pick((*path, "answer"), words.RIGHT_ANSWER, [("", options)]),
                self.both((*path, "because"), words.BECAUSE, "text"),
                self.field((*path, "id"), words.ID, help=words.ID_HELP, width="medium"),
            ]

        rows = self.rows(
            ("d", "predictions"),
            words.PREDICTIONS,
            Text("Add a question", "질문 추가"),
            parts,
            self.numbered(Text("Question", "질문"), "question"),
        )
        return self.section("predictions", words.PREDICTIONS, [rows], words.PREDICTIONS_HELP)

    def hints(self) -> Section:
        rows = self.rows(
            ("d", "hints"),
            words.HINTS,
            Text("Add a hint", "힌트 추가"),
            lambda path, _: [
                self.both((*path, "title"), Text("Title", "제목")),
                self.both((*path, "text"), Text("Text", "내용"), "text"),
                self.number((*path, "cost"), words.COST, unit="%", help=words.COST_HELP),
            ],
            self.numbered(Text("Hint", "힌트"), "title"),
        )
        return self.section("hints", words.HINTS, [rows], words.HINTS_HELP)

    def debrief(self) -> Section:
        part = self.both(("t", "debrief"), words.DEBRIEF, "text", words.FIGURES_HELP)
        return self.section("debrief", words.DEBRIEF, [part], words.DEBRIEF_HELP)

    def proof(self) -> Section:
        there = self.around.resources(of_solution=True)
        rows = self.rows(
            ("d", "proof", "without"),
            words.WITHOUT,
            Text("Add a way", "방법 추가"),
            lambda path, _: [
                self.many((*path, "remove"), words.REMOVE, there, width="full"),
                self.many((*path, "revert"), words.REVERT, there, help=words.REVERT_HELP, width="full"),
                self.many((*path, "fails"), words.FAILS, self.asked(), help=words.FAILS_HELP),
            ],
            lambda index, value: (
                ", ".join(map(text, [*items(value.get("remove")), *items(value.get("revert"))]))
                or f"{self.say(words.WITHOUT_ONE)} {index + 1}"
            ),
            help=words.WITHOUT_HELP,
        )
        untouched = self.many(
            ("d", "proof", "untouched"),
            words.UNTOUCHED,
            self.asked(),
            help=words.UNTOUCHED_HELP,
            width="full",
        )
        return self.section("proof", words.PROOF, [untouched, rows], words.PROOF_HELP)
