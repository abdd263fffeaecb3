"""A small document in a file, and the command line called as a function."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from simulator.cli.main import main

DOCUMENT: dict[str, Any] = {
    "SchemaVersion": 1,
    "Name": "Files for Seoul",
    "Resources": {
        "Files": {"Type": "AWS::S3::Bucket", "Properties": {}},
        "Viewers": {
            "Type": "Lab::Clients",
            "Properties": {
                "Location": "Seoul",
                "Endpoint": {"Fn::GetAtt": ["Files", "DomainName"]},
                "Traffic": {"Shape": "Constant", "Rate": 20},
                "Requests": [
                    {"Path": "/static/*", "Weight": 1, "Objects": 100, "ZipfExponent": 0.8, "SizeKB": 20}
                ],
            },
        },
    },
}

Called = tuple[int, str, str]


@pytest.fixture
def document(tmp_path: Path) -> Path:
    file = tmp_path / "document.json"
    file.write_text(json.dumps(DOCUMENT), "utf-8")
    return file


@pytest.fixture
def broken_document(tmp_path: Path) -> Path:
    """Its viewers ask an endpoint that is not there."""
    content = json.loads(json.dumps(DOCUMENT))
    del content["Resources"]["Files"]
    file = tmp_path / "broken.json"
    file.write_text(json.dumps(content), "utf-8")
    return file


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Called]:
    """Exit code, standard output and standard error of one command, in English unless it says otherwise."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)

    def called(*arguments: object) -> Called:
        code = main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return called
