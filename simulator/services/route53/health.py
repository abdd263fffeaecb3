"""Whether a Route 53 health check counts as healthy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from simulator.decisions import Candidate, Decision, Verdict
from simulator.services.route53.reasons import INVERTED, REASONS, Route53Reason
from simulator.services.subject import Given, read, refuse
from simulator.text import Text

SOURCE = "How Amazon Route 53 determines whether a health check is healthy"

Health = Literal["healthy", "unhealthy"]

#: An endpoint is healthy when more than this percentage of the checkers say so.
CHECKERS_PERCENT = 18


class EndpointHealthInput(Given):
    """checkers 0: none has reported yet. A disabled check counts as healthy before inversion."""

    healthy_checkers: Annotated[int, Field(ge=0)]
    checkers: Annotated[int, Field(ge=0)]
    Inverted: bool = False
    Disabled: bool = False


class CalculatedHealthInput(Given):
    """A check over other checks: healthy when at least HealthThreshold of them are."""

    children: Annotated[list[Health], Field(max_length=255)]
    HealthThreshold: Annotated[int, Field(ge=0, le=256)]
    Inverted: bool = False
    Disabled: bool = False


def endpoint_health(given: EndpointHealthInput | Mapping[str, Any]) -> Decision:
    """``healthy`` or ``unhealthy``, from what the health checkers around the world report."""
    given = read(EndpointHealthInput, given)
    if given.healthy_checkers > given.checkers:
        raise refuse(
            "MoreHealthyThanCheckers",
            ("healthy_checkers",),
            Text(
                "More checkers are healthy than there are.",
                "정상을 보고한 상태 확인 프로그램이 전체보다 많아요.",
            ),
        )
    percent = 100 * given.healthy_checkers / given.checkers if given.checkers else 100.0
    if given.Disabled:
        healthy, reason = True, Route53Reason.Disabled
    elif not given.checkers:
        healthy, reason = True, Route53Reason.NotYetKnown
    elif 100 * given.healthy_checkers > CHECKERS_PERCENT * given.checkers:
        healthy, reason = True, Route53Reason.EnoughCheckers
    else:
        healthy, reason = False, Route53Reason.TooFewCheckers
    text = REASONS[reason].format(
        healthy=given.healthy_checkers, checkers=given.checkers, percent=f"{percent:.3g}"
    )
    evidence = given.model_dump() | {"percent": percent, "threshold_percent": CHECKERS_PERCENT}
    return _decision("route53.endpoint_health", healthy, given.Inverted, reason, text, (), evidence)


def calculated_health(given: CalculatedHealthInput | Mapping[str, Any]) -> Decision:
    """``healthy`` or ``unhealthy``: threshold 0 is always healthy, one above the children never."""
    given = read(CalculatedHealthInput, given)
    count = given.children.count("healthy")
    if given.Disabled:
        healthy, reason = True, Route53Reason.Disabled
    elif count >= given.HealthThreshold:
        healthy, reason = True, Route53Reason.EnoughChildren
    else:
        healthy, reason = False, Route53Reason.TooFewChildren
    text = REASONS[reason].format(
        healthy=count, children=len(given.children), threshold=given.HealthThreshold
    )
    rows = tuple(
        Candidate(str(index), Verdict.CHOSEN if child == "healthy" else Verdict.REJECTED, {"health": child})
        for index, child in enumerate(given.children)
    )
    evidence = {
        "healthy_children": count,
        "HealthThreshold": given.HealthThreshold,
        "Inverted": given.Inverted,
    }
    return _decision("route53.calculated_health", healthy, given.Inverted, reason, text, rows, evidence)


def _decision(
    subject: str,
    healthy: bool,
    inverted: bool,
    reason: Route53Reason,
    text: Text,
    rows: tuple[Candidate, ...],
    evidence: dict[str, Any],
) -> Decision:
    """The decision with inversion applied last."""
    if inverted:
        healthy = not healthy
        text = Text(text.en + INVERTED.en, text.ko + INVERTED.ko)
    outcome: Health = "healthy" if healthy else "unhealthy"
    return Decision(subject, outcome, reason, text, rows, evidence, SOURCE)
