"""Holds docker-compose.yml to the Compose Specification's own schema (tests/tooling/schemas/README.md)."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = ROOT / "tests" / "tooling" / "schemas" / "compose-spec.json"
FILE = ROOT / "docker-compose.yml"


def read(file: Path) -> Any:
    """The file as Compose reads it: anchors and merge keys resolved, variables as they stand."""
    return YAML(typ="safe", pure=True).load(file.read_text("utf-8"))


def problems(content: Any) -> Iterator[str]:
    """What the schema has to say, each with its place in the file."""
    schema = json.loads(SCHEMA.read_text("utf-8"))
    for error in jsonschema_rs.Draft7Validator(schema).iter_errors(content):
        yield f"{'.'.join(str(step) for step in error.instance_path) or 'the file'}: {error.message}"


def main(names: list[str]) -> int:
    found = 0
    for file in [Path(name) for name in names] or [FILE]:
        try:
            said = list(problems(read(file)))
        except (OSError, YAMLError) as error:
            said = [str(error)]
        for line in said:
            print(f"{file.name}: {line}", file=sys.stderr)
        found += len(said)
    if not found:
        print("docker-compose.yml is what the Compose Specification says it may be.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
