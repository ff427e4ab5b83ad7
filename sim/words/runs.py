"""What is said of results made before: `hall rerun`, runs extended: key → (English, Chinese)."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "cli.run.taken_over": (
        "{count} of the replications were there already and were not repeated.",
        "其中 {count} 次重复已有结果，未重新模拟。",
    ),
    "option.OUT_HOLDS_MORE": (
        "{value} holds {count} replications of this run, not just {asked}: ask for as many, or name another folder",
        "{value} 中已有同一方案的 {count} 次重复，而只要求 {asked} 次：请要求同样多的次数，或另指定文件夹",
    ),
    "option.OUT_HOLDS_PLAN": (
        "{value} holds an optimisation, which a run would replace: name another folder",
        "{value} 中是优化结果，会被本次仿真覆盖：请另指定文件夹",
    ),
    "cli.run.reached": (
        "{measure}: the interval is as narrow as asked (± {half} at most ± {target}) after {count} replications.",
        "{measure}：经 {count} 次重复，区间达到要求的精度（± {half}，要求不超过 ± {target}）。",
    ),
    "cli.run.not_reached": (
        "{measure}: NOT as narrow as asked after {count} replications (± {half}, not ± {target}); --most allows more.",
        "{measure}：{count} 次重复后仍未达到要求的精度（± {half}，要求 ± {target}）；可用 --most 增加上限。",
    ),
    "cli.rerun.same": ("The same bytes in all {same} files made again.", "重新生成的 {same} 个文件逐字节相同。"),
    "cli.rerun.different": (
        "{different} of the files made again have other bytes ({same} have the same):",
        "重新生成的文件中有 {different} 个与原来不同（{same} 个相同）：",
    ),
    "cli.rerun.not_repeated": (
        "Not made again (pictures, workbooks, what a search against the clock left): {files}",
        "未重新生成（图、工作簿以及限时搜索的产物）：{files}",
    ),
    "cli.rerun.versions": ("Changed since the result was made", "生成结果之后的变化"),
    "cli.rerun.what": ("what", "项目"),
    "cli.rerun.then": ("then", "当时"),
    "cli.rerun.now": ("now", "现在"),
    "NOT_A_RESULT": (
        "this folder holds no result of ours (none of {value}); name one that a command wrote by --out",
        "此文件夹中没有本程序的结果（缺少 {value} 中的任何一个）；请给出某个命令用 --out 写出的文件夹",
    ),
}
