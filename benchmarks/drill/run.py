"""The drill: a lab of its own, the crowd beside it, kills in the middle, and what the database says afterwards."""

from __future__ import annotations

import argparse
import contextlib
import functools
import json
import os
import secrets
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import results
from benchmarks.drill.plan import Plan
from benchmarks.lab import KINDS, ROOT, Lab, wait_for
from benchmarks.measuring import machine

OUT = results.LATEST.with_name("drill.json")
#: Killed in the rush, in this order, with so many seconds between: SIGKILL. Valkey is asked to stop, and started again.
KILLS = (("worker", signal.SIGKILL), ("grader", signal.SIGKILL), ("valkey", signal.SIGTERM))
TEACHER = "teacher"
CPU_SECONDS = 1.0


def paced(students: int) -> dict[str, float]:
    """How long the parts of a lesson take: a real storm for a real class, short for a handful."""
    if students < 10:
        return {"join_s": 2.0, "calm_s": 4.5, "edit_s": 1.5, "rush_s": 4.0, "grade_s": 90.0}
    return {"join_s": 60.0, "calm_s": 30.0, "edit_s": 20.0, "rush_s": 30.0, "grade_s": 600.0}


@dataclass
class Drilled:
    """What a drill found. figures: the result file; problems: what must not be."""

    figures: dict[str, Any]
    problems: list[str] = field(default_factory=list)


def drill(
    students: int,
    *,
    seed: int = 1,
    workers: int = 2,
    say: Callable[[str], None] = print,
    keep_log: bool = False,
) -> Drilled:
    """One class of so many students, some minutes."""
    password = secrets.token_urlsafe(12)
    with Lab(workers) as lab:
        manage(lab, "createsuperuser", "--noinput", "--username", TEACHER, "--email", "teacher@example.org",
               DJANGO_SUPERUSER_PASSWORD=password)  # fmt: skip
        plan = Plan(lab.address, TEACHER, password, students, seed, **paced(students))
        with usage(lab) as spent:
            record = lesson(lab, plan, say)
        rows = handed_in(lab)
        killed_log = lab.output.read_text()
    if keep_log:
        say(killed_log)
    return judged(record, rows, spent)


def manage(lab: Lab, *arguments: str, **environment: str) -> None:
    own = {"STRATOLAB_VAR": str(lab.folder), "DJANGO_SETTINGS_MODULE": "config.settings"}
    subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        cwd=ROOT, env=os.environ | lab.environment | own | environment, check=True, capture_output=True,
    )  # fmt: skip


# --- the lesson ---------------------------------------------------------------------------------------------


def lesson(lab: Lab, plan: Plan, say: Callable[[str], None]) -> dict[str, Any]:
    """The crowd's record; while it hands in, processes are killed."""
    command = [sys.executable, "-m", "benchmarks.drill.crowd"]
    crowd = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    killing: threading.Thread | None = None
    record: dict[str, Any] | None = None
    kills: list[str] = []
    try:
        assert crowd.stdin and crowd.stdout
        crowd.stdin.write(json.dumps(plan.as_json()) + "\n")
        crowd.stdin.flush()
        for line in crowd.stdout:
            said = json.loads(line)
            if part := said.get("now"):
                say(f"{time.strftime('%H:%M:%S')} {part}")
                if part == "rush":
                    killing = threading.Thread(target=kill, args=(lab, plan.rush_s, kills, say), daemon=True)
                    killing.start()
            else:
                record = said["record"]
        crowd.wait(30)
    finally:
        if crowd.poll() is None:
            crowd.kill()
            crowd.wait()
    if killing is not None:
        killing.join(30)
    if record is None:
        raise RuntimeError(f"the crowd ended with {crowd.returncode} and no record")
    return {**record, "kills": kills}


def kill(lab: Lab, rush_s: float, kills: list[str], say: Callable[[str], None]) -> None:
    """One process of each of KILLS, spread over the rush."""
    for kind, how in KILLS:
        time.sleep(rush_s / (len(KILLS) + 1))
        pids = wait_for(functools.partial(lab.pids, kind), 10, f"a {kind}")
        os.kill(pids[0], how)
        kills.append(kind)
        say(f"{time.strftime('%H:%M:%S')} {how.name} to the {kind} {pids[0]}")


@contextlib.contextmanager
def usage(lab: Lab) -> Iterator[dict[str, float]]:
    """Share of the machine's cores each kind of process takes, filled in when it is left.

    Looked at each CPU_SECONDS: of a process that is killed its last moment is not counted.
    """
    spent: defaultdict[tuple[str, int], float] = defaultdict(float)
    shares: dict[str, float] = {}
    over = threading.Event()
    ticks_a_second = os.sysconf("SC_CLK_TCK")

    def look() -> None:
        for pid, command in lab.processes().items():
            kind = next((kind for kind, mark in KINDS.items() if mark in command), "")
            with contextlib.suppress(OSError):
                fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                spent[kind, pid] = (int(fields[11]) + int(fields[12])) / ticks_a_second

    def watch() -> None:
        while not over.wait(CPU_SECONDS):
            look()

    look()
    before, began = dict(spent), time.monotonic()
    watching = threading.Thread(target=watch, daemon=True)
    watching.start()
    try:
        yield shares
    finally:
        over.set()
        watching.join()
        look()
        capacity = (time.monotonic() - began) * (os.cpu_count() or 1)
        for kind in KINDS:
            used = sum(s - before.get(key, 0.0) for key, s in spent.items() if key[0] == kind)
            shares[kind] = round(used / capacity, 3)


