"""A policy's text, or its JSON already read, to a `Policy`, or to the problems that stand against it.

Guide: "Grammar of the IAM JSON policy language" and "IAM JSON policy elements reference". Everything that is wrong is
found in one pass, each with its path, and its line and column where there is a text. What AWS would take, though it may
not be what was meant, is the linter's business (`lint.py`), not the parser's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from simulator.problems import InvalidInput, Path, Severity
from simulator.services.iam.arns import arn_pattern
from simulator.services.iam.conditions.families import OPERATORS
from simulator.services.iam.conditions.names import OperatorName, read_operator
from simulator.services.iam.context import text_of
from simulator.services.iam.findings import NOWHERE, Finding, Places
from simulator.services.iam.jsontext import NotJson, read_json
from simulator.services.iam.policy import (
    CURRENT_VERSION,
    KINDS,
    OLD_VERSION,
    VERSIONS,
    WITH_PRINCIPAL,
    Condition,
    Effect,
    Policy,
    PolicyKind,
    Principals,
    Statement,
)
from simulator.services.iam.principal_names import PRINCIPAL_KEYS
from simulator.services.iam.problem_texts import EXPECTED, TEMPLATES
from simulator.services.iam.sizes import LIMITS, LONGEST, Limit, size_of
from simulator.spelling import nearest
from simulator.text import Text

Raw = str | Mapping[str, Any]

POLICY_ELEMENTS = ("Version", "Id", "Statement")
STATEMENT_ELEMENTS = (
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
)
#: Kinds that IAM and Organizations keep themselves, by their own stricter rules.
_KEPT_BY_IAM = frozenset(
    {
        PolicyKind.IDENTITY,
        PolicyKind.BOUNDARY,
        PolicyKind.SESSION,
        PolicyKind.TRUST,
        PolicyKind.SCP,
        PolicyKind.RCP,
    }
)
_ORGANIZATION = frozenset({PolicyKind.SCP, PolicyKind.RCP})

_SID = re.compile(r"[A-Za-z0-9]*", re.ASCII)
_ACTION = re.compile(r"[A-Za-z0-9*?-]+:[A-Za-z0-9*?_./-]+", re.ASCII)
_CONDITION_KEY = re.compile(r"[^\s:]+:\S.*")
_ILLEGAL = re.compile("[^\t\n\r\u0020-\u00ff]")


@dataclass(frozen=True, slots=True)
class Parsed:
    """policy: None when a problem is an error. places: where the elements stand in the text. value: its JSON."""

    policy: Policy | None
    problems: tuple[Finding, ...]
    places: Places = NOWHERE
    value: object = None


def parse_policy(
    document: Raw,
    kind: PolicyKind,
    *,
    limit: Limit | None = None,
    sized: bool = True,
    meant: Callable[[Any], Any] | None = None,
) -> Parsed:
    """The policy a text or a JSON object stands for, with everything that is wrong.

    limit: how long it may be, if something narrower is known than its kind. Without `sized` it may be of any length,
    as the policies that AWS itself manages are. meant: what a text's JSON stands for, references replaced.
    """
    if isinstance(document, str) and len(document) > LONGEST:
        return Parsed(
            None, (TEMPLATES["TextTooLong"].at("TextTooLong", (), size=len(document), limit=LONGEST),)
        )
    reader = _Parser(kind)
    value: object = document
    if isinstance(document, str):
        try:
            text = read_json(document)
        except NotJson as error:
            return Parsed(None, (_not_json(error),))
        value = text.value if meant is None else meant(text.value)
        reader.places = Places(text.values, text.keys)
        for path, place in text.repeated:
            reader.problems.append(
                TEMPLATES["DuplicateKey"].at("DuplicateKey", path, place, key=_shown(path[-1]))
            )
    policy = reader.policy(value)
    if sized and isinstance(value, dict):
        reader.size(document if isinstance(document, str) else value, limit or LIMITS[kind])
    wrong = any(problem.severity is Severity.ERROR for problem in reader.problems)
    return Parsed(None if wrong else policy, tuple(reader.problems), reader.places, value)


def _not_json(error: NotJson) -> Finding:
    template, expected, at = TEMPLATES["InvalidJson"], error.expected, error.place
    message = Text.filled(
        template.message.en.format(line=at.line, column=at.column, expected=expected.en),
        template.message.ko.format(line=at.line, column=at.column, expected=expected.ko),
    )
    return Finding("InvalidJson", (), message, template.hint, Severity.ERROR, at.line, at.column)


def read_policy(document: Raw, kind: PolicyKind, path: Path = ()) -> Policy:
    """The policy, read once for equal content. Raises InvalidInput with every error, below `path`."""
    content = document if isinstance(document, str) else json.dumps(document)
    parsed = _cached(content, isinstance(document, str), kind)
    if parsed.policy is None:
        raise InvalidInput([_below(path, one) for one in parsed.problems if one.severity is Severity.ERROR])
    return parsed.policy


@lru_cache(1024)
def _cached(content: str, is_text: bool, kind: PolicyKind) -> Parsed:
    return parse_policy(content if is_text else json.loads(content), kind)


def _below(path: Path, one: Finding) -> Finding:
    return Finding(one.code, (*path, *one.path), one.message, one.hint, one.severity, one.line, one.column)


def _shown(value: object, limit: int = 80) -> str:
    """A value as a message can show it: one line, not too long, nothing that breaks a terminal."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    text = "".join(character if character.isprintable() else "\ufffd" for character in text[: limit + 1])
    return text if len(text) <= limit else text[: limit - 1] + "…"


