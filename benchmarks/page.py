"""docs/performance.md and its plots, made from the result file and from nothing else.

`python -m benchmarks.page` writes them; `--check` says whether what is there agrees with the file.
"""

from __future__ import annotations

import argparse
import re
import sys
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks import results
from benchmarks.plots import Bar, bars, lines

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "performance.md"
IMAGES = ROOT / "docs" / "images" / "performance"

#: Figure, "at most" or "at least", bound, unit, what it stands for.
GOALS = (
    (
        "pipeline_rr_rps",
        "at least",
        3_000_000,
        "requests/s",
        "simulated requests a second of one core, round robin",
    ),
    ("pipeline_rr_vs_simpy", "at least", 100, "×", "times as many as the same in SimPy"),
    (
        "asg_1000_rps",
        "at least",
        5_000_000,
        "requests/s",
        "the same for a group of 1,000 instances at 1,000,000 requests/s",
    ),
    ("tick_fixed_cost_ms", "at most", 2, "ms", "a tick of the welcome world in which nobody asks"),
    (
        "iam_decisions_per_s",
        "at least",
        20_000,
        "/s",
        "requests allowed or denied a second of one core, by a developer's policies",
    ),
    (
        "fanout_1000_p99_ms",
        "at most",
        150,
        "ms",
        "commit to arrival, 1,000 sockets at 4 frames/s, 99th percentile",
    ),
    ("fairness_50_spread", "at most", 0.05, "", "spread of the finish times of 50 equal runs"),
    ("command_p95_ms", "at most", 500, "ms", "command to effect with 50 live runs, 95th percentile"),
    ("canvas_paint_ms", "at most", 1_000, "ms", "navigation to painted canvas, cold, in Chromium"),
    ("workbench_initial_brotli_kb", "at most", 130, "kB", "scripts the workbench needs before its canvas"),
)

PEERS = {
    "": "Stratolab",
    "cimba": "Cimba",
    "heapq": "plain heapq",
    "simpy": "SimPy",
    "asyncflow": "AsyncFlow",
}


def render(found: Mapping[str, Any]) -> dict[Path, str]:
    """Every file of the page with its text."""
    plots: dict[str, str] = {}
    figures = results.figures(found)
    sections = [
        head(found),
        goals(figures),
        pipeline(figures, plots),
        queue(figures, plots),
        growth(figures, plots),
        small(figures),
        permissions(figures),
        fan_out(figures, plots),
        runs(found, figures),
        pages(figures),
        absent(found),
        again(found),
    ]
    text = "\n\n".join(wrapped(section) for section in sections if section) + "\n"
    return {PAGE: text, **{IMAGES / f"{name}.svg": svg for name, svg in plots.items()}}


# --- words and tables --------------------------------------------------------------------------------------


def number(value: float | None, unit: str = "") -> str:
    """As people read it; what was not measured says so."""
    if value is None:
        return "not measured"
    text = f"{value:,.0f}" if abs(value) >= 1000 or value == int(value) else f"{value:,g}"
    return f"{text}{unit}" if unit in ("×", "%", "") else f"{text} {unit}"


def wrapped(section: str) -> str:
    """Paragraphs and list items in lines of even length; headings, images, tables and the like as they are."""
    blocks = []
    for block in section.strip().split("\n\n"):
        if block[0] in "|#!<`":
            blocks.append(block)
            continue
        items = (" ".join(item.split()) for item in re.split(r"\n(?=- )", block))
        wrap = textwrap.TextWrapper(118, break_long_words=False, break_on_hyphens=False)
        wrap.subsequent_indent = "  " if block.startswith("- ") else ""
        blocks.append("\n".join(wrap.fill(item) for item in items))
    return "\n\n".join(blocks)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [" | ".join(head), " | ".join(["---"] * len(head)), *(" | ".join(row) for row in rows)]
    return "\n".join(f"| {line} |" for line in lines)


def image(name: str, alternative: str) -> str:
    return f"![{alternative}](images/performance/{name}.svg)"


def has(figures: Mapping[str, float], *names: str) -> bool:
    return all(name in figures for name in names)


