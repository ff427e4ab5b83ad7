"""When a simulated figure agrees with a known one: it lies in an interval, and the interval is narrow."""

from __future__ import annotations

import numpy as np
from scipy.stats import t as student

LEVEL = 0.999
"""Of intervals: with many comparisons, those of 95 % would miss some in a program without fault."""


def agrees(truth: float, parts: np.ndarray, wholes: np.ndarray, precision: float) -> None:
    """Assert that the ratio of two totals over replications (not the mean of daily ratios) is the truth.

    The standard error is at most so much of the truth.
    """
    ratio = parts.sum() / wholes.sum()
    count = len(parts)
    error = (parts - ratio * wholes).std(ddof=1) / wholes.mean() / np.sqrt(count)
    reach = student.ppf((1 + LEVEL) / 2, count - 1) * error
    assert error <= precision * truth, f"not narrow enough: {ratio:.5g} ± {error / truth:.2%} for {truth:.5g}"
    assert abs(ratio - truth) <= reach, f"{ratio:.5g} ± {reach:.5g} does not contain {truth:.5g}"
