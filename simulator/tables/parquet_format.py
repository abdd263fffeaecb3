"""Parquet, written in row groups as they fill: version 1 data pages, gzip, dictionaries for texts.

Only what tables of ours need of the format stands here: flat, optional columns of 64-bit integers, doubles and
UTF-8 texts. The libraries that write all of it weigh more than the rest of the lab together (a wheel of 55 MB,
170 MB installed), or want the whole table at once; this needs NumPy and keeps one row group.

The format (parquet-format, "File format"): the magic, column chunks of every row group one after the other, the
metadata in Thrift's compact protocol, its length in four bytes, the magic again.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.tables.columns import Cell, Column, Row

MAGIC = b"PAR1"
#: Rows kept before they are written: what a writer needs of memory.
ROW_GROUP_ROWS = 50_000

_INT64, _DOUBLE, _BYTE_ARRAY = 2, 5, 6
_PLAIN, _RLE, _RLE_DICTIONARY = 0, 3, 8
_DATA_PAGE, _DICTIONARY_PAGE = 0, 2
_OPTIONAL, _GZIP, _UTF8 = 1, 2, 0

# Thrift's compact protocol ------------------------------------------------------------------------------

_I32, _I64, _BINARY, _LIST, _STRUCT = 5, 6, 8, 9, 12

#: A struct as (field id, type, value); a list's value is (type of its items, items).
Thrift = list[tuple[int, int, Any]]


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def _value(kind: int, value: Any) -> bytes:
    if kind in (_I32, _I64):
        return _varint((value << 1) ^ (value >> 63))
    if kind == _BINARY:
        raw: bytes = value.encode()
        return _varint(len(raw)) + raw
    if kind == _LIST:
        inner, items = value
        head = (
            bytes([len(items) << 4 | inner])
            if len(items) < 15
            else bytes([0xF0 | inner]) + _varint(len(items))
        )
        return head + b"".join(_value(inner, item) for item in items)
    return _struct(value)


def _struct(fields: Thrift) -> bytes:
    """Fields in ascending order of their ids, which never lie more than 15 apart here."""
    out, last = bytearray(), 0
    for id, kind, value in fields:
        out.append((id - last) << 4 | kind)
        out += _value(kind, value)
        last = id
    out.append(0)
    return bytes(out)


# Pages --------------------------------------------------------------------------------------------------


def _packed(numbers: NDArray[np.int64], width: int) -> bytes:
    """The hybrid encoding's bit-packed run: groups of eight numbers of `width` bits, least bit first."""
    groups = -(-len(numbers) // 8)
    padded = np.zeros(groups * 8, np.int64)
    padded[: len(numbers)] = numbers
    bits = (padded[:, None] >> np.arange(width)) & 1
    packed = np.packbits(bits.astype(np.uint8).reshape(-1), bitorder="little").tobytes()
    return _varint(groups << 1 | 1) + packed


def _compressed(data: bytes) -> bytes:
    packer = zlib.compressobj(4, zlib.DEFLATED, 31)
    return packer.compress(data) + packer.flush()


def _page(kind: int, body: bytes, head: Thrift) -> tuple[bytes, int]:
    """A page with its header, and its size before compression, header included."""
    small = _compressed(body)
    fields: Thrift = [(1, _I32, kind), (2, _I32, len(body)), (3, _I32, len(small))]
    fields.append((7 if kind == _DICTIONARY_PAGE else 5, _STRUCT, head))
    header = _struct(fields)
    return header + small, len(header) + len(body)


@dataclass(slots=True)
class _Chunk:
    """A column's chunk of one row group: its pages, and its metadata once its place in the file is known."""

    column: str
    type: int
    values: int
    pages: bytes
    plain_bytes: int
    dictionary_bytes: int

    def metadata(self, at: int) -> Thrift:
        texts = self.type == _BYTE_ARRAY
        fields: Thrift = [
            (1, _I32, self.type),
            (2, _LIST, (_I32, [_PLAIN, _RLE, _RLE_DICTIONARY] if texts else [_PLAIN, _RLE])),
            (3, _LIST, (_BINARY, [self.column])),
            (4, _I32, _GZIP),
            (5, _I64, self.values),
            (6, _I64, self.plain_bytes),
            (7, _I64, len(self.pages)),
            (9, _I64, at + self.dictionary_bytes),
        ]
        if texts:
            fields.append((11, _I64, at))
        return [(2, _I64, at), (3, _STRUCT, fields)]


def _chunk(name: str, type_: int, cells: Sequence[Cell]) -> _Chunk:
    there = np.fromiter((cell is not None for cell in cells), np.int64, len(cells))
    levels = _packed(there, 1)
    body = struct.pack("<I", len(levels)) + levels
    present = [cell for cell in cells if cell is not None]
    dictionary, plain_bytes = b"", 0
    if type_ == _BYTE_ARRAY:
        places: dict[str, int] = {}
        indices = [places.setdefault(str(cell), len(places)) for cell in present]
        texts = [text.encode() for text in places]
        raw = b"".join(struct.pack("<I", len(text)) + text for text in texts)
        dictionary, plain_bytes = _page(_DICTIONARY_PAGE, raw, [(1, _I32, len(texts)), (2, _I32, _PLAIN)])
        width = max(1, (len(texts) - 1).bit_length())
        body += bytes([width]) + _packed(np.array(indices, np.int64), width)
        encoding = _RLE_DICTIONARY
    else:
        body += np.array(present, "<i8" if type_ == _INT64 else "<f8").tobytes()
        encoding = _PLAIN
    head: Thrift = [(1, _I32, len(cells)), (2, _I32, encoding), (3, _I32, _RLE), (4, _I32, _RLE)]
    data, data_bytes = _page(_DATA_PAGE, body, head)
    return _Chunk(name, type_, len(cells), dictionary + data, plain_bytes + data_bytes, len(dictionary))


# The file -----------------------------------------------------------------------------------------------


@dataclass
class ParquetRows:
    """Rows as a Parquet file. A "value" column becomes two: a number, and `text` for states."""

    columns: Sequence[Column]
    metadata: Mapping[str, Any]
    _waiting: list[Row] = field(default_factory=list)
    _groups: list[Thrift] = field(default_factory=list)
    _at: int = 0
    _count: int = 0

    def begin(self) -> bytes:
        return self._placed(MAGIC)

    def rows(self, rows: Iterable[Row]) -> bytes:
        self._waiting.extend(rows)
        return self._group() if len(self._waiting) >= ROW_GROUP_ROWS else b""

    def close(self) -> bytes:
        rest = self._group() if self._waiting else b""
        footer = self._footer()
        return rest + footer + struct.pack("<I", len(footer)) + MAGIC

    def _placed(self, data: bytes) -> bytes:
        self._at += len(data)
        return data

    def _physical(self) -> list[tuple[str, int]]:
        found: list[tuple[str, int]] = []
        for column in self.columns:
            if column.type == "value":
                found += [(column.name, _DOUBLE), ("text", _BYTE_ARRAY)]
            else:
                found.append(
                    (column.name, {"integer": _INT64, "number": _DOUBLE, "text": _BYTE_ARRAY}[column.type])
                )
        return found

    def _cells(self) -> Iterable[Sequence[Cell]]:
        for column, cells in zip(self.columns, zip(*self._waiting, strict=True), strict=True):
            if column.type == "value":
                yield [None if isinstance(cell, str) else cell for cell in cells]
                yield [cell if isinstance(cell, str) else None for cell in cells]
            else:
                yield cells

    def _group(self) -> bytes:
        out, chunks, size = bytearray(), [], 0
        for (name, type_), cells in zip(self._physical(), self._cells(), strict=True):
            chunk = _chunk(name, type_, cells)
            chunks.append(chunk.metadata(self._at))
            out += self._placed(chunk.pages)
            size += chunk.plain_bytes
        count = len(self._waiting)
        self._groups.append([(1, _LIST, (_STRUCT, chunks)), (2, _I64, size), (3, _I64, count)])
        self._count += count
        self._waiting.clear()
        return bytes(out)

    def _footer(self) -> bytes:
        physical = self._physical()
        schema: list[Thrift] = [[(4, _BINARY, "schema"), (5, _I32, len(physical))]]
        for name, type_ in physical:
            element: Thrift = [(1, _I32, type_), (3, _I32, _OPTIONAL), (4, _BINARY, name)]
            if type_ == _BYTE_ARRAY:
                # The old name of UTF-8 text and the new one, an empty struct in a union.
                element += [(6, _I32, _UTF8), (10, _STRUCT, [(1, _STRUCT, [])])]
            schema.append(element)
        facts = [
            [(1, _BINARY, key), (2, _BINARY, json.dumps(value, ensure_ascii=False))]
            for key, value in self.metadata.items()
        ]
        return _struct(
            [
                (1, _I32, 1),
                (2, _LIST, (_STRUCT, schema)),
                (3, _I64, self._count),
                (4, _LIST, (_STRUCT, self._groups)),
                (5, _LIST, (_STRUCT, facts)),
                (6, _BINARY, "stratolab"),
            ]
        )