def head(found: Mapping[str, Any]) -> str:
    return f"""
# Performance

<!-- Written by `python -m benchmarks.page` from benchmarks/results/latest.json. Edit benchmarks/page.py instead. -->

Measured on: {found.get("machine") or "not measured yet"}.

How to read it: **trust ratios more than absolute figures.** Engine and peers are measured in the same run, in turns, in
CPU time of one core; of several stretches the best counts, because others on a machine only ever take away.
What involves several processes (live frames, runs, pages) is in wall time, with all of them on the same machine."""


def goals(figures: Mapping[str, float]) -> str:
    rows = []
    for key, bound, limit, unit, what in GOALS:
        value = figures.get(key)
        met = (
            ""
            if value is None
            else "yes"
            if (value <= limit) == (bound == "at most") or value == limit
            else "**no**"
        )
        rows.append((what, number(value, unit), f"{bound} {number(limit, unit)}", met, f"`{key}`"))
    return "## Goals\n\n" + table(("what", "measured", "goal", "met", "figure"), rows)


def pipeline(figures: Mapping[str, float], plots: dict[str, str]) -> str:
    keys = {
        "Stratolab, round robin": "pipeline_rr_rps",
        "Stratolab, least outstanding": "pipeline_lor_rps",
        "plain heapq": "pipeline_rr_heapq_rps",
        "SimPy": "pipeline_rr_simpy_rps",
        "SimPy with timeouts": "pipeline_rr_simpy_with_timeouts_rps",
    }
    there = {name: figures[key] for name, key in keys.items() if key in figures}
    text = """
## The engine beside its peers

**The whole pipeline.** Viewers in ten places ask 50,000 times a second; through resolvers and ten edges (100,000
objects, half of them kept, Zipf 0.8, about half hits) to 100 targets of 4 vCPUs at about 70 %. A request counts
when it is
answered."""
    if not there:
        return text
    best = figures.get("pipeline_rr_rps", 0.0)
    plots["pipeline"] = bars(
        "The whole pipeline",
        "simulated requests per CPU second",
        [
            Bar(
                name,
                value,
                "" if name.startswith("Strato") else f"(1/{best / value:.0f})",
                name.startswith("Strato"),
            )
            for name, value in there.items()
        ],
    )
    rows = [(name, number(value), f"`{keys[name]}`") for name, value in there.items()]
    return f"""
{text}

{image("pipeline", "Requests per CPU second of Stratolab and its peers in the whole pipeline")}

{table(("", "requests/s", "figure"), rows)}

- *Stratolab* does all that a run does: frames, decisions, metrics, the bill. *Least outstanding* keeps the
  targets in order
  of their load.
- *Plain heapq* is the same model in Python with every short cut that changes no number: no events for arrivals
  and hits.
  It has no frames, no decisions and no viewers who give up.
- *SimPy* is the model as SimPy's documentation teaches it: a process for each request, a resource for each target.
- *With timeouts*, viewers also give up after ten seconds and ask again, as those of Stratolab do. SimPy cannot take a
  timeout back, so most of its events are timeouts of requests long answered.
- The same work? Hits: Stratolab {number(figures.get("pipeline_hit_ratio"))}, heapq
  {number(figures.get("pipeline_hit_ratio_heapq"))}, SimPy {number(figures.get("pipeline_hit_ratio_simpy"))}. CPU of
  Stratolab's targets: {number(figures.get("pipeline_cpu_utilization"), "%")}."""


