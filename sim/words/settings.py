"""Texts of the keys of `scenario.toml`: what each means, key → (English, Chinese)."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "field.Settings.name": ("Name by which results call the scenario", "场景名，用于结果"),
    "field.Settings.title_en": ("Title in English", "英文标题"),
    "field.Settings.title_zh": ("Title in Chinese", "中文标题"),
    "field.Settings.question_en": (
        "The question that a what-if answers, in English",
        "假设方案所回答的问题（英文）",
    ),
    "field.Settings.question_zh": (
        "The question that a what-if answers, in Chinese",
        "假设方案所回答的问题（中文）",
    ),
    "field.Settings.version": ("Version of the scenario's data", "场景数据的版本"),
    "field.Settings.seed": (
        "Seed of all random numbers unless a command gives another",
        "随机种子，命令未另给时使用",
    ),
    "field.Settings.limits": ("What no plan may exceed", "任何方案不得超过的上限"),
    "field.Settings.horizon": ("The days simulated", "仿真的日期范围"),
    "field.Settings.hours": ("Opening hours", "开放时间"),
    "field.Settings.arrivals": ("How arrivals vary", "到达的波动"),
    "field.Settings.customers": ("Classes and behaviour of customers", "办事人的类别与行为"),
    "field.Settings.appointments": ("Appointments", "预约"),
    "field.Settings.walking": ("Walking times between two stops", "两站之间的步行时间"),
    "field.Settings.helpers": ("Helpers (帮办)", "帮办人员"),
    "field.Settings.windows": ("How windows are run", "窗口的运行方式"),
    "field.Settings.cases": ("How cases run", "办件的运行方式"),
    "field.Settings.projects": ("How projects of several cases run", "多件联办项目的运行方式"),
    "field.Settings.absence": ("Illness and failures", "病假与故障"),
    "field.Settings.costs": (
        "What the optimiser minimises, and what is reported besides, in yuan",
        "优化目标，以及另外列出的费用（元）",
    ),
    "field.Settings.roster": ("Contract rules for planned rosters", "排班的合同规则"),
    "field.Limits.windows": (
        "Windows in the hall; also the highest number of a window",
        "大厅窗口数，也是窗口编号上限",
    ),
    "field.Limits.desks": (
        "Back-office places; also the highest number of a desk",
        "后台席位数，也是席位编号上限",
    ),
    "field.Horizon.start": (
        "First day; if the hall is closed then, the next open day",
        "起始日；若不开放则顺延",
    ),
    "field.Horizon.days": ("Open days simulated; at most 800", "仿真的开放日数，最多 800"),
    "field.Horizon.calendar": (
        "Which days are open: `china` with holidays and make-up days, `weekdays`, or `every_day`",
        "开放日：china（含节假日与调休）、weekdays 或 every_day",
    ),
    "field.Horizon.extra_closed": ("Dates closed besides", "另外关闭的日期"),
    "field.Horizon.extra_open": ("Dates open besides", "另外开放的日期"),
    "field.Horizon.timezone": ("Time zone; it must have no summer time", "时区，不得有夏令时"),
    "field.OpeningHours.open": ("Opening", "开门"),
    "field.OpeningHours.close": ("Closing", "关门"),
    "field.OpeningHours.last_ticket": (
        "From then on no ticket is issued to a trip's first stop; closing if not given",
        "此后第一站不再发号；不写则为关门时",
    ),
    "field.OpeningHours.noon_from": (
        "Noon break of departments that close at noon: from",
        "午间关闭部门的休息开始",
    ),
    "field.OpeningHours.noon_to": ("Noon break: to", "午间休息结束"),
    "field.OpeningHours.extension_minutes": (
        "Extended service after closing (延时服务) at windows whose session stays",
        "关门后的延时服务（分钟），适用于留守的窗口",
    ),
    "field.ArrivalSettings.scale": ("Factor on all arrivals", "全部到达的倍数"),
    "field.ArrivalSettings.day_shape": (
        "Shape of the Gamma day factor of mean 1; not given: day factors at 1",
        "日波动（均值 1 的伽马分布）的形状参数；不写则无日波动",
    ),
    "field.ArrivalSettings.common_share": (
        "Part of the day factor's variance common to the whole hall",
        "日波动中全厅共有的部分",
    ),
    "field.ArrivalSettings.weekday_factors": ("Seven factors, Monday to Sunday", "周一至周日的七个倍数"),
    "field.ArrivalSettings.day_kinds": (
        "Factors by kind of day; the first that applies",
        "按日子种类的倍数，取第一个适用的",
    ),
    "field.DayKinds.make_up": ("Make-up working days (调休上班)", "调休上班日"),
    "field.DayKinds.before_holiday": ("The day before a holiday", "节前一日"),
    "field.DayKinds.after_holiday": ("The day after a holiday", "节后一日"),
    "field.DayKinds.month_end": ("The end of a month", "月末"),
    "field.CustomerSettings.classes": (
        "Classes with a rank of their own; shares add up to at most 1",
        "有自己次序的类别，比例合计不超过 1",
    ),
    "field.CustomerClass.name_en": ("Name in English", "英文名称"),
    "field.CustomerClass.name_zh": ("Name in Chinese", "中文名称"),
    "field.CustomerClass.share": ("Share of customers", "办事人比例"),
    "field.CustomerClass.rank": ("Rank: the lower is called first", "次序，小者先叫"),
    "field.CustomerSettings.ordinary_rank": ("Rank of all other customers", "其余办事人的次序"),
    "field.CustomerSettings.attempts": ("Trips of one visit, at most", "一次办事最多来几趟"),
    "field.CustomerSettings.return_after_abandoning": (
        "Chance to come again after leaving the queue",
        "中途离开后再来的概率",
    ),
    "field.CustomerSettings.return_after_balking": (
        "Chance to come again after not joining",
        "见人多未取号后再来的概率",
    ),
    "field.CustomerSettings.return_after_unserved": (
        "Chance to come again after waiting until the end of day",
        "等到下班未办后再来的概率",
    ),
    "field.CustomerSettings.return_after_turned_away": (
        "Chance to come again after finding no tickets issued",
        "未发号后再来的概率",
    ),
    "field.CustomerSettings.return_delay_days": (
        "Mean delay until then, in open days",
        "再来前平均相隔的开放日数",
    ),
    "field.CustomerSettings.call_timeout_minutes": (
        "What a dead ticket (过号) costs the officer who calls it",
        "叫到过号所耗的时间",
    ),
    "field.CustomerSettings.wrong_queue_share": (
        "Share who first take a ticket of another queue of the zone",
        "先取错队列的比例",
    ),
    "field.CustomerSettings.wrong_queue_minutes": (
        "Time at the window until the mistake is seen",
        "在窗口发现取错所耗时间",
    ),
    "field.AppointmentSettings.share": (
        "Share of customers with an appointment, in queues that give none of their own",
        "预约比例（队列未另给时）",
    ),
    "field.AppointmentSettings.slot_minutes": ("Length of a slot, in minutes", "预约时段长度（分钟）"),
    "field.AppointmentSettings.mean_lateness_minutes": (
        "Mean lateness; negative: early",
        "平均迟到，负数为早到",
    ),
    "field.AppointmentSettings.sd_lateness_minutes": ("Its standard deviation", "迟到的标准差"),
    "field.AppointmentSettings.no_show_share": ("Share of appointments that never arrive", "爽约比例"),
    "field.AppointmentSettings.rank": (
        "Rank of a customer with an appointment, from the slot on",
        "预约办事人自时段起的次序",
    ),
    "field.WalkingSettings.within_zone_minutes": ("Within a zone", "同一区内"),
    "field.WalkingSettings.between_zones_minutes": ("Between zones of one side", "同侧不同区之间"),
    "field.WalkingSettings.between_sides_minutes": ("Between the south and the north hall", "南北厅之间"),
    "field.HelperSettings.enabled": ("Whether there are helpers", "是否有帮办"),
    "field.HelperSettings.per_zone": (
        "Helpers in each zone, if the table helpers is empty",
        "每区帮办人数（helpers 表为空时）",
    ),
    "field.HelperSettings.asked_share": (
        "Share of walk-in customers who go to one first",
        "先找帮办的办事人比例",
    ),
    "field.HelperSettings.mean_minutes": ("Mean time with a helper", "帮办平均用时"),
    "field.HelperSettings.wrong_queue_factor": (
        "What is left of the chance of a wrong queue after help",
        "经帮办后取错队列概率的倍数",
    ),
    "field.HelperSettings.papers_factor": (
        "What is left of the chance of missing papers after help",
        "经帮办后材料不全概率的倍数",
    ),
    "field.HelperSettings.service_factor": (
        "What is left of service times after help: forms are filled in, papers in order",
        "经帮办后办理时间的倍数（表已填好，材料齐备）",
    ),
    "field.WindowSettings.rule": (
        "Next customer: `own_first`, from the first queue of the list that has one; `longest_wait`, over all",
        "叫号规则：own_first 按队列次序；longest_wait 等候最久者",
    ),
    "field.WindowSettings.leaving": (
        "At the end of a session: `finish` the customer, or `hand_back`",
        "时段结束时：finish 办完，或 hand_back 交回",
    ),
    "field.WindowSettings.stays": (
        "Whether today's plan stays for the queue at closing",
        "现行方案在关门时是否留守",
    ),
    "field.WindowSettings.today_open_share": (
        "Windows that today's plan opens, per window officer",
        "现行方案开放窗口数与窗口人员之比",
    ),
    "field.WindowSettings.rotation": (
        "Departments that hold the comprehensive window in turn",
        "轮值综合窗口的部门",
    ),
    "field.WindowSettings.foreign_factor": (
        "Factor on service times for other departments' items",
        "办理其他部门事项的时间倍数",
    ),
    "field.WindowSettings.only_own": (
        "Whether the officer on duty serves only the own department's items",
        "值守人员是否只办本部门事项",
    ),
    "field.WindowSettings.others": (
        "With `only_own`: others come on `another_day` or `balk`",
        "只办本部门时其他办事人：another_day 改日，或 balk 不取号",
    ),
    "field.CaseSettings.desk_rule": (
        "Which case a desk takes next: `first_come`, `earliest_due`, `least_slack`, `by_class`",
        "后台取件规则：先到、最早到期、最少余量、按类别",
    ),
    "field.CaseSettings.backlog": (
        "Cases open at the start: `stationary`, `given` (table backlog) or `none`",
        "期初在办：stationary、given（backlog 表）或 none",
    ),
    "field.CaseSettings.warm_up_days": (
        "Working days run before the horizon for a stationary backlog",
        "为平稳积压预先运行的工作日",
    ),
    "field.CaseSettings.disc_times": ("Times of day when discs are carried (光盘导入)", "每日导入光盘的时刻"),
    "field.CaseSettings.disc_weekdays": (
        "Days of the week on which they are carried, 1 (Monday) to 7 (Sunday), if open",
        "导入光盘的星期，1（周一）至 7（周日），限开放日",
    ),
    "field.CaseSettings.real_time_minutes": ("Duration of a transfer in real time", "实时传输用时"),
    "field.CaseSettings.hand_days": ("Duration of a transfer by hand", "人工传递用时"),
    "field.CaseSettings.return_to_department": (
        "Whether cases go back to departments without authority at the window",
        "未授权窗口的办件是否退回部门",
    ),
    "field.CaseSettings.no_authority_days": ("What that takes", "退回部门所需工作日"),
    "field.CaseSettings.no_authority_visit_share": (
        "Share of their applicants who must go to the department",
        "其中申请人须到部门跑一趟的比例",
    ),
    "field.CaseSettings.accept_with_gaps": (
        "Whether a case is accepted at once though papers are missing (容缺受理): they may come until its last steps",
        "是否容缺受理：缺材料也先受理，最后环节前补齐",
    ),
    "field.CaseSettings.warn_days": (
        "A case or step is warned so many working days before it is overdue",
        "超期前几个工作日预警",
    ),
    "field.CaseSettings.overtime_minutes": (
        "Overtime at a desk after the last session of the day, for cases warned or overdue, at most; 0: none",
        "后台下班后为预警或超期办件加班，至多（分钟）；0 为不加班",
    ),
    "field.CaseSettings.today_open_share": (
        "Desks that today's plan staffs, per desk officer",
        "现行方案在岗席位数与后台人员之比",
    ),
    "field.ProjectSettings.one_intake": (
        "Whether the applicant comes once, and all cases of the project are opened then",
        "是否一次受理：申请人只来一次，各办件随之受理",
    ),
    "field.ProjectSettings.in_parallel": (
        "Whether parts begin as the table says; else one after the other",
        "是否并联审批：按表中先后并行；否则逐件进行",
    ),
    "field.ProjectSettings.delay_days": (
        "Without one intake: mean delay until the applicant comes for the next part, in open days, at least 1",
        "未一次受理时，上一件办结至申请人再来的平均开放日数，至少 1",
    ),
    "field.AbsenceSettings.ill_share": ("Chance that an officer is ill on a day", "每人每日病假概率"),
    "field.AbsenceSettings.outages": ("Failures of the systems", "系统故障"),
    "field.Outage.date": ("Day", "日期"),
    "field.Outage.from_time": ("From", "开始"),
    "field.Outage.to_time": ("To", "结束"),
    "field.Outage.departments": (
        "Departments whose windows stand still; none named: all",
        "停办的部门；不写则为全部",
    ),
    "field.CostSettings.waiting_minute": ("A customer's waiting, per minute (yuan)", "办事人每等一分钟（元）"),
    "field.CostSettings.lost_customer": ("A customer lost (yuan)", "每流失一位办事人（元）"),
    "field.CostSettings.overdue_case": ("A case past its promised time (yuan)", "每件超期（元）"),
    "field.CostSettings.overdue_day": ("Each working day past it (yuan)", "每超期一个工作日（元）"),
    "field.CostSettings.overtime_hour": (
        "An hour of overtime at a desk (yuan); reported, not minimised",
        "后台每加班一小时（元）；列出，不参与优化",
    ),
    "field.CostSettings.helper_hour": (
        "An hour of a helper (yuan); reported, not minimised",
        "每名帮办每小时（元）；列出，不参与优化",
    ),
    "field.RosterSettings.interval_minutes": ("Grid of planned times, in minutes", "排班的时间网格（分钟）"),
    "field.RosterSettings.lunch_minutes": ("Lunch, at least", "午餐至少"),
    "field.RosterSettings.lunch_from": ("Lunch lies after", "午餐不早于"),
    "field.RosterSettings.lunch_to": ("Lunch lies before", "午餐不晚于"),
    "field.RosterSettings.longest_stretch_minutes": ("Work without a break, at most", "连续工作最长"),
    "field.RosterSettings.shortest_stretch_minutes": ("A stretch of work, at least", "连续工作最短"),
    "field.RosterSettings.hours_pool": (
        "Within which body a plan may move officer hours: `department` or `hall`",
        "工时可在何范围调剂：department 或 hall",
    ),
}
