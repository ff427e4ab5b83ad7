"""The sheets of the roster workbook, one function for each."""

from __future__ import annotations

import polars as pl
from xlsxwriter.worksheet import Worksheet

from reports.formats import Formats
from reports.headline import headline
from reports.names import Names
from reports.notation import clock
from reports.record import Record
from reports.rotation import duties, turns
from reports.tables import Row, hall_rows
from sim.words import text

HALF_HOUR = 30
JOINT = " / "


def summary(sheet: Worksheet, record: Record, names: Names, formats: Formats) -> None:
    """Write the title, what changed, and the table of measures."""
    lang = names.lang
    sheet.set_column(0, 0, 38)
    sheet.set_column(1, 6, 17)
    sheet.write_string(0, 0, text("excel.title", lang, scenario=names.title), formats.title)
    sheet.write_string(1, 0, f"{record.dates[0]} – {record.dates[-1]}", formats.quiet)
    sentences = headline(record, lang)
    for row, sentence in enumerate(sentences, start=2):
        sheet.merge_range(row, 0, row, 6, "", formats.wrapped)
        sheet.write_string(row, 0, sentence, formats.wrapped)
        sheet.set_row(row, 28)
    top = len(sentences) + 3
    measures(sheet, top, hall_rows(record.runs, record.before, lang), formats, lang, paired=record.before is not None)


def measures(sheet: Worksheet, top: int, rows: list[Row], formats: Formats, lang: str, *, paired: bool) -> None:
    """Write a table of measures from a row on."""
    heads = [
        "column.measure",
        "column.before",
        "column.after",
        "column.difference",
        "column.interval",
        "column.verdict",
    ]
    if not paired:
        heads = ["column.measure", "column.value", "column.interval"]
    for column, key in enumerate(heads):
        sheet.write_string(top, column, text(key, lang), formats.head_left if column == 0 else formats.head)
    for row, line in enumerate(rows, start=top + 1):
        unit = f" ({line.unit})" if line.unit and line.unit != "%" else ""
        cells = (
            [line.before, line.after, line.difference, line.interval, line.verdict_text]
            if paired
            else [line.after, line.interval]
        )
        sheet.write_string(row, 0, line.name + unit, formats.name)
        for column, cell in enumerate(cells, start=1):
            sheet.write_string(row, column, cell, formats.number)


def officers(sheet: Worksheet, record: Record, names: Names, formats: Formats) -> None:
    """Write one row for each officer, one column for each day: start–end, the back office, or leave."""
    lang = names.lang
    dates = record.dates
    colours = _colours(record)
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 1, 30)
    sheet.set_column(2, 1 + len(dates), 13)
    sheet.set_column(2 + len(dates), 3 + len(dates), 8)
    heads = [text("column.officer", lang), text("column.department", lang)]
    heads += [f"{d:%m-%d}\n{text(f'weekday.{d.weekday()}', lang)}" for d in dates]
    heads += [text("column.days", lang), text("column.hours", lang)]
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, formats.head_left if column < 2 else formats.head)
    sheet.set_row(0, 28)
    sheet.freeze_panes(1, 2)
    sheet.repeat_rows(0)
    work = _work(record)
    people = sorted(record.scenario.officers, key=lambda o: (colours.get(o.department, 0), o.id))
    for row, officer in enumerate(people, start=1):
        sheet.write_string(row, 0, officer.id, formats.name)
        sheet.write_string(row, 1, names.department(officer.department), formats.name)
        days, hours = 0, 0.0
        for day, date in enumerate(dates):
            duty = work.get((officer.id, day))
            if duty is not None:
                start, end, minutes, desk = duty
                shown = f"{clock(start)}–{clock(end)}"
                label = f"{text('excel.desk', lang)} {shown}" if desk else shown
                sheet.write_string(row, 2 + day, label, formats.duty(None if desk else colours[officer.department]))
                days, hours = days + 1, hours + minutes / 60
            elif date in officer.days_off:
                sheet.write_string(row, 2 + day, text("excel.leave", lang), formats.leave)
            else:
                sheet.write_blank(row, 2 + day, None, formats.empty)
        sheet.write_number(row, 2 + len(dates), days, formats.number)
        sheet.write_number(row, 3 + len(dates), round(hours, 1), formats.number)