def queue(figures: Mapping[str, float], plots: dict[str, str]) -> str:
    keys = {who: f"mm8_{who}_rps" if who else "mm8_rps" for who in PEERS}
    there = {who: figures[key] for who, key in keys.items() if key in figures}
    there = dict(sorted(there.items(), key=lambda one: -one[1]))
    if "" not in there:
        return ""
    plots["queue"] = bars(
        "One queue, eight servers, 80 % busy",
        "simulated requests per CPU second",
        [
            Bar(PEERS[who], value, f"(1/{there[''] / value:,.0f})" if who else "", not who)
            for who, value in there.items()
        ],
    )
    rows = [
        (
            PEERS[who],
            number(value),
            number(figures.get(f"mm8_vs_{who}"), "×") if who else "",
            number(figures.get(f"mm8_{who}_wait" if who else "mm8_wait")),
            f"`{keys[who]}`",
        )
        for who, value in there.items()
    ]
    return f"""
**One queue with eight servers**, the scenario that every simulator knows.

{image("queue", "Requests per CPU second of Stratolab's kernel and its peers for one queue with eight servers")}

{table(("", "requests/s", "Stratolab is", "mean wait", "figure"), rows)}

The mean wait is in units of the mean service; theory (Erlang C) says {number(figures.get("mm8_wait_theory"))}.

- *Stratolab* is here the serving kernel alone, as the engine calls it. *Plain heapq* needs no events for this at all,
  only when each server is free next.
- *[Cimba](https://github.com/ambonvik/cimba)* is a discrete-event engine in C with a process for each server; its
  model is compiled from Python.
- *[AsyncFlow](https://github.com/AsyncFlow-Sim/AsyncFlow)* describes services much as Stratolab does. It knows
  constant service times only, so this is M/D/8, whose wait is shorter, and its users are drawn anew each
  second. It has no
  DNS and no cache: the pipeline above cannot be said in it.
- What Stratolab does besides, and these models do not: explain each decision, keep the world in bytes, take commands
  while it runs."""


def growth(figures: Mapping[str, float], plots: dict[str, str]) -> str:
    targets, edges, resources = (10, 100, 1000), (1, 10, 200), (10, 100, 500)
    wanted = [f"growth_targets_{n}_ns" for n in targets] + [f"growth_edges_{n}_ns" for n in edges]
    if not has(figures, *wanted, *(f"growth_lor_targets_{n}_ns" for n in targets)):
        return ""
    plots["targets"] = lines(
        "Cost of a request over targets",
        "ns of CPU time, same traffic and utilisation",
        [f"{n:,} targets" for n in targets],
        {
            "round robin": [figures[f"growth_targets_{n}_ns"] for n in targets],
            "least outst.": [figures[f"growth_lor_targets_{n}_ns"] for n in targets],
        },
    )
    plots["edges"] = lines(
        "Cost of a request over edge caches",
        "ns of CPU time, same traffic, about half hits",
        [f"{n} cache{'s' if n > 1 else ''}" for n in edges],
        {"a request": [figures[f"growth_edges_{n}_ns"] for n in edges]},
    )
    size = [
        (
            f"{n:,} {unit}",
            number(
                figures.get(
                    f"growth_{family}_{n}_ns" if family != "resources" else f"growth_resources_{n}_ms"
                )
            ),
            number(figures.get(f"growth_{family}_{n}_memory_mb"), "MB"),
            number(figures.get(f"growth_{family}_{n}_snapshot_mb"), "MB"),
        )
        for family, unit, counts in (
            ("targets", "targets, ns a request", targets),
            ("edges", "edge caches, ns a request", edges),
            ("resources", "resources, ms a tick", resources),
        )
        for n in counts
    ]
    hits = ", ".join(number(figures.get(f"growth_edges_{n}_hit_ratio")) for n in edges)
    return f"""
## Growth

{image("targets", "Cost of a request with 10, 100 and 1,000 targets")}

{image("edges", "Cost of a request with 1, 10 and 200 edge caches")}

{table(("size", "cost", "memory", "snapshot"), size)}

All through `World.advance`, 50,000 requests a second. From the fewest to the most a request costs
{number(figures.get("growth_targets_ratio"), "×")} over targets by round robin,
{number(figures.get("growth_lor_targets_ratio"), "×")} by least outstanding requests, and
{number(figures.get("growth_edges_ratio"), "×")} over edge caches; 1 would be flat. No algorithm grows with the
size; what grows
is what a core's own cache has to hold. Each edge cache knows 100,000 objects, so 200 of them are 20 million places in
memory, and a tick's requests are spread over them. An edge cache is one location's cache of one distribution:
200 are ten
locations with twenty distributions. `max-age` follows the number, so that hits stay alike ({hits}).

A tick in which nobody asks costs {number(figures.get("growth_resource_us"), "µs")} more for each resource
(stacks of ten: network,
two zones, balancer, group of two instances, bucket). *Memory* is what a process holds more after making the world and
filling its caches."""


