"""Recorded traffic: what a CSV may look like, and what rate it gives at every moment."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.document import check_document, parse_document
from simulator.engine import World, parse_command
from simulator.problems import InvalidInput
from simulator.services.clients import trace as module
from simulator.services.clients.properties import MAX_POINTS, Trace
from simulator.services.clients.trace import MAX_BYTES, MAX_PROBLEMS, mean_rate, parse_trace
from simulator.services.clients.traffic import rate_of

PLAIN = "second,requests\n0,10\n60,20.5\n300,0\n"
ROWS = ([0, 60, 300], [10, 20.5, 0])


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        "0,10\n60,20.5\n300,0",
        "\ufeff" + PLAIN,
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("\n", "\r"),
        PLAIN.replace(",", ";"),
        PLAIN.replace(",", "\t"),
        "Seconds;Requests\n0;10\n60;20,5\n300;0\n",
        "초,요청 수\n0,10\n60,20.5\n300,0\n",
        '"second","requests"\n"0","10"\n"60","20.5"\n"300","0"\n',
        "\n\n second , requests \n\n 0 , 10\n60,  20.50\n\n300,0\n\n",
        "0.0,1e1\n+60,2.05E1\n300.,.0\n",
    ],
)
def test_what_is_harmless_is_taken(text: str) -> None:
    for source in (text, text.encode()):
        trace = parse_trace(source)
        assert (trace.Seconds, trace.Rates) == ROWS


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("", 1, "TraceEmpty"),
        ("second,requests\n", 2, "TraceEmpty"),
        ("0,10\n60,20\n60,30\n", 3, "TraceDuplicate"),
        ("0,10\n60,20\n30,30\n", 3, "TraceOrder"),
        ("0,10\n60,-1\n", 2, "TraceNegative"),
        ("-1,10\n0,1\n", 1, "TraceNegative"),
        ("0,10\n60,nan\n", 2, "TraceNotANumber"),
        ("0,10\n60,inf\n", 2, "TraceNotANumber"),
        ("0,10\n60,many\n", 2, "TraceNotANumber"),
        ("0,10\n60,\n", 2, "TraceNotANumber"),
        ("0,10\n60,0x10\n", 2, "TraceNotANumber"),
        ("0,10\n60,١٢\n", 2, "TraceNotANumber"),
        ("0,10\n60,1_000\n", 2, "TraceNotANumber"),
        ("0;10\n60;1,000\n", 2, "TraceNotANumber"),
        ("0,10\n60,20,30\n", 2, "TraceColumns"),
        ("0,10\n60\n", 2, "TraceColumns"),
        ("0,10\n60;20\n", 2, "TraceColumns"),
        ("requests,second\n0,10\n", 1, "TraceHeader"),
        ("time,cpu\n0,10\n", 1, "TraceHeader"),
        ("second,requests,errors\n", 1, "TraceHeader"),
        ("second,requests\nsecond,requests\n0,1\n", 2, "TraceNotANumber"),
        ("0,10\n60,1000001\n", 2, "TraceOutOfRange"),
        ("0,10\n60,1e999\n", 2, "TraceOutOfRange"),
        ("0,10\n1e9,1\n", 2, "TraceOutOfRange"),
        ("0,10\0\n", 1, "TraceNotText"),
        (b"\xff\xfe0\0,\0", 1, "TraceNotText"),
        ("0,1\ufffd0\n", 1, "TraceNotText"),
    ],
)
def test_the_rest_is_refused_with_its_line_and_a_hint(text: str | bytes, line: int, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_trace(text)
    problem = refused.value.problems[0]
    assert (problem.code, problem.path) == (code, ("line", line))
    assert problem.message.en.startswith(f"Line {line}: ") and problem.message.ko.startswith(f"{line}행: ")
    assert problem.hint.en and problem.hint.ko


def test_every_mistake_is_told_up_to_a_limit() -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_trace("0,1\n1,x\n2,y\n3,4\n")
    assert [problem.path for problem in refused.value.problems] == [("line", 2), ("line", 3)]
    with pytest.raises(InvalidInput) as refused:
        parse_trace("0,1\n" + "x,y\n" * 500)
    assert len(refused.value.problems) == MAX_PROBLEMS


def test_a_trace_is_bounded_in_rows_and_bytes() -> None:
    most = "".join(f"{second},1\n" for second in range(MAX_POINTS))
    assert len(parse_trace(most).Seconds) == MAX_POINTS
    for source in (most + f"{MAX_POINTS},1\n", "0,1" + " " * MAX_BYTES, "가" * (MAX_BYTES // 2)):
        with pytest.raises(InvalidInput) as refused:
            parse_trace(source)
        assert refused.value.problems[0].code == "TraceTooLarge"


@given(st.text() | st.binary())
def test_anything_is_a_trace_or_refused_with_problems(source: str | bytes) -> None:
    try:
        trace = parse_trace(source)
    except InvalidInput as refused:
        assert refused.problems
    else:
        assert trace.Seconds == sorted(set(trace.Seconds))


def rates(at: list[float], **options: Any) -> list[float]:
    curve = rate_of(parse_trace("10,100\n20,200\n40,0\n", **options))
    return [curve(moment) for moment in at]


def test_steps_hold_until_the_next_row() -> None:
    assert rates([0, 9.5, 10, 19.5, 20, 39.5, 40, 1000]) == [0, 0, 100, 100, 200, 200, 0, 0]


def test_lines_go_straight_to_the_next_row() -> None:
    found = rates([9.5, 10, 15, 20, 25, 30, 40, 1000], interpolation="linear")
    assert found == [0, 100, 150, 200, 150, 100, 0, 0]


def test_a_repeated_trace_starts_over_a_spacing_after_its_last_row() -> None:
    """Rows at 10, 20 and 40: the spacing is 20, so second 60 is second 10 again."""
    assert rates([40, 59.5, 60, 69.5, 70, 110], repeat=True) == [0, 0, 100, 100, 200, 100]
    found = rates([40, 50, 60, 65, 110], interpolation="linear", repeat=True)
    assert found == [0, 50, 100, 150, 100], "from the last row back to the first in a line"


@pytest.mark.parametrize("interpolation", ["step", "linear"])
@pytest.mark.parametrize("repeat", [False, True])
def test_a_single_row_is_a_constant_rate(interpolation: Any, repeat: bool) -> None:
    curve = rate_of(parse_trace("5,7\n", interpolation, repeat))
    assert [curve(moment) for moment in (4.5, 5, 6.5, 500)] == [0, 7, 7, 7]


def slow_rate(trace: Trace, at: float) -> float:
    """The stated rule, looked up row by row."""
    seconds, values = list(trace.Seconds), list(trace.Rates)
    if at < seconds[0]:
        return 0.0
    spacing = seconds[-1] - seconds[-2] if len(seconds) > 1 else 1
    if trace.Repeat:
        while at >= seconds[-1] + spacing:
            at -= seconds[-1] + spacing - seconds[0]
        seconds, values = [*seconds, seconds[-1] + spacing], [*values, values[0]]
    for place, second in enumerate(seconds):
        if place + 1 == len(seconds) or at < seconds[place + 1]:
            if trace.Interpolation == "step" or place + 1 == len(seconds):
                return values[place]
            share = (at - second) / (seconds[place + 1] - second)
            return values[place] + share * (values[place + 1] - values[place])
    raise AssertionError


@given(
    st.lists(st.integers(0, 500), min_size=1, max_size=12, unique=True),
    st.sampled_from(["step", "linear"]),
    st.booleans(),
    st.integers(0, 4_000),
    st.data(),
)
def test_the_curve_is_what_the_rule_says(
    seconds: list[int], interpolation: Any, repeat: bool, half_seconds: int, data: Any
) -> None:
    values = data.draw(st.lists(st.integers(0, 1000), min_size=len(seconds), max_size=len(seconds)))
    trace = Trace(
        Shape="Trace", Seconds=sorted(seconds), Rates=values, Interpolation=interpolation, Repeat=repeat
    )
    at = half_seconds / 2
    assert rate_of(trace)(at) == pytest.approx(slow_rate(trace, at), abs=1e-6)


def test_the_mean_rate_is_that_of_the_curve() -> None:
    for interpolation in ("step", "linear"):
        trace = parse_trace("10,100\n20,200\n40,0\n", interpolation)
        curve = rate_of(trace)
        moments = [10 + (place + 0.5) * 0.01 for place in range(3_000)]
        assert mean_rate(trace) == pytest.approx(sum(map(curve, moments)) / len(moments))
    assert mean_rate(parse_trace("0,7\n")) == 7


DOCUMENT: dict[str, Any] = {
    "SchemaVersion": 1,
    "Resources": {
        "Files": {"Type": "AWS::S3::Bucket", "Properties": {}},
        "Viewers": {
            "Type": "Lab::Clients",
            "Properties": {
                "Location": "Seoul",
                "Endpoint": {"Fn::GetAtt": ["Files", "DomainName"]},
                "Traffic": parse_trace("0,0\n5,400\n10,50\n", "linear", repeat=True).model_dump(),
                "Requests": [{"Path": "/a"}],
            },
        },
    },
}


def frames(traffic: dict[str, Any] | None = None, slices: tuple[int, ...] = (40,)) -> list[Any]:
    raw = copy.deepcopy(DOCUMENT)
    raw["Resources"]["Viewers"]["Properties"]["Traffic"] = (
        traffic or DOCUMENT["Resources"]["Viewers"]["Properties"]["Traffic"]
    )
    world = World.create(parse_document(raw), seed=3)
    told = []
    for ticks in slices:
        told += [frame.as_json() for frame in world.advance(ticks)]
        world = World.restore(world.snapshot())
    return told


def test_a_world_with_a_trace_repeats_byte_for_byte() -> None:
    assert not check_document(parse_document(DOCUMENT))
    whole = frames()
    assert json.dumps(whole) == json.dumps(frames(slices=(1, 7, 2, 13, 17)))
    arrived = [frame["demand"]["arrived"] for frame in whole]
    assert sum(arrived[3:7]) > 3 * sum(arrived[9:13]) > 0, "it follows the curve"
    assert sum(arrived[18:22]) > 3 * sum(arrived[24:28]), "and does so again"


def test_a_trace_of_one_rate_is_that_constant_rate() -> None:
    """The curve is all that differs: the same chance, the same requests."""
    constant = frames({"Shape": "Constant", "Rate": 80})
    assert frames(parse_trace("0,80\n1000,80\n").model_dump()) == constant


def test_a_running_world_takes_a_trace() -> None:
    world = World.create(parse_document(DOCUMENT), seed=3)
    world.advance(2)
    value = parse_trace("0,0\n").model_dump()
    world.apply(
        parse_command(
            {"kind": "set", "resource": "Viewers", "path": ["Properties", "Traffic"], "value": value}
        )
    )
    assert [frame.demand["arrived"] for frame in world.advance(5)] == [0] * 5


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"Rates": [1]}, "TraceUneven"),
        ({"Seconds": [0, 5, 5]}, "TraceOutOfOrder"),
        ({"Seconds": [0, 9, 5]}, "TraceOutOfOrder"),
        ({"Rates": [0, -1, 5]}, "OutOfRange"),
        ({"Interpolation": "cubic"}, "NotAChoice"),
    ],
)
def test_a_document_is_checked_whoever_wrote_it(change: dict[str, Any], code: str) -> None:
    raw = copy.deepcopy(DOCUMENT)
    raw["Resources"]["Viewers"]["Properties"]["Traffic"].update(change)
    assert [problem.code for problem in check_document(parse_document(raw))] == [code]


def test_a_whole_trace_fits_into_a_document() -> None:
    raw = copy.deepcopy(DOCUMENT)
    most = "".join(f"{second},{second % 997}.25\n" for second in range(MAX_POINTS))
    raw["Resources"]["Viewers"]["Properties"]["Traffic"] = parse_trace(most).model_dump()
    document = parse_document(json.dumps(raw))
    assert not check_document(document)
    assert len(module.parse_trace(most).Rates) == MAX_POINTS
