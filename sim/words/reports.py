"""Texts of the HTML report, its figures and the roster workbook: key → (English, Chinese)."""

from __future__ import annotations

BOUND = (
    "model objective: expected waiting, lost customers and overdue cases in yuan, all departments, given the duty rota "
    "and, for large departments, each day's hours and today's desk minutes"
)
"""What the optimiser says its gap refers to."""

TEXTS: dict[str, tuple[str, str]] = {
    # ---- headline
    "report.title.optimise": ("A better plan for {scenario}", "{scenario}：更优的方案"),
    "report.title.run": ("{scenario} under one plan", "{scenario}：单一方案的仿真"),
    "report.headline.better": (
        (
            "With the same officers, the mean wait falls from {before} to {after} minutes: {by} minutes less "
            "(95 % interval {low} to {high})."
        ),
        "人员不变，平均等候时间由 {before} 分钟降至 {after} 分钟，减少 {by} 分钟（95 % 区间 {low} 至 {high}）。",
    ),
    "report.headline.worse": (
        (
            "The new plan makes the mean wait longer: {before} before, {after} minutes after, {by} more (95 "
            "% interval {low} to {high})."
        ),
        "新方案使平均等候变长：原 {before} 分钟，现 {after} 分钟，增加 {by} 分钟（95 % 区间 {low} 至 {high}）。",
    ),
    "report.headline.unclear": (
        (
            "The mean wait is {before} minutes before and {after} after; the difference of {by} minutes cannot be "
            "told from chance (95 % interval {low} to {high})."
        ),
        "平均等候原为 {before} 分钟，现为 {after} 分钟；差值 {by} 分钟可能只是偶然（95 % 区间 {low} 至 {high}）。",
    ),
    "report.headline.overdue": (
        (
            "Of the cases that fall due, {before} were overdue before and {after} are after ({difference}, "
            "95 % interval {low} to {high})."
        ),
        "到期承诺件中，超期比例原为 {before}，现为 {after}（{difference}，95 % 区间 {low} 至 {high}）。",
    ),
    "report.headline.lost": (
        (
            "Customers lost (who left, did not join, came too late or still waited at closing): {before} before, "
            "{after} after ({difference}, 95 % interval {interval})."
        ),
        (
            "流失人次（中途离开、见人多未取号、来迟或等到下班未办）：原为 {before}，现为 {after}"
            "（{difference}，95 % 区间 {interval}）。"
        ),
    ),
    "report.headline.hours": (
        "Officer hours: {before} before, {after} after.",
        "人员工时：原为 {before} 小时，现为 {after} 小时。",
    ),
    "report.headline.run": (
        (
            "Customers wait {wait} minutes on average ({interval}); nine in ten wait less than {p90}; "
            "{within} are served within 15 minutes."
        ),
        "办事人平均等候 {wait} 分钟（{interval}），九成少于 {p90} 分钟，{within} 在 15 分钟内办理。",
    ),
    "report.headline.single": ("one replication, no interval", "仅一次重复，无区间"),
    "report.subtitle": (
        (
            "{days} working days from {start} to {end} · {replications} replications · every plan meets the "
            "same customers"
        ),
        "{start} 至 {end}，共 {days} 个工作日 · {replications} 次重复 · 各方案面对同一批办事人",
    ),
    "report.subtitle.run": (
        "{days} working days from {start} to {end} · {replications} replication(s)",
        "{start} 至 {end}，共 {days} 个工作日 · {replications} 次重复",
    ),
    # ---- sections
    "report.section.hall": ("The hall as a whole", "全厅"),
    "report.section.zones": ("Zone by zone", "分功能区"),
    "report.section.worst": ("Without the five worst queues", "不计最差的五个队列"),
    "report.section.greedy": ("What the solver adds", "求解器的贡献"),
    "report.section.day": ("Through the day", "一天之中"),
    "report.section.windows": ("Windows", "窗口"),
    "report.section.departments": ("Departments", "部门"),
    "report.section.cases": ("Cases", "承诺件办理"),
    "report.section.roster": ("The roster, {date}", "排班（{date}）"),
    "report.section.rotation": ("Duty at the comprehensive window", "综合代办窗口轮值"),
    "report.section.assumptions": ("What this rests on", "依据与假设"),
    "report.section.provenance": ("Where these numbers come from", "数据来源与复现"),
    # ---- notes
    "report.note.hall": (
        (
            "Means over {replications} replications with 95 % intervals. Both plans met the same customers, so "
            "differences are taken in pairs; "
            "a verdict is given only where the interval of the difference excludes zero."
        ),
        "{replications} 次重复的均值及 95 % 区间。两种方案面对同一批办事人，差值按配对计算；仅当区间不含零时才下结论。",
    ),
    "report.note.hall.run": (
        ("Means over {replications} replication(s); 95 % intervals over replications where there are at least two."),
        "为 {replications} 次重复的均值；不少于两次时给出 95 % 区间。",
    ),
    "report.note.wait": (
        (
            "Waits are those of all tickets issued, also of those who left; so they are read together with "
            "the customers lost."
        ),
        "等候时间包括所有取号者（含中途离开者），因此须与流失人数一并看。",
    ),
    "report.note.worst": (
        (
            "A gain could come from a few hopeless queues alone. These are the five in which most time was spent "
            "waiting under today's plan; "
            "left out of both plans, the mean wait of all other tickets is:"
        ),
        "改善可能只来自个别队列。以下为现行方案下等候总时间最长的五个队列；两种方案均剔除它们后，其余取号者的平均等候时间为：",
    ),
    "report.note.greedy": (
        "The solver starts from a greedy plan. Both were simulated on the same customers.",
        "求解器从贪心方案出发，两者面对同一批办事人。",
    ),
    "report.note.rotation": (
        "{departments} departments share the comprehensive window in turn. Turns per department: {turns}.",
        "{departments} 个部门轮流值守综合代办窗口。各部门值班次数：{turns}。",
    ),
    "report.note.rotation.none": ("This hall has no window held in rotation.", "本厅没有轮值窗口。"),
    "report.note.assumptions": (
        (
            "Numbers marked F… are facts of the source document; those marked A-… are assumptions, each of "
            "which can be replaced by data of one's own. The explanations are those of the scenario's README."
        ),
        (
            "标有 F… 的数字为来源文件中的事实；标有 A-… 的为假设，均可用实际数据替换。"
            "说明取自场景文件夹的 README，按原文列出。"
        ),
    ),
    "report.note.assumption.bare": ("named in the scenario, not explained there", "场景中引用，未作说明"),
    "report.rows": ("Rows", "行数"),
    "report.note.clock": (
        (
            "Made by this command. The search runs against the clock, so it may find a slightly different plan another "
            "time; with --reproducible it finds the same."
        ),
        "由以下命令生成。搜索受时间限制，再次运行所得方案可能略有不同；加 --reproducible 则得到相同方案。",
    ),
    "report.note.reproduce": ("The same numbers come again with:", "用以下命令可得到相同数字："),
    "report.note.roster": (
        (
            "One bar is one officer's session at a window, coloured by department; the officer's id stands "
            "in it where there is room."
        ),
        "每一横条为一名工作人员在一个窗口的时段，颜色表示部门；空间足够时标出工号。",
    ),
    "report.cases.all": ("All cases", "全部承诺件"),
    "report.cases.late_departments": ("Departments with the largest share of overdue cases", "超期率最高的部门"),
    "report.cases.late_items": ("Items with the largest share of overdue cases", "超期率最高的事项"),
    "report.cases.late_steps": ("Steps that run past the time allowed to them", "超出环节时限最多的环节"),
    "report.cases.none_late": ("None was late.", "均未超期。"),
    "report.note.late": (
        (
            "Of what fell due within the horizon, open cases included; all replications together. Ten at most, by "
            "share; a share of few is a matter of chance."
        ),
        "统计期内到期者（含未办结件），合并全部重复；按比例列出至多十项。件数少者，比例易受偶然影响。",
    ),
    "report.note.late_steps": (
        "Hours are elapsed hours, nights included; waiting is that for a desk, inspectors or a meeting.",
        "小时为自然时间（含夜间）；等候指等待席位、勘察人员或会议。",
    ),
    "report.cases.warnings": ("Supervision: warnings at opening, {date}", "电子监察：{date} 开厅时的预警"),
    "report.warnings.day": (
        (
            "Cases warned {cases_warned}, overdue {cases_overdue}; steps warned by their own limits {steps_warned}, "
            "overdue {steps_overdue}."
        ),
        "预警件 {cases_warned}，超期件 {cases_overdue}；环节预警 {steps_warned}，环节超时 {steps_overdue}。",
    ),
    "report.note.warnings": (
        (
            "One replication, as a supervision system would show it. The cases due first, and the steps overdue by "
            "their own limits; the workbook has those of all days."
        ),
        "取第一次重复，按电子监察系统的口径。此处列出最先到期的件和已超时的环节；全部日期见工作簿。",
    ),
    "report.cases.by_day": ("Warnings of every day", "每日预警数"),
    "report.more.zones": ("Rosters of the other zones", "其他功能区的排班"),
    "report.optimiser": (
        (
            "Optimiser: {status}, after {seconds} s; gap {gap}, the most by which a longer search could still lower "
            "the {bound_of}."
        ),
        "优化结果：{status}；用时 {seconds} 秒；差距 {gap}，即继续搜索最多还能降低的比例（{bound_of}）。",
    ),
    # ---- columns
    "column.measure": ("Measure", "指标"),
    "column.before": ("Today", "现行"),
    "column.after": ("New plan", "新方案"),
    "column.greedy": ("Greedy", "贪心"),
    "column.value": ("Mean", "均值"),
    "column.interval": ("95 % interval", "95 % 区间"),
    "column.difference": ("Difference", "差值"),
    "column.verdict": ("Verdict", "判断"),
    "column.zone": ("Zone", "功能区"),
    "column.queue": ("Queue", "队列"),
    "column.tickets": ("Tickets", "取号数"),
    "column.department": ("Department", "部门"),
    "column.officer": ("Officer", "工作人员"),
    "column.window": ("Window", "窗口"),
    "column.date": ("Date", "日期"),
    "column.time": ("Time", "时间"),
    "column.share_late": ("Share late", "超期比例"),
    "column.fell_due": ("Fell due", "到期数"),
    "column.days_late": ("Mean days late", "平均超期（工作日）"),
    "column.step": ("Step", "环节"),
    "column.waiting_hours": ("Mean waiting (h)", "平均等候（小时）"),
    "column.elapsed_hours": ("Mean time (h)", "平均用时（小时）"),
    "column.case": ("Case", "件号"),
    "column.about": ("About", "对象"),
    "column.state": ("State", "状态"),
    "column.due_date": ("Due", "到期日"),
    "column.days_left": ("Working days left", "剩余工作日"),
    "column.held_by": ("Held by", "所在环节"),
    "column.cases_warned": ("Cases warned", "预警件"),
    "column.cases_overdue": ("Cases overdue", "超期件"),
    "column.steps_warned": ("Steps warned", "环节预警"),
    "column.steps_overdue": ("Steps overdue", "环节超时"),
    "column.due": ("Cases due", "到期承诺件"),
    "column.hours": ("Hours", "工时"),
    "column.days": ("Days", "天数"),
    "column.origin": ("Mark", "标记"),
    "column.explanation": ("Explanation", "说明"),
    "column.item": ("Item", "事项"),
    "column.content": ("Value", "内容"),
    # ---- provenance
    "provenance.scenario": ("Scenario", "场景"),
    "provenance.scenario_hash": ("Scenario hash", "场景哈希"),
    "provenance.plan_hash": ("Plan hash", "方案哈希"),
    "provenance.engine": ("Engine", "引擎"),
    "provenance.seed": ("Seed", "随机种子"),
    "provenance.replications": ("Replications", "重复编号"),
    "provenance.days": ("Working days", "工作日数"),
    "provenance.versions": ("Versions", "软件版本"),
    "provenance.tickets_digest": ("Ticket log (SHA-256)", "取号日志（SHA-256）"),
    "provenance.cases_digest": ("Case log (SHA-256)", "承诺件日志（SHA-256）"),
    # ---- figures
    "figure.waits": ("Mean wait of tickets by time of joining (minutes)", "按取号时刻的平均等候时间（分钟）"),
    "figure.waits.caption": (
        (
            "Mean wait by the half-hour in which the ticket was taken, over all days and replications. Who comes "
            "while a department is closed at noon waits until it opens again."
        ),
        "按取号所在半小时统计的平均等候时间，取所有日期与重复的均值。午间停办的部门，中午取号者须等到下午开窗。",
    ),
    "figure.lengths": ("Customers waiting (mean number)", "等候人数（均值）"),
    "figure.lengths.caption": ("Mean number of customers waiting in each zone.", "各功能区平均等候人数。"),
    "figure.utilisation": ("Share of staffed time spent serving", "在岗时间中办理的比例"),
    "figure.utilisation.caption": (
        (
            "Each dot is a window; the bar is the zone's mean. Windows to the right are stretched, windows "
            "to the left have time to spare."
        ),
        "每点为一个窗口，竖线为该区均值。偏右者紧张，偏左者有余。",
    ),
    "figure.overdue": ("Cases overdue, of those due", "到期承诺件中的超期比例"),
    "figure.overdue.caption": (
        "The departments with the most overdue cases under today's plan, by number of cases; bars are shares.",
        "现行方案下超期承诺件最多的部门，按件数由多到少。",
    ),
    "figure.overdue.caption.run": (
        "The departments with the most overdue cases, by number of cases; bars are shares.",
        "超期承诺件最多的部门，按件数由多到少。",
    ),
    "figure.roster": ("{zone}: windows, {date}", "{zone}：窗口排班，{date}"),
    "figure.coverage": ("Officers at windows", "窗口在岗人数"),
    "figure.coverage.caption": (
        (
            "Officers at windows through the day (steps) against the expected load (shaded): the officers "
            "that customers would keep busy if everybody were served on arrival."
        ),
        "一天中窗口在岗人数（阶梯线）与预期负荷（阴影，即到达即办时所需人数）。",
    ),
    "figure.times": ("Where the time of decided cases goes (working days per case)", "办结件的时间去向（每件工作日）"),
    "figure.times.axis": ("mean working days from receipt to decision", "收件至办结平均工作日"),
    "figure.times.caption": (
        (
            "Mean time per decided case along the steps that decided when it ended, in opening hours (a working day is "
            "opening to closing). Hatched: waiting for a desk, inspectors or a meeting. The diamond is the mean of the "
            "promised working days. Below, the departments whose cases took most time in all."
        ),
        (
            "按决定办结时刻的环节路径统计每件平均用时，折合开放时间（一个工作日为开厅至闭厅）。"
            "斜纹为等待席位、勘察人员或会议。菱形为承诺工作日均值。下方为总用时最多的部门。"
        ),
    ),
    "figure.kind.licence": ("Licences", "许可"),
    "figure.kind.preliminary_review": ("Preliminary reviews", "初审"),
    "figure.promised": ("promised", "承诺时限"),
    "part.desk_work": ("desk work", "后台办理"),
    "part.desk_waiting": ("waiting for a desk", "等待席位"),
    "part.on_site": ("on site, with travel", "现场勘察（含路程）"),
    "part.inspectors_waiting": ("waiting for inspectors", "等待勘察"),
    "part.meeting": ("in a meeting, being signed", "会议与签批"),
    "part.meeting_waiting": ("waiting for a meeting or signature", "等待会议或签批"),
    "part.waiting_days": ("days set by rule", "公示、检测等等待日"),
    "part.transfer": ("data transfer", "数据传递"),
    "part.applicant": ("applicant brings papers", "申请人补正"),
    "part.authority": ("higher authority", "上级机关"),
    "part.back_in_department": ("back in the department", "退回部门办理"),
    "figure.busy": ("expected load", "预期负荷"),
    "figure.before": ("today's plan", "现行方案"),
    "figure.after": ("new plan", "新方案"),
    "figure.plan": ("this plan", "本方案"),
    "figure.nothing": ("nothing to show", "无数据"),
    "figure.others": ("others", "其他"),
    # ---- an item's steps, a project's parts
    "show.title": ("{name} ({id})", "{name}（{id}）"),
    "show.kind.desk": ("desk work", "后台办理"),
    "show.kind.wait": ("waiting days", "等待期"),
    "show.kind.meeting": ("meeting", "会议"),
    "show.meeting.discussion": ("collective discussion", "集体讨论"),
    "show.meeting.expert_review": ("expert review", "专家论证"),
    "show.meeting.hearing": ("hearing", "听证"),
    "show.kind.signature": ("signature", "签批"),
    "show.kind.inspection": ("site inspection", "现场勘察"),
    "show.kind.transfer": ("data transfer", "数据传递"),
    "show.kind.papers": ("papers brought", "补正材料"),
    "show.kind.forward": ("sent to higher authority", "上报上级"),
    "show.kind.licence": ("licence", "许可"),
    "show.kind.preliminary_review": ("preliminary review", "初审"),
    "show.kind.service": ("service", "服务"),
    "show.kind.outside": ("outside body", "外部单位"),
    "show.kind.payment": ("payment", "缴费"),
    "show.kind.help": ("help", "帮办"),
    "show.project": ("project of several cases", "联办项目"),
    "show.start.item": ("received", "收件"),
    "show.end.item": ("decided", "办结"),
    "show.end.service": ("done at the window", "窗口即办"),
    "show.start.project": ("begun", "启动"),
    "show.end.project": ("all decided", "全部办结"),
    "show.with_gaps": (
        "in this scenario accepted with gaps: only last steps wait for papers",
        "本场景容缺受理：仅最后环节等待补正",
    ),
    "show.goes_back": (
        "in this scenario first back in the department for {days}",
        "本场景先退回部门 {days}",
    ),
    "show.in_series": ("in this scenario one after the other", "本场景下逐件串联办理"),
    "show.day": ("{count} working day", "{count} 个工作日"),
    "show.days": ("{count} working days", "{count} 个工作日"),
    "show.on_average": ("{days} on average", "平均 {days}"),
    "show.every_day": ("every working day", "每个工作日"),
    "show.span": ("{first}–{last}", "{first}至{last}"),
    "show.weekdays": ("{days}", "周{days}"),
    "show.every_weeks": ("every {count} weeks", "每 {count} 周一次"),
    "show.capacity": ("room for {count}", "每次至多 {count} 件"),
    "show.notice": ("{days} of notice", "提前 {days}报送"),
    "show.inspectors": (
        "units: {number} × {per_day} a day each",
        "勘察组 {number} 组 × 每组每日 {per_day} 次",
    ),
    "show.travel": ("travel {time}", "路程 {time}"),
    "show.link.real_time": ("in real time ({time})", "实时（{time}）"),
    "show.link.disc": ("by disc, {times}", "光盘，{times}"),
    "show.link.hand": ("by hand ({days})", "人工递送（{days}）"),
    "show.clock.statutory_stops": ("statutory clock stops", "法定时限暂停"),
    "show.clock.both_stop": ("both clocks stop", "两个时限均暂停"),
    "show.promised": ("promised {days}", "承诺 {days}"),
    "show.statutory": ("statutory {days}", "法定 {days}"),
    "show.share": ("{share} of cases", "{share} 的件需要"),
    "show.limit": ("limit {days}", "环节时限 {days}"),
    "show.rework": ("{share} done again", "{share} 需返工"),
    "show.visit": ("{share} must come in person", "{share} 须到部门办理"),
    "show.legend.optional": ("needed by some cases only", "仅部分件需要"),
    # ---- workbook
    "sheet.summary": ("Summary", "概要"),
    "sheet.officers": ("Officers", "人员排班"),
    "sheet.cases": ("Cases", "承诺件"),
    "sheet.warnings": ("Warnings", "预警"),
    "sheet.rotation": ("Rotation", "轮值"),
    "sheet.notes": ("Notes", "说明"),
    "excel.title": ("Roster of {scenario}", "{scenario} 排班表"),
    "excel.desk": ("desk", "后台"),
    "excel.leave": ("leave", "休假"),
    "excel.note.officers": (
        (
            "A cell is the first and last minute at work; “desk” stands before hours in the back office. "
            "Lunch and breaks are on the sheets of the days."
        ),
        "单元格为当天最早与最晚在岗时间；“后台”表示在后台工作。午餐与休息见各日工作表。",
    ),
    "excel.note.days": (
        ("A cell is the officer at the window during the half-hour; two officers in one half-hour are joined by “/”."),
        "单元格为该半小时窗口的工作人员；半小时内换人用“/”分隔。",
    ),
    "excel.note.text": ("Every name is text; no cell is a formula.", "所有名称均为文本，没有公式。"),
    "excel.note.missing": (
        "“—” means that there is no value (for example nobody was served).",
        "“—”表示没有数值（例如无人被叫到）。",
    ),
    "excel.legend": ("Colours", "颜色"),
    "excel.window_day": ("at windows", "窗口"),
    "excel.note.warnings": (
        (
            "“Warnings” is what a supervision system would have shown at the opening of each day, in the first "
            "replication: cases by their promise, steps by their own limits."
        ),
        "“预警”为第一次重复中每日开厅时监察系统的显示：承诺件按承诺时限，环节按环节时限。",
    ),
    "excel.warnings.cut": ("{count} more rows are left out.", "另有 {count} 行未列出。"),
    "warning.case": ("case", "承诺件"),
    "warning.step": ("step", "环节"),
    "warning.warned": ("warned", "预警"),
    "warning.overdue": ("overdue", "超期"),
    "warning.in_work": ("under way", "进行中"),
    "warning.waiting": ("waiting", "等候中"),
    "warning.back": ("back in the department", "退回部门办理"),
    "warning.held": (
        "{step} ({kind}, {department}), since {since}, {state}",
        "{step}（{kind}，{department}），自 {since}，{state}",
    ),
    "weekday.0": ("Mon", "一"),
    "weekday.1": ("Tue", "二"),
    "weekday.2": ("Wed", "三"),
    "weekday.3": ("Thu", "四"),
    "weekday.4": ("Fri", "五"),
    "weekday.5": ("Sat", "六"),
    "weekday.6": ("Sun", "日"),
    "table.zones": ("zones", "功能区"),
    "table.departments": ("departments", "部门"),
    "table.queues": ("queues", "队列"),
    "table.windows": ("windows", "窗口"),
    "table.seasons": ("seasons", "时段"),
    "table.desks": ("desks", "后台席位"),
    "table.items": ("items", "事项"),
    "table.stops": ("stops", "后续环节"),
    "table.steps": ("steps", "办理环节"),
    "table.meetings": ("meetings", "会议与签批"),
    "table.inspectors": ("inspectors", "勘察人员"),
    "table.projects": ("projects", "联办项目"),
    "table.project_parts": ("parts of projects", "项目所含办件"),
    "table.arrivals": ("arrivals", "到达"),
    "table.profiles": ("profiles", "到达时段"),
    "table.officers": ("officers", "人员"),
    "table.helpers": ("helpers", "帮办人员"),
    "table.backlog": ("backlog", "期初在办件"),
    f"bound_of.{BOUND}": (
        BOUND,
        "模型目标：全部部门的预期等候、流失与超期承诺件，折合元；轮值表已定，大部门另定每日工时与现行后台工时",
    ),
    "list.comma": (", ", "、"),
}
