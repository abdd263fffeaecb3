"""Conditions of listener rules: which requests a rule is about.

Values within one condition are alternatives. Shapes are the API's: a `Field` with its ``...Config``, or the
older form with `Values` beside the `Field`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from ipaddress import ip_address, ip_network
from typing import Annotated, Any, Literal

from pydantic import Field

from simulator.decisions import Decision
from simulator.problems import Path
from simulator.services.elb.reasons import REASONS, ElbReason
from simulator.services.subject import Given, read, refuse
from simulator.services.wildcard import matches, wildcards
from simulator.text import Text

SOURCE = "Listener rules for your Application Load Balancer: Rule condition types"

ConditionField = Literal[
    "host-header", "path-pattern", "query-string", "http-header", "http-request-method", "source-ip"
]
Value = Annotated[str, Field(min_length=1, max_length=128)]


class ValuesConfig(Given):
    """Values of a condition; regular expressions are read and refused, since the lab does not model them."""

    Values: list[Value] = []
    RegexValues: list[str] = []


class HeaderValuesConfig(ValuesConfig):
    HttpHeaderName: Annotated[str, Field(min_length=1, max_length=40)]


class QueryPair(Given):
    """Key left out: the value under any key."""

    Key: Annotated[str, Field(max_length=128)] | None = None
    Value: Annotated[str, Field(min_length=1, max_length=128)]


class QueryPairsConfig(Given):
    Values: Annotated[list[QueryPair], Field(min_length=1)]


class Condition(Given):
    """One condition in the API's shape."""

    Field: ConditionField
    Values: list[Value] | None = None
    HostHeaderConfig: ValuesConfig | None = None
    PathPatternConfig: ValuesConfig | None = None
    QueryStringConfig: QueryPairsConfig | None = None
    HttpHeaderConfig: HeaderValuesConfig | None = None
    HttpRequestMethodConfig: ValuesConfig | None = None
    SourceIpConfig: ValuesConfig | None = None


class Request(Given):
    """A request as the balancer sees it. source_ip is the connection's peer, never a header."""

    method: str = "GET"
    host: str = ""
    path: str = "/"
    query: str = ""
    headers: dict[str, str | list[str]] = {}
    source_ip: str = "192.0.2.1"
    protocol: Literal["HTTP", "HTTPS"] = "HTTP"
    port: Annotated[int, Field(ge=1, le=65_535)] | None = None


class ConditionInput(Given):
    condition: Condition
    request: Request


_CONFIGS: dict[str, str] = {
    "host-header": "HostHeaderConfig",
    "path-pattern": "PathPatternConfig",
    "query-string": "QueryStringConfig",
    "http-header": "HttpHeaderConfig",
    "http-request-method": "HttpRequestMethodConfig",
    "source-ip": "SourceIpConfig",
}


def condition(given: ConditionInput | Mapping[str, Any]) -> Decision:
    """Whether one condition holds for one request."""
    given = read(ConditionInput, given)
    check_condition(given.condition, ("condition",))
    check_request(given.request, ("request",))
    actual, fitting = first_fitting(given.condition, given.request)
    holds = fitting is not None
    reason = ElbReason.ConditionHolds if holds else ElbReason.ConditionFails
    shown = fitting if fitting is not None else ", ".join(shown_values(given.condition))
    text = REASONS[reason].format(field=given.condition.Field, actual=actual or '""', value=shown)
    evidence = {
        "field": given.condition.Field,
        "actual": actual,
        "values": shown_values(given.condition),
        "fitting": fitting,
    }
    return Decision("elb.condition", holds, reason, text, evidence=evidence, source=SOURCE)


def first_fitting(condition: Condition, request: Request) -> tuple[str, str | None]:
    """What the condition looks at in the request, and the first of its values that fits it."""
    path = request.path.split("?", 1)[0]
    match condition.Field:
        case "host-header":
            host = _without_port(request.host).lower()
            return host, _first(condition, lambda value: matches(value.lower(), host))
        case "path-pattern":
            return path, _first(condition, lambda value: matches(value, path))
        case "http-request-method":
            return request.method, _first(condition, lambda value: value == request.method)
        case "source-ip":
            address = ip_address(request.source_ip)
            return request.source_ip, _first(
                condition, lambda value: address in ip_network(value, strict=False)
            )
        case "http-header":
            return _fitting_header(condition, request)
        case "query-string":
            return _fitting_query(condition, request)


def _first(condition: Condition, fits: Callable[[str], bool]) -> str | None:
    return next((value for value in plain_values(condition) if fits(value)), None)


def _fitting_header(condition: Condition, request: Request) -> tuple[str, str | None]:
    assert condition.HttpHeaderConfig is not None  # check_condition saw to it
    wanted = condition.HttpHeaderConfig.HttpHeaderName.lower()
    sent: list[str] = []
    for name, value in request.headers.items():
        if name.lower() == wanted:
            sent += [value] if isinstance(value, str) else value
    fitting = _first(condition, lambda value: any(matches(value.lower(), one.lower()) for one in sent))
    return ", ".join(sent), fitting


def _fitting_query(condition: Condition, request: Request) -> tuple[str, str | None]:
    assert condition.QueryStringConfig is not None  # check_condition saw to it
    query = request.query.removeprefix("?")
    pairs = [part.partition("=")[::2] for part in query.lower().split("&") if part]
    for wanted in condition.QueryStringConfig.Values:
        for key, value in pairs:
            key_fits = wanted.Key is None or matches(wanted.Key.lower(), key, escapes=True)
            if key_fits and matches(wanted.Value.lower(), value, escapes=True):
                return query, _shown_pair(wanted)
    return query, None


