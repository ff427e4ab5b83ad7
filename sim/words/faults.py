"""Texts of the faults and notes of an input: code → (English, Chinese): what was found, what to do."""

from __future__ import annotations

FILES: dict[str, tuple[str, str]] = {
    "NOT_FOUND": ('there is no file "{value}"', "找不到文件“{value}”"),
    "NOT_A_FILE": ('"{value}" is not a file', "“{value}”不是文件"),
    "NO_SUCH_SCENARIO": (
        'there is no scenario "{value}": give a folder, a TOML file, or a shipped name{hint}',
        "没有场景“{value}”：请给出含 scenario.toml 的文件夹、TOML 文件，或内置场景名{hint}",
    ),
    "NO_SCENARIO_TOML": (
        'the folder "{value}" holds no scenario.toml',
        "文件夹“{value}”中没有 scenario.toml",
    ),
    "TOO_LARGE": ("the file has {value}; at most {limit} are read", "文件 {value}，上限 {limit}"),
    "EMPTY_FILE": ("the file is empty; its first row must name the columns", "文件为空；第 1 行应为列名"),
    "ENC_UTF16": ("read as UTF-16", "按 UTF-16 读取"),
    "ENC_GBK": ("read as GB18030 (GBK); no character was lost", "按 GB18030（GBK）读取，不丢字"),
    "ENC_BAD": (
        "invalid characters ({value}): save the file as UTF-8",
        "含无效字符（{value}）；请把文件另存为 UTF-8",
    ),
    "CONTROL_CHAR": (
        'a control character in "{value}": remove line breaks and invisible characters',
        "“{value}”含控制字符（如换行、空字符），请删去",
    ),
    "TABLE_TWICE": (
        'the table "{value}" is given twice, also in {first}: keep one',
        "表“{value}”重复给出（另见 {first}），请只留一个",
    ),
    "UNKNOWN_TABLE": ('"{value}" is not a table of a scenario{hint}', "“{value}”不是场景的表{hint}"),
    "UNUSED_TABLE": (
        '"{value}" is not a table of a scenario and was not read',
        "“{value}”不是场景的表，未读取",
    ),
    "MISSING_TABLE": ('the table "{value}" is missing or empty', "缺少表“{value}”，或表中没有数据"),
    "MISSING_COLUMN": ('the column "{value}" is missing', "缺少列“{value}”"),
    "COLUMN_WITHOUT_NAME": ("column {value} has no name", "第 {value} 列没有列名"),
    "ROW_WIDTH": (
        "the row has {value} columns; the header has {expected}",
        "该行有 {value} 列，应为 {expected} 列",
    ),
    "FIELD_TOO_LONG": (
        "a field is longer than {limit} characters; perhaps a quotation mark is not closed",
        "单元格超过 {limit} 字；引号可能没有闭合",
    ),
    "CSV_QUOTES": (
        'quotation marks do not match ({value}); write "" for one inside a field',
        "引号不配对（{value}）；字段内的引号请写成两个",
    ),
    "SORTED": ('the parts of "{value}" were put in the order of time', "警告：“{value}”未按时间排列，已排序"),
}

SHEETS: dict[str, tuple[str, str]] = {
    "BAD_WORKBOOK": ("this is not a readable Excel workbook (.xlsx)", "不是可读取的 Excel 工作簿（.xlsx）"),
    "SHEET_TOO_LARGE": (
        "the table spans {value} (rows×columns); at most {limit}",
        "表格范围 {value}，上限 {limit}",
    ),
    "XML_ENTITY": ("the file declares XML entities, which are not allowed", "文件含不允许的 XML 实体"),
    "MERGED": (
        "merged cells: unmerge them, with one header row only",
        "该行有合并单元格，请拆分；表头只能有一行",
    ),
    "HIDDEN_ROWS": ("hidden rows were read as well", "警告：隐藏的行也已读取"),
    "NO_CACHED_VALUE": (
        "{value} is a formula without a result: open the file in Excel and save it once",
        "{value} 是公式且没有结果，请在 Excel 里打开并保存一次",
    ),
    "ID_AS_NUMBER": (
        "{value} was stored as a number, so its last digits are lost: enter it as text",
        "{value} 被 Excel 存成数字，末几位已丢失；请按文本录入",
    ),
    "DATE_1900": (
        "dates before March 1900 ({value}) are not supported",
        "1900年3月以前的日期不支持（{value}）",
    ),
    "DATE_SERIAL": ("the serial number {value} was read as {read}", "日期序号 {value} 已按 {read} 读取"),
    "TIME_FRACTION": (
        "the fraction of a day {value} was read as {read}",
        "一天的小数 {value} 已按 {read} 读取",
    ),
}