def small(figures: Mapping[str, float]) -> str:
    rows = [
        (
            "tick of the welcome world, nobody asks",
            number(figures.get("tick_fixed_cost_ms"), "ms"),
            "`tick_fixed_cost_ms`",
        ),
        (
            "tick of the welcome world, usual traffic",
            number(figures.get("tick_welcome_ms"), "ms"),
            "`tick_welcome_ms`",
        ),
        ("the pipeline's world to bytes", number(figures.get("snapshot_ms"), "ms"), "`snapshot_ms`"),
        ("and back", number(figures.get("restore_ms"), "ms"), "`restore_ms`"),
        ("its size", number(figures.get("snapshot_mb"), "MB"), "`snapshot_mb`"),
        ("all kernels compiled, first time", number(figures.get("jit_cold_s"), "s"), "`jit_cold_s`"),
        ("all kernels loaded, later", number(figures.get("jit_warm_s"), "s"), "`jit_warm_s`"),
    ]
    return f"""
## Ticks, snapshots, compiling

{table(("what", "CPU time", "figure"), rows)}

The fixed cost of a tick decides how many learners fit a machine: at 1× a run needs one tick a second."""


def permissions(figures: Mapping[str, float]) -> str:
    if not has(figures, "iam_decisions_per_s"):
        return ""
    rows = [
        (
            "decided, from the request's JSON to the outcome",
            number(figures["iam_decisions_per_s"], "/s"),
            "`iam_decisions_per_s`",
        ),
        (
            "the same with every statement explained",
            number(figures.get("iam_explained_per_s"), "/s"),
            "`iam_explained_per_s`",
        ),
        (
            "a policy's text read and checked",
            number(figures.get("iam_policy_parse_us"), "µs"),
            "`iam_policy_parse_us`",
        ),
    ]
    return f"""
## Permissions

{table(("what", "CPU time of one core", "figure"), rows)}

A developer's policies: two of groups and one of its own, a permissions boundary, two levels of service control policies
and a bucket policy, 22 statements with conditions and variables. They are compiled once; requests of all kinds follow,
allowed and denied by each layer."""


def fan_out(figures: Mapping[str, float], plots: dict[str, str]) -> str:
    sizes = [n for n in (300, 1000, 4000) if f"fanout_{n}_p99_ms" in figures]
    if not sizes:
        return ""
    plots["fanout"] = lines(
        "Live frames to many sockets",
        "ms from a worker's commit to arrival, 4 frames/s",
        [f"{n:,} sockets" for n in sizes],
        {name: [figures[f"fanout_{n}_{name}_ms"] for n in sizes] for name in ("p50", "p95", "p99")},
        goal=(150, "goal for the p99 of 1,000 sockets"),
    )
    rows = [
        (
            f"{n:,}",
            *(number(figures[f"fanout_{n}_{name}_ms"], "ms") for name in ("p50", "p95", "p99")),
            number(round(100 * figures[f"fanout_{n}_cpu"], 1), "%"),
            number(round(100 * figures[f"fanout_{n}_delivered"], 2), "%"),
        )
        for n in sizes
    ]
    return f"""
## Live frames

{image("fanout", "Milliseconds from commit to arrival for 300, 1,000 and 4,000 sockets")}

{table(("sockets", "p50", "p95", "p99", "one core of the web process", "messages of their own"), rows)}

One web process as `make run` starts it, with the embedded Valkey. The benchmark takes a worker's place and
commits real
frames of the welcome world ({number(figures.get("fanout_message_bytes"), "bytes")} a message), a message for
each, through the
workers' own commit. Another process holds the sockets and notes each arrival on the same machine's clock; what
it needs itself
is in the figures. A socket that falls behind gets several frames in one message: that share is missing from the last
column, the frames are not."""


