"""Texts of mean and risk, and of the risk of a plan: key → (English, Chinese)."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    # the spread of waits: percentiles of customers' waits, and of the mean waits of days, which are another thing
    "spread.unit.hall": ("Hall", "大厅"),
    "spread.unit.zone": ("Zone", "分区"),
    "spread.unit.queue": ("Queue", "队列"),
    "spread.unit.half_hour": ("Half-hour of arrival", "取号时段（半小时）"),
    "spread.tickets": ("Tickets", "取号数"),
    "spread.mean": ("Mean wait", "平均等候"),
    "spread.median": ("Half of the customers wait less than", "半数办事人等候少于"),
    "spread.p75": ("75 % of the customers wait less than", "75% 的办事人等候少于"),
    "spread.p90": ("90 % of the customers wait less than", "90% 的办事人等候少于"),
    "spread.p95": ("95 % of the customers wait less than", "95% 的办事人等候少于"),
    "spread.day_p10": ("Mean wait of a good day (one in ten is better)", "好日子的日均等候（十天中有一天更好）"),
    "spread.day_p50": ("Mean wait of a median day", "居中之日的日均等候"),
    "spread.day_p90": ("Mean wait of a bad day (one in ten is worse)", "差日子的日均等候（十天中有一天更差）"),
    "figure.spread.customers": ("How long customers wait", "办事人等候时间"),
    "figure.spread.days": ("Mean wait of a day", "日均等候时间"),
    "figure.spread.minutes": ("minutes", "分钟"),
    "figure.spread.mean": ("mean", "平均"),
    "figure.spread.median": ("half wait less", "半数人少于"),
    "figure.spread.p75": ("75 % wait less", "75% 的人少于"),
    "figure.spread.p90": ("90 % wait less", "90% 的人少于"),
    "figure.spread.p95": ("95 % wait less", "95% 的人少于"),
    "figure.spread.interval": ("95 % interval", "95% 置信区间"),
    "figure.spread.day": (
        "good, median and bad day (one in ten is better, worse)",
        "好、中、差的一天（十天中有一天更好、更差）",
    ),
    "figure.spread.joined": ("time of taking a ticket", "取号时刻"),
    # chances
    "figure.chances.axis": ("half-hour in which customers come", "办事人到达的半小时时段"),
    "figure.chances.bar": (
        "chance that at least {target} are served within {minutes} minutes",
        "至少 {target} 的人在 {minutes} 分钟内开始办理的机会",
    ),
    "figure.chances.few": ("fewer than {fewest} customers a day: not judged", "日均不足 {fewest} 人，不作判断"),
    "figure.chances.hall": ("Whole hall", "整个大厅"),
    # stresses
    "stress.as_is": ("As it is", "现状"),
    "stress.ill": ("{value} of the officers ill each day", "每天 {value} 的人员病假"),
    "stress.surge": ("{value} more customers", "来客增加 {value}"),
    "stress.surge.less": ("{value} fewer customers", "来客减少 {value}"),
    "stress.outage": ("Outage {from_time}–{to_time} on {date}", "{date} {from_time}–{to_time} 系统中断"),
    "stress.on_day": ("{stress}, that day alone", "{stress}（仅当天）"),
    # the command
    "measure.half_hours_met_share": ("Half-hours of zones that meet the target", "分区半小时时段达标比例"),
    "cli.risk.title": (
        "{scenario}: risk of the plan, {days} open day(s), {replications} replication(s), seed {seed}",
        "{scenario}：方案的风险，{days} 个工作日，{replications} 次重复，种子 {seed}",
    ),
    "cli.risk.day": ("On the day of the outage alone", "仅看系统中断当天"),
    "cli.risk.under": ("Under the stress", "压力情形下"),
    "cli.risk.stress": ("Stress", "压力情形"),
    "cli.risk.worst": (
        "Half-hours after opening with the least chance to meet the target, as it is",
        "现状下开门后最难达标的半小时时段",
    ),
    "cli.risk.half_hour": ("Half-hour", "时段"),
    "cli.risk.arrived": ("Customers", "人数"),
    "cli.risk.chance": ("Chance", "机会"),
    "cli.risk.target": (
        (
            "A half-hour of a zone meets the target if at least {target} of those who come in it are served within"
            " {minutes} minutes; half-hours with fewer than {fewest} customers a day are not judged."
            " Who comes before the hall opens waits for it. Whoever is ill is missing: nobody is called in."
            " A surge and sick leave last: the horizon begins with the backlog of cases that they have brought about."
        ),
        (
            "分区的一个半小时时段达标：到达者中至少 {target} 在 {minutes} 分钟内开始办理；日均不足 {fewest} 人的"
            "时段不作判断。"
            "开门前到达者须等到开门。病假人员缺岗，不另行顶岗。"
            "客流增加和病假视为持续存在：期初积压即为其已造成的积压。"
        ),
    ),
    "cli.risk.anonymous": (
        "{share} of the plan's sessions have no named officer: sick leave does not reach them, and so seems milder.",
        "方案中 {share} 的班次没有指定人员：病假影响不到这些班次，影响因而被低估。",
    ),
    "risk.sentence": ("{stress}: {wait}; {met}; {lost}.", "{stress}：{wait}；{met}；{lost}。"),
    "risk.sentence.day": (
        "{stress}, on that day: {wait}; {met}; in all {days} days, {lost}.",
        "{stress}，当天：{wait}；{met}；{days} 天合计，{lost}。",
    ),
    "risk.wait.worse": (
        "people wait {by} min longer on average ({low} … {high}), {after} instead of {before} min",
        "人均等候多 {by} 分钟（{low} … {high}），由 {before} 变为 {after} 分钟",
    ),
    "risk.wait.better": (
        "people wait {by} min less on average ({low} … {high}), {after} instead of {before} min",
        "人均等候少 {by} 分钟（{low} … {high}），由 {before} 变为 {after} 分钟",
    ),
    "risk.wait.unclear": (
        "no difference in the mean wait can be shown ({low} … {high} min), {after} and {before} min",
        "平均等候看不出差别（{low} … {high} 分钟），由 {before} 到 {after} 分钟",
    ),
    "risk.wait.none": (
        "people wait {after} instead of {before} min on average (one replication, no interval)",
        "人均等候由 {before} 变为 {after} 分钟（仅一次重复，无区间）",
    ),
    "risk.met.worse": (
        (
            "the chance that a half-hour meets the target falls from {before} to {after}"
            " ({low} … {high} percentage points)"
        ),
        "半小时时段达标的机会由 {before} 降至 {after}（{low} … {high} 个百分点）",
    ),
    "risk.met.better": (
        (
            "the chance that a half-hour meets the target rises from {before} to {after}"
            " ({low} … {high} percentage points)"
        ),
        "半小时时段达标的机会由 {before} 升至 {after}（{low} … {high} 个百分点）",
    ),
    "risk.met.unclear": (
        (
            "no difference in the chance that a half-hour meets the target can be shown, {before} and {after}"
            " ({low} … {high} percentage points)"
        ),
        "半小时时段达标的机会看不出差别，由 {before} 到 {after}（{low} … {high} 个百分点）",
    ),
    "risk.met.none": (
        "half-hours that meet the target: {before} and {after}",
        "半小时时段达标比例：由 {before} 到 {after}",
    ),
    "risk.lost.worse": (
        "{by} more customers are lost ({low} … {high}), {after} instead of {before}",
        "多流失 {by} 人次（{low} … {high}），由 {before} 变为 {after}",
    ),
    "risk.lost.better": (
        "{by} fewer customers are lost ({low} … {high}), {after} instead of {before}",
        "少流失 {by} 人次（{low} … {high}），由 {before} 变为 {after}",
    ),
    "risk.lost.unclear": (
        "no difference in the customers lost can be shown ({low} … {high}), {after} and {before}",
        "流失人次看不出差别（{low} … {high}），由 {before} 到 {after}",
    ),
    "risk.lost.none": ("customers lost: {after} instead of {before}", "流失人次：由 {before} 变为 {after}"),
    "risk.as_is": (
        (
            "As it is, people wait {wait} min on average ({low} … {high}); a half-hour of a zone meets the target with"
            " a chance of {met}; on one day in ten the mean wait of the day is above {bad_day} min."
        ),
        (
            "现状：人均等候 {wait} 分钟（{low} … {high}）；分区半小时时段达标的机会为 {met}；"
            "十天中有一天的日均等候超过 {bad_day} 分钟。"
        ),
    ),
    "risk.as_is.single": (
        (
            "As it is, people wait {wait} min on average (one replication, no interval); half-hours of zones that meet"
            " the target: {met}."
        ),
        "现状：人均等候 {wait} 分钟（仅一次重复，无区间）；分区半小时时段达标比例为 {met}。",
    ),
    "option.OUTAGE_FORMAT": (
        '"{value}" is no outage: write FROM-TO such as 10:00-11:00, or with a day 2026-07-06/10:00-11:00',
        "“{value}”不是中断时间：请写成“起-止”，如 10:00-11:00，或加日期 2026-07-06/10:00-11:00",
    ),
    "option.OUTAGE_DAY": (
        "{value} is not among the {count} open days simulated",
        "{value} 不在所仿真的 {count} 个工作日之内",
    ),
}
