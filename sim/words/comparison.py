"""Texts of comparisons: key → (English, Chinese)."""

from __future__ import annotations

ANSWER: dict[str, tuple[str, str]] = {
    "compare.best": ("{best} is best: {amount}.", "{best} 最优：{amount}。"),
    "compare.leads": ("{best} does better here: {amount}.", "此处 {best} 更优：{amount}。"),
    "compare.amount.wait_minutes": (
        "people wait {by} {unit} {direction} than in {than} ({low} … {high}; {confidence})",
        "平均等候时间比 {than} {direction} {by} {unit}（{low} … {high}；{confidence}）",
    ),
    "compare.amount": (
        '"{measure}" is {by} {unit} {direction} than in {than} ({low} … {high}; {confidence})',
        "“{measure}”比 {than} {direction} {by} {unit}（{low} … {high}；{confidence}）",
    ),
    "compare.less": ("less", "少"),
    "compare.more": ("more", "多"),
    "compare.lower": ("lower", "低"),
    "compare.higher": ("higher", "高"),
    "compare.runner_up": ("; against the next best, {amount}", "；与次优者相比，{amount}"),
    "compare.confidence": ("{confidence} interval", "{confidence} 区间"),
    "compare.confidence.all": ("{confidence} simultaneous", "{confidence} 联合区间"),
    "compare.unclear": (
        ('{names} cannot be told apart by "{measure}" (difference from {leader}: {differences}; {confidence})'),
        "按“{measure}”无法区分 {names}（与 {leader} 之差：{differences}；{confidence}）",
    ),
    "compare.same": (
        '{names} do not differ by "{measure}": the same in every replication',
        "按“{measure}”，{names} 没有差别：每次重复的结果都相同",
    ),
    "compare.both_better": ("; both are better than {names}", "；二者均优于 {names}"),
    "compare.all_better": ("; all of them are better than {names}", "；它们均优于 {names}"),
    "compare.not_best": ("; {names} cannot be the best", "；{names} 不会是最优"),
    "compare.stop": (".", "。"),
    "compare.single": (
        ('{leader} leads by "{measure}"; a single replication says nothing about how sure that is: simulate more.'),
        "按“{measure}”{leader} 领先；仅一次重复，无法判断可信程度：请增加重复次数。",
    ),
    "compare.unknown": (
        'Nothing can be said: no candidate has a value of "{measure}".',
        "无法判断：没有任何方案有“{measure}”的数值。",
    ),
    "compare.difference": ("{difference}{unit}, {low} … {high}", "{difference}{unit}，{low} … {high}"),
    "compare.difference.of": (
        "{name} {difference}{unit} ({low} … {high})",
        "{name} {difference}{unit}（{low} … {high}）",
    ),
    "list.and": (" and ", " 和 "),
    "list.semicolon": ("; ", "；"),
}

