"""What is said of sweeps: key → (English, Chinese)."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "SWEEP_NOTHING_VARIED": (
        "nothing is varied: write at least one [[vary]] with key and values",
        "没有要变动的参数：请至少写一节 [[vary]]，含 key 和 values",
    ),
    "SWEEP_ONE_WAY": (
        "a key is varied in exactly one way, {choices}; found: {value}",
        "每个参数须且只能以一种方式变动（{choices}）；现有：{value}",
    ),
    "SWEEP_RANGE": (
        "{value} is no range: write [low, high] with low below high",
        "{value} 不是区间：请写 [下限, 上限]，且下限小于上限",
    ),
    "SWEEP_TWICE": ('"{value}" is there twice', "“{value}”重复出现"),
    "SWEEP_SAMPLE_MISSING": (
        "a range is swept by a sample: write [sample] with method and size",
        "区间须抽样：请写 [sample]，含 method 和 size",
    ),
    "SWEEP_SAMPLE_UNUSED": (
        "nothing has a range, so there is nothing to sample: give a key `between`, or leave [sample] out",
        "没有参数使用区间，无需抽样：请给某个参数写 between，或删去 [sample]",
    ),
    "SWEEP_SOBOL_SIZE": (
        "a Sobol' sample has 2^k points: {low} or {high}, not {value}",
        "Sobol 序列的点数须为 2 的幂：{low} 或 {high}，而非 {value}",
    ),
    "SWEEP_PLAN_TOO_SHORT": (
        "{value} days are asked for, but the plan {plan} covers {limit}",
        "要求 {value} 天，但方案 {plan} 只有 {limit} 天",
    ),
    "SWEEP_TOO_LARGE": (
        (
            "variants × plans × replications are {value} simulations of {days} days, about {hours}"
            " hours of one processor; at most {limit}"
        ),
        "变体 × 方案 × 重复共 {value} 次仿真（每次 {days} 天），单处理器约需 {hours} 小时；上限 {limit}",
    ),
    "SWEEP_OTHER": (
        (
            "this folder holds another sweep (it differs in: {value}); its results stay as they are:"
            " name another folder by --out"
        ),
        "此文件夹中是另一个扫描（不同之处：{value}），其结果保持不变：请用 --out 指定其他文件夹",
    ),
    "SWEEP_OTHER_VERSION": (
        (
            "this folder holds results of another version of the program or its packages ({value}),"
            " which cannot be mixed: name another folder by --out"
        ),
        "此文件夹中的结果来自其他版本的程序或软件包（{value}），不能混用：请用 --out 指定其他文件夹",
    ),
    "SWEEP_ON": (
        (
            '"{value}" is no place for workers: processes, here, dask:ADDRESS or ray:ADDRESS (local'
            " as address starts them on this computer)"
        ),
        "“{value}”不是可用的运行位置：processes、here、dask:ADDRESS 或 ray:ADDRESS（ADDRESS 写 local 则在本机启动）",
    ),
    "SWEEP_EXTRA": (
        (
            "{value} needs the package's extra `{extra}`, which is not installed: `make cluster`, or"
            " `pip install hallflow[{extra}]`"
        ),
        "{value} 需要可选组件 {extra}，尚未安装：请运行 make cluster 或 pip install hallflow[{extra}]",
    ),
    "SWEEP_INPUTS": (
        "the {value} kept in this folder is no longer that of its results",
        "此文件夹中保存的 {value} 已与其结果不符",
    ),
    "task.sweeping": ("simulating variants", "仿真各变体"),
    "cli.sweep.title": (
        (
            "{scenario}: {variants} variants × {plans} plan(s) × {replications} replication(s) of"
            " {days} working day(s), best first; in brackets the difference to variant 0, 95 %"
        ),
        (
            "{scenario}：{variants} 个变体 × {plans} 个方案 × {replications} 次重复，每次 {days} 个工作日；按优劣排序，"
            "括号内为与变体 0 之差（95 %）"
        ),
    ),
    "cli.sweep.variant": ("Variant", "变体"),
    "cli.sweep.plan": ("Plan", "方案"),
    "cli.sweep.as_is": ("as it is", "现状"),
    "cli.sweep.more": ("… and {count} more in {file}", "……其余 {count} 行见 {file}"),
    "cli.sweep.wrote": (
        "All values: {values}; means, intervals and differences: {summary}",
        "全部数值：{values}；均值、区间与差值：{summary}",
    ),
    "cli.sweep.taken_over": (
        "{count} simulations were in the folder already and were not repeated.",
        "其中 {count} 次仿真已在文件夹中，未重新进行。",
    ),
    "cli.sweep.damaged": (
        "{count} stored result(s) were damaged and have been simulated again: {which}",
        "有 {count} 条已存结果损坏，已重新仿真：{which}",
    ),
    "cli.sweep.damaged.one": (
        "variant {variant}, plan {plan}, replication {replication}",
        "变体 {variant}、方案 {plan}、重复 {replication}",
    ),
    "cli.sweep.failed": (
        "{count} part(s) failed and are missing in the tables; `{command}` tries them again:",
        "有 {count} 部分失败，表中缺失；运行 {command} 可重试：",
    ),
    "cli.sweep.failed.one": (
        "variant {variant}, plan {plan}, replications {first}–{last}: {text}",
        "变体 {variant}、方案 {plan}、重复 {first}–{last}：{text}",
    ),
    "cli.sweep.go_on": (
        "what is finished is kept in {folder}; go on with: {command}",
        "已完成的部分保存在 {folder}；继续请运行：{command}",
    ),
}