def windows(sheet: Worksheet, record: Record, names: Names, formats: Formats, day: int) -> None:
    """Write one row for each window held on a day, one column for each half-hour: who sits there."""
    lang = names.lang
    colours = _colours(record)
    held = record.plan.sessions.filter(pl.col("day") == day)
    zone_of = {w.id: w.zone for w in record.scenario.windows}
    order = {zone: n for n, zone in enumerate(names.zones)}
    first = int(str(held["start"].min())) // HALF_HOUR * HALF_HOUR
    last = int(str(held["end"].max()))
    slots = range(first, last, HALF_HOUR)
    sheet.set_column(0, 0, 8)
    sheet.set_column(1, 1, 30)
    longest = max((len(str(officer)) for officer in held["officer"].drop_nulls()), default=0)
    sheet.set_column(2, 1 + len(slots), max(9, longest + 1))
    date = record.dates[day]
    heads = [
        text("column.window", lang),
        f"{date} {text(f'weekday.{date.weekday()}', lang)}",
        *(clock(m) for m in slots),
    ]
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, formats.head_left if column < 2 else formats.head)
    sheet.freeze_panes(1, 2)
    sheet.repeat_rows(0)
    shown = sorted(held["window"].unique().to_list(), key=lambda w: (order.get(zone_of.get(w, ""), len(order)), w))
    sessions = {key[0]: frame.rows(named=True) for key, frame in held.group_by("window")}
    for row, window in enumerate(shown, start=1):
        sheet.write_number(row, 0, window, formats.label)
        sheet.write_string(row, 1, names.zone(zone_of.get(window, "")), formats.name)
        for column, minute in enumerate(slots, start=2):
            here = [s for s in sessions[window] if s["start"] < minute + HALF_HOUR and s["end"] > minute]
            if here:
                sheet.write_string(
                    row,
                    column,
                    JOINT.join(str(s["officer"] or "•") for s in here),
                    formats.duty(colours.get(here[0]["department"], 0)),
                )
            else:
                sheet.write_blank(row, column, None, formats.empty)


def rotation(sheet: Worksheet, record: Record, names: Names, formats: Formats) -> None:
    """Write who holds the comprehensive window on which day, and the turns of each department."""
    lang = names.lang
    for column, width in enumerate((13, 8, 10, 40, 22, 4, 36, 10)):
        sheet.set_column(column, column, width)
    rota = duties(record.scenario, record.plan, record.dates)
    heads = [
        text("column.date", lang),
        "",
        text("column.window", lang),
        text("column.department", lang),
        text("column.officer", lang),
    ]
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, formats.head_left)
    sheet.freeze_panes(1, 0)
    comma = text("list.comma", lang)
    for row, duty in enumerate(rota.iter_rows(named=True), start=1):
        cells = [str(duty["date"]), text(f"weekday.{duty['date'].weekday()}", lang), str(duty["window"])]
        cells += [comma.join(names.department(d) for d in duty["departments"]), comma.join(duty["officers"])]
        for column, cell in enumerate(cells):
            sheet.write_string(row, column, cell, formats.name)
    if rota.is_empty():
        sheet.write_string(1, 0, text("report.note.rotation.none", lang), formats.quiet)
        return
    sheet.write_string(0, 6, text("column.department", lang), formats.head_left)
    sheet.write_string(0, 7, text("column.days", lang), formats.head)
    for row, (department, count) in enumerate(turns(rota).items(), start=1):
        sheet.write_string(row, 6, names.department(department), formats.name)
        sheet.write_number(row, 7, count, formats.number)


def notes(sheet: Worksheet, record: Record, names: Names, formats: Formats) -> None:
    """Write how to read the workbook and where its numbers come from."""
    lang = names.lang
    sheet.set_column(0, 0, 110)
    made = record.runs.provenance
    lines = [text(f"excel.note.{key}", lang) for key in ("officers", "days", "warnings", "text", "missing")]
    lines += ["", text("report.section.provenance", lang)]
    lines += [
        f"{text('provenance.scenario', lang)}: {made.scenario}",
        f"{text('provenance.scenario_hash', lang)}: {made.scenario_hash}",
    ]
    lines += [
        f"{text('provenance.plan_hash', lang)}: {made.plan_hash}",
        f"{text('provenance.seed', lang)}: {made.seed}",
        record.command,
    ]
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, line, formats.wrapped)


def _colours(record: Record) -> dict[str, int]:
    return {department.id: number for number, department in enumerate(record.scenario.departments)}


def _work(record: Record) -> dict[tuple[str, int], tuple[int, int, int, bool]]:
    """For each officer and day: first start, last end, minutes, and whether all of it is in the back office."""
    columns = ["day", "officer", "start", "end"]
    both = pl.concat(
        [
            record.plan.sessions.select(columns).with_columns(desk=pl.lit(value=False)),
            record.plan.desks.select(columns).with_columns(desk=pl.lit(value=True)),
        ]
    ).drop_nulls("officer")
    worked = (pl.col("end") - pl.col("start")).sum()
    shown = (pl.col("start").min(), pl.col("end").max(), worked.alias("minutes"), pl.col("desk").all())
    days = both.group_by("officer", "day").agg(*shown).select("officer", "day", "start", "end", "minutes", "desk")
    return {(officer, day): (start, end, minutes, desk) for officer, day, start, end, minutes, desk in days.iter_rows()}
