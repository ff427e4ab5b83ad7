"""Benchmarks: rivals, workloads, and the commands that measure them."""