#: Figure of `runs` -> unit, what it is.
RUNS = {
    "fairness_50_spread": ("", "50 equal runs of 50 people at full speed: spread of their finish times"),
    "fairness_50_last_s": ("s", "until the last of them was through"),
    "fairness_100_vs_1": (
        "×",
        "one person's run beside another's hundred, to the same run alone",
    ),
    "fairness_alone_s": ("s", "that run alone"),
    "slices_per_s": ("", "slices a second of a world that costs next to nothing"),
    "slice_overhead_ms": ("ms", "what a slice costs beyond its simulating"),
    "command_p50_ms": ("ms", "command to effect with 50 live runs, median"),
    "command_p95_ms": ("ms", "command to effect with 50 live runs, 95th percentile"),
}


def runs(found: Mapping[str, Any], figures: Mapping[str, float]) -> str:
    keys = [key for key in found.get("groups", {}).get("runs", {}).get("keys", ()) if key in figures]
    if not keys:
        return ""
    rows = [
        (what, number(figures[key], unit), f"`{key}`")
        for key in keys
        for unit, what in [RUNS.get(key, ("", key.replace("_", " ")))]
    ]
    return f"""
## Runs beside each other

{table(("what", "measured", "figure"), rows)}

A lab of its own, as `make run` starts it: two workers, scheduler, web server, embedded Valkey, SQLite. It is driven
from outside, over the API and websockets, so what the driver needs itself is in the figures. *To effect* is from
posting a command until the frame that applied it has reached a viewer."""


def pages(figures: Mapping[str, float]) -> str:
    rows = [
        (what, number(figures.get(key), unit), f"`{key}`")
        for what, key, unit in (
            ("workbench: scripts its canvas needs", "workbench_initial_brotli_kb", "kB"),
            ("workbench: all scripts before the charts' library", "workbench_before_charts_brotli_kb", "kB"),
            ("first page: its scripts", "home_initial_brotli_kb", "kB"),
            ("charts' library and world map, loaded last", "charts_brotli_kb", "kB"),
            ("all style sheets", "css_brotli_kb", "kB"),
            ("workbench: navigation to painted canvas, median", "canvas_paint_ms", "ms"),
            ("the slowest of the loads", "canvas_paint_slowest_ms", "ms"),
        )
    ]
    return f"""
## Pages

{table(("what", "measured", "figure"), rows)}

Weights are of the Brotli files that the build writes and the server picks (1 kB is 1,000 bytes). The second line
adds the inspector, the run's controls, the log and the charts' frame, which load while the canvas is there already.
Painting is measured in Chromium without a graphics card, seven cold loads of a copy of the welcome document:
from the start of
the navigation to the frame after all nodes are visible."""


def absent(found: Mapping[str, Any]) -> str:
    reasons = found.get("absent", {})
    if not reasons:
        return ""
    return "## Not measured\n\n" + table(
        ("figure", "why"), [(f"`{key}`", why) for key, why in reasons.items()]
    )


def again(found: Mapping[str, Any]) -> str:
    rows = [
        (name, about["measured"], number(about["seconds"], "s"), number(about["load"]))
        for name, about in found.get("groups", {}).items()
    ]
    return f"""
## Measuring again

`make bench` on a machine with nothing else to do; `make bench ARGS="--only fanout"` for one group. It installs
the peers,
writes benchmarks/results/latest.json group by group, and this page. A load well over 1 after a group of one
process says that the machine was not idle.

{table(("group", "measured", "took", "load after it"), rows)}"""


# --- writing and checking ----------------------------------------------------------------------------------


def stale(found: Mapping[str, Any]) -> list[Path]:
    """Files that do not say what the result file says, or that nothing refers to any more."""
    wanted = render(found)
    differing = [
        file for file, text in wanted.items() if not file.exists() or file.read_text("utf-8") != text
    ]
    return differing + [file for file in sorted(IMAGES.glob("*.svg")) if file not in wanted]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.page", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail if something would change")
    options = parser.parse_args(arguments)
    found = results.read()
    if options.check:
        changed = stale(found)
        for file in changed:
            print(
                f"{file.relative_to(ROOT)} does not agree with the result file: run `python -m benchmarks.page`"
            )
        return 1 if changed else 0
    for file in stale(found):
        file.unlink(missing_ok=True)
    for file, text in render(found).items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    print(f"Written to {PAGE.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
