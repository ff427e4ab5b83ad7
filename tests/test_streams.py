"""The streams are NumPy's own, whatever part of them is drawn, in whatever order and by whatever means."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chisquare, kstest

import sim.jit
import sim.streams
from sim.streams import BLOCK, Lines, Purpose, Streams, numbers_in_lines

SOME = settings(max_examples=60, deadline=None)
LINES = st.lists(st.tuples(st.integers(0, 2**48 - 1), st.integers(-400, 2**31)), min_size=1, max_size=5)
"""The permanent number of a row, and a day."""


def lines_of(pairs: list[tuple[int, int]]) -> Lines:
    return Lines.of([number for number, _ in pairs], [day for _, day in pairs])


def numpys_own(streams: Streams, purpose: Purpose, lines: Lines, line: int, count: int, part: int) -> np.ndarray:
    """The beginning of a stream as NumPy's generator draws it."""
    return sim.streams._generator(streams._key(purpose), part, lines, line).random(count)


def test_the_published_streams_never_change() -> None:
    first = Streams(1, 2).uniforms(Purpose.VISIT, 7, 0, 6)
    assert [value.hex() for value in first.tolist()] == [
        "0x1.bbdea37f4c6d4p-1",
        "0x1.5a27a4919c174p-2",
        "0x1.8c67a3ad4beb4p-2",
        "0x1.d1d1d20ac8dfap-2",
        "0x1.6c1fe954aebe7p-1",
        "0x1.afba5676905fdp-1",
    ]
    last = Streams(2**63 - 1, 0).uniforms(Purpose.CASE, 2**48 - 1, -15, 5, part=2)
    assert [value.hex() for value in last.tolist()] == [
        "0x1.ba9a480d139f4p-1",
        "0x1.88251a31b964cp-2",
        "0x1.caa86d97dd9b0p-5",
        "0x1.556624c1782a2p-2",
        "0x1.bbb4006e0bd10p-1",
    ]


@SOME
@given(LINES, st.data(), st.integers(1, 260), st.integers(0, 19), st.sampled_from(Purpose))
def test_any_draws_are_those_of_numpys_generator(
    pairs: list[tuple[int, int]], data: st.DataObject, count: int, part: int, purpose: Purpose
) -> None:
    places = data.draw(st.lists(st.tuples(st.integers(0, len(pairs) - 1), st.integers(0, 3_000)), max_size=150))
    streams, lines = Streams(3, 4), lines_of(pairs)
    line, position = (np.array([place[n] for place in places], dtype=np.int64) for n in (0, 1))
    drawn = streams.picked(purpose, lines, line, position, count, part)
    assert drawn.shape == (count, len(places))
    for column, (of, first) in enumerate(places):
        expected = numpys_own(streams, purpose, lines, of, first + count, part)[first:]
        assert np.array_equal(drawn[:, column], expected)


def test_a_draw_far_down_a_stream_is_numpys_too() -> None:
    streams, lines, far = Streams(3, 4), Lines.of([5], [6]), 2_000_003
    drawn = streams.picked(Purpose.TRIP, lines, np.zeros(1, dtype=np.int64), np.array([far]), 6)
    assert np.array_equal(drawn[:, 0], numpys_own(streams, Purpose.TRIP, lines, 0, far + 6, 0)[far:])


@pytest.mark.skipif(not sim.jit.AVAILABLE, reason="Numba cannot be had")
@SOME
@given(LINES, st.data(), st.integers(1, 120))
def test_the_kernel_and_numpy_draw_the_same_bits(pairs: list[tuple[int, int]], data: st.DataObject, count: int) -> None:
    places = data.draw(st.lists(st.tuples(st.integers(0, len(pairs) - 1), st.integers(0, 500)), max_size=300))
    line, position = (np.array([place[n] for place in places], dtype=np.int64) for n in (0, 1))
    by_kernel = Streams(8, 9).picked(Purpose.TRIP, lines_of(pairs), line, position, count, 1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sim.streams, "AVAILABLE", False)
        by_numpy = Streams(8, 9).picked(Purpose.TRIP, lines_of(pairs), line, position, count, 1)
    assert np.array_equal(by_kernel, by_numpy)


