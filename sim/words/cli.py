"""Texts of the command line: key → (English, Chinese)."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "cli.fault": ("{place}: {message} [{code}]", "{place}：{message} [{code}]"),
    "cli.place.row": ("row {row}", "第 {row} 行"),
    "cli.faults.count": (
        "{count} fault(s); nothing was run or written",
        "共 {count} 处问题；未运行，也未写入任何文件",
    ),
    "option.BUDGET": (
        ("{value} is too much: about {estimate} of simulation; at most {limit} (replications: see --max-replications)"),
        "{value} 过多：估计需 {estimate}；上限 {limit}（重复次数见 --max-replications）",
    ),
    "option.USAGE": ("{value}", "{value}"),
    "option.PLAN_TOO_SHORT": (
        "{value} days are asked for, but the plan {plan} covers {limit}",
        "要求 {value} 天，但方案 {plan} 只有 {limit} 天",
    ),
    "option.SET_FORMAT": (
        '"{value}" is not KEY=VALUE with a dotted key of scenario.toml',
        "“{value}”应写成 KEY=VALUE，KEY 为 scenario.toml 中的键",
    ),
    "option.NOT_A_RUN": (
        "this folder was not written by `hall run --out` or `hall optimise --out`: {value} is missing",
        "此文件夹不是 hall run --out 或 hall optimise --out 写出的：缺少 {value}",
    ),
    "option.OUT_NOT_OURS": (
        "{value} holds other things, which would be lost: name a new or empty folder, or one written by an earlier run",
        "{value} 中有其他内容，会被覆盖：请指定新的或空的文件夹，或以前运行写出的文件夹",
    ),
    "option.TWO_NEEDED": ("a comparison needs at least two scenarios", "比较至少需要两个场景"),
    "option.SAME_TWICE": ('"{value}" is named twice', "“{value}”重复给出"),
    "cli.notes": ("Notes", "说明"),
    "cli.more": ("… and {count} more", "……另有 {count} 条"),
    "cli.unexpected": (
        "a fault of this program, not of the input: {kind}: {detail}",
        "程序自身出错，与输入无关：{kind}：{detail}",
    ),
    "cli.unexpected.hint": ("(HALL_DEBUG=1 shows where)", "（设置 HALL_DEBUG=1 可查看位置）"),
    "cli.identity": (
        "a simulated log contradicts itself, a fault of this program: {detail}; {file} holds what repeats the run",
        "仿真日志自相矛盾（程序错误）：{detail}；{file} 记录了重现该次运行所需的信息",
    ),
    "cli.refused": ("the checker refuses the roster: {detail}", "排班未通过检查：{detail}"),
    "cli.resource": ("a resource failed: {detail}", "资源故障：{detail}"),
    "cli.interrupted": ("interrupted; kept: {kept}", "已中断；保留：{kept}"),
    "cli.kept.nothing": ("nothing", "无"),
    "cli.kept.folder": ("what was finished, in {folder}", "已完成的部分，在 {folder}"),
    "cli.kept.shown": ("{count} finished replications, shown above", "已完成的 {count} 次重复，见上"),
    "cli.stopping": ("stopping …  (Ctrl-C again to stop at once)", "正在停止……（再按 Ctrl-C 立即停止）"),
    "cli.wrote": ("wrote {path}", "已写入 {path}"),
    "cli.measure": ("Measure", "指标"),
    "cli.value": ("Mean", "均值"),
    "cli.interval": ("95 % interval", "95 % 区间"),
    "cli.before": ("Today's plan", "现行方案"),
    "cli.after": ("New plan", "新方案"),
    "cli.difference": ("Difference (95 % interval)", "差值（95 % 区间）"),
    "cli.verdict": ("Verdict", "判断"),
    "cli.run.title": (
        "{scenario}: {days} working day(s), {replications} replication(s), seed {seed}, engine {engine}",
        "{scenario}：{days} 个工作日，{replications} 次重复，随机种子 {seed}，引擎 {engine}",
    ),
    "cli.optimise.title": (
        "{scenario}: {days} working days on fresh demand, {replications} replications in pairs",
        "{scenario}：新需求上 {days} 个工作日，{replications} 次配对重复",
    ),
    "cli.optimise.status": (
        "Optimiser: {status}, gap {gap} ({bound_of}), {seconds} s",
        "优化：{status}，差距 {gap}（{bound_of}），{seconds} 秒",
    ),
    "cli.optimise.zones": (
        "By zone: mean wait (min) and customers lost",
        "按功能区：平均等候（分钟）与流失人数",
    ),
    "cli.optimise.greedy": ("CP-SAT's plan against the greedy one", "CP-SAT 方案与贪心方案比较"),
    "cli.optimise.greedy.column": ("Greedy plan", "贪心方案"),
    "cli.zone": ("Zone", "功能区"),
    "cli.lost": ("Lost, difference", "流失差值"),
    "cli.check.title": (
        "{scenario}: offered load against today's plan, {days} working days",
        "{scenario}：现行方案的负荷与能力，{days} 个工作日",
    ),
    "cli.check.queue": ("Queue", "队列"),
    "cli.check.department": ("Department", "部门"),
    "cli.check.per_day": ("Tickets a day", "日均取号"),
    "cli.check.service": ("Service (min)", "办理（分钟）"),
    "cli.check.load": ("Offered load (officers)", "需求负荷（人）"),
    "cli.check.staffed": ("Staffed (officers)", "在岗（人）"),
    "cli.check.ratio": ("Load ÷ capacity", "负荷 ÷ 能力"),
    "cli.check.group": ("Group's load ÷ capacity", "同组负荷 ÷ 能力"),
    "cli.check.summary": (
        (
            "Expected: {items} items in {days} working days if nobody were lost, {share} for enterprises; the hall's "
            "load is {ratio} of its capacity."
        ),
        "若无人流失，预期 {days} 个工作日办件 {items} 件，企业占 {share}；全厅负荷为能力的 {ratio}。",
    ),
    "cli.check.desks": ("Desk work of the departments", "各部门后台工作"),
    "cli.check.desk_load": ("Desk load (h a day)", "后台负荷（小时/日）"),
    "cli.check.desk_staffed": ("Desk hours a day", "后台工时（小时/日）"),
    "cli.check.fine": ("The scenario is valid.", "场景有效。"),
    "cli.check.overloaded": (
        "{queue}: load {ratio} of capacity; this queue grows all day",
        "{queue}：负荷为能力的 {ratio}，队伍整日增长",
    ),
    "cli.compare.title": (
        "{days} working day(s), {replications} replication(s) in pairs; differences are against {first}",
        "{days} 个工作日，{replications} 次配对重复；差值相对于 {first}",
    ),
    "cli.compare.best": (
        'Judged by "{measure}", {best} is best, with a confidence of at least {confidence}.',
        "按“{measure}”，{best} 最优，置信度不低于 {confidence}。",
    ),
    "cli.compare.unclear": (
        'Judged by "{measure}", the best cannot be told from the others ({best} leads; confidence only {confidence}).',
        "按“{measure}”，无法分出优劣（{best} 领先，置信度仅 {confidence}）。",
    ),
    "cli.compare.single": (
        'Judged by "{measure}", {best} leads; one replication says nothing about confidence.',
        "按“{measure}”，{best} 领先；仅一次重复，无法判断置信度。",
    ),
    "task.compiling": ("compiling the simulator (once)", "编译仿真程序（仅此一次）"),
    "task.simulating": ("simulating", "仿真"),
    "task.simulating_before": ("simulating today's plan", "仿真现行方案"),
    "task.simulating_greedy": ("simulating the greedy plan", "仿真贪心方案"),
    "task.simulating_after": ("simulating the new plan", "仿真新方案"),
    "task.optimising": ("optimising", "优化"),
    "task.relaxing": ("solving relaxations", "求解松弛问题"),
    "task.checking": ("checking the plan", "检查方案"),
    "task.requirement": ("finding the requirement", "测算需求"),
    "task.shifts": ("planning shifts", "安排班次"),
    "task.rotation": ("planning the rotation", "安排轮值"),
    "task.desks": ("planning the desks", "安排后台"),
    "task.writing": ("writing", "写出"),
    "status.optimal": ("optimal", "最优"),
    "status.feasible": ("a valid plan, not proved the best", "有效方案，未证明为最优"),
    "status.greedy": ("the greedy plan (the search found none better)", "贪心方案（搜索未找到更好的）"),
}
