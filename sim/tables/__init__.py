"""CSV and xlsx to rows that know their place, and back."""

from sim.tables.decode import decode
from sim.tables.delimited import write_delimited
from sim.tables.read import read_bytes, read_sheets, read_table
from sim.tables.table import Row, Table, shown
from sim.tables.values import Reader, Unreadable

__all__ = [
    "Reader",
    "Row",
    "Table",
    "Unreadable",
    "decode",
    "read_bytes",
    "read_sheets",
    "read_table",
    "shown",
    "write_delimited",
]
