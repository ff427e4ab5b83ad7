"""`hall report`: the HTML report and the workbook of a folder that `hall run` or `hall optimise` wrote."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

REPORT = "report.html"
ROSTER = "roster.xlsx"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportResult:
    """The files written."""

    html: Path
    excel: Path

    def json(self) -> dict[str, Any]:
        """Return the `--json` object."""
        return {"html": str(self.html), "excel": str(self.excel)}


def report(folder: Path, out: Path | None = None, lang: str = "en") -> ReportResult:
    """Write the report to `out` (`FOLDER/report.html` if none is given) and the workbook beside it."""
    from reports import excel, html
    from reports.record import load

    record = load(folder)
    page = folder / REPORT if out is None else out
    book = folder / ROSTER if out is None else out.with_suffix(".xlsx")
    return ReportResult(html=html.write(record, page, lang), excel=excel.write(record, book, lang))
