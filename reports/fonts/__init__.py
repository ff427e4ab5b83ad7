"""A subset of Noto Sans CJK SC (SIL Open Font License, see OFL.txt), so that figures show Chinese on any machine.

It holds ASCII, Latin-1, common punctuation, the 6,763 characters of GB 2312, and whatever else our texts
and the shipped
scenarios use; `subset.py` beside it makes it anew.
"""

from __future__ import annotations

from pathlib import Path

FAMILY = "Hallflow Sans"
"""Name under which the subset is known; not that of its parent, so that an installed Noto is never mistaken for it."""
FILE = Path(__file__).parent / "HallflowSans-Regular.otf"