NOTATION: dict[str, tuple[str, str]] = {
    "TOML_SYNTAX": ("this is not TOML: {value} ({reason})", "不是有效的 TOML：{value}（{reason}）"),
    "DUP_KEY": (
        '"{value}" is given twice (first in line {first}): delete one',
        "字段“{value}”重复（第 {first} 行已写过），请删去一个",
    ),
    "FULLWIDTH_COLON": (
        "a full-width colon “：”: in TOML write `key = value`",
        "冒号是中文全角“：”；TOML 请写成“键 = 值”，用半角等号",
    ),
    "FULLWIDTH_COMMA": (
        "a full-width comma “，”: write , between TOML values and columns, ; between the ids of a cell",
        "逗号是中文全角“，”；TOML 与列之间请用半角“,”，单元格内多个编号用“;”",
    ),
    "FULLWIDTH_SIGN": (
        "full-width signs in {value}: write half-width ones",
        "{value} 中有全角符号，请改成半角",
    ),
    "FULLWIDTH_SEPARATOR": (
        "{value}: the full-width semicolon was read as ;",
        "{value}：全角分号已按“;”读取",
    ),
    "CURLY_QUOTE": (
        "{value}: the name holds Chinese quotation marks and was kept as it is",
        "警告：名称含中文引号（{value}），已按原样保留",
    ),
    "CURLY_QUOTE_BARE": (
        '{value}: put text between straight quotation marks "…"',
        '{value}：请用半角引号 "…" 括住文字',
    ),
    "COLON_FOR_EQUALS": ("{value}: in TOML write `key = value`", "{value}：TOML 请写成“键 = 值”"),
    "LEADING_ZERO_TOML": (
        "{value}: a number may not begin with 0; write an id in quotation marks",
        "{value}：数字不能以 0 开头；编号请加引号",
    ),
    "BOOLISH_STRING": (
        '"{value}" could be read as a truth: write true or false, or put a name in quotation marks',
        "“{value}”会被读成“是/否”：请写 true 或 false，若是名称请加引号",
    ),
    "TOO_DEEP": ("brackets are nested too deeply", "括号嵌套过深"),
    "UNKNOWN_FIELD": ('"{value}" is not known here{hint}', "未知字段“{value}”{hint}"),
    "MISSING_FIELD": ('"{value}" is missing', "缺少“{value}”"),
    "EMPTY": ("there must be something here", "不能为空"),
    "TYPE": ('"{value}" is not a {wanted}', "“{value}”不是{wanted_zh}"),
    "INVALID": ("{value}: {reason}", "{value} 无效：{reason}"),
    "NOT_A_LIST": ("{value}: write a list, [ … ]", "{value}：请写成列表 [ … ]"),
    "LIST_SEPARATOR": (
        '"{value}": in a cell, separate the values of a list by ;{hint}',
        "“{value}”：单元格内的多个值请用“;”分隔{hint}",
    ),
    "LISTED_TWICE": ('"{value}" is listed twice: list it once', "“{value}”在列表中重复，请只写一次"),
    "LIST_LENGTH": ("the list has a wrong length ({reason})", "列表长度不对（{reason}）"),
    "TEXT_TOO_LONG": ("{value} is longer than {limit} characters", "{value} 超过 {limit} 字"),
    "BAD_CHOICE": ('"{value}" is none of: {choices}{hint}', "“{value}”不在可选值（{choices}）之中{hint}"),
}

