"""What docs/adding-a-service.md points at is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import simulator
from simulator.services.registry import KINDS
from simulator.services.subjects import SUBJECTS

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "adding-a-service.md").read_text("utf-8")
#: Where a path in the text may begin.
FOLDERS = (
    "",
    "simulator",
    "simulator/services",
    "simulator/services/autoscaling",
    "docs",
    "tests/simulator/scenarios",
)
PROSE = re.sub(r"```.*?```", "", GUIDE, flags=re.DOTALL)
NAMES = sorted(
    {name for name in re.findall(r"`([^`\n]+)`", PROSE) if re.search(r"/|\.(py|md|jsonl|tsx|yaml)$", name)}
)
PATHS = [name for name in NAMES if re.fullmatch(r"[\w./*-]+", name) and not name.startswith("/")]


@pytest.mark.parametrize("name", PATHS)
def test_every_file_it_names_exists(name: str) -> None:
    if "/" in name:
        assert any(list(ROOT.glob(f"{folder}/{name}".strip("/"))) for folder in FOLDERS), name
    else:
        found = [*ROOT.glob(name), *(ROOT / "simulator").rglob(name), *(ROOT / "tests").rglob(name)]
        assert found, name


def test_it_names_many() -> None:
    assert len(PATHS) > 40


def test_the_files_of_a_folder_are_those_that_services_have() -> None:
    table = GUIDE.split("## The folder")[1].split("## The lines elsewhere")[0]
    rows = {
        row[0]: row[1] for row in re.findall(r"^\| `([\w/.]+)`.*\| ([^|]+) \|$", table, flags=re.MULTILINE)
    }
    needed = [name for name, when in rows.items() if when == "yes"]
    assert needed == ["__init__.py", "properties.py", "kind.py", "texts/en.md"]
    for kind in KINDS:
        folder = ROOT / "simulator" / "services" / kind.model.__module__.split(".")[2]
        for name in ("__init__.py", "kind.py", "texts/en.md", "texts/ko.md"):
            assert (folder / name).exists(), folder
        assert (folder / "properties.py").exists() or (folder / "properties").is_dir(), folder


def test_the_limits_it_quotes_of_the_bucket_are_those_of_the_bucket() -> None:
    quoted = next(
        code for code in re.findall(r"```python\n(.*?)```", GUIDE, flags=re.DOTALL) if "Bucket" in code
    )
    ours = (Path(simulator.__file__).parent / "services" / "s3" / "properties.py").read_text("utf-8")

    def field(source: str) -> str:
        found = next(
            n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.ClassDef) and n.name == "Bucket"
        )
        name = next(n for n in found.body if isinstance(n, ast.AnnAssign) and n.target.id == "BucketName")
        calls = [n for n in ast.walk(name) if isinstance(n, ast.Call) and n.func.id == "Field"]
        return ast.dump(calls[0])

    assert field(quoted) == field(ours)


def test_the_subjects_it_names_as_models_can_be_called() -> None:
    for name in re.findall(r"`(autoscaling\.\w+)`", GUIDE):
        assert name in SUBJECTS
