"""CloudFront's rules: how long an answer is kept, and which cache behavior a path gets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Annotated, Any

from pydantic import Field

from simulator.decisions import Candidate, Decision, Verdict
from simulator.services.cloudfront.reasons import DIFFERS, LATER, REASONS, CloudFrontReason
from simulator.services.subject import Given, Subject, read, refuse
from simulator.services.wildcard import matches
from simulator.text import Text

TTL_SOURCE = "Managing how long content stays in the cache (expiration)"
PATTERN_SOURCE = "Values that you specify when you create or update a distribution: Path pattern"

#: The outcome of `behavior` when no listed pattern fits.
DEFAULT_PATTERN = "*"

Seconds = Annotated[int, Field(ge=0)]
Pattern = Annotated[str, Field(min_length=1, max_length=255)]


class TtlInput(Given):
    """now: seconds since 1970, when the answer arrives. origin_headers: names in any case."""

    MinTTL: Seconds = 0
    DefaultTTL: Seconds = 86_400
    MaxTTL: Seconds = 31_536_000
    now: float
    origin_headers: dict[str, Annotated[str, Field(max_length=8192)]] = {}


class PathPatternInput(Given):
    """query is accepted and plays no part: patterns see the path alone."""

    PathPattern: Pattern
    path: str
    query: str = ""


class BehaviorInput(Given):
    """PathPatterns in the distribution's order, without the default."""

    PathPatterns: list[Pattern]
    path: str
    query: str = ""


def ttl(given: TtlInput | Mapping[str, Any]) -> Decision:
    """Seconds an edge keeps an answer of the origin without asking again.

    Raises InvalidInput when MinTTL is above MaxTTL. DefaultTTL may be above MaxTTL: the maximum concerns
    only what the origin asks for.
    """
    given = read(TtlInput, given)
    if given.MinTTL > given.MaxTTL:
        raise refuse(
            "MinTTLAboveMaxTTL",
            ("MinTTL",),
            Text("MinTTL is greater than MaxTTL.", "MinTTL이 MaxTTL보다 커요."),
            Text("Lower MinTTL or raise MaxTTL.", "MinTTL을 낮추거나 MaxTTL을 높이세요."),
        )
    headers = {name.lower(): value for name, value in given.origin_headers.items()}
    directives = cache_directives(headers.get("cache-control", ""))
    least, most = given.MinTTL, given.MaxTTL
    forbidding = next((name for name in ("no-store", "no-cache", "private") if name in directives), None)
    asked: float | None = None
    if forbidding:
        reason, seconds = CloudFrontReason.NotToBeCached, float(least)
    elif (asked := _seconds(directives.get("s-maxage"))) is not None:
        reason, seconds = CloudFrontReason.FromSharedMaxAge, min(max(asked, least), most)
    elif (asked := _seconds(directives.get("max-age"))) is not None:
        reason, seconds = CloudFrontReason.FromMaxAge, min(max(asked, least), most)
    elif "expires" in headers:
        asked = _until(headers["expires"], given.now)
        reason, seconds = CloudFrontReason.FromExpires, min(max(asked, least), most)
    else:
        reason, seconds = CloudFrontReason.FromDefault, max(least, given.DefaultTTL)
    outcome = int(seconds) if float(seconds).is_integer() else seconds
    shown_asked = None if asked is None else int(asked) if asked.is_integer() else asked
    text = REASONS[reason].format(
        directive=forbidding, asked=shown_asked, least=least, most=most, default=given.DefaultTTL, ttl=outcome
    )
    evidence = {
        "MinTTL": least,
        "DefaultTTL": given.DefaultTTL,
        "MaxTTL": most,
        "asked": shown_asked,
        "Cache-Control": headers.get("cache-control"),
        "Expires": headers.get("expires"),
    }
    return Decision("cloudfront.ttl", outcome, reason, text, evidence=evidence, source=TTL_SOURCE)


