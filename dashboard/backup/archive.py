"""The file: a ZIP of one table a member, and a manifest that says what they are.

``tables/<app>.<model>.jsonl`` has a row a line, each a JSON array in the order of the manifest's columns.
``manifest.json`` is written last, with each table's number of rows and checksum: a file that was cut off has none.
"""

from __future__ import annotations

import hashlib
import json
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import IO, Any

#: Raised when an older program could not read what is written.
FORMAT = 1
MANIFEST = "manifest.json"
#: What `zipfile` raises at files that are not whole: a wrong byte may claim encryption or another method.
BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError)
#: Blobs are compressed already; level 1 takes back what base64 adds to them.
COMPRESSION_LEVEL = 1


class BadArchive(Exception):
    """A sentence that says what is wrong with the file."""


@dataclass(frozen=True)
class Table:
    """One table's rows. `model` is "app.model" in lower case; `columns` are the fields' attribute names."""

    model: str
    columns: list[str]
    rows: int
    sha256: str

    @property
    def member(self) -> str:
        return f"tables/{self.model}.jsonl"


@dataclass(frozen=True)
class Manifest:
    """What an archive says of itself."""

    format: int
    stratolab: str  # the program's version
    engine: str  # the simulator's: checkpoints of another one cannot go on
    created_at: str  # ISO 8601, UTC
    database: str  # "sqlite" or "postgresql", where the rows came from
    migrations: list[list[str]]  # [app, name], every one that was applied
    tables: list[Table]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Manifest:
        return cls(**{**content, "tables": [Table(**table) for table in content["tables"]]})


class Writer:
    """Writes an archive; `stream` need not be seekable."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.zip = zipfile.ZipFile(
            stream, "w", zipfile.ZIP_DEFLATED, allowZip64=True, compresslevel=COMPRESSION_LEVEL
        )
        self.tables: list[Table] = []

    def table(self, model: str, columns: list[str], rows: Iterable[list[Any]]) -> None:
        digest, count = hashlib.sha256(), 0
        with self.zip.open(f"tables/{model}.jsonl", "w", force_zip64=True) as member:
            for row in rows:
                line = json.dumps(row, separators=(",", ":")).encode() + b"\n"
                digest.update(line)
                member.write(line)
                count += 1
        self.tables.append(Table(model, columns, count, digest.hexdigest()))

    def close(self, **about: Any) -> Manifest:
        manifest = Manifest(format=FORMAT, tables=self.tables, **about)
        self.zip.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))
        self.zip.close()
        return manifest


class Reader:
    """Reads an archive. Raises BadArchive where the file is not what it should be."""

    def __init__(self, stream: IO[bytes]) -> None:
        try:
            self.zip = zipfile.ZipFile(stream)
            text = self.zip.read(MANIFEST)
        except KeyError:
            raise BadArchive("The file is not a backup of Stratolab: it has no manifest.") from None
        except BROKEN as error:
            raise BadArchive(f"The archive is damaged or incomplete ({error}).") from None
        try:
            content = json.loads(text)
        except ValueError:
            raise BadArchive("The file is not a backup of Stratolab: its manifest is not JSON.") from None
        written = content.get("format") if isinstance(content, dict) else None
        if not isinstance(written, int):
            raise BadArchive("The file is not a backup of Stratolab: its manifest names no format.")
        if written > FORMAT:
            raise BadArchive(f"The archive is of format {written}; this version reads up to {FORMAT}.")
        try:
            self.manifest = Manifest.from_json(content)
        except (KeyError, TypeError):
            raise BadArchive("The archive is damaged: its manifest is incomplete.") from None

    def verify(self) -> None:
        """Read everything once and compare it with the manifest."""
        for table in self.manifest.tables:
            digest, count = hashlib.sha256(), 0
            for line in self._lines(table):
                digest.update(line)
                count += 1
            if digest.hexdigest() != table.sha256 or count != table.rows:
                raise BadArchive(f"The archive is damaged: {table.model} is not what was written.")

    def rows(self, table: Table) -> Iterator[list[Any]]:
        for line in self._lines(table):
            yield json.loads(line)

    def _lines(self, table: Table) -> Iterator[bytes]:
        try:
            with self.zip.open(table.member) as member:
                yield from member
        except KeyError:
            raise BadArchive(f"The archive is damaged: {table.model} is missing.") from None
        except BROKEN as error:
            raise BadArchive(f"The archive is damaged at {table.model} ({error}).") from None