@SOME
@given(LINES, st.data())
def test_beginnings_of_many_lines_are_those_of_each(pairs: list[tuple[int, int]], data: st.DataObject) -> None:
    blocks = np.array(data.draw(st.lists(st.integers(0, 90), min_size=len(pairs), max_size=len(pairs))))
    streams = Streams(1, 1)
    drawn = streams.beginnings(Purpose.ARRIVALS, lines_of(pairs), blocks)
    ends = np.cumsum(blocks)
    for (number, day), begin, end in zip(pairs, ends - blocks, ends, strict=True):
        alone = streams.uniforms(Purpose.ARRIVALS, number, day, int(BLOCK * (end - begin)))
        assert np.array_equal(drawn[:, begin:end].T.ravel(), alone)


def test_the_order_of_places_changes_nothing() -> None:
    streams, lines = Streams(1, 2), Lines.of(np.arange(50), np.arange(50))
    line, position = np.repeat(np.arange(50), 40), np.tile(34 * np.arange(40), 50)
    drawn = streams.picked(Purpose.TRIP, lines, line, position, 7)
    order = np.argsort(drawn[0])
    assert np.array_equal(streams.picked(Purpose.TRIP, lines, line[order], position[order], 7), drawn[:, order])


def test_a_longer_draw_begins_like_a_shorter_one() -> None:
    streams = Streams(1, 2)
    for count in (1, 3, 4, 5, 99, 100, 101, 1_000):
        assert np.array_equal(
            streams.uniforms(Purpose.VISIT, 7, 0, count), streams.uniforms(Purpose.VISIT, 7, 0, 2_000)[:count]
        )


def test_parts_days_rows_and_purposes_have_streams_of_their_own() -> None:
    streams = Streams(1, 2)
    drawn = [
        streams.uniforms(purpose, number, day, 100, part)
        for purpose in Purpose
        for number in (0, 1)
        for day in (-1, 0, 1)
        for part in (0, 1)
    ]
    assert len(np.unique(drawn)) == 100 * len(drawn)


def test_nothing_asked_for_is_nothing_drawn() -> None:
    streams, nothing = Streams(1, 2), np.zeros(0, dtype=np.int64)
    assert streams.picked(Purpose.CASE, Lines.of([], []), nothing, nothing, 3).shape == (3, 0)
    assert streams.beginnings(Purpose.CASE, Lines.of([1], [0]), np.array([0])).shape == (BLOCK, 0)
    assert streams.uniforms(Purpose.CASE, 1, 0, (0, 16)).shape == (0, 16)


def test_uniforms_are_uniform_and_independent_along_and_across_streams() -> None:
    streams, count = Streams(20260701, 5), 400
    lines = Lines.of(np.arange(count), np.zeros(count, dtype=np.int64))
    drawn = streams.picked(Purpose.VISIT, lines, np.arange(count), np.zeros(count, dtype=np.int64), count)
    assert kstest(drawn.ravel(), "uniform").pvalue > 0.001
    for one, other in ((drawn[:-1], drawn[1:]), (drawn[:, :-1], drawn[:, 1:])):
        cells = np.histogram2d(one.ravel(), other.ravel(), bins=20, range=[[0, 1], [0, 1]])[0]
        assert chisquare(cells.ravel()).pvalue > 0.001
        assert abs(np.corrcoef(one.ravel(), other.ravel())[0, 1]) < 4 / np.sqrt(one.size)
    assert drawn.min() >= 0
    assert drawn.max() < 1


def test_things_are_numbered_in_each_line() -> None:
    assert numbers_in_lines(np.array([2, 0, 3])).tolist() == [0, 1, 0, 1, 2]
    assert numbers_in_lines(np.zeros(0, dtype=np.int64)).tolist() == []