# --- what the database has -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """A submission as it is stored. trials, trials_done: how many seeds it has, and how many were judged."""

    id: str
    attempt: str
    key: str
    state: str
    trials: int
    trials_done: int
    seeds: int


def handed_in(lab: Lab) -> list[Row]:
    with contextlib.closing(
        sqlite3.connect(f"file:{lab.folder}/stratolab.sqlite3?mode=ro", uri=True)
    ) as database:
        rows = database.execute(
            "select s.id, s.attempt_id, s.key, s.state, count(t.id), sum(t.done), count(distinct t.seed)"
            " from guided_submission s left join guided_trial t on t.submission_id = s.id group by s.id"
        ).fetchall()
    return [Row(*row) for row in rows]


def judged(record: dict[str, Any], rows: list[Row], spent: dict[str, float]) -> Drilled:
    """The result file's figures, and every problem."""
    problems = list(record["problems"])
    made = [
        (student["attempt"].replace("-", ""), one)
        for student in record["students"]
        for one in student["handed_in"]
    ]
    lost, doubled = compared(made, rows, problems)
    for student in record["students"]:
        told, stored = len(student["handed_in"]), record["exported"].get(student["nickname"])
        if told != stored:
            problems.append(f"{student['nickname']} handed in {told} times, the export says {stored}")
    grades = defaultdict(set)
    for _, one in made:
        if one["state"] == "done":
            grades[one["design"]].add((one["stars"], one["points"]))
    if differing := {design: sorted(found) for design, found in grades.items() if len(found) > 1}:
        problems.append(f"the same design got different grades: {differing}")
    if missing := [kind for kind, _ in KILLS if kind not in record["kills"]]:
        problems.append(f"not killed: {', '.join(missing)}")
    if record["frames_lost"] or record["frames_doubled"]:
        problems.append(f"frames: {record['frames_lost']} lost, {record['frames_doubled']} doubled")
    if record["fault"]["count"] < 2 * len(record["students"]):
        problems.append(f"only {record['fault']['count']} faults were seen")
    figures = {
        "students": len(record["students"]),
        "join_p95_s": rounded(record["times"]["join"]["p95"]),
        "fault_p95_s": rounded(record["fault"]["p95"]),
        "page_p95_s": rounded(record["times"]["page"]["p95"]),
        "lost_submissions": lost,
        "doubled_submissions": doubled,
        "generator_cpu_share": rounded(record["cpu_share"]),
        "submissions": len(rows),
        "sent_again": sum(len(one["receipts"]) for _, one in made),
        "killed": record["kills"],
        "fault_calm_p95_s": rounded(record["fault_calm"]),
        "fault_rush_p95_s": rounded(record["fault_rush"]),
        "fault_max_s": rounded(record["fault"]["max"]),
        "announcement_p95_s": rounded(record["announcement"]["p95"]),
        **{
            f"{kind}_p95_s": rounded(record["times"][kind]["p95"])
            for kind in (
                "control",
                "desk",
                "standing",
                "state",
                "save",
                "submit",
                "graded_alone",
                "graded_in_rush",
            )
        },
        "speed_wanted": 5,
        "speed_calm": {name: rounded(value, 2) for name, value in record["speed_calm"].items()},
        "speed_rush": {name: rounded(value, 2) for name, value in record["speed_rush"].items()},
        "world_rps": record["requests"],
        "frames": record["frames"],
        "frames_lost": record["frames_lost"],
        "frames_doubled": record["frames_doubled"],
        "reconnects": record["reconnects"],
        "failed_requests": record["failures"],
        "requests": {kind: found["count"] for kind, found in sorted(record["times"].items())},
        "cpu_share": spent,
        "parts_s": record["parts_s"],
        "machine": machine(),
    }
    return Drilled(figures, problems)


def compared(made: list[tuple[str, Any]], rows: list[Row], problems: list[str]) -> tuple[int, int]:
    """How many submissions were lost and how many doubled, with a problem for each."""
    stored: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        stored[row.attempt, row.key].append(row)
    lost = doubled = 0
    for attempt, one in made:
        found = stored.pop((attempt, one["key"]), [])
        ids = {row.id for row in found} | {id.replace("-", "") for id in one["receipts"]}
        if not found or found[0].state != "done" or one["state"] != "done":
            lost += 1
            problems.append(f"lost: {one['key']} is {found[0].state if found else 'nowhere'}")
        if len(ids) > 1 or any(row.trials != row.seeds or row.trials_done != row.seeds for row in found):
            doubled += 1
            problems.append(f"doubled: {one['key']} is {sorted(ids)}, {found}")
    for unknown in stored.values():
        doubled += len(unknown)
        problems.append(f"nobody handed in {unknown}")
    return lost, doubled


def rounded(value: float | None, digits: int = 3) -> float | None:
    return None if value is None else round(value, digits)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.drill", description=__doc__)
    parser.add_argument("--students", type=int, default=60)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 2)
    parser.add_argument("--seed", type=int, default=1, help="of when who does what")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--log", action="store_true", help="print what the lab said")
    asked = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # asked to stop: what was started is stopped too
    found = drill(
        asked.students, seed=asked.seed, workers=asked.workers, keep_log=asked.log,
        say=lambda line: print(line, flush=True),
    )  # fmt: skip
    results.write(found.figures, asked.out)
    print(json.dumps(found.figures, indent=2))
    for problem in found.problems:
        print(f"PROBLEM: {problem}")
    print(f"Written to {asked.out}")
    return 1 if found.problems else 0
