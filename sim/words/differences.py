"""Texts of the differences between two inputs: key → (English, Chinese)."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "differences.title": ("What differs in the input", "输入的差异"),
    "differences.plan": ("What differs in the plans", "方案的差异"),
    "differences.none": ("the input is the same", "输入相同"),
    "differences.plan.none": ("the plans are the same", "方案相同"),
    "differences.column.what": ("what", "项目"),
    "differences.column.before": ("before", "之前"),
    "differences.column.after": ("after", "之后"),
    "differences.rows": ("{what} ({count} rows)", "{what}（{count} 行）"),
    "differences.rest": ("{what} ({count} further rows)", "{what}（另有 {count} 行）"),
    "differences.added": ("{table}: rows added", "{table}：增加的行"),
    "differences.removed": ("{table}: rows removed", "{table}：删除的行"),
    "differences.times": ("× {factor}: {values}", "× {factor}：{values}"),
    "differences.range": ("{low} to {high}", "{low} 至 {high}"),
    "differences.several": ("{count} different values", "{count} 种不同的值"),
    "differences.more": ("{listed} and {count} more", "{listed} 等 {count} 项"),
    "differences.unit": ("{value} {unit}", "{value} {unit}"),
    "differences.unit.min": ("min", "分钟"),
    "differences.unit.working days": ("working days", "个工作日"),
    "differences.unit.per day": ("per day", "/日"),
    "differences.unit.h": ("h", "小时"),
    "differences.unit.h per week": ("h per week", "小时/周"),
    "differences.unit.m": ("m", "米"),
    "differences.plan.days": ("days planned", "排班日数"),
    "differences.plan.sessions": ("sessions at windows", "窗口班次"),
    "differences.plan.desk_sessions": ("sessions at desks", "后台班次"),
    "differences.plan.changed_sessions": ("sessions that only this plan has", "仅该方案有的班次"),
    "differences.plan.changed_officers": ("officers with other hours", "工时有变的人员"),
    "differences.plan.hours": ("officer hours a day: {department}", "日均人员工时：{department}"),
    "differences.plan.hours.others": (
        "officer hours a day: {count} departments whose hours change less",
        "日均人员工时：变化较小的其余 {count} 个部门",
    ),
}