NUMBERS: dict[str, tuple[str, str]] = {
    "NUM_FORMAT": (
        '"{value}" is not a plain number: write digits only, as 1000 or 12.5{hint}',
        "“{value}”不是数字，请写阿拉伯数字，不要千分位{hint}",
    ),
    "NUM_TOO_LONG": ("the number has more than {limit} digits", "数字超过 {limit} 位"),
    "NOT_FINITE": (
        "{value} is not an ordinary number (too large, infinite or undefined)",
        "必须是普通数字，{value} 太大、无穷或无定义",
    ),
    "NOT_INTEGER": ("{value} must be a whole number", "须为整数，写的是 {value}"),
    "NEGATIVE": ("{value} must not be negative", "不能为负（{value}）"),
    "OUT_OF_RANGE": ("{value} is out of range: {low} … {high}", "{value} 超出范围：{low} … {high}"),
    "SEED_RANGE": ("the seed {value} must lie between 0 and 2^63-1", "随机种子 {value} 须在 0–2^63-1"),
    "LEADING_ZERO": ("{value} was read as {read}, in the decimal system", "{value} 按十进制读作 {read}"),
    "FULLWIDTH_NUMBER": (
        "{value} was read as {read} (full-width)",
        "已按 {read} 读取（原文 {value} 为全角）",
    ),
    "SD_TOO_SMALL": (
        "a standard deviation of {value} is too small: write 0 for a fixed time, or at least {limit}",
        "标准差 {value} 过小：固定时间请写 0，否则至少 {limit}",
    ),
    "SD_WITHOUT_MEAN": (
        "a standard deviation of {value} needs a mean above 0",
        "有标准差 {value}，但平均值为 0",
    ),
    "ZERO_SERVICE": ('the time of "{value}" is 0', "警告：“{value}”的办理时间为 0"),
    "PROB_SUM": ("the shares add up to {value}; they must not exceed 1", "比例合计 {value}，不得超过 1"),
    "NO_VALUES": ('"{value}" has the law empirical but no values', "“{value}”按经验分布取值，但没有给出数值"),
    "NOT_A_NUMBER_COLUMN": (
        '"{value}" does not hold numbers and cannot be multiplied',
        "“{value}”不是数值，不能相乘",
    ),
}

TIMES: dict[str, tuple[str, str]] = {
    "DURATION_AMBIGUOUS": (
        "{value} looks like a time of day: write a duration in minutes, as 12.5",
        "{value} 像是时刻；时长请写分钟数，如 12.5（即 12分30秒）",
    ),
    "FULLWIDTH_TIME": (
        "{value} was read as {read} (full-width)",
        "已按 {read} 读取（提示：原文 {value} 为全角）",
    ),
    "TIME_FORMAT": (
        "{value} is not a time of day: write 08:30, at most 24:00",
        "{value} 不是时刻，请写 08:30，最晚 24:00",
    ),
    "ZERO_SHIFT": (
        "begins and ends at {value}: is that nothing or 24 hours?",
        "起止相同（{value}）：是 0 小时还是 24 小时？",
    ),
    "OPEN_AFTER_CLOSE": (
        "the hall opens at {first}, after it closes at {value}",
        "开门时间 {first} 晚于关门时间 {value}",
    ),
    "TIME_ORDER": ("{value} lies before {first}", "{value} 早于 {first}"),
    "LAST_TICKET": (
        "the last ticket at {value} must lie after opening ({low}) and by closing ({high})",
        "停止取号时间 {value} 须在 {low} 之后、{high} 之前",
    ),
    "PROFILE_AFTER_CLOSE": (
        "customers come until {value}, but the hall closes at {limit}: they are turned away",
        "警告：到达持续到 {value}，而 {limit} 已关门，届时不再发号",
    ),
    "OVERLAP": ("{value} overlaps {other}", "{value} 与 {other} 重叠"),
    "BAD_DATE": ("there is no day {value}", "没有 {value} 这一天（月份须在 1–12，日期须存在）"),
    "DATE_AMBIGUOUS": (
        "{value} can be read in two ways: write year-month-day, as 2026-01-02",
        "{value} 有歧义，请按年-月-日写，如 2026-01-02",
    ),
    "DATE_FORMAT": (
        "{value} is not a date: write 2026-01-01",
        "{value} 不是日期，请写 2026-01-01 或 2026年1月1日",
    ),
    "DATE_NORMALISED": ("{value} was read as {read}", "{value} 已按 {read} 读取"),
    "DATE_ORDER": ("{value} lies before {first}", "{value} 早于 {first}"),
    "DST_TZ": (
        "the clocks of {value} change on {date}: only time zones without summer time are supported",
        "仅支持无夏令时时区；{value} 在 {date} 调整时钟，该日不是 24 小时",
    ),
    "UNKNOWN_TIMEZONE": ('there is no time zone "{value}"', "没有时区“{value}”"),
    "YEAR_RANGE": ("{value}: the year must lie between {low} and {high}", "{value}：年份须在 {low}–{high}"),
    "RANGE_TOO_LONG": (
        "the horizon has {value} days; at most {limit}",
        "日期跨度 {value} 天，上限 {limit} 天",
    ),
}

