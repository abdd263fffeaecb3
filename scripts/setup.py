"""Set up everything that `make run`, `make test` and `make check` need, and nothing twice.

Runs on a bare Python 3.12 or newer with the standard library alone. Each step has a *stamp*: a hash of
all that its result depends on, written when the step is done. A step whose stamp still fits is skipped,
so that a second start costs only the hashing of a few hundred small files.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_BIN = VENV / "bin"
VENV_PYTHON = VENV_BIN / "python"
STATIC = ROOT / "static"
STAMPS = ROOT / ".cache" / "setup"
LOG = STAMPS / "last.log"
# What Vite asks for: it refuses to start on an older Node.js.
OLDEST_NODE = (20, 19)
KOREAN = (
    os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
).startswith("ko")
SECONDS_BETWEEN_SIGNS_OF_LIFE = 15.0


def say(english: str, korean: str) -> None:
    print(korean if KOREAN else english, flush=True)


class SetupFailed(Exception):
    """A step could not be done; the message is for the person at the terminal."""

    def __init__(self, english: str, korean: str) -> None:
        super().__init__(korean if KOREAN else english)


# ---------------------------------------------------------------- stamps


def hash_of(parts: Iterable[str | Path]) -> str:
    """Hash texts and the contents of files; a folder stands for every file below it."""
    digest = hashlib.sha256()
    for part in parts:
        if isinstance(part, str):
            digest.update(b"text\0" + part.encode() + b"\0")
            continue
        for file in sorted(files_below(part)) if part.is_dir() else [part]:
            digest.update(b"file\0" + os.path.relpath(file, ROOT).encode() + b"\0")
            digest.update(hashlib.sha256(file.read_bytes()).digest() if file.exists() else b"missing")
    return digest.hexdigest()


def files_below(folder: Path) -> Iterable[Path]:
    built = {"node_modules", "dist", "__pycache__", ".vite", "coverage"}
    for path, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in built]
        yield from (Path(path) / name for name in names if not name.endswith((".pyc", ".tsbuildinfo")))


@dataclass(frozen=True)
class Step:
    name: str
    english: str
    korean: str
    depends_on: Callable[[], Iterable[str | Path]]
    do: Callable[[], None]
    still_there: Callable[[], bool] = lambda: True
    stamps: Path = STAMPS

    def is_done(self) -> bool:
        stamp = self.stamps / self.name
        return self.still_there() and stamp.exists() and stamp.read_text() == hash_of(self.depends_on())

    def mark_done(self) -> None:
        self.stamps.mkdir(parents=True, exist_ok=True)
        # Hashed again after the work: a step may itself settle what it depends on.
        (self.stamps / self.name).write_text(hash_of(self.depends_on()))


def perform(steps: list[Step]) -> None:
    started = time.monotonic()
    did_something = False
    for number, step in enumerate(steps, start=1):
        if step.is_done():
            continue
        did_something = True
        say(f"[{number}/{len(steps)}] {step.english} …", f"[{number}/{len(steps)}] {step.korean} …")
        step_started = time.monotonic()
        step.do()
        step.mark_done()
        took_s = time.monotonic() - step_started
        say(f"      done in {took_s:.1f} s", f"      {took_s:.1f}초 걸렸어요")
    took_s = time.monotonic() - started
    if did_something:
        say(f"Set-up finished in {took_s:.0f} s.", f"준비를 {took_s:.0f}초 만에 마쳤어요.")
    else:
        say(f"Everything is set up already ({took_s:.1f} s).", f"이미 준비되어 있어요({took_s:.1f}초).")


# ---------------------------------------------------------------- commands


def environment() -> dict[str, str]:
    """The environment of every command: the virtual environment's programs first, no Python settings of outside."""
    values = {key: value for key, value in os.environ.items() if key not in {"PYTHONPATH", "PYTHONHOME"}}
    values["PATH"] = f"{VENV_BIN}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    values["VIRTUAL_ENV"] = str(VENV)
    values["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    values["npm_config_update_notifier"] = "false"
    values["NO_COLOR"] = "1"  # what they say goes to a file first
    return values


def call(*command: str | Path, where: Path = ROOT) -> None:
    """Run a command with its output in the log, with a sign of life now and then; raise if it fails."""
    LOG.parent.mkdir(parents=True, exist_ok=True)
    with LOG.open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=where,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        finished = threading.Event()
        sign_of_life = threading.Thread(target=show_elapsed_until, args=(finished,), daemon=True)
        sign_of_life.start()
        try:
            code = process.wait()
        except KeyboardInterrupt:
            process.terminate()
            process.wait()
            raise
        finally:
            finished.set()
            sign_of_life.join()
    if code != 0:
        tail = "\n".join(LOG.read_text(encoding="utf-8", errors="replace").splitlines()[-40:])
        print(tail, file=sys.stderr)
        shown = " ".join(str(part) for part in command)
        raise SetupFailed(
            f"'{shown}' failed (exit code {code}); the end of what it said is above.",
            f"'{shown}' 명령이 실패했어요(종료 코드 {code}). 마지막 출력은 위에 있어요.",
        )


def show_elapsed_until(finished: threading.Event) -> None:
    started = time.monotonic()
    while not finished.wait(SECONDS_BETWEEN_SIGNS_OF_LIFE):
        elapsed_s = time.monotonic() - started
        say(f"      still working ({elapsed_s:.0f} s)", f"      진행하고 있어요({elapsed_s:.0f}초)")


def answer_of(*command: str | Path) -> str | None:
    """What a command prints, or None when it cannot run or fails."""
    try:
        done = subprocess.run(
            [str(part) for part in command],
            env=environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


# ---------------------------------------------------------------- Python packages


def make_environment() -> None:
    if VENV_PYTHON.exists() and answer_of(VENV_PYTHON, "-c", "import sys, pip") is None:
        shutil.rmtree(VENV)  # its interpreter is gone, or it was cut short while being made
    if not VENV_PYTHON.exists():
        call(sys.executable, "-m", "venv", VENV)


def pip_install(lock: str) -> None:
    call(VENV_PYTHON, "-m", "pip", "install", "--no-input", "--require-hashes", "-r", ROOT / lock)


def run_time_packages() -> Step:
    return packages_of("requirements.txt", "Python packages", "Python 패키지 설치")


def development_packages() -> Step:
    return packages_of(
        "requirements-dev.txt",
        "Python packages, with those for tests",
        "Python 패키지 설치(테스트용 포함)",
        # The development lock repeats the run-time lock, pin for pin.
        also_done=run_time_packages(),
    )


def peer_packages() -> Step:
    return packages_of(
        "requirements-bench.txt",
        "Python packages that benchmarks compare with",
        "벤치마크에서 비교할 Python 패키지 설치",
    )


def packages_of(lock: str, english: str, korean: str, also_done: Step | None = None) -> Step:
    def install() -> None:
        make_environment()
        pip_install(lock)
        if also_done is not None:
            also_done.mark_done()

    return Step(
        name=lock,
        english=english,
        korean=korean,
        depends_on=lambda: [ROOT / lock, environment_description()],
        do=install,
        still_there=VENV_PYTHON.exists,
        stamps=VENV / ".stamps",
    )


def environment_description() -> str:
    """Which Python the environment was made with, read without starting it."""
    configuration = VENV / "pyvenv.cfg"
    return configuration.read_text(encoding="utf-8") if configuration.exists() else "none"


# ---------------------------------------------------------------- Node.js and the front end


def node_version(path: str | None) -> tuple[int, ...] | None:
    answer = answer_of(path, "--version") if path else None
    found = re.fullmatch(r"v(\d+)\.(\d+)\.(\d+).*", answer or "")
    return tuple(int(part) for part in found.groups()) if found else None


def has_node() -> bool:
    """Whether Node.js and npm answer, from the virtual environment (a wheel) or from the machine."""
    path = environment()["PATH"]
    version = node_version(shutil.which("node", path=path))
    npm = shutil.which("npm", path=path)
    return version is not None and version[:2] >= OLDEST_NODE and bool(npm and answer_of(npm, "--version"))


def install_node() -> None:
    if has_node():
        return
    pip_install("requirements-node.txt")
    if not has_node():
        raise SetupFailed(
            "Node.js 20.19 or newer is needed to build the pages, and its wheel does not run here: install Node.js.",
            "화면을 만들려면 Node.js 20.19 이상이 필요한데 여기서는 휠이 실행되지 않아요. Node.js를 설치해 주세요.",
        )


def front_end_packages() -> Step:
    return Step(
        name="npm-packages",
        english="Front-end packages",
        korean="프런트엔드 패키지 설치",
        depends_on=lambda: [STATIC / "package.json", STATIC / "package-lock.json", STATIC / ".npmrc"],
        do=lambda: call("npm", "ci", "--no-audit", "--no-fund", where=STATIC),
        still_there=(STATIC / "node_modules").exists,
        stamps=STATIC / "node_modules" / ".stamps",
    )


def front_end_build() -> Step:
    return Step(
        name="front-end",
        english="Front-end build",
        korean="프런트엔드 빌드",
        depends_on=lambda: [STATIC],
        do=lambda: call("npm", "run", "build", where=STATIC),
        still_there=lambda: any((STATIC / "dist").glob("**/manifest.json")),
    )


# ---------------------------------------------------------------- Django and the engine


def message_files() -> list[Path]:
    folders = [ROOT / "locale", *ROOT.glob("config/locale"), *ROOT.glob("dashboard/**/locale")]
    folders += ROOT.glob("labs/**/locale")
    return sorted(file for folder in folders for file in folder.glob("*/LC_MESSAGES/*.po"))


def translations() -> Step:
    return Step(
        name="translations",
        english="Translations",
        korean="번역 파일 준비",
        depends_on=lambda: [ROOT / "scripts" / "compile_messages.py", *message_files()],
        do=lambda: call(VENV_PYTHON, "scripts/compile_messages.py"),
        still_there=lambda: all(file.with_suffix(".mo").exists() for file in message_files()),
    )


def database_settings() -> list[str]:
    return [f"{name}={os.environ.get(name, '')}" for name in ("DATABASE_URL", "STRATOLAB_VAR")]


def database_is_there() -> bool:
    """The database of a machine of its own is a file; one named by DATABASE_URL answers for itself."""
    variable_data = Path(os.environ.get("STRATOLAB_VAR") or ROOT / "var")
    return bool(os.environ.get("DATABASE_URL")) or (variable_data / "stratolab.sqlite3").exists()


def database() -> Step:
    def sources() -> list[str | Path]:
        migrations = [*ROOT.glob("dashboard/*/migrations"), *ROOT.glob("labs/*/migrations")]
        return [*database_settings(), ROOT / "requirements.txt", *sorted(migrations)]

    return Step(
        name="database",
        english="Database",
        korean="데이터베이스 준비",
        depends_on=sources,
        do=lambda: call(VENV_PYTHON, "manage.py", "migrate", "--noinput"),
        still_there=database_is_there,
    )


def demo_content() -> Step:
    return Step(
        name="demo",
        english="Demo content",
        korean="예제 준비",
        depends_on=lambda: [*database_settings(), ROOT / "labs" / "content", ROOT / "simulator" / "document"],
        do=lambda: call(VENV_PYTHON, "manage.py", "load_demo"),
        still_there=database_is_there,
    )


def lab_content() -> Step:
    return Step(
        name="labs",
        english="Labs",
        korean="실습 준비",
        depends_on=lambda: [
            *database_settings(),
            ROOT / "labs" / "content",
            ROOT / "labs" / "scenarios",
            ROOT / "labs" / "grading",
            ROOT / "simulator" / "document",
        ],
        do=lambda: call(VENV_PYTHON, "manage.py", "load_labs"),
        still_there=database_is_there,
    )


def kernel_cache() -> Path:
    return Path(os.environ.get("STRATOLAB_CACHE_DIR") or ROOT / ".cache") / "kernels"


def compiled_kernels() -> Step:
    return Step(
        name="kernels",
        english="Compiling the simulation kernels (once)",
        korean="시뮬레이션 커널 컴파일(처음 한 번)",
        depends_on=lambda: [
            ROOT / "simulator" / "kernels",
            ROOT / "requirements.txt",
            environment_description(),
        ],
        do=lambda: call(VENV_PYTHON, "-c", "from simulator.engine import warm_up; warm_up()"),
        still_there=lambda: any(kernel_cache().glob("*/**/*.nbi")),
    )


# ---------------------------------------------------------------- the whole


def steps_for(arguments: argparse.Namespace) -> list[Step]:
    steps = [
        development_packages() if arguments.dev else run_time_packages(),
        Step(
            name="node",
            english="Node.js",
            korean="Node.js 확인",
            depends_on=lambda: [os.environ.get("PATH", ""), ROOT / "requirements-node.txt"],
            do=install_node,
            still_there=lambda: shutil.which("npm", path=environment()["PATH"]) is not None,
            stamps=VENV / ".stamps",
        ),
        front_end_packages(),
        front_end_build(),
        translations(),
    ]
    if not arguments.no_data:
        steps += [database(), compiled_kernels(), demo_content(), lab_content()]
    return steps


def install_peers() -> None:
    """Benchmarks do without: they say which peer is not there."""
    try:
        perform([peer_packages()])
    except SetupFailed as problem:
        print(problem, file=sys.stderr)
        say("The benchmarks go on without.", "이 패키지 없이 벤치마크를 계속할게요.")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--dev", action="store_true", help="also what tests and checks need")
    parser.add_argument("--peers", action="store_true", help="also what benchmarks compare with")
    parser.add_argument(
        "--no-data", action="store_true", help="leave out the database, the demo, the labs and the kernels"
    )
    try:
        arguments = parser.parse_args()
        perform(steps_for(arguments))
        if arguments.peers:
            install_peers()
    except SetupFailed as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        say("\nStopped; the next set-up goes on from here.", "\n멈췄어요. 다음에 여기서부터 이어서 준비해요.")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
