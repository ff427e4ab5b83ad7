"""Orders in linear time are those that sorting finds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.ordering import stable_order

LEAST, MOST = -(1 << 63), (1 << 63) - 1


@given(
    st.one_of(
        st.tuples(st.just(0), st.just(3)), st.just((-40, 40)), st.just((0, 1 << 42)), st.just((LEAST, MOST))
    ).flatmap(lambda ends: arrays(np.int64, st.integers(0, 60), elements=st.integers(*ends)))
)
def test_an_order_is_rising_and_stable(keys: np.ndarray) -> None:
    order = stable_order(keys)
    assert order.dtype == np.int64
    assert order.tolist() == np.argsort(keys, kind="stable").tolist()


@pytest.mark.parametrize("most", [5, 1 << 33, 1 << 62])
def test_an_order_of_many(most: int) -> None:
    keys = (np.arange(20_000, dtype=np.int64) * 7_919 % 10_007) * (most // 10_007 + 1)
    assert stable_order(keys).tolist() == np.argsort(keys, kind="stable").tolist()
    rising = np.sort(keys)
    assert stable_order(rising).tolist() == list(range(len(keys)))


@pytest.mark.parametrize("keys", [[], [7], [LEAST, MOST], [MOST, LEAST], [3, 3, 3]])
def test_an_order_of_few(keys: list[int]) -> None:
    column = np.array(keys, dtype=np.int64)
    assert stable_order(column).tolist() == np.argsort(column, kind="stable").tolist()
