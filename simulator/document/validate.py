"""What is wrong with a document: types and limits, references, and the rules of each kind.

A resource whose properties do not fit its model is not looked at by rules; everything else is, so that one
broken field hides as little as possible.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from simulator.document.explain import explain
from simulator.document.schema import Document, Resource
from simulator.geography import REGIONS
from simulator.problems import Path, Problem, Severity
from simulator.resources.fields import Field, fields_of, references_in
from simulator.resources.properties import Properties
from simulator.resources.reference import Reference, Target
from simulator.resources.typed import DEFAULT_REGION, TypedResource, TypedResources
from simulator.services.iam.accounts import is_account
from simulator.services.organizations.properties import Account
from simulator.services.registry import BY_TYPE
from simulator.spelling import nearest
from simulator.text import Text


def check_document(document: Document) -> tuple[Problem, ...]:
    """Every problem, errors and warnings, in document order."""
    return examine(document)[1]


def examine(document: Document) -> tuple[dict[str, TypedResource[Any]], tuple[Problem, ...]]:
    """The resources whose own properties are in order, typed, and every problem of the document."""
    world, problems = _read(document)
    for id, resource in world.resources.items():
        for rule in BY_TYPE[resource.type].rules:
            problems += rule(world[id], world)
    order = {id: index for index, id in enumerate(document.resources)}
    problems.sort(key=lambda problem: order.get(str(problem.path[0]) if problem.path else "", -1))
    return world.resources, tuple(dict.fromkeys(problems))


def read_resources(document: Document) -> TypedResources:
    """The resources whose own properties are in order. No rule is asked: for what is done at each keystroke."""
    return _read(document)[0]


def _read(document: Document) -> tuple[TypedResources, list[Problem]]:
    typed: dict[str, TypedResource[Any]] = {}
    problems: list[Problem] = []
    for resource in document.resources.values():
        kind = BY_TYPE[resource.type]
        problems += _region_problems(resource)
        problems += _account_problems(document, resource)
        properties, found = read_properties(kind.model, resource.properties, (resource.id, "Properties"))
        problems += found
        problems += _reference_problems(document, resource)
        if properties is not None:
            region = (resource.region or DEFAULT_REGION) if kind.scope == "regional" else "global"
            typed[resource.id] = TypedResource(
                resource.id, resource.type, region, resource.account, properties
            )
    unread = {resource.type for resource in document.resources.values() if resource.id not in typed}
    return TypedResources(typed.values(), frozenset(unread)), problems


def read_properties[Model: Properties](
    model: type[Model], raw: Mapping[str, Any], path: Path = ()
) -> tuple[Model | None, list[Problem]]:
    """`raw` as the model, or None with the problems. Also reads a fault's parameters."""
    try:
        return model.model_validate(dict(raw)), []
    except ValidationError as error:
        return None, explain(model, error, raw, path)


def _region_problems(resource: Resource) -> Iterator[Problem]:
    if resource.region is not None and resource.region not in REGIONS:
        near = nearest(resource.region, REGIONS) or DEFAULT_REGION
        yield Problem(
            "UnknownRegion",
            (resource.id, "Region"),
            Text.filled(
                f"There is no region called {resource.region[:40]}.",
                f"{resource.region[:40]} 리전은 없어요.",
            ),
            Text.filled(f"Did you mean {near}?", f"혹시 {near}인가요?"),
        )


def _account_problems(document: Document, resource: Resource) -> Iterator[Problem]:
    """An account is a number or a name. One that is nearly an account of the organisation was hardly meant."""
    label = resource.account
    if label is None:
        return
    if not is_account(label):
        yield Problem(
            "InvalidAccount",
            (resource.id, "Account"),
            Text.filled(f"{label[:40]!r} is no account.", f"계정으로 쓸 수 없는 값이에요: {label[:40]!r}"),
            Text(
                "Write twelve digits, the logical ID of an account, or a name of letters, digits and hyphens.",
                "숫자 12자리, 계정의 논리 ID, 또는 영문자·숫자·하이픈으로 된 이름을 쓰세요.",
            ),
        )
        return
    members = [id for id, other in document.resources.items() if other.type == Account.TYPE]
    near = nearest(label, members)
    if label not in members and near is not None and not label.isdigit():
        yield Problem(
            "AccountNotInOrganization",
            (resource.id, "Account"),
            Text.filled(
                f"{label} is not an account of the organisation: it stands for one outside.",
                f"{label} 계정은 조직에 없어서 조직 밖의 계정으로 봐요.",
            ),
            Text.filled(f"Did you mean {near}?", f"혹시 {near}인가요?"),
            Severity.WARNING,
        )


