"""Recorded traffic: a CSV of (second, requests) becomes a traffic shape.

A row says how many requests a second there are from that second on. Step holds the value until the next row,
linear goes there in a straight line; before the first row nobody asks, after the last one its value stays. A
repeated trace starts over one spacing (that of its last two rows; 1 s for a single row) after its last row.

What is harmless is taken: a header or none, a byte order mark, any line ends, blank lines, commas, semicolons or
tabs, gaps between rows, and, where commas do not part the cells, a decimal comma. Everything else is refused with its
line: what a mistake was meant to be is not guessed at.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterator

from simulator.problems import InvalidInput, Problem
from simulator.services.clients.properties import MAX_POINTS, MAX_RATE, MAX_SECONDS, Trace, TraceInterpolation
from simulator.text import Text

#: A CSV of MAX_POINTS rows with room to spare.
MAX_BYTES = 400_000
#: Problems told at most; a file of another kind has one on every line.
MAX_PROBLEMS = 20

_SECOND_NAMES = {"second", "seconds", "sec", "s", "time", "t", "초", "시각", "시간"}
_REQUEST_NAMES = {
    "request", "requests", "rate", "rps", "requests/s", "requests per second", "요청", "요청 수", "요청수", "요청률",
}  # fmt: skip
_LINE_END = re.compile(r"\r\n|\n|\r")
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?\Z")
#: A comma and three digits are thousands to one reader and thousandths to another.
_DECIMAL_COMMA = re.compile(r"[+-]?[0-9]+,([0-9]{1,2}|[0-9]{4,})\Z")

_LINES_HINT = Text(
    "Write second,requests on each line, for example 60,120.", "줄마다 초,요청 수를 쓰세요(예: 60,120)."
)


def parse_trace(
    source: bytes | str, interpolation: TraceInterpolation = "step", repeat: bool = False
) -> Trace:
    """The shape of a CSV. Raises InvalidInput; the path of each problem is ("line", number from 1)."""
    lines = _lines(source)
    rows, problems = _read(lines)
    if not problems and not rows:
        problems.append(
            _problem(
                "TraceEmpty", len(lines), "There is no row of numbers.", "숫자로 된 행이 없어요.", _LINES_HINT
            )
        )
    if problems:
        raise InvalidInput(problems[:MAX_PROBLEMS])
    return Trace(
        Shape="Trace",
        Seconds=[second for second, _ in rows],
        Rates=[rate for _, rate in rows],
        Interpolation=interpolation,
        Repeat=repeat,
    )


def _lines(source: bytes | str) -> list[str]:
    size = len(source if isinstance(source, bytes) else source.encode(errors="surrogatepass"))
    if size > MAX_BYTES:
        raise InvalidInput([_too_large()])
    try:
        text = source.decode("utf-8-sig") if isinstance(source, bytes) else source.removeprefix("\ufeff")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text or "\ufffd" in text:
        raise InvalidInput(
            [
                _problem(
                    "TraceNotText",
                    1,
                    "The file is not UTF-8 text.",
                    "UTF-8 텍스트 파일이 아니에요.",
                    Text("Save it as CSV in UTF-8.", "UTF-8 형식의 CSV로 저장하세요."),
                )
            ]
        )
    return _LINE_END.split(text)


def _read(lines: list[str]) -> tuple[list[tuple[float, float]], list[Problem]]:
    rows: list[tuple[float, float]] = []
    problems: list[Problem] = []
    separator, headed = "", False
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        if not separator:
            separator = next((each for each in (";", "\t") if each in line), ",")
            cells = _cells(line, separator)
            if not _NUMBER.match(_plain(cells[0], separator)) and not headed:
                headed = True
                if not _is_header(cells):
                    problems.append(_wrong_header(number))
                continue
        elif len(rows) >= MAX_POINTS:
            problems.append(_too_large(number))
            break
        row = _row(number, _cells(line, separator), separator, problems)
        if row is not None:
            if rows and row[0] <= rows[-1][0]:
                problems.append(_out_of_order(number, row[0], rows[-1][0]))
            else:
                rows.append(row)
        if len(problems) >= MAX_PROBLEMS:
            break
    return rows, problems


def _cells(line: str, separator: str) -> list[str]:
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=separator))]
    except (csv.Error, StopIteration):
        return [line]


def _is_header(cells: list[str]) -> bool:
    names = [cell.casefold() for cell in cells]
    return len(names) == 2 and names[0] in _SECOND_NAMES and names[1] in _REQUEST_NAMES


def _plain(cell: str, separator: str) -> str:
    """The cell with a decimal point, where a comma cannot mean anything else."""
    return cell.replace(",", ".") if separator != "," and _DECIMAL_COMMA.match(cell) else cell


def _row(
    number: int, cells: list[str], separator: str, problems: list[Problem]
) -> tuple[float, float] | None:
    if len(cells) != 2:
        problems.append(
            _problem(
                "TraceColumns",
                number,
                f"There are {len(cells)} cells instead of 2.",
                f"칸이 2개가 아니라 {len(cells)}개예요.",
                _LINES_HINT,
            )
        )
        return None
    found: list[float] = []
    for cell, most in zip(cells, (MAX_SECONDS, MAX_RATE), strict=True):
        plain = _plain(cell, separator)
        value = float(plain) if _NUMBER.match(plain) else math.nan
        if math.isnan(value):
            problems.append(_not_a_number(number, cell))
        elif value < 0:
            problems.append(_negative(number, cell))
        elif value > most:
            problems.append(_out_of_range(number, cell, most))
        else:
            found.append(int(value) if value.is_integer() else value)
    return (found[0], found[1]) if len(found) == 2 else None


def _problem(code: str, line: int, en: str, ko: str, hint: Text) -> Problem:
    return Problem(code, ("line", line), Text.filled(f"Line {line}: {en}", f"{line}행: {ko}"), hint)


def _too_large(line: int | None = None) -> Problem:
    return Problem(
        "TraceTooLarge",
        () if line is None else ("line", line),
        Text.filled(
            f"The trace is larger than {MAX_BYTES // 1000:,} KB or has over {MAX_POINTS:,} rows.",
            f"트래픽 기록이 {MAX_BYTES // 1000:,}KB보다 크거나 {MAX_POINTS:,}행을 넘어요.",
        ),
        Text(
            "Keep every tenth row, say: gaps are fine.",
            "예를 들어 열 행마다 하나만 남기세요. 간격은 넓어도 돼요.",
        ),
    )


def _wrong_header(line: int) -> Problem:
    return _problem(
        "TraceHeader",
        line,
        "The first line is neither numbers nor the header second,requests.",
        "첫 줄이 숫자도 아니고 second,requests 머리글도 아니에요.",
        Text(
            "Name the columns second and requests, in this order.",
            "열 이름을 순서대로 second, requests로 쓰세요.",
        ),
    )


def _not_a_number(line: int, cell: str) -> Problem:
    return _problem(
        "TraceNotANumber",
        line,
        f'"{cell[:40]}" is not a number.',
        f'"{cell[:40]}" 값이 숫자가 아니에요.',
        Text(
            "Write digits with a decimal point and nothing else: 1200 or 0.5.",
            "1200이나 0.5처럼 숫자와 소수점만 쓰세요.",
        ),
    )


def _negative(line: int, cell: str) -> Problem:
    return _problem(
        "TraceNegative",
        line,
        f"{cell[:40]} is below 0.",
        f"{cell[:40]} 값이 0보다 작아요.",
        Text("Start at second 0; no requests is 0.", "0초부터 시작하고, 요청이 없으면 0을 쓰세요."),
    )


def _out_of_range(line: int, cell: str, most: int) -> Problem:
    return _problem(
        "TraceOutOfRange",
        line,
        f"{cell[:40]} is larger than {most:,}.",
        f"{cell[:40]} 값이 {most:,}보다 커요.",
        Text("Seconds count from the run's beginning.", "초는 실행 시작부터 세세요."),
    )


def _out_of_order(line: int, second: float, before: float) -> Problem:
    if second == before:
        return _problem(
            "TraceDuplicate",
            line,
            f"Second {second:g} stands here a second time.",
            f"{second:g}초가 두 번 나와요.",
            Text(
                "Keep one row a second: add their requests up.",
                "한 시각에 한 행만 두세요. 요청 수는 합치세요.",
            ),
        )
    return _problem(
        "TraceOrder",
        line,
        f"Second {second:g} comes after second {before:g}.",
        f"{second:g}초가 {before:g}초보다 뒤에 나와요.",
        Text("Sort the rows by second.", "행을 시각 순서로 정렬하세요."),
    )


def spans(trace: Trace) -> Iterator[tuple[float, float]]:
    """(seconds, requests a second) of every stretch between rows: what the mean rate is made of."""
    for place in range(len(trace.Seconds) - 1):
        rate = trace.Rates[place]
        if trace.Interpolation == "linear":
            rate = (rate + trace.Rates[place + 1]) / 2
        yield trace.Seconds[place + 1] - trace.Seconds[place], rate


def mean_rate(trace: Trace) -> float:
    """Requests a second from the first row to the last."""
    whole = trace.Seconds[-1] - trace.Seconds[0]
    return math.fsum(s * rate for s, rate in spans(trace)) / whole if whole else trace.Rates[0]