REMARKS: dict[str, tuple[str, str]] = {
    "compare.zones_worse": (
        "Under {name} people wait longer than under {first} in: {groups}.",
        "采用 {name} 时，以下功能区的等候比 {first} 更长：{groups}。",
    ),
    "compare.zones_lose": (
        "Under {name} more customers are lost than under {first} in: {groups}.",
        "采用 {name} 时，以下功能区流失的办事人比 {first} 更多：{groups}。",
    ),
    "compare.classes_worse": (
        "Under {name} these customers wait longer than under {first}: {groups}.",
        "采用 {name} 时，以下人群的等候比 {first} 更长：{groups}。",
    ),
    "compare.measures_worse": (
        "Worse under {name} than under {first}: {groups}.",
        "采用 {name} 时比 {first} 变差的指标：{groups}。",
    ),
    "compare.nobody_worse": (
        (
            "No zone, no class of customers and none of the main measures is clearly worse under {name} than "
            "under {first}."
        ),
        "与 {first} 相比，采用 {name} 时没有功能区、人群或主要指标明显变差。",
    ),
    "compare.regret": (
        "Whoever takes {leader} gives away at most {amount} {unit} against the best.",
        "若选 {leader}，与最优者相比最多损失 {amount} {unit}。",
    ),
    "compare.needed": (
        (
            "{replications} replications are too few to tell; about {count} would do if the difference is as "
            "large as it looks."
        ),
        "{replications} 次重复不足以判断；若差别确如所见，约需 {count} 次。",
    ),
    "compare.needed_too_many": (
        "If there is a difference, it is so small that even {count} replications would not tell.",
        "即使有差别也极小，{count} 次重复仍不足以判断。",
    ),
    "compare.reached": (
        "As narrow as asked after {replications} replications: ±{half} {unit} at most (asked: ±{target}).",
        "{replications} 次重复后达到要求的精度：最宽 ±{half} {unit}（要求 ±{target}）。",
    ),
    "compare.not_reached": (
        ("Not reached: after {replications} replications the widest interval is ±{half} {unit}; asked was ±{target}."),
        "未达到要求的精度：{replications} 次重复后最宽的区间为 ±{half} {unit}，要求 ±{target}。",
    ),
    "compare.selected": (
        (
            "Selected among {total}: with a probability of at least {confidence} {best} is the best, if the "
            "best is better than every other by {matters} {unit} or more. The numbers shown are from other "
            "customers than the selection's."
        ),
        (
            "从 {total} 个方案中选出：若最优者比其他各方案至少好 {matters} {unit}，则 {best} 为最优的概率不低于"
            " {confidence}。所示数字来自另一批办事人，与选择时不同。"
        ),
    ),
    "compare.none_selected": (
        (
            "No best selected among {total}: {survivors} were still in after {replications} replications "
            "(least difference that matters: {matters} {unit}; confidence {confidence}). Allow more "
            "replications (--most), or a larger least difference."
        ),
        (
            "未能从 {total} 个方案中选出最优：{replications} 次重复后仍余 {survivors}（有意义的最小差别 "
            "{matters} {unit}；置信度 {confidence}）。可增加重复上限（--most）或放宽最小差别。"
        ),
    ),
    "compare.dropped": ("Dropped early: {names}.", "提前淘汰：{names}。"),
    "compare.dropped_after": ("{name} after {replications} replications", "{name}（{replications} 次重复后）"),
    "compare.disagree": (
        (
            "The selection chose {best}, other customers favour {leader}: the difference is smaller than what "
            "was said to matter, or chance had its part. Take it as not told."
        ),
        (
            "选择过程选出 {best}，而另一批办事人的结果支持 {leader}：差别小于所设的最小差别，或出于偶然。应视为"
            "未分优劣。"
        ),
    ),
}

