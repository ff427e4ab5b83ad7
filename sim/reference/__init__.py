"""The reference engine, in SimPy."""