OVERLAYS: dict[str, tuple[str, str]] = {
    "EXTENDS_CYCLE": ("extends leads back to itself: {value}", "extends 循环：{value}"),
    "EXTENDS_TOO_DEEP": ("more than {limit} files extend one another", "extends 超过 {limit} 层"),
    "PATH_ESCAPE": (
        '"{value}": extends names files in the scenario\'s folder; no absolute path, ".." or address',
        "“{value}”：extends 只能引用场景目录内的本地文件，不允许绝对路径、“..”、反斜杠和网址",
    ),
    "UNKNOWN_BASE": (
        'there is no scenario "{value}" to extend{hint}',
        "没有可供 extends 的场景“{value}”{hint}",
    ),
    "KEY_FORMAT": (
        '"{value}" is not a key: write arrivals.scale, items.mean_minutes or items[department=aic].mean_minutes',
        "“{value}”不是键；请写成 arrivals.scale、items.mean_minutes 或 items[department=aic].mean_minutes",
    ),
    "NO_MATCH": ('no row of "{table}" matches {value}', "表“{table}”中没有符合 {value} 的行"),
}

IDS: dict[str, tuple[str, str]] = {
    "DUP_ID": (
        'the id "{value}" is given twice (first in {first_file}, row {first})',
        "编号“{value}”重复（首次见 {first_file} 第 {first} 行）",
    ),
    "CONFUSABLE_ID": (
        '"{value}" and "{near}" differ only by spaces, case or width',
        "两个编号“{value}”与“{near}”只差空格、大小写或全半角",
    ),
    "ID_FORMAT": ('"{value}": an id may not hold a semicolon', "“{value}”：编号不能含分号"),
    "UNKNOWN_REF": (
        '"{value}" is not in the table {table}{hint}',
        "“{value}”没有在表 {table} 中定义；相近：{near_or_none}",
    ),
}