TABLES: dict[str, tuple[str, str]] = {
    "compare.title": (
        "{days} working day(s), {replications} replication(s) in pairs; changes are from {first}",
        "{days} 个工作日，{replications} 次配对重复；变化相对于 {first}",
    ),
    "compare.each": ("95 % intervals, each for itself", "95 % 区间各自成立"),
    "compare.candidate": ("Candidate", "方案"),
    "compare.change": ("Change (interval)", "变化（区间）"),
    "compare.queues": ("Queues: better / worse / unclear", "队列：改善 / 变差 / 不明显"),
    "compare.ranking": ('By "{measure}" ({unit})', "按“{measure}”（{unit}）"),
    "compare.equity.title": ("Who gains and who loses, against {first}", "得失分布（相对于 {first}）"),
    "compare.equity.queues": ("Queues: better / worse / unclear", "队列：改善 / 变差 / 不明显"),
    "compare.equity.zones": ("Zones: better / worse / unclear", "功能区：改善 / 变差 / 不明显"),
    "compare.equity.worst_tenth": (
        "Mean wait of the tenth who wait longest (min)",
        "等候最久的一成办事人的平均等候（分钟）",
    ),
    "compare.equity.spread": (
        "Spread between queues (min): 90th percentile of mean waits less median",
        "队列间差距（分钟）：平均等候第 90 百分位减中位数",
    ),
    "compare.equity.longest": ("Longest wait (min)", "最长等候时间（分钟）"),
    "compare.equity.class": ("Mean wait, {name} (min)", "平均等候，{name}（分钟）"),
    "compare.equity.class_longest": ("Longest wait, {name} (min)", "最长等候，{name}（分钟）"),
    "compare.lose_most": ("Queues that lose most under {name} (min)", "{name}：变差最多的队列（分钟）"),
    "compare.gain_most": ("Queues that gain most under {name} (min)", "{name}：改善最多的队列（分钟）"),
    "compare.unclear_short": ("unclear", "不明显"),
    "compare.none": ("None is clearly worse.", "没有明显变差的队列。"),
    "compare.none_better": ("None is clearly better.", "没有明显改善的队列。"),
    "compare.all_measures": (
        "All {count} measures, zones and queues: --out DIR writes a page and tables, --json all numbers.",
        "全部 {count} 项指标及各功能区、队列：--out DIR 写出网页与表格，--json 给出全部数字。",
    ),
    "class.ordinary": ("ordinary customers", "普通办事人"),
    "class.booked": ("customers with an appointment", "预约办事人"),
    "task.selecting": ("selecting the best", "选择最优方案"),
}

