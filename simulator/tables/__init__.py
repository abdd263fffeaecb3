"""What a run told, as files: rows for spreadsheets and data frames, or every frame whole.

Terms
-----
table
    Named, typed columns and how a frame becomes rows of them (`columns.py`). `frames` is long (tidy): one number
    a row, so that a data frame groups and pivots it without knowing the architecture. `world` is wide: one tick a
    row with the figures of the whole world, which a spreadsheet charts as it is. `decisions` has one decision a
    row. `dictionary` says what every column and metric means, in which unit, from the kinds' own declarations.
format
    CSV and Parquet carry rows. JSON and JSON Lines carry what the engine said, whole and nested: nothing is lost.
writer
    Takes frames in order of their ticks and answers the bytes they become. It keeps at most one row group, so a
    run of any length needs no more memory than a short one.
"""

from simulator.tables.columns import Column, Table
from simulator.tables.export import CONTENT_TYPES, FORMATS, TABLES, Writer, writer
from simulator.tables.frames import types_of

__all__ = ["CONTENT_TYPES", "FORMATS", "TABLES", "Column", "Table", "Writer", "types_of", "writer"]