# --- references -----------------------------------------------------------------------------------------


def _reference_problems(document: Document, resource: Resource) -> Iterator[Problem]:
    fields = fields_of(BY_TYPE[resource.type].model)
    for path, field, reference in references_in(fields, resource.properties):
        at = (resource.id, "Properties", *path)
        target = document.resources.get(reference.target)
        if target is None:
            yield _missing(document, at, field, reference)
        elif not any(_matches(allowed, target, reference) for allowed in field.targets):
            yield _wrong_target(at, field, target, reference)
        elif _regions_differ(resource, target):
            yield Problem(
                "OtherRegion",
                at,
                Text.filled(
                    f"{target.id} is in {target.region or DEFAULT_REGION}, {resource.id} in"
                    f" {resource.region or DEFAULT_REGION}.",
                    f"리전이 서로 달라요: {target.id}({target.region or DEFAULT_REGION}), {resource.id}"
                    f"({resource.region or DEFAULT_REGION})",
                ),
                Text(
                    "A regional resource can only refer to its own region: move one of them.",
                    "리전 리소스는 같은 리전의 리소스만 가리킬 수 있으니 하나를 옮기세요.",
                ),
            )


def _matches(allowed: Target, target: Resource, reference: Reference) -> bool:
    return allowed.type == target.type and allowed.attribute == reference.attribute


def _regions_differ(one: Resource, other: Resource) -> bool:
    if "global" in (BY_TYPE[one.type].scope, BY_TYPE[other.type].scope):
        return False
    return (one.region or DEFAULT_REGION) != (other.region or DEFAULT_REGION)


def _missing(document: Document, at: Path, field: Field, reference: Reference) -> Problem:
    types = {target.type for target in field.targets}
    fitting = [id for id, resource in document.resources.items() if resource.type in types]
    near = nearest(reference.target, fitting)
    if near:
        hint = Text.filled(f"Did you mean {near}?", f"혹시 {near}인가요?")
    elif fitting:
        names = ", ".join(fitting[:5])
        hint = Text.filled(f"These could be meant: {names}.", f"여기에 맞는 리소스: {names}")
    else:
        wanted_en = " or ".join(BY_TYPE[type_].label.en for type_ in sorted(types))
        wanted_ko = ", ".join(BY_TYPE[type_].label.ko for type_ in sorted(types))
        hint = Text.filled(f"Add one first: {wanted_en}.", f"먼저 리소스를 추가하세요: {wanted_ko}")
    shown = reference.target[:60]
    return Problem(
        "MissingReference",
        at,
        Text.filled(f"There is no resource called {shown}.", f"{shown} 리소스가 없어요."),
        hint,
    )


def _wrong_target(at: Path, field: Field, target: Resource, reference: Reference) -> Problem:
    label = field.about.label
    fitting = [allowed for allowed in field.targets if allowed.type == target.type]
    if not fitting:
        wanted_en = " or ".join(dict.fromkeys(BY_TYPE[a.type].label.en for a in field.targets))
        wanted_ko = ", ".join(dict.fromkeys(BY_TYPE[a.type].label.ko for a in field.targets))
        kind = BY_TYPE[target.type].label
        return Problem(
            "WrongReference",
            at,
            Text.filled(
                f"{label.en or at[-1]} cannot be {target.id}, a {kind.en}.",
                f"{label.ko}에 쓸 수 없는 리소스예요: {target.id}({kind.ko})",
            ),
            Text.filled(f"Refer to: {wanted_en}.", f"가리킬 수 있는 것: {wanted_ko}"),
        )
    forms = " | ".join(_form(target.id, allowed.attribute) for allowed in fitting)
    written = _form(target.id, reference.attribute)
    return Problem(
        "WrongAttribute",
        at,
        Text.filled(
            f"{written} does not give what {label.en} needs.", f"{label.ko}에 쓸 수 없는 참조예요: {written}"
        ),
        Text.filled(f"Write {forms}.", f"{forms} 형태로 쓰세요."),
        Severity.ERROR,
    )


def _form(id: str, attribute: str | None) -> str:
    return f"Ref {id}" if attribute is None else f"Fn::GetAtt [{id}, {attribute[:40]}]"
