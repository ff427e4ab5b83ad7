"""Events to come, in the order (instant, priority), which is that of rule 2.

A calendar queue (Brown 1988): time is cut into buckets. What lies in a bucket to come is only linked to it; when the
clock enters a bucket, its events go into a small heap, from which they are taken in order. So scheduling costs about
the same however many events are pending.
"""

from __future__ import annotations

import numpy as np

from sim.compiled.heaps import pop, push
from sim.compiled.layout import BUCKET, NOBODY
from sim.compiled.memory import Book, buckets, nodes
from sim.jit import part

ALWAYS = 1 << 62


@part
def schedule(h: Book, instant: int, priority: int, about: int) -> None:
    """Let an event happen at `instant`, no earlier than now."""
    if instant < h.until:
        push(h.near, 0, h.near_count, instant, priority, about)
        h.near_count += 1
        return
    number = h.free_node
    if number == NOBODY:
        number = h.nodes_used
        h.nodes_used += 1
    else:
        h.free_node = nodes(h, number).after
    # counted from the end of the current bucket, as the origin may lie at any instant
    bucket = min(h.current + 1 + ((instant - h.until) >> h.shift), h.bucket_count - 1)
    node = nodes(h, number)
    node.instant, node.priority, node.about = instant, priority, about
    node.after = buckets(h, bucket).first
    buckets(h, bucket).first = number
    h.linked += 1


@part
def advance(h: Book, limit: int) -> None:
    """Enter the following buckets until one holds an event, or reaches beyond `limit`."""
    last = h.bucket_count - 1
    while h.near_count == 0 and h.linked > 0 and h.until <= limit:
        h.current += 1
        h.until = ALWAYS if h.current == last else h.until + (1 << h.shift)
        _enter(h, h.current)


@part
def _enter(h: Book, bucket: int) -> None:
    """Move the events of a bucket into the heap."""
    number = buckets(h, bucket).first
    while number != NOBODY:
        node = nodes(h, number)
        push(h.near, 0, h.near_count, node.instant, node.priority, node.about)
        h.near_count += 1
        h.linked -= 1
        following = node.after
        node.after = h.free_node
        h.free_node = number
        number = following
    buckets(h, bucket).first = NOBODY


@part
def drop_first(h: Book) -> None:
    """Remove the first event, which stands at the head of `near`."""
    pop(h.near, 0, h.near_count)
    h.near_count -= 1


def empty_calendar(origin: int, end: int, expected: int) -> tuple[np.ndarray, dict[str, int]]:
    """Return the buckets and counters of a calendar from `origin` on, for some `expected` events until `end`."""
    wanted, shift = min(max(expected, 256), 1 << 21), 0
    while (end - origin) >> shift >= wanted:
        shift += 1
    counters = {"until": origin + (1 << shift), "shift": shift, "free_node": NOBODY}
    buckets_in_all = ((end - origin) >> shift) + 1
    return np.full(buckets_in_all, NOBODY, dtype=np.int64).view(BUCKET), counters
