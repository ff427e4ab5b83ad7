"""What every run must satisfy, in production too.

A broken identity is a fault of the program, never of the input. Each check works from the log's columns alone and
knows nothing of how an engine came to fill them.
"""

from sim.identities.checking import Breach, breaches, verify

__all__ = ["Breach", "breaches", "verify"]