HALL: dict[str, tuple[str, str]] = {
    "TOO_MANY_WINDOWS": ("{value} windows; the hall has {limit}", "窗口 {value} 个，大厅只有 {limit} 个"),
    "TOO_MANY_DESKS": ("{value} desks; the hall has {limit}", "后台席位 {value} 个，大厅只有 {limit} 个"),
    "WINDOW_NUMBER": ("window {value}: numbers go up to {limit}", "窗口编号 {value} 超过上限 {limit}"),
    "DESK_NUMBER": ("desk {value}: numbers go up to {limit}", "席位编号 {value} 超过上限 {limit}"),
    "NO_CAPACITY": (
        'customers come to "{value}", but no window serves it',
        "业务“{value}”没有任何窗口可办，但有到达",
    ),
    "UNSERVED": ('no window serves "{value}"', "业务“{value}”没有窗口可办"),
    "NO_OFFICER": (
        'customers come to "{value}", but no window officer may serve it',
        "业务“{value}”有到达，但没有窗口人员可办",
    ),
    "NO_OFFICERS": (
        "there are no officers: only plans without names can be simulated",
        "警告：没有人员表，只能仿真不具名的方案",
    ),
    "NO_ITEM": (
        'customers come to "{value}", but no item there has a weight',
        "“{value}”有到达，但没有带权重的事项",
    ),
    "WINDOW_WITHOUT_DEPARTMENT": (
        "window {value} has no department; only comprehensive ones need none",
        "窗口 {value} 没有部门；只有综合窗口可以不写",
    ),
    "WINDOW_WITHOUT_QUEUE": ("window {value} serves no queue", "窗口 {value} 没有可办的队列"),
    "NO_ROTATION": (
        "window {value} is comprehensive, but windows.rotation names no department",
        "警告：窗口 {value} 为综合窗口，但 windows.rotation 没有列出轮值部门",
    ),
    "SEASON_NOT_MOBILE": ("window {value} is not a mobile window", "窗口 {value} 不是机动窗口"),
    "NO_SEASON": (
        "the mobile window {value} has no season and stands in the hall all year",
        "警告：机动窗口 {value} 没有进驻时段，视为全年开放",
    ),
    "DEPARTMENT_MISMATCH": (
        'the item is of "{value}", its queue "{queue}" of "{other}", and no officer of "{value}" serves it',
        "事项属于“{value}”，而队列“{queue}”属于“{other}”，且“{value}”没有人员在此办理",
    ),
    "MISSING_PROMISE": (
        '"{value}" is a licence or preliminary review and needs a promised time of at least 1 working day',
        "“{value}”为许可或初审，须有承诺时限（至少 1 个工作日）",
    ),
    "PROMISE_WITHOUT_CASE": (
        '"{item}" is handled at the window: no promised time ({value})',
        "“{item}”在窗口即办，不应有承诺时限（{value}）",
    ),
    "STEP_WITHOUT_CASE": (
        '"{value}" is neither a licence nor a preliminary review and opens no case',
        "“{value}”不是许可或初审，没有办件环节",
    ),
    "DUP_POSITION": (
        'two stops of "{item}" stand at position {value}: number them in order',
        "“{item}”的两个后续站次序同为 {value}，请依次编号",
    ),
    "STOP_TO_ITSELF": ('"{value}" leads to itself', "“{value}”的下一站是它自己"),
}