def cache_directives(value: str) -> dict[str, str]:
    """Directives of a Cache-Control header by lower-case name; the first of a repeated one counts."""
    directives: dict[str, str] = {}
    for match in re.finditer(r'\s*([^\s=,"]+)\s*(?:=\s*("[^"]*"|[^,"]*))?\s*(?:,|$)', value):
        argument = (match[2] or "").strip().strip('"')
        directives.setdefault(match[1].lower(), argument)
    return directives


def _seconds(argument: str | None) -> float | None:
    """A directive's delta-seconds; None when it is absent or not a number of seconds, and so says nothing."""
    if argument is None or not re.fullmatch(r"[0-9]{1,18}", argument):
        return None
    return float(argument)


def _until(date: str, now: float) -> float:
    """Seconds from `now` to an HTTP date; 0 for the past and for what is no date, as in ``Expires: 0``."""
    try:
        return max(0.0, parsedate_to_datetime(date).timestamp() - now)
    except (ValueError, OverflowError):
        return 0.0


def path_fits(pattern: str, path: str) -> bool:
    """Whether a request's path fits a path pattern. Case-sensitive; the leading slash may be left out."""
    path = path.split("?", 1)[0]
    return matches(pattern.removeprefix("/"), path.removeprefix("/"))


def path_pattern(given: PathPatternInput | Mapping[str, Any]) -> Decision:
    """Whether a path fits one pattern."""
    given = read(PathPatternInput, given)
    fits = path_fits(given.PathPattern, given.path)
    reason = CloudFrontReason.PatternMatches if fits else CloudFrontReason.PatternDiffers
    text = REASONS[reason].format(path=given.path, pattern=given.PathPattern)
    evidence = {"PathPattern": given.PathPattern, "path": given.path}
    return Decision("cloudfront.path_pattern", fits, reason, text, evidence=evidence, source=PATTERN_SOURCE)


def behavior(given: BehaviorInput | Mapping[str, Any]) -> Decision:
    """The first pattern the path fits, as it was written; ``*`` for the default cache behavior."""
    given = read(BehaviorInput, given)
    rows: list[Candidate] = []
    chosen: str | None = None
    for position, pattern in enumerate(given.PathPatterns):
        fits = path_fits(pattern, given.path)
        values = {"order": position, "fits": fits}
        if not fits:
            rows.append(Candidate(pattern, Verdict.REJECTED, values, DIFFERS))
        elif chosen is None:
            chosen = pattern
            rows.append(Candidate(pattern, Verdict.CHOSEN, values))
        else:
            rows.append(Candidate(pattern, Verdict.ELIGIBLE, values, LATER))
    default_values = {"order": len(given.PathPatterns), "fits": True}
    if chosen is None:
        rows.append(Candidate(DEFAULT_PATTERN, Verdict.CHOSEN, default_values))
        reason = CloudFrontReason.DefaultBehavior
    else:
        rows.append(Candidate(DEFAULT_PATTERN, Verdict.ELIGIBLE, default_values, LATER))
        reason = CloudFrontReason.FirstMatchingPattern
    return Decision(
        "cloudfront.behavior",
        chosen or DEFAULT_PATTERN,
        reason,
        REASONS[reason].format(path=given.path, pattern=chosen),
        candidates=tuple(rows),
        evidence={"path": given.path},
        source=PATTERN_SOURCE,
    )


SUBJECTS: tuple[Subject, ...] = (
    Subject(
        "cloudfront.ttl",
        Text("How long an edge keeps an answer", "엣지가 응답을 보관하는 시간"),
        TtlInput,
        {"type": "number", "minimum": 0, "description": "seconds"},
        ttl,
    ),
    Subject(
        "cloudfront.path_pattern",
        Text("Whether a path fits a path pattern", "경로가 경로 패턴에 맞는지 여부"),
        PathPatternInput,
        bool,
        path_pattern,
    ),
    Subject(
        "cloudfront.behavior",
        Text("Which cache behavior a path gets", "경로에 적용되는 캐시 동작"),
        BehaviorInput,
        str,
        behavior,
    ),
)