@dataclass(slots=True)
class _Parser:
    """Reads one policy and gathers what is wrong with it."""

    kind: PolicyKind
    places: Places = NOWHERE
    problems: list[Finding] = field(default_factory=list)
    variables: bool = False

    def add(self, code: str, path: Path, *, key: bool = False, **values: object) -> None:
        shown = {name: _shown(value) for name, value in values.items()}
        self.problems.append(TEMPLATES[code].at(code, path, self.places.of(path, key=key), **shown))

    def wrong_type(self, path: Path, name: str, expected: str) -> None:
        template, words = TEMPLATES["WrongType"], EXPECTED[expected]
        place = self.places.of(path)
        message = Text.filled(
            template.message.en.format(name=_shown(name), expected=words.en),
            template.message.ko.format(name=_shown(name), expected=words.ko),
        )
        line, column = (place.line, place.column) if place else (None, None)
        self.problems.append(Finding("WrongType", path, message, template.hint, Severity.ERROR, line, column))

    # --- the policy -----------------------------------------------------------------------------------

    def policy(self, value: object) -> Policy | None:
        if not isinstance(value, Mapping):
            self.add("NotAnObject", ())
            return None
        self.elements(value, (), POLICY_ELEMENTS)
        version = self.version(value)
        self.variables = version == CURRENT_VERSION
        id_ = value.get("Id")
        if id_ is not None and self.text(id_, ("Id",), "Id") and self.kind not in WITH_PRINCIPAL:
            self.add("IdNotAllowed", ("Id",), key=True)
        statements = self.statements(value)
        self.sids(statements)
        found = tuple(statement for statement, _ in statements)
        return Policy(self.kind, version, found, id_ if isinstance(id_, str) else None, "Version" in value)

    def elements(self, value: Mapping[str, Any], path: Path, known: tuple[str, ...]) -> None:
        for name in value:
            if name not in known:
                near = nearest(str(name), known, cutoff=0.0) or known[-1]
                self.add("UnknownElement", (*path, name), key=True, name=name, near=near)

    def version(self, value: Mapping[str, Any]) -> str:
        version = value.get("Version")
        if "Version" not in value:
            return OLD_VERSION
        if self.text(version, ("Version",), "Version") and version not in VERSIONS:
            self.add("InvalidVersion", ("Version",), version=version)
        return version if version in VERSIONS else CURRENT_VERSION

    def text(self, value: object, path: Path, name: str) -> bool:
        """Whether it is a text of allowed characters; if not, that is noted."""
        if not isinstance(value, str):
            self.wrong_type(path, name, "text")
            return False
        return self.characters(value, path)

    def characters(self, value: str, path: Path, *, key: bool = False) -> bool:
        found = _ILLEGAL.search(value)
        if found is None or self.kind not in _KEPT_BY_IAM:
            return True
        self.add("InvalidCharacter", path, key=key, character=f"{found[0]} (U+{ord(found[0]):04X})")
        return False

    def size(self, document: Raw, limit: Limit) -> None:
        size = size_of(document if isinstance(document, str) else dict(document), limit)
        if size <= limit.characters:
            return
        code = "OrganizationPolicyTooLong" if self.kind in _ORGANIZATION else "PolicyTooLong"
        template, words = TEMPLATES[code], KINDS[self.kind]
        message = Text.filled(
            template.message.en.format(size=size, kind=words.en, limit=limit.characters),
            template.message.ko.format(size=size, kind=words.ko, limit=limit.characters),
        )
        self.problems.append(Finding(code, (), message, template.hint, template.severity))

    # --- statements -----------------------------------------------------------------------------------

    def statements(self, value: Mapping[str, Any]) -> list[tuple[Statement, Path]]:
        raw = value.get("Statement")
        if "Statement" not in value or raw == []:
            self.add("MissingStatement", ("Statement",) if "Statement" in value else ())
            return []
        if isinstance(raw, Mapping):
            return [(self.statement(raw, 0, ("Statement",)), ("Statement",))]
        if not isinstance(raw, (list, tuple)):
            self.wrong_type(("Statement",), "Statement", "statements")
            return []
        found: list[tuple[Statement, Path]] = []
        for index, one in enumerate(raw):
            path: Path = ("Statement", index)
            if isinstance(one, Mapping):
                found.append((self.statement(one, index, path), path))
            else:
                self.wrong_type(path, "Statement", "object")
        return found

    def statement(self, value: Mapping[str, Any], index: int, path: Path) -> Statement:
        self.elements(value, path, STATEMENT_ELEMENTS)
        principals, not_principal = self.principal_element(value, path)
        actions, not_action = self.action_element(value, path)
        resources, not_resource = self.resource_element(value, path)
        return Statement(
            index=index,
            sid=self.sid(value, path),
            effect=self.effect(value, path),
            principals=principals,
            not_principal=not_principal,
            actions=actions,
            not_action=not_action,
            resources=resources,
            not_resource=not_resource,
            conditions=self.condition_block(value, path),
        )

    def sid(self, value: Mapping[str, Any], path: Path) -> str | None:
        sid = value.get("Sid")
        if "Sid" not in value or not self.text(sid, (*path, "Sid"), "Sid") or not isinstance(sid, str):
            return None
        if self.kind in _KEPT_BY_IAM and not _SID.fullmatch(sid):
            self.add("InvalidSid", (*path, "Sid"), value=sid)
        return sid or None

    def sids(self, statements: list[tuple[Statement, Path]]) -> None:
        seen: set[str] = set()
        for statement, path in statements:
            if statement.sid in seen and self.kind in _KEPT_BY_IAM:
                self.add("DuplicateSid", (*path, "Sid"), value=statement.sid)
            seen.add(statement.sid or "")
            seen.discard("")

    def effect(self, value: Mapping[str, Any], path: Path) -> Effect:
        effect = value.get("Effect")
        if "Effect" not in value:
            self.add("MissingEffect", path)
        elif effect not in ("Allow", "Deny"):
            self.add("InvalidEffect", (*path, "Effect"), effect=effect)
        return Effect.ALLOW if effect == "Allow" else Effect.DENY

    def which(self, value: Mapping[str, Any], path: Path, name: str) -> str | None:
        """The element's name or that of its opposite, whichever is there."""
        there = [one for one in (name, f"Not{name}") if one in value]
        if len(there) == 2:
            self.add("ElementAndItsOpposite", (*path, there[1]), key=True, name=name)
        return there[0] if there else None

    def texts(self, value: object, path: Path, name: str) -> list[tuple[str, Path]]:
        """One text or a list of them, each with its path."""
        if isinstance(value, str):
            return [(value, path)] if self.characters(value, path) else []
        if not isinstance(value, (list, tuple)):
            self.wrong_type(path, name, "texts")
            return []
        return [
            (one, (*path, index)) for index, one in enumerate(value) if self.text(one, (*path, index), name)
        ]

    # --- actions and resources ------------------------------------------------------------------------

    def action_element(self, value: Mapping[str, Any], path: Path) -> tuple[tuple[str, ...], bool]:
        name = self.which(value, path, "Action")
        if name is None:
            self.add("MissingAction", path)
            return (), False
        found = self.texts(value[name], (*path, name), name)
        for text, at in found:
            if text != "*" and not _ACTION.fullmatch(text):
                self.add("InvalidAction", at, value=text)
        return tuple(text for text, _ in found), name == "NotAction"

    def resource_element(self, value: Mapping[str, Any], path: Path) -> tuple[tuple[str, ...] | None, bool]:
        name = self.which(value, path, "Resource")
        if name is None:
            if self.kind is PolicyKind.RESOURCE:
                self.add("ResourceLeftOut", path)
            elif self.kind is not PolicyKind.TRUST:
                self.add("MissingResource", path)
            return None, False
        if self.kind is PolicyKind.TRUST:
            self.add("ResourceInTrust", (*path, name), key=True, name=name)
        found = self.texts(value[name], (*path, name), name)
        for text, at in found:
            pattern = arn_pattern(text, variables=self.variables)
            flaw = pattern.flaw or ("ArnShortened" if pattern.shortened else None)
            if flaw == "NotAnArn" and self.kind is PolicyKind.RESOURCE:
                flaw = "RelativeResource"
            if flaw is not None:
                self.add(flaw, at, value=text)
        return tuple(text for text, _ in found), name == "NotResource"

    # --- principals -----------------------------------------------------------------------------------

    def principal_element(self, value: Mapping[str, Any], path: Path) -> tuple[Principals | None, bool]:
        name = self.which(value, path, "Principal")
        if name is None:
            if self.kind in WITH_PRINCIPAL and self.kind is not PolicyKind.ENDPOINT:
                self.add("MissingPrincipal", path)
            return None, False
        at = (*path, name)
        if self.kind not in WITH_PRINCIPAL:
            self.add("PrincipalNotAllowed", at, key=True, name=name)
            return None, False
        if name == "NotPrincipal" and self.kind is PolicyKind.TRUST:
            self.add("NotPrincipalInTrust", at, key=True)
        return self.principals(value[name], at), name == "NotPrincipal"

    def principals(self, value: object, path: Path) -> Principals:
        if value == "*":
            return Principals(everyone=True)
        if not isinstance(value, Mapping):
            self.wrong_type(path, "Principal", "principals")
            return Principals()
        found: dict[str, list[str]] = {}
        for key, listed in value.items():
            at = (*path, key)
            if key not in PRINCIPAL_KEYS:
                self.add("InvalidPrincipalKey", at, key=True, name=key)
                continue
            found[key] = []
            for text, place in self.texts(listed, at, key):
                flaw = PRINCIPAL_KEYS[key](text)
                if flaw is None:
                    found[key].append(text)
                else:
                    self.add(flaw, place, value=text)
        aws = found.get("AWS", [])
        return Principals(
            everyone="*" in aws,
            aws=tuple(text for text in aws if text != "*"),
            service=tuple(found.get("Service", ())),
            federated=tuple(found.get("Federated", ())),
            canonical_user=tuple(found.get("CanonicalUser", ())),
        )

    # --- conditions -----------------------------------------------------------------------------------

    def condition_block(self, value: Mapping[str, Any], path: Path) -> tuple[Condition, ...]:
        block = value.get("Condition", {})
        at = (*path, "Condition")
        if not isinstance(block, Mapping):
            self.wrong_type(at, "Condition", "object")
            return ()
        found: list[Condition] = []
        for name, keys in block.items():
            operator = self.operator(name, (*at, name))
            if not isinstance(keys, Mapping):
                self.wrong_type((*at, name), name, "object")
            elif operator is not None:
                found += self.conditions(operator, keys, (*at, name))
        return tuple(found)

    def operator(self, written: str, path: Path) -> OperatorName | None:
        name = read_operator(written)
        if name is None:
            near = nearest(written.rpartition(":")[2], OPERATORS, cutoff=0.0) or "StringEquals"
            self.add("UnknownOperator", path, key=True, name=written, near=near)
            return None
        if name.operator == "Null" and name.if_exists:
            self.add("NullIfExists", path, key=True)
            return None
        if str(name) != written:
            self.add("OperatorSpelling", path, key=True, name=written, near=str(name))
        return name

    def conditions(self, name: OperatorName, keys: Mapping[str, Any], path: Path) -> list[Condition]:
        found: list[Condition] = []
        seen: set[str] = set()
        for key, value in keys.items():
            at = (*path, key)
            if not self.characters(key, at, key=True):
                continue
            if not _CONDITION_KEY.fullmatch(key):
                self.add("InvalidConditionKey", at, key=True, value=key)
            if key.lower() in seen:
                self.add("ConditionKeyTwice", at, key=True, value=key)
            seen.add(key.lower())
            values = self.values(value, at)
            found.append(Condition(name.operator, key, values, name.set_operator, name.if_exists))
        return found

    def values(self, value: object, path: Path) -> tuple[str, ...]:
        listed = value if isinstance(value, (list, tuple)) else [value]
        found: list[str] = []
        for index, one in enumerate(listed):
            at = (*path, index) if listed is value else path
            if not isinstance(one, (str, int, float)):
                self.add("InvalidConditionValue", at)
            elif not isinstance(one, str) or self.characters(one, at):
                found.append(text_of(one))
        return tuple(found)