PAGE: dict[str, tuple[str, str]] = {
    "compare.page.title": ("Comparison of {count} candidates", "{count} 个方案的比较"),
    "compare.page.subtitle": (
        "{hall}: {days} working days, {replications} replications, every candidate on the same customers.",
        "{hall}：{days} 个工作日，{replications} 次重复，各方案面对同一批办事人。",
    ),
    "compare.section.pairs": ("All pairs by “{measure}”", "按“{measure}”两两比较"),
    "compare.section.measures": ("Other measures", "其他指标"),
    "compare.section.inputs": ("What differs in the input", "输入的差别"),
    "compare.section.risk": ("Mean and risk", "均值与风险"),
    "compare.section.equity": ("Who gains and who loses", "谁受益，谁受损"),
    "compare.section.zones": ("Zone by zone", "分功能区"),
    "compare.section.queues": ("Queue by queue", "分队列"),
    "compare.section.day": ("Through the day", "一天之中"),
    "compare.section.method": ("How this was found out", "方法"),
    "compare.note.measures": (
        (
            "Differences are from {first}, in pairs on the same customers; each 95 % interval holds for "
            "itself. Of so many, some exclude nought by chance; the answer above rests on intervals that hold "
            "all at once."
        ),
        (
            "差值相对于 {first}，在同一批办事人上配对得出；每个 95 % 区间各自成立。指标众多，个别区间可能偶然不"
            "含零；上面的结论依据的是同时成立的区间。"
        ),
    ),
    "compare.note.pairs": (
        "The second less the first; with {confidence} all of these intervals hold at once (Bonferroni).",
        "后者减前者；所有区间以 {confidence} 的置信度同时成立（Bonferroni）。",
    ),
    "compare.note.equity": (
        (
            "Zones, queues and classes are each judged together: of those called better or worse at most "
            "{rate} are called so wrongly, on average (Benjamini–Hochberg); the intervals go with that."
        ),
        (
            "功能区、队列和人群各自作为一组判断：被判为改善或变差者中，误判平均不超过 {rate}（"
            "Benjamini–Hochberg 程序），区间与之对应。"
        ),
    ),
    "compare.note.pairing": (
        (
            "{name} against {first}: correlation {correlation}; without common customers {ratio} times as many "
            "replications would be needed."
        ),
        "{name} 与 {first}：相关系数 {correlation}；若不用同一批办事人，重复次数需为 {ratio} 倍。",
    ),
    "compare.note.common": (
        (
            "Every candidate meets the same customers, replication by replication (common random numbers), so "
            "that they differ by nothing but what was changed."
        ),
        "每次重复中各方案面对同一批办事人（公共随机数），因此差别只来自所作的改动。",
    ),
    "compare.note.numbers": (
        "{replications} replications, numbered {start} to {end}: other customers than those of `hall run`.",
        "{replications} 次重复，编号 {start} 至 {end}：与 hall run 所用的办事人不同。",
    ),
    "compare.note.same_inputs": ("Nothing differs in scenario and plan.", "场景与方案均无差别。"),
    "compare.pair": ("Pair", "比较"),
    "compare.difference.column": ("Difference ({unit})", "差值（{unit}）"),
    "compare.section.first_asked": ("What people ask first", "最受关注的指标"),
    "compare.input": ("Input", "输入"),
    "compare.here": ("Here", "此方案"),
    "compare.interval": ("Interval", "区间"),
    "compare.waits": ("Waits", "等候"),
    "compare.zone_waits": ("Mean wait (min)", "平均等候（分钟）"),
    "figure.compare.queues": ("Change of each queue's mean wait (minutes)", "各队列平均等候的变化（分钟）"),
    "figure.compare.queues.caption": (
        (
            "One dot for each queue, the largest gain on the left, with its interval; below nought people wait "
            "less than under {first}."
        ),
        "每个点为一个队列，左侧改善最多，竖线为区间；零线以下表示等候比 {first} 更短。",
    ),
    "figure.compare.risk": ("Mean and risk (minutes)", "均值与风险（分钟）"),
    "figure.compare.risk.caption": (
        (
            "Left: of all customers' waits the mean, the median, and what nine and nineteen in twenty stay "
            "below. Right: the mean wait of a good day (one in ten is better), a middling one and a bad one "
            "(one in ten is worse)."
        ),
        (
            "左：全部办事人等候时间的平均数、中位数、第 90 与第 95 百分位。右：较好的一天（十天中仅一天更好）、"
            "中等的一天和较差的一天（十天中仅一天更差）的日均等候。"
        ),
    ),
    "figure.compare.day": ("Mean wait of tickets by time of joining (minutes)", "按取号时刻的平均等候时间（分钟）"),
    "figure.compare.day.caption": (
        "Mean wait of tickets by half-hour of joining; all panels on one scale.",
        "按取号半小时段的平均等候；各图同一刻度。",
    ),
    "figure.queue_changes.panel": (
        "{name}: {better} better, {worse} worse, {unclear} without a clear difference",
        "{name}：{better} 个改善，{worse} 个变差，{unclear} 个无明显差别",
    ),
    "figure.queue_changes.axis": ("min against {first}", "分钟（与 {first} 之差）"),
}

FAULTS: dict[str, tuple[str, str]] = {
    "option.NO_SELECTION": (
        (
            '"{value}" is a percentile of all replications together and cannot select; compare by it without '
            "--matters, or take another measure"
        ),
        "“{value}”是所有重复合并后的百分位数，不能用于选择；请不用 --matters 比较，或换用其他指标",
    ),
    "option.TOO_FEW": (
        "{value} replication gives no interval; at least {low}",
        "{value} 次重复没有区间；至少 {low} 次",
    ),
    "option.MOST_BELOW": (
        "{value} replications at most are fewer than the {low} to begin with (--replications)",
        "上限 {value} 次少于起始的 {low} 次（--replications）",
    ),
    "option.NOTHING_TO_REACH": (
        "{value} replications at most say nothing without --precision, --floor or --matters",
        "没有 --precision、--floor 或 --matters 时，上限 {value} 没有意义",
    ),
    "option.NOT_A_SHARE": (
        '"{value}": "{measure}" is no share; write the amount in its own unit, without %',
        "“{value}”：“{measure}”不是比例；请按其单位填写，不带 %",
    ),
}

TEXTS: dict[str, tuple[str, str]] = ANSWER | REMARKS | TABLES | PAGE | FAULTS
