"""The book of a hall: where its arrays stand in memory, and some numbers.

A kernel that passed some seventy arrays from function to function would do little else. So their addresses are
entered once into a *book*, a record, and each function gets the book: `tickets(h, number).joined`, `h.stop_count`.
Nobody checks an index, as in any compiled kernel. Whoever holds the arrays must outlive it (`sim.compiled.engine`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from llvmlite import ir
from numba import from_dtype, literal_unroll, types
from numba.extending import intrinsic

from sim.compiled.layout import ARRAYS, BOOK, COLUMNS, COUNTS, NUMBERS, RECORDS
from sim.jit import kernel, part

Book = Any
"""A record of `layout.BOOK`."""
Value = Callable[[Book, int], int]
"""From a book and an index to what stands in a column."""
Record = Callable[[Book, int], Any]
"""From a book and an index to a record, to be read and written."""


def book_of(arrays: Mapping[str, np.ndarray], numbers: Mapping[str, int]) -> np.ndarray:
    """Return the book of these arrays and numbers; numbers not given are 0."""
    book = np.empty(1, dtype=BOOK)
    fields = book.view(np.int64)
    _enter(tuple(arrays[name] for name in ARRAYS), fields)
    lengths = {name: len(arrays[of]) for name, of in COUNTS.items()}
    fields[len(ARRAYS) :] = [numbers.get(name, lengths.get(name, 0)) for name in NUMBERS]
    return book


@kernel
def _enter(arrays: tuple[np.ndarray, ...], addresses: np.ndarray) -> None:
    """Enter the addresses, which stand first in a book."""
    number = 0
    for array in literal_unroll(arrays):
        addresses[number] = array.ctypes.data
        number += 1  # noqa: SIM113  # Numba unrolls no enumeration


def _element(result: Any, size: int, load: Callable[[Any, Any, Any], Any]) -> Any:  # noqa: ANN401  # Numba ships no types
    """Return the intrinsic that finds the element of an index from an address on."""

    @intrinsic
    def element(_context: Any, _address: Any, _index: Any) -> tuple[Any, Any]:  # noqa: ANN401
        def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:  # noqa: ANN401
            address, index = arguments
            start = builder.inttoptr(address, ir.IntType(8).as_pointer())
            place = builder.gep(start, [builder.mul(index, ir.Constant(index.type, size))])
            return load(context, builder, place)

        return result(types.int64, types.int64), generate

    return element


def _value(name: str) -> Value:
    """Return the function that reads a column of whole numbers or truth values."""
    size = COLUMNS[name].itemsize

    def load(_context: Any, builder: Any, place: Any) -> Any:  # noqa: ANN401
        value = builder.load(builder.bitcast(place, ir.IntType(8 * size).as_pointer()))
        return value if size == 8 else builder.zext(value, ir.IntType(64))

    element = _element(types.int64, size, load)

    @part
    def value(h: Book, index: int) -> int:
        found: int = element(h[name], index)
        return found

    return value


def _record_type(dtype: np.dtype[Any]) -> Any:  # noqa: ANN401
    """Return the intrinsic that finds a record, to be read and written."""
    record = from_dtype(dtype)

    def load(context: Any, builder: Any, place: Any) -> Any:  # noqa: ANN401
        return builder.bitcast(place, context.get_value_type(record))

    return _element(record, dtype.itemsize, load)


def _record(name: str) -> Record:
    """Return the function that finds a record."""
    element = _record_type(RECORDS[name])

    @part
    def record(h: Book, index: int) -> Any:  # noqa: ANN401
        return element(h[name], index)

    return record


key_at = _record_type(RECORDS["keys"])
"""From an address and an index to a key, for heaps."""

ticket_service = _value("ticket_service")
ticket_patience = _value("ticket_patience")
ticket_balk_limit = _value("ticket_balk_limit")
ticket_silent = _value("ticket_silent")
ticket_papers = _value("ticket_papers")
ticket_walk = _value("ticket_walk")
stop_visit = _value("stop_visit")
stop_queue = _value("stop_queue")
stop_purpose = _value("stop_purpose")
stop_department = _value("stop_department")
visit_first_stop = _value("visit_first_stop")
visit_stops = _value("visit_stops")
visit_wrong = _value("visit_wrong")
visit_rank = _value("visit_rank")
visit_slot = _value("visit_slot")
visit_asks = _value("visit_asks")
visit_helper = _value("visit_helper")
visit_called = _value("visit_called")
visit_join = _value("visit_join")
visit_chance = _value("visit_chance")
case_stop = _value("case_stop")
case_opens = _value("case_opens")
case_goes_on = _value("case_goes_on")
case_promised = _value("case_promised")
case_statutory = _value("case_statutory")
case_first_step = _value("case_first_step")
case_steps = _value("case_steps")
case_papers = _value("case_papers")
case_part = _value("case_part")
step_case = _value("step_case")
step_kind = _value("step_kind")
step_station = _value("step_station")
step_value = _value("step_value")
step_needs = _value("step_needs")
step_clock = _value("step_clock")
project_first_part = _value("project_first_part")
project_parts = _value("project_parts")
project_intake = _value("project_intake")
part_project = _value("part_project")
part_needs = _value("part_needs")
part_case = _value("part_case")
part_visit = _value("part_visit")
window_start = _value("window_start")
window_end = _value("window_end")
window_leaves_by = _value("window_leaves_by")
window_window = _value("window_window")
window_officer = _value("window_officer")
window_department = _value("window_department")
window_own_ppm = _value("window_own_ppm")
window_foreign_ppm = _value("window_foreign_ppm")
window_longest_wait = _value("window_longest_wait")
window_stays = _value("window_stays")
window_first_queue = _value("window_first_queue")
window_queues = _value("window_queues")
window_queue = _value("window_queue")
desk_start = _value("desk_start")
desk_end = _value("desk_end")
desk_leaves_by = _value("desk_leaves_by")
desk_pressing = _value("desk_pressing")
desk_place = _value("desk_place")
desk_officer = _value("desk_officer")
desk_station = _value("desk_station")
desk_ppm = _value("desk_ppm")
desk_following = _value("desk_following")
desk_limit = _value("desk_limit")
sitting_meeting = _value("sitting_meeting")
sitting_start = _value("sitting_start")
sitting_end = _value("sitting_end")
sitting_capacity = _value("sitting_capacity")
last_ticket = _value("last_ticket")
end_of_day = _value("end_of_day")
open_day = _value("open_day")
served_on = _value("served_on")
comprehensive = _value("comprehensive")
queue_zone = _value("queue_zone")
notice = _value("notice")
zone_helpers = _value("zone_helpers")
return_ppm = _value("return_ppm")
midnights = _value("midnights")
discs = _value("discs")
ranks = _value("ranks")

tickets = _record("tickets")
spots = _record("spots")
stops = _record("stops")
visitors = _record("visitors")
queues = _record("queues")
levels = _record("levels")
sessions = _record("sessions")
chains = _record("chains")
places = _record("places")
officers = _record("officers")
blocked = _record("blocked")
helpers = _record("helpers")
cases = _record("cases")
desks = _record("desks")
steps = _record("steps")
stations = _record("stations")
meetings = _record("meetings")
projects = _record("projects")
parts = _record("parts")
keys = _record("keys")
entries = _record("entries")
agenda = _record("agenda")
nodes = _record("nodes")
buckets = _record("buckets")
near = _record("near")
