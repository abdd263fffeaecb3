"""Doing what a command says: checked against the world first, then done between two ticks."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from simulator.document import Architecture, Document, diff, parse_document, read_properties
from simulator.engine import commands
from simulator.engine.faults import FAULTS, Site, check_fault
from simulator.engine.live import Live
from simulator.problems import InvalidInput, Problem
from simulator.services import registry
from simulator.services.autoscaling.properties import AutoScalingGroup
from simulator.services.clients.properties import Clients
from simulator.text import Text

_TRAFFIC = Text("Traffic of {resource} × {multiplier}", "{resource}의 트래픽 × {multiplier}")
_SET = Text("{resource}: {path} = {value}", "{resource}: {path} = {value}")
_UPDATED = Text("The architecture was changed: {changes}", "아키텍처를 변경했어요: {changes}")
_UNCHANGED = Text("The architecture was saved without a change", "변경 사항 없이 아키텍처를 저장했어요")
_MORE = Text("{changes} and {more} more", "{changes} 외 {more}개")
_CAPACITY = Text(
    "Desired capacity of {resource} set to {desired}", "{resource}의 원하는 용량 변경: {desired}대"
)
_SKIPPED = Text("Skipped to second {to}", "{to}초로 건너뛰었어요")
_REFUSED = Text("Left out: {what}. {why}", "{what}: 적용하지 않았어요. {why}")
_COMMAND = Text("a command", "명령")

_PAST = Text("This moment has passed.", "이미 지난 시각이에요.")
_ABSENT = Text("There is no such resource of type {type}.", "{type} 유형의 리소스가 없어요.")
_NOT_OFFERED = Text("{resource} has no operation {operation}.", "{resource}에는 {operation} 작업이 없어요.")
_NO_PROPERTY = Text("This path leads to no property.", "이 경로에는 속성이 없어요.")
_LOOK = Text("Look at the document that is running.", "실행 중인 문서를 확인하세요.")


def _problem(code: str, path: tuple[str | int, ...], message: Text) -> Problem:
    return Problem(code, path, message, _LOOK)


def check(world: Live, command: Any) -> None:
    """Raises InvalidInput if the command cannot be done in this world. Changes nothing."""
    match command:
        case commands.SetProperty():
            Architecture.of(with_property(world.document, command))
        case commands.UpdateDocument():
            Architecture.of(parse_document(command.document))
        case commands.InjectFault():
            check_fault(world.architecture, command.fault, command.resource, command.parameters)
        case commands.ClearFault():
            check_fault(world.architecture, command.fault, command.resource)
        case commands.MultiplyTraffic():
            _require(world.architecture, command.resource, Clients.TYPE)
        case commands.SetCapacity():
            _require(world.architecture, command.resource, AutoScalingGroup.TYPE)
        case commands.Operate():
            _check_operation(world, command)
        case commands.Skip():
            if command.to <= world.tick:
                raise InvalidInput([_problem("SkipIntoThePast", ("to",), _PAST)])


def _check_operation(world: Live, command: commands.Operate) -> tuple[Any, Any]:
    """The runtime and the validated parameters of a call AWS would take. Raises InvalidInput otherwise."""
    found = world.architecture.resources.get(command.resource)
    declared = registry.operation(found.type, command.operation) if found is not None else None
    if declared is None:
        text = _NOT_OFFERED.format(operation=command.operation[:60], resource=command.resource[:60])
        raise InvalidInput([_problem("OperationDoesNotApply", ("resource",), text)])
    given, problems = read_properties(declared.parameters, command.parameters, ("parameters",))
    if problems:
        raise InvalidInput(problems)
    runtime: Any = world.control.runtimes[command.resource]
    refusal = runtime.refusal(world.control, command.operation, given)
    if refusal is not None:
        raise InvalidInput([refusal])
    return runtime, given


def _require(architecture: Architecture, resource: str, type: str) -> None:
    found = architecture.resources.get(resource)
    if found is None or found.type != type:
        raise InvalidInput([_problem("NoSuchResource", ("resource",), _ABSENT.format(type=type))])


def with_property(document: Document, command: commands.SetProperty) -> Document:
    """The document with one property changed; None as value removes it."""
    content = deepcopy(document.as_json())
    place: Any = content["Resources"].get(command.resource)
    *parents, last = command.path
    try:
        for part in parents:
            place = place[part] if not isinstance(place, dict) else place.setdefault(part, {})
        if command.value is None:
            if isinstance(place, dict):
                place.pop(last, None)
            else:
                del place[int(last)]
        elif isinstance(place, list) and last == len(place):
            place.append(command.value)
        else:
            place[last] = command.value
    except (KeyError, IndexError, TypeError, ValueError):
        raise InvalidInput([_problem("NoSuchProperty", tuple(command.path), _NO_PROPERTY)]) from None
    return parse_document(content)


def perform(world: Live, command: Any) -> dict[str, Any]:
    """Do it now; returns what the frame says of it.

    A live command was checked when it was given, a script's never was; and another one of the same tick may
    have changed the world. What does not fit is left out, and the frame says so.
    """
    said = command.model_dump(mode="json", exclude={"document", "value"})
    try:
        check(world, command)
        text = _do(world, command)
    except InvalidInput as refusal:
        problems = [problem.as_json() for problem in refusal.problems]
        return {
            **said,
            "text": _left_out(world, command, refusal.problems[0]).as_json(),
            "problems": problems,
        }
    return {**said, "text": text.as_json()}


def _left_out(world: Live, command: Any, problem: Problem) -> Text:
    """Which command was not taken, and why: its reader has nothing but this line of the log."""
    what = _COMMAND
    resource = getattr(command, "resource", None)
    if resource:
        found = world.architecture.resources.get(resource)
        operation = getattr(command, "operation", None)
        declared = registry.operation(found.type, operation) if found is not None and operation else None
        label = declared.label if declared is not None else _COMMAND
        what = Text.filled(f"{label.en} ({resource})", f"{label.ko}({resource})")
    return Text.filled(
        _REFUSED.en.format(what=what.en, why=problem.message.en),
        _REFUSED.ko.format(what=what.ko, why=problem.message.ko),
    )


def _do(world: Live, command: Any) -> Text:
    match command:
        case commands.SetProperty():
            world.adopt(with_property(world.document, command))
            path = ".".join(str(part) for part in command.path[1:] or command.path)
            value = str(command.value).replace("{", "(").replace("}", ")")[:80]
            text = _SET.format(resource=command.resource, path=path, value=value)
        case commands.UpdateDocument():
            before, after = world.document, parse_document(command.document)
            world.adopt(after)
            text = _changes(before, after)
        case commands.InjectFault():
            text = _inject(world, command)
        case commands.ClearFault():
            text = clear(world, command.fault, command.resource)
        case commands.MultiplyTraffic():
            index = world.plan.names.index("clients", command.resource)
            world.plane.populations[index].multiplier = command.multiplier
            text = _TRAFFIC.format(resource=command.resource, multiplier=f"{command.multiplier:g}")
        case commands.SetCapacity():
            world.control.runtimes[command.resource].set_desired(world.control, command.desired)  # type: ignore[attr-defined]
            text = _CAPACITY.format(resource=command.resource, desired=command.desired)
        case commands.Operate():
            runtime, given = _check_operation(world, command)
            text = runtime.operate(world.control, command.operation, given)
        case commands.Skip():
            text = _SKIPPED.format(to=command.to)
    return text


#: Changes of an update that its sentence names.
NAMED_CHANGES = 3


def _changes(before: Document, after: Document) -> Text:
    """What an update changed, in a sentence."""
    found = diff(before, after)
    if not found:
        return _UNCHANGED
    said = []
    for change in found[:NAMED_CHANGES]:
        resource, *path = map(str, change.path)
        name = " ".join([resource, ".".join(path[1:])]) if len(path) > 1 else resource
        value = change.after if change.kind != "removed" else "—"
        said.append(name if isinstance(value, dict | list) else f"{name} = {str(value)[:40]}")
    shown = ", ".join(said).replace("{", "(").replace("}", ")")
    text = _UPDATED.format(changes=shown)
    if len(found) > NAMED_CHANGES:
        more = _MORE.format(changes=shown, more=len(found) - NAMED_CHANGES)
        text = Text(_UPDATED.en.format(changes=more.en), _UPDATED.ko.format(changes=more.ko))
    return text


def _inject(world: Live, command: commands.InjectFault) -> Text:
    kind, given = check_fault(world.architecture, command.fault, command.resource, command.parameters)
    clear(world, command.fault, command.resource)
    site = Site(world.architecture, world.control, world.plane)
    kind.begin(site, command.resource, given)
    world.control.changed()
    if kind.end is not None:
        until = world.tick + command.duration if command.duration else None
        world.faults.append(
            {
                "fault": command.fault,
                "resource": command.resource,
                "parameters": dict(command.parameters),
                "since": world.tick,
                "until": until,
            }
        )
    return kind.text.format(resource=command.resource)


def clear(world: Live, fault: str, resource: str) -> Text:
    """End a fault if it is active; returns the sentence that says so."""
    kind = FAULTS[fault]
    for active in [f for f in world.faults if (f["fault"], f["resource"]) == (fault, resource)]:
        world.faults.remove(active)
        if kind.end is not None and resource in world.architecture.resources:
            kind.end(Site(world.architecture, world.control, world.plane), resource)
            world.control.changed()
    return kind.over.format(resource=resource)
