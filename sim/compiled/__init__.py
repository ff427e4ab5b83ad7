"""The compiled engine: the reference engine once more, for Numba, with the same tickets to the last millisecond."""
