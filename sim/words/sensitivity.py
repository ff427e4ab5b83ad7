"""Texts of sensitivity: key → (English, Chinese)."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    # faults
    "RANGE_NEEDED": (
        '"{value}" needs a range here: between or factor_between',
        "“{value}”在此须给出区间：between 或 factor_between",
    ),
    "option.VARY_RANGE": ("{value}: a range goes from a lower to a higher value", "{value}：区间须由小到大"),
    "option.NOTHING_VARIED": (
        "{value} has no sensitivity.toml: say what to vary, --vary 'KEY=LOW..HIGH' or --factors FILE (see --keys)",
        "{value} 没有 sensitivity.toml：请用 --vary 'KEY=下限..上限' 或 --factors FILE 说明变动什么（--keys 列出键）",
    ),
    "option.VARY_FORMAT": (
        '"{value}" is not KEY=LOW..HIGH, or KEY*=LOW..HIGH for factors on what the scenario has',
        "“{value}”应写成 KEY=下限..上限；按倍数变动时写成 KEY*=下限..上限",
    ),
    "option.NO_SAMPLES": ("a tornado draws no samples", "龙卷风图不抽样"),
    "option.POWER_OF_TWO": (
        "{value} is not a power of two, as Sobol' samples need",
        "{value} 不是 2 的幂，Sobol 抽样需要 2 的幂",
    ),
    "option.NO_VALUE": (
        "{value} has no value in some replication of {days} days: choose more days or other measures",
        "{value} 在 {days} 天的某些重复中没有数值：请增加天数或换用其他指标",
    ),
    # names
    "sensitivity.difference": ("{measure}, {against} less {scenario}", "{measure}之差（{against} 减 {scenario}）"),
    "sensitivity.title.tornado": (
        "{scenario}: one assumption at a time, {days} days, {replications} replications",
        "{scenario}：逐项变动假设，{days} 天，重复 {replications} 次",
    ),
    "sensitivity.title.morris": (
        "{scenario}: screening by {samples} trajectories, {days} days, {replications} replications",
        "{scenario}：Morris 筛选，{samples} 条轨迹，{days} 天，重复 {replications} 次",
    ),
    "sensitivity.title.sobol": (
        "{scenario}: shares of variance from {samples} samples, {days} days, {replications} replications",
        "{scenario}：Sobol 方差分解，样本 {samples}，{days} 天，重复 {replications} 次",
    ),
    "sensitivity.column.factor": ("Assumption", "假设"),
    "sensitivity.column.range": ("Range", "范围"),
    "sensitivity.column.low": ("At the low end", "取下限时"),
    "sensitivity.column.high": ("At the high end", "取上限时"),
    "sensitivity.column.change": ("Change (95 % interval)", "变化（95% 区间）"),
    "sensitivity.column.mu_star": ("Mean effect over the range μ* (95 %)", "全范围平均影响 μ*（95%）"),
    "sensitivity.column.mu": ("Signed μ", "带符号 μ"),
    "sensitivity.column.sigma": ("Spread σ", "离散 σ"),
    "sensitivity.column.noise": ("Noise", "噪声"),
    "sensitivity.column.first": ("Share by itself S1 (95 %)", "单独贡献 S1（95%）"),
    "sensitivity.column.total": ("Share with interactions ST (95 %)", "含交互贡献 ST（95%）"),
    "sensitivity.column.note": ("Note", "备注"),
    "sensitivity.noise": ("within noise", "在噪声之内"),
    "sensitivity.key": ("Key", "键"),
    "sensitivity.value": ("In the scenario", "场景中的值"),
    "sensitivity.unit": ("Unit", "单位"),
    "sensitivity.keys.title": ("{scenario}: numbers that can be varied", "{scenario}：可变动的数值"),
    # sentences
    "sensitivity.and": ("{most} and {last}", "{most}和{last}"),
    "sensitivity.moves": ("{name} ({low} to {high})", "{name}（{low} 至 {high}）"),
    "sensitivity.by": ("{name} ({size})", "{name}（{size}）"),
    "sensitivity.is.tornado": ("{output}: {base}.", "{output}：{base}。"),
    "sensitivity.is.morris": (
        "{output}: between {least} and {greatest}.",
        "{output}：介于 {least} 与 {greatest} 之间。",
    ),
    "sensitivity.is.sobol": (
        "{output}: between {least} and {greatest} in nine of ten cases.",
        "{output}：九成情形下介于 {least} 与 {greatest} 之间。",
    ),
    "sensitivity.most.tornado": ("It hangs most on {names} over their ranges.", "主要取决于{names}。"),
    "sensitivity.most.morris": (
        "It is moved most, in the mean over a range, by {names}.",
        "各假设在其范围内的平均影响：{names}。",
    ),
    "sensitivity.most.sobol": (
        "Its variance is due, interactions included, to {names}.",
        "其方差（含交互作用）来自{names}。",
    ),
    "sensitivity.nothing": (
        "None of these moves it noticeably, or more than noise does.",
        "各假设对其均无明显影响，或影响在模拟噪声之内。",
    ),
    "sensitivity.minor": ("Hardly matter: {names}.", "影响很小：{names}。"),
    "sensitivity.unclear": ("Not to be told from noise: {names}.", "与模拟噪声无法区分：{names}。"),
    "sensitivity.more": ("{count} more", "另外 {count} 项"),
    "sensitivity.holds": (
        "The sign of the difference holds over every range by itself.",
        "各假设单独在其范围内变动时，差值的方向不变。",
    ),
    "sensitivity.turns": (
        "The sign of the difference is not certain at an end of: {names}.",
        "以下假设取端值时差值的方向不能确定：{names}。",
    ),
    "sensitivity.unsure": (
        "Whether there is a difference cannot be told from the noise of the simulation.",
        "差值是否存在，在模拟噪声之内无法判断。",
    ),
    "sensitivity.absent": (
        "{output}: no value in some replication of {days} days, so nothing can be said.",
        "{output}：在 {days} 天的某些重复中没有数值，无法分析。",
    ),
    # figure
    "figure.tornado.low": ("at the low end of the range", "取范围下限"),
    "figure.tornado.high": ("at the high end of the range", "取范围上限"),
    "figure.tornado.whisker": ("95 % interval of the change", "变化的 95% 区间"),
    "figure.tornado.base": ("scenario: {value}", "场景现值：{value}"),
    "figure.tornado.others": ("{count} others move it less, or within noise", "其余 {count} 项影响更小或在噪声之内"),
    "figure.morris.axis": ("movement over the range of an assumption", "假设在其范围内变动时的影响"),
    "figure.morris.mu_star": ("mean size (μ*)", "平均幅度 μ*"),
    "figure.morris.sigma": ("how much it depends on the others (σ)", "受其他假设左右的程度 σ"),
    "figure.sobol.axis": ("share of variance", "方差份额"),
    "figure.sobol.first": ("by itself (S1)", "单独（S1）"),
    "figure.sobol.total": ("with interactions (ST)", "含交互作用（ST）"),
}
