"""Texts of the columns of a scenario's tables: what each means, key → (English, Chinese)."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "field.*.id": (
        "Permanent id; random numbers hang on it, so never reuse one",
        "永久编号；随机数与之绑定，请勿改作他用",
    ),
    "field.*.name_en": ("Name in English", "英文名称"),
    "field.*.name_zh": ("Name in Chinese", "中文名称"),
    "field.*.origin": (
        "A fact of the source (`F3`) or a named assumption on which the row rests",
        "来源：原文事实（如 F3）或所依据的假设",
    ),
    "field.Zone.kind": ("Main functional zone or special area", "主功能区或专区"),
    "field.Zone.side": ("South or north hall", "南厅或北厅"),
    "field.Zone.x_m": ("Place on the floor plan, from the west", "平面位置：距西"),
    "field.Zone.y_m": ("Place on the floor plan, from the south", "平面位置：距南"),
    "field.Zone.width_m": ("Width", "宽"),
    "field.Zone.depth_m": ("Depth", "深"),
    "field.Department.presence": (
        "Windows of its own, in rotation, in season (`mobile`), or a body beside the departments (`outside`)",
        "进驻方式：固定、综合轮值、机动，或部门之外的单位",
    ),
    "field.Department.authority": ("Whether the window may decide (F12)", "窗口是否有权审批"),
    "field.Department.link": ("How its network exchanges data (F22)", "数据交换方式"),
    "field.Department.online": (
        "Whether its cases stand on the online approval system (F14)",
        "是否接入网上审批",
    ),
    "field.Department.noon": ("At noon: lunch `in_turn`, or `closed`", "午间：轮流就餐或关闭"),
    "field.Queue.zone": ("Zone where it is called", "所在区"),
    "field.Queue.department": ("Department to which it belongs", "所属部门"),
    "field.Queue.patience_mean_minutes": (
        "Mean patience (Weibull); empty: nobody leaves",
        "平均耐心（韦布尔）；空：无人离开",
    ),
    "field.Queue.patience_shape": ("Shape of the patience; 1 is exponential", "耐心的形状参数，1 为指数分布"),
    "field.Queue.balk_mean": (
        "Mean of the customers' own limits on the number waiting; empty: nobody balks",
        "办事人可接受排队人数的均值；空：无人因人多而走",
    ),
    "field.Queue.silent_share": (
        "Share of those leaving who keep the ticket (过号)",
        "离开而未交还号票的比例",
    ),
    "field.Queue.appointment_share": (
        "Share with an appointment; empty: the scenario's",
        "预约比例；空：取全厅设定",
    ),
    "field.Queue.booked_queue": ("Queue whose ticket a booked customer takes instead", "预约办事人改取的队列"),
    "field.Window.id": ("Number of the window", "窗口号"),
    "field.Window.zone": ("Zone in which it stands", "所在区"),
    "field.Window.department": ("Department; empty for a window held in rotation", "部门；轮值窗口留空"),
    "field.Window.kind": ("Kind of window (F7–F10)", "窗口种类"),
    "field.Window.queues": ("Queues that its equipment allows, in the usual order", "可办的队列，按通常次序"),
    "field.Season.window": ("Mobile window", "机动窗口"),
    "field.Season.from_date": ("First day in the hall", "进驻首日"),
    "field.Season.to_date": ("Last day in the hall", "进驻末日"),
    "field.Desk.id": ("Number of the back-office place", "后台席位号"),
    "field.Desk.department": ("Department to which it belongs", "所属部门"),
    "field.Item.kind": (
        "Licence, preliminary review, service; or outside, payment, help",
        "许可、初审、服务；或外单位、缴费、咨询",
    ),
    "field.Item.department": ("Department that handles it", "办理部门"),
    "field.Item.queue": ("Queue in which it is handled", "办理队列"),
    "field.Item.weight": (
        "Its part of the customers who come to the queue; empty: only reached as a later stop",
        "在该队列来客中的权重；空：只作后续站",
    ),
    "field.Item.distribution": ("Law of the service time", "办理时间的分布"),
    "field.Item.mean_minutes": ("Mean service time", "平均办理时间"),
    "field.Item.sd_minutes": ("Standard deviation; 0 is a fixed time", "标准差；0 为固定时间"),
    "field.Item.values": ("Service times to draw from, for `empirical`", "经验分布的取值（分钟）"),
    "field.Item.promised_days": (
        "Promised time (承诺时限) of a licence or preliminary review",
        "承诺时限（许可、初审）",
    ),
    "field.Item.statutory_days": ("Time set by law", "法定时限"),
    "field.Item.papers_missing_share": (
        "Share of customers who must come again for missing papers",
        "材料不全须再来的比例",
    ),
    "field.Stop.item": ("After this item …; at most three stops", "在此事项之后，最多三站"),
    "field.Stop.position": ("Order among the stops of the item", "各站的次序"),
    "field.Stop.to_item": ("… customers go on to this one", "前往办理的事项"),
    "field.Stop.share": ("Share who do, drawn for each stop by itself", "前往的比例，各站独立"),
    "field.Step.item": (
        "Licence or preliminary review whose cases need the step; at most 20 steps",
        "所属许可或初审，最多 20 个环节",
    ),
    "field.Step.position": (
        "Order of the step; steps of one position run side by side",
        "环节次序，次序相同者并行",
    ),
    "field.Step.kind": (
        (
            "`desk` work; `wait` for working days; `meeting`; `signature`; `inspection` on site; `transfer` of data; "
            "`papers` from the applicant; `forward` to the higher authority"
        ),
        "环节种类：后台办理、等待、会议、签批、现场勘察、数据传递、补正、上报",
    ),
    "field.Step.department": ("Department that does it", "承办部门"),
    "field.Step.mean_minutes": ("Mean time of work, at the desk or on site", "平均办理时间（后台或现场）"),
    "field.Step.sd_minutes": ("Its standard deviation", "标准差"),
    "field.Step.days": (
        (
            "`wait`, and `forward` once there: until opening of the Nth working day after; "
            "`papers`: mean until the applicant brings them, at least 1"
        ),
        "等待、上报送达后：至其后第 N 个工作日开门；补正：申请人补齐平均所需，至少 1",
    ),
    "field.Step.share": ("Share of the cases that need it", "需要此环节的比例"),
    "field.Step.after": (
        "Steps of the same item, at lower positions, after which it begins; empty: those of the next lower position",
        "所承接的环节（同一事项、次序较小）；空：次序较小的最近一组",
    ),
    "field.Step.meeting": (
        "For `meeting` and `signature`: where it is dealt with",
        "会议、签批：在哪一场会议或签批时段办理",
    ),
    "field.Step.inspectors": ("For `inspection`: who goes", "现场勘察：由谁前往"),
    "field.Step.link": (
        "For `transfer` and `forward`: how the data go; empty: as the department's network does",
        "数据传递、上报的方式；空：同部门的数据交换方式",
    ),
    "field.Step.clock": (
        (
            "Clocks that stand still meanwhile: none (`runs`), the one set by law (`statutory_stops`), "
            "the promised one too (`both_stop`)"
        ),
        "其间停止计算的时限：不停、法定时限停、法定与承诺时限都停",
    ),
    "field.Step.rework_share": (
        "Chance that it must be done again, each time; at most twice more",
        "办完后须重办的概率，每次相同，最多重办两次",
    ),
    "field.Step.visit_share": (
        "Chance that the applicant must come to the department, outside the hall",
        "申请人须到部门（大厅之外）跑一趟的概率",
    ),
    "field.Step.limit_days": (
        "Working days allowed to the step (环节时限); empty: no limit",
        "环节时限；空：不设",
    ),
    "field.Meeting.department": ("Department that holds it", "召集部门"),
    "field.Meeting.kind": (
        "Collective discussion, expert review, hearing; or `signing`, hours at which the head signs",
        "集体讨论、专家论证、听证；或负责人签批时段",
    ),
    "field.Meeting.weekdays": (
        "Days of the week, 1 (Monday) to 7 (Sunday); what falls on a closed day falls out",
        "星期，1（周一）至 7（周日）；遇不开放日取消",
    ),
    "field.Meeting.every_weeks": ("Held every so many weeks, at most 52", "每几周一次，最多 52"),
    "field.Meeting.time": ("Beginning", "开始时刻"),
    "field.Meeting.minutes": ("Duration; what is dealt with goes on afterwards", "时长，所办之件会后继续"),
    "field.Meeting.capacity": ("Cases it takes at most; empty: any number", "每次最多办理件数；空：不限"),
    "field.Meeting.notice_days": (
        "Working days of notice: a case can be taken at opening of the Nth after it came",
        "须提前通知的工作日数：办件自其后第 N 个工作日开门起方可上会",
    ),
    "field.Inspectors.department": ("Department", "部门"),
    "field.Inspectors.number": (
        "How many inspectors, or units that go together, at most 1000",
        "勘察员或勘察组数，最多 1000",
    ),
    "field.Inspectors.per_day": ("Inspections of each on a day, at most", "每人每日最多勘察次数"),
    "field.Inspectors.from_time": ("They set out from", "最早出发"),
    "field.Inspectors.to_time": (
        "They set out before; what is begun is finished",
        "此后不再出发，已开始的办完",
    ),
    "field.Inspectors.weekdays": (
        "Days of the week, 1 (Monday) to 7 (Sunday), if open",
        "星期，1（周一）至 7（周日），限开放日",
    ),
    "field.Inspectors.travel_minutes": ("Mean travel, there and back", "平均往返路程时间"),
    "field.Inspectors.travel_sd_minutes": ("Its standard deviation", "路程时间的标准差"),
    "field.Project.per_day": ("Projects begun on an average open day", "平均每开放日开始的项目数"),
    "field.Project.enterprise_share": ("Enterprises among them", "企业所占比例"),
    "field.Project.profile": (
        "Profile over the day (column `profile` of the table profiles)",
        "日内分布（profiles 表的 profile 列）",
    ),
    "field.Project.intake": (
        "Item for which the applicant comes, with `projects.one_intake`; it opens no case of its own",
        "一次受理时申请人前来办理的事项，本身不产生办件",
    ),
    "field.Project.promised_days": (
        "Promised time of the whole, from the first trip; empty: none",
        "整个项目的承诺时限，自首次到厅起算；空：无",
    ),
    "field.ProjectPart.project": ("Project to which it belongs; at most 60 parts", "所属项目，最多 60 件"),
    "field.ProjectPart.position": (
        "Order of the part; parts of one position run side by side with `projects.in_parallel`",
        "办件次序；并联审批时次序相同者并行",
    ),
    "field.ProjectPart.item": ("Item with steps, whose case is the part", "所办事项（须有环节）"),
    "field.ProjectPart.after": (
        (
            "Parts of the same project, at lower positions, after whose decision it begins; "
            "empty: those of the next lower position"
        ),
        "所承接的办件（同一项目、次序较小），办结后开始；空：次序较小的最近一组",
    ),
    "field.Arrival.queue": ("Queue at which the visits begin", "起始队列"),
    "field.Arrival.per_day": ("Visits on an average open day", "平均每开放日到达人次"),
    "field.Arrival.enterprise_share": ("Enterprises among them", "企业所占比例"),
    "field.Arrival.profile": (
        "Profile over the day (column `profile` of the table profiles)",
        "日内分布（profiles 表的 profile 列）",
    ),
    "field.ProfilePart.profile": ("Profile to which the part belongs", "所属日内分布"),
    "field.ProfilePart.from_time": ("From", "开始"),
    "field.ProfilePart.to_time": ("To", "结束"),
    "field.ProfilePart.weight": (
        "Part of the day's customers; weights need not add up to 1",
        "占全天的权重，不必合计为 1",
    ),
    "field.Officer.department": ("Department", "部门"),
    "field.Officer.role": (
        "Where the officer may be planned: `window`, `desk` or `both`",
        "可排岗位：窗口、后台或两者",
    ),
    "field.Officer.queues": (
        "Queues that the officer may serve, in the usual order",
        "可办的队列，按通常次序",
    ),
    "field.Officer.speed": ("Factor on service times; above 1 is slower", "办理时间倍数，大于 1 为慢"),
    "field.Officer.hours_per_day": ("Contract: at most per day", "每日最多工时"),
    "field.Officer.hours_per_week": ("Contract: at most per week", "每周最多工时"),
    "field.Officer.days_off": ("Dates of leave or training", "休假或培训日期"),
    "field.Officer.duties_before": (
        "Turns at the comprehensive window in the months before",
        "以往轮值综合窗口的次数",
    ),
    "field.Helpers.zone": ("Zone in which they help", "所在区"),
    "field.Helpers.department": ("Department or body that sends them", "派出部门或单位"),
    "field.Helpers.number": ("How many people", "人数"),
    "field.BacklogRow.item": ("Licence or preliminary review", "许可或初审"),
    "field.BacklogRow.age_days": (
        "Working days since acceptance, on the first day",
        "首日时已受理的工作日数",
    ),
    "field.BacklogRow.position": ("Steps before this position are done", "此次序之前的环节已完成"),
    "field.BacklogRow.count": ("How many such cases", "件数"),
}
