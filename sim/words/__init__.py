"""Every English and Chinese text once, by key; what travels as key and values gets its words here.

Each module here holds the texts of one area as `TEXTS`: key → (English, Chinese), with the placeholders of
`str.format`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from string import Formatter

LANGUAGES = ("en", "zh")
WANTED_ZH = {
    "text": "文字",
    "id": "编号",
    "whole number": "整数",
    "number": "数字",
    "true or false": "“是/否”（true 或 false）",
    "time of day": "时刻",
    "date": "日期",
    "one of": "可选值",
    "section": "一节（[…]）",
    "table": "表（[[…]]）",
}
HINTS = {"en": '; did you mean "{near}"?', "zh": "，是否想写“{near}”？"}


class _Words(Formatter):
    """Puts plain values into a text; a missing one leaves its name, and no value is looked into."""

    def get_field(self, field_name: str, args: object, kwargs: Mapping[str, object]) -> tuple[object, str]:  # noqa: ARG002
        return kwargs.get(field_name, f"{{{field_name}}}"), field_name


@cache
def texts() -> Mapping[str, tuple[str, str]]:
    """Return the texts of every module here.

    Raises
    ------
    ValueError
        If two modules have texts for one key.
    """
    merged: dict[str, tuple[str, str]] = {}
    for module in sorted(iter_modules(__path__), key=lambda found: found.name):
        own: dict[str, tuple[str, str]] = import_module(f"{__name__}.{module.name}").TEXTS
        twice = merged.keys() & own.keys()
        if twice:
            raise ValueError(f"texts twice: {sorted(twice)}")
        merged |= own
    return merged


def text(key: str, lang: str = "en", **values: object) -> str:
    """Return the words of `key` in `lang` with `values` put in.

    Besides `values`, a text may use `{hint}`, "did you mean …" if a value `near` is given, else nothing;
    `{near_or_none}` and `{wanted_zh}` likewise.
    """
    near = values.get("near")
    hint = "" if near in (None, "") else HINTS[lang].replace("{near}", str(near))
    pattern = texts()[key][LANGUAGES.index(lang)]
    wanted = WANTED_ZH.get(str(values.get("wanted")), "")
    return _Words().vformat(pattern, (), {"hint": hint, "near_or_none": near or "无", "wanted_zh": wanted, **values})