CASES: dict[str, tuple[str, str]] = {
    "TOO_MANY_STEPS": ('"{value}" has {found} steps; at most {limit}', "“{value}”有 {found} 个环节，上限 {limit} 个"),
    "TOO_MANY_STOPS": (
        '"{value}" has {found} further stops; at most {limit}',
        "“{value}”有 {found} 个后续站，上限 {limit} 个",
    ),
    "TOO_MANY_PARTS": ('"{value}" has {found} parts; at most {limit}', "“{value}”有 {found} 个办件，上限 {limit} 个"),
    "AFTER_ELSEWHERE": (
        '"{value}" belongs to "{other}", this row to "{own}": name only rows of "{own}"',
        "“{value}”属于“{other}”，本行属于“{own}”；只能写“{own}”的行",
    ),
    "AFTER_NOT_BEFORE": (
        '"{value}" stands at position {found}: name only what stands at a position lower than {limit}, this row\'s',
        "“{value}”的次序为 {found}；只能写次序小于本行（{limit}）的",
    ),
    "STEP_LACKS": (
        'a step of kind "{kind}" needs a row of the table {value}: name it here',
        "“{kind}”环节须在此写明 {value} 表中的一行",
    ),
    "NOT_FOR_KIND": (
        'a step of kind "{kind}" takes no {field}: leave the cell empty ("{value}")',
        "“{kind}”环节不用 {field}，请留空（“{value}”）",
    ),
    "UNUSED_BY_KIND": (
        'a step of kind "{kind}" does not use {field}: {value} has no effect',
        "警告：“{kind}”环节不用 {field}，{value} 不起作用",
    ),
    "MEETING_KIND": (
        '"{value}" is of kind "{found}": a step of kind "{kind}" needs one of {choices}',
        "“{value}”的种类为“{found}”；“{kind}”环节须为（{choices}）之一",
    ),
    "PAPERS_WITHOUT_DAYS": (
        "the applicant brings papers in {value} working days: give the mean, at least 1",
        "补正平均需 {value} 个工作日：请写平均天数，至少 1",
    ),
    "CLOCK_BEFORE_ACCEPTANCE": (
        '"{value}": a case waiting for papers is not accepted, so no clock runs that could stop: write runs',
        "“{value}”：补正期间尚未受理，时限未起算，无从停止；请写 runs",
    ),
    "CLOSED_WEEKDAYS": (
        (
            'weekdays {value} (1: Monday) are closed in the calendar "{calendar}", make-up days apart: '
            "cases wait for such a day, perhaps for ever"
        ),
        "警告：按日历“{calendar}”，除调休上班外，星期序号 {value}（1 为周一）均不开放；办件会一直等到那样的日子",
    ),
    "NO_DISC_TIMES": (
        'data of the step "{value}" go by disc: give at least one time of day',
        "环节“{value}”的数据以光盘传递，请至少给出一个时刻",
    ),
    "OVERTIME_PAST_MIDNIGHT": (
        "{value} minutes after closing at {close} lie past midnight: at most {limit}",
        "{close} 关门后加班 {value} 分钟将过午夜，上限 {limit} 分钟",
    ),
    "ZERO_FOR_NONE": (
        "{value} would allow nothing: for no limit leave the cell empty, else write at least 1",
        "{value} 表示一件也不行；不设限请留空，否则至少写 1",
    ),
    "PROJECT_WITHOUT_PARTS": (
        'the project "{value}" has no parts: list them in the table project_parts',
        "项目“{value}”没有办件，请在 project_parts 表中列出",
    ),
    "PART_WITHOUT_STEPS": (
        '"{value}" has no steps, so it opens no case: a part of a project is an item with steps',
        "“{value}”没有环节，不产生办件；项目所含须为有环节的事项",
    ),
    "NO_INTAKE": (
        'with projects.one_intake, customers come once for "{value}": name the item that they come for',
        "设有 projects.one_intake 时，“{value}”的申请人只来一次，请写明受理事项",
    ),
    "INTAKE_KIND": (
        '"{value}" is of kind "{kind}": an intake is a handled item that opens no case of its own ({choices})',
        "“{value}”的种类为“{kind}”；受理事项须为本身不产生办件的办理事项（{choices}）",
    ),
}

PLANS: dict[str, tuple[str, str]] = {
    "PLAN_WITHOUT_SESSIONS": ("the plan has no sessions.csv", "方案中没有 sessions.csv"),
    "DAY_OUTSIDE": (
        "day {value} is outside the horizon: open days go from 0 to {limit}",
        "第 {value} 天不在时段内：开放日从 0 到 {limit}",
    ),
    "OFFICER_OVERLAP": (
        'officer "{value}" is at two places on day {day}: {own} and {other}',
        "人员“{value}”第 {day} 天同时在两处：{own} 与 {other}",
    ),
    "WINDOW_OVERLAP": (
        "window {value} is held twice on day {day}: {own} and {other}",
        "窗口 {value} 第 {day} 天被占用两次：{own} 与 {other}",
    ),
    "DESK_OVERLAP": (
        "desk {value} is held twice on day {day}: {own} and {other}",
        "后台席位 {value} 第 {day} 天被占用两次：{own} 与 {other}",
    ),
    "WINDOW_CANNOT_SERVE": (
        'the equipment of window {window} does not allow "{value}"',
        "窗口 {window} 不能办理“{value}”",
    ),
}

COMMANDS: dict[str, tuple[str, str]] = {
    "BUDGET": ("{value} would take too long; at most {limit}", "{value} 耗时过长，上限 {limit}"),
}

TEXTS: dict[str, tuple[str, str]] = {
    **FILES,
    **SHEETS,
    **NOTATION,
    **NUMBERS,
    **TIMES,
    **OVERLAYS,
    **IDS,
    **HALL,
    **CASES,
    **PLANS,
    **COMMANDS,
}
