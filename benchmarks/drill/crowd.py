"""The crowd's process: ``python -m benchmarks.drill.crowd`` reads a plan, plays the lesson, writes what it saw.

Each line it writes is a JSON object: `{"now": ...}` when a part of the lesson begins, and last the whole record.
"""

from __future__ import annotations

import asyncio
import csv
import io
import json
import os
import random
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import uvloop

from benchmarks.drill.browser import Failed, Log
from benchmarks.drill.instructor import Instructor
from benchmarks.drill.plan import CLIENTS, MULTIPLIER, Plan
from benchmarks.drill.student import Student

#: Each fault lasts a time of its own, by which frames tell which one they show (simulated seconds).
CALM_FAULT, RUSH_FAULT = 61, 62
#: A fault that has not shown by then never does.
FAULT_SECONDS = 30.0


def say(**what: Any) -> None:
    print(json.dumps(what), flush=True)


def p95(values: Iterable[float]) -> float | None:
    """Nearest rank."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * 95 // 100) - 1)] if ordered else None


class Lesson:
    """One lesson of a whole class; `await lesson.go()` gives its record."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.log = plan, Log()
        self.random = random.Random(plan.seed)
        self.ended = asyncio.Event()
        self.instructor = Instructor(plan, self.log)
        self.students = [Student(number, plan, self.log, self.ended) for number in range(plan.students)]
        self.faults: dict[int, float] = {}  # duration -> when it was given
        self.announcements: dict[str, float] = {}
        self.moments: dict[str, float] = {}  # part of the lesson -> when it began

    def now(self, part: str) -> None:
        self.moments[part] = time.monotonic()
        say(now=part)

    async def go(self) -> dict[str, Any]:
        plan = self.plan
        await self.instructor.open()
        looking = asyncio.create_task(self.instructor.look())
        self.now("join")
        lessons = [asyncio.create_task(self.lesson(one)) for one in self.students]
        try:
            await asyncio.sleep(plan.join_s / 2)
            await self.instructor.control("start")
            await self.until(lambda one: one.running.is_set(), plan.join_s + 60, "everybody's world runs")
            await self.give({"kind": "traffic", "resource": CLIENTS, "multiplier": MULTIPLIER})
            await asyncio.sleep(2)
            self.now("calm")
            await asyncio.sleep(plan.calm_s / 3)
            await self.announce("Look at zone 2a")
            await asyncio.sleep(plan.calm_s / 3)
            await self.fault(CALM_FAULT)
            await asyncio.sleep(plan.calm_s / 3)
            await self.grade_alone()
            self.now("edit")
            await self.everybody(self.change, plan.edit_s)
            self.now("rush")
            handing_in = asyncio.create_task(self.everybody(self.hand_in, plan.rush_s))
            await asyncio.sleep(plan.rush_s * 0.5)
            await self.fault(RUSH_FAULT)
            await self.announce("Hand in what you have")
            try:
                async with asyncio.timeout(plan.rush_s + plan.grade_s):
                    await handing_in
            except TimeoutError:
                self.log.problems.append(f"not everything was graded within {plan.grade_s:g} s")
            self.now("graded")
            await self.until(self.has_seen_all, FAULT_SECONDS, "everybody sees every fault and announcement")
            exported = await self.export()
            await self.instructor.control("end")
            self.now("end")
        finally:
            self.ended.set()
            looking.cancel()
            await asyncio.gather(*lessons, looking, return_exceptions=True)
            self.instructor.browser.close()
        return self.record(exported)

    def has_seen_all(self, student: Student) -> bool:
        """Frames show the lab's own faults as well."""
        return student.shown.keys() >= self.faults.keys() and student.announced.keys() >= (
            self.announcements.keys()
        )

    async def lesson(self, student: Student) -> None:
        """Half of a class comes in the first quarter of the time."""
        share = student.number / max(1, len(self.students))
        after = self.plan.join_s * (share / 2 if share < 0.5 else 0.25 + 1.5 * (share - 0.5))
        try:
            await student.go(self.instructor.code, after)
        except Failed as failure:
            student.problem(f"gave up: {failure}")

    async def until(self, condition: Callable[[Student], bool], seconds: float, what: str) -> None:
        deadline = time.monotonic() + seconds
        while missing := [one.nickname for one in self.students if not condition(one)]:
            if time.monotonic() > deadline:
                self.log.problems.append(f"not within {seconds:g} s: {what}; not {', '.join(missing[:5])}")
                return
            await asyncio.sleep(0.1)

    async def everybody(self, act: Callable[[Student], Awaitable[None]], seconds: float) -> None:
        """Each student at a moment of their own within so many seconds."""

        async def one(student: Student) -> None:
            await asyncio.sleep(student.random.uniform(0, seconds))
            try:
                await act(student)
            except Failed as failure:
                student.problem(f"{act.__name__}: {failure}")

        await asyncio.gather(*(one(student) for student in self.students))

    # --- what is done --------------------------------------------------------------------------------------

    async def give(self, command: dict[str, Any]) -> None:
        answer = await self.instructor.control("give", command=command)
        if answer["refused"]:
            self.log.problems.append(f"{command['kind']} was not taken by {', '.join(answer['refused'][:5])}")

    async def fault(self, duration: int) -> None:
        self.faults[duration] = time.monotonic()
        await self.give(
            {"kind": "fault", "fault": "zone_outage", "resource": "SubnetA", "duration": duration}
        )

    async def announce(self, text: str) -> None:
        self.announcements[text] = time.monotonic()
        await self.instructor.control("announce", text=text)

    async def grade_alone(self) -> None:
        """What grading takes while nobody else hands in: the first student's start design, three times."""
        for _ in range(3):
            made = await self.students[0].hand_in(-1)
            self.log.took("graded_alone", made.grading_s or 0.0)

    async def change(self, student: Student) -> None:
        await student.change(self.design(student))

    async def hand_in(self, student: Student) -> None:
        """Every third network breaks while handing in; every fourth student hands in again when it is graded."""
        made = await student.hand_in(self.design(student), hang_up=student.number % 3 == 1)
        self.log.took("graded_in_rush", made.grading_s or 0.0)
        if student.number % 4 == 3:
            await student.hand_in(self.design(student))

    @staticmethod
    def design(student: Student) -> int:
        """Half of them find the solution."""
        return (0, 1, 0, 2)[student.number % 4]

    async def export(self) -> dict[str, int]:
        """How often each student handed in, as the instructor's table has it."""
        answer = await self.instructor.browser._ask("GET", f"/api/v1/classes/{self.instructor.id}/export")
        rows = csv.reader(io.StringIO(answer.body.decode("utf-8-sig")))
        names = next(rows)
        nickname, count = names.index("Nickname"), names.index("Submissions")
        return {row[nickname]: int(row[count]) for row in rows}

    # --- what came of it -----------------------------------------------------------------------------------

    def record(self, exported: dict[str, int]) -> dict[str, Any]:
        times = {kind: [took for _, took in rows] for kind, rows in self.log.times.items()}
        faults = {
            duration: [one.shown[duration] - at for one in self.students if duration in one.shown]
            for duration, at in self.faults.items()
        }
        shown = [seconds for found in faults.values() for seconds in found]
        told = [
            one.announced[text] - at
            for one in self.students
            for text, at in self.announcements.items()
            if text in one.announced
        ]
        return {
            "students": [one.as_json() for one in self.students],
            "exported": exported,
            "times": {kind: {"count": len(v), "p95": p95(v), "max": max(v)} for kind, v in times.items()},
            "fault": {"count": len(shown), "p95": p95(shown), "max": max(shown, default=None)},
            "fault_calm": p95(faults.get(CALM_FAULT, [])),
            "fault_rush": p95(faults.get(RUSH_FAULT, [])),
            "announcement": {"count": len(told), "p95": p95(told), "max": max(told, default=None)},
            "speed_calm": self.speeds("calm", "edit"),
            "speed_rush": self.speeds("rush", "graded"),
            "requests": self.median(one.requests(*self.span("calm", "edit")) for one in self.students),
            "frames": sum(one.frames for one in self.students),
            "frames_lost": sum(one.lost for one in self.students),
            "frames_doubled": sum(one.doubled for one in self.students),
            "reconnects": sum(one.reconnects for one in self.students),
            "nudges": self.instructor.nudges,
            "failures": dict(self.log.failures),
            "problems": self.log.problems,
            "parts_s": {part: round(at - self.moments["join"], 1) for part, at in self.moments.items()},
            "cpu_s": time.process_time(),
        }

    def span(self, begin: str, end: str) -> tuple[float, float]:
        return self.moments[begin], self.moments[end]

    def speeds(self, begin: str, end: str) -> dict[str, float | None]:
        found = sorted(
            speed for one in self.students if (speed := one.speed(*self.span(begin, end))) is not None
        )
        return {"median": self.median(found), "least": found[0] if found else None}

    @staticmethod
    def median(values: Iterable[float | None]) -> float | None:
        known = [value for value in values if value is not None]
        return statistics.median(known) if known else None


def main() -> None:
    plan = Plan.of(json.loads(sys.stdin.readline()))
    began, spent = time.monotonic(), time.process_time()
    record = uvloop.run(Lesson(plan).go())
    wall = time.monotonic() - began
    share = (time.process_time() - spent) / (wall * (os.cpu_count() or 1))
    say(record={**record, "wall_s": wall, "cpu_share": share})


if __name__ == "__main__":
    main()