def _shown_pair(pair: QueryPair) -> str:
    return pair.Value if pair.Key is None else f"{pair.Key}={pair.Value}"


def _without_port(host: str) -> str:
    """The host name of a Host header: rules are about the name, clients add a port that is not the default."""
    return re.sub(r":[0-9]+$", "", host)


def plain_values(condition: Condition) -> list[str]:
    """The condition's values where they are plain strings; [] for query strings."""
    config = getattr(condition, _CONFIGS[condition.Field])
    if isinstance(config, ValuesConfig):
        return config.Values
    return condition.Values or []


def shown_values(condition: Condition) -> list[str]:
    """The condition's values as a reader sees them."""
    if condition.QueryStringConfig is not None:
        return [_shown_pair(pair) for pair in condition.QueryStringConfig.Values]
    return plain_values(condition)


def wildcard_count(condition: Condition) -> int:
    """Wildcards in a condition, as the quota of a rule counts them."""
    if condition.Field in ("http-request-method", "source-ip"):
        return 0
    return sum(
        wildcards(value, escapes=condition.Field == "query-string") for value in shown_values(condition)
    )


def check_request(request: Request, path: Path) -> None:
    """Raises InvalidInput when the request's source is no IP address."""
    try:
        ip_address(request.source_ip)
    except ValueError:
        raise refuse(
            "InvalidAddress", (*path, "source_ip"), Text("This is not an IP address.", "IP 주소가 아니에요.")
        ) from None


def check_condition(condition: Condition, path: Path) -> None:
    """Refuse a condition the API would refuse, or that the lab does not model. Raises InvalidInput."""
    wanted = _CONFIGS[condition.Field]
    for name in _CONFIGS.values():
        if name != wanted and getattr(condition, name) is not None:
            raise refuse(
                "ConditionOfAnotherField",
                (*path, name),
                Text(
                    "This setting belongs to another kind of condition than the field says.",
                    "Field에 적은 것과 다른 종류의 조건에 쓰는 설정이에요.",
                ),
            )
    config = getattr(condition, wanted)
    if isinstance(config, ValuesConfig) and config.RegexValues:
        raise refuse(
            "RegexNotModelled",
            (*path, wanted, "RegexValues"),
            Text("The lab does not model regular expressions.", "이 시뮬레이터는 정규식을 지원하지 않아요."),
            Text("Use Values with * and ?.", "*와 ?를 쓰는 Values를 사용하세요."),
        )
    legacy = condition.Field in ("host-header", "path-pattern") and condition.Values is not None
    if config is None and not legacy:
        raise refuse(
            "MissingField",
            (*path, wanted),
            Text("A required field is missing.", "꼭 필요한 항목이 빠졌어요."),
        )
    if config is not None and condition.Values is not None:
        raise refuse(
            "ValuesGivenTwice",
            (*path, "Values"),
            Text("Values are given twice.", "값을 두 군데에 적었어요."),
        )
    values_path = (*path, "Values") if config is None else (*path, wanted, "Values")
    if not shown_values(condition):
        raise refuse(
            "NoValues",
            values_path,
            Text("A condition needs at least one value.", "조건에는 값이 하나 이상 있어야 해요."),
        )
    for index, value in enumerate(plain_values(condition)):
        if (wrong := _wrong_value(condition.Field, value)) is not None:
            raise refuse("InvalidConditionValue", (*values_path, index), wrong)
    if condition.HttpHeaderConfig is not None:
        name = condition.HttpHeaderConfig.HttpHeaderName
        if not re.fullmatch(r"[A-Za-z0-9!#$%&'+.^_`|~-]+", name) or name.lower() == "host":
            raise refuse(
                "InvalidHeaderName",
                (*path, "HttpHeaderConfig", "HttpHeaderName"),
                Text(
                    "A header's name has no wildcards, and Host has a condition of its own.",
                    "헤더 이름에는 와일드카드를 쓸 수 없고, Host에는 별도의 조건이 있어요.",
                ),
            )


_HOST = re.compile(r"[A-Za-z0-9.*?-]*\.[A-Za-z]+")


def _wrong_value(field: str, value: str) -> Text | None:
    """What is wrong with one value of a condition."""
    if field == "host-header" and not _HOST.fullmatch(value):
        return Text(
            "A host pattern is made of letters, digits, - . * ? and has only letters after its last dot.",
            "호스트 패턴에는 영문자, 숫자, - . * ?를 쓸 수 있고 마지막 점 뒤에는 영문자만 올 수 있어요.",
        )
    if field == "http-request-method" and not re.fullmatch(r"[A-Z_-]{1,40}", value):
        return Text(
            "A method is made of capital letters, - and _, without wildcards.",
            "메서드에는 영문 대문자, -, _만 쓸 수 있고 와일드카드는 쓸 수 없어요.",
        )
    if field == "source-ip":
        try:
            ip_network(value, strict=False)
        except ValueError:
            return Text("This is not a CIDR block.", "CIDR 블록이 아니에요.")
        if "/" not in value:
            return Text(
                "A CIDR block has a prefix length, as in 192.0.2.9/32.",
                "CIDR 블록에는 192.0.2.9/32처럼 접두사 길이가 필요해요.",
            )
    return None
