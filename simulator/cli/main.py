"""Arguments, and which command they mean."""

from __future__ import annotations

import argparse
import contextlib
import importlib
import os
import sys
from collections.abc import Sequence

from simulator import ENGINE_VERSION
from simulator.cli.console import (
    BAD_INPUT,
    DEFAULT_SECONDS,
    INTERRUPTED,
    OK,
    default_language,
    print_problems,
)
from simulator.problems import InvalidInput
from simulator.text import LANGUAGES, Language

DEFAULT_SEED = 7


def _ticks(text: str) -> int:
    """A positive number of whole seconds."""
    ticks = int(text)
    if not 0 < ticks <= 10_000_000:
        raise argparse.ArgumentTypeError("must be 1 to 10000000 seconds")
    return ticks


def _seed(text: str) -> int:
    seed = int(text)
    if not 0 <= seed < 2**63:
        raise argparse.ArgumentTypeError("must be 0 to 2^63 - 1")
    return seed


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="python -m simulator", description="Simulate AWS architectures.")
    top.add_argument("--version", action="version", version=f"engine {ENGINE_VERSION}")
    commands = top.add_subparsers(dest="command", required=True)
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--language", choices=LANGUAGES, default=default_language(), help="of messages (default: from LANG)"
    )

    decide = commands.add_parser("decide", parents=[common], help="answer questions about single rules")
    decide.description = 'Reads lines {"id", "subject", "input"} and writes one answer a line, in order.'
    decide.add_argument("--subjects", action="store_true", help="list the subjects with their JSON Schemas")

    check = commands.add_parser("check", parents=[common], help="look for problems in a document")
    check.add_argument("file", metavar="FILE", help="document in JSON or YAML; - reads standard input")

    run = commands.add_parser("run", parents=[common], help="simulate a document")
    run.add_argument("file", metavar="FILE", help="document in JSON or YAML; - reads standard input")
    run.add_argument("--seed", type=_seed, default=DEFAULT_SEED, help="default %(default)s")
    run.add_argument(
        "--until", type=_ticks, help=f"simulated seconds (default: the script's, else {DEFAULT_SECONDS})"
    )
    run.add_argument("--script", metavar="FILE", help="timed traffic, settings and faults, in JSON or YAML")
    kinds = ".csv, .json, .jsonl or .parquet"
    run.add_argument("--out", metavar="FILE", help=f"write every frame: {kinds}, rows in long form")
    run.add_argument(
        "--world-out", metavar="FILE", help=f"write one row a second of the whole world: {kinds}"
    )
    run.add_argument("--decisions-out", metavar="FILE", help=f"write every decision: {kinds}")
    run.add_argument("--dictionary-out", metavar="FILE", help=f"write what columns and metrics mean: {kinds}")
    run.add_argument(
        "--csv-bom", action="store_true", help="begin CSV with a mark that spreadsheets look for"
    )
    run.add_argument("--summary", action="store_true", help="print a table of the whole run")
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. Wrong arguments exit with 2, as argparse does."""
    options = parser().parse_args(arguments)
    language: Language = options.language
    for stream in (sys.stdout, sys.stderr):
        # UTF-8 whatever the locale; a lone surrogate of some input leaves as the escape JSON has for it too.
        with contextlib.suppress(AttributeError):  # replaced by something without encoding
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    # Only the module of the command is imported: `decide` shall not wait for the engine's compiled kernels.
    command = importlib.import_module(f"simulator.cli.{options.command}")
    try:
        code: int = command.execute(options)
        sys.stdout.flush()
        return code
    except InvalidInput as error:
        print_problems(error.problems, language, sys.stderr)
        return BAD_INPUT
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader has seen enough. Whatever is still buffered goes nowhere, without a complaint at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
