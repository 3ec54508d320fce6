# ruff: noqa: E501 - patterns and sentences stand on one line each
"""Every sentence the reader of a ledger may say, in both languages."""

from __future__ import annotations

from .model import Message

_TEXTS: dict[str, tuple[str, str]] = {
    # why a file cannot be read
    "missing_file": ("找不到文件：%(name)s", "No such file: %(name)s"),
    "is_folder": ("这是文件夹，不是文件：%(name)s", "This is a folder, not a file: %(name)s"),
    "unreadable_file": ("无法读取文件 %(name)s（%(why)s）", "The file %(name)s cannot be read (%(why)s)"),
    "empty_file": ("文件是空的，不是工作簿", "The file is empty, not a workbook"),
    "html_file": (
        "这是网页（HTML）文件，不是工作簿；请用 Excel 或 WPS 打开后另存为 .xlsx",
        "This is a web page (HTML), not a workbook; open it in Excel or WPS and save it as .xlsx",
    ),
    "text_file": (
        "这是文本文件（如 CSV），不是工作簿；请用 Excel 或 WPS 打开后另存为 .xlsx",
        "This is a text file (such as CSV), not a workbook; open it in Excel or WPS and save it as .xlsx",
    ),
    "truncated_file": (
        "工作簿不完整或已损坏，请重新导出或复制",
        "The workbook is truncated or damaged; export or copy it again",
    ),
    "password_file": ("工作簿设有密码，请先取消密码再导入", "The workbook has a password; remove it first"),
    "not_a_workbook": (
        "不是工作簿（支持 .xlsx、.xlsm、.xls、.xlsb、.ods）",
        "Not a workbook (.xlsx, .xlsm, .xls, .xlsb and .ods are read)",
    ),
    "no_sheets": ("工作簿里没有可读的工作表", "The workbook has no readable sheet"),
    # sheets
    "sheet_blank": ("空白工作表", "Blank sheet"),
    "sheet_no_headings": (
        "没有找到台账表头（姓名、入站日期等）",
        "No ledger headings were found (name, date of arrival …)",
    ),
    "sheet_no_arrival": (
        "表头中没有入站日期一列，无法作为入站台账",
        "There is no column for the date of arrival, so it is not a ledger of stays",
    ),
    "sheet_not_grid": ("不是单元格工作表（图表或宏）", "Not a sheet of cells (chart or macro)"),
    "sheet_copy": (
        "本表 %(rows)d 行与其他工作表完全重复，视为副本，未重复计入",
        "All %(rows)d rows stand in other sheets as well: taken for a copy and not counted twice",
    ),
    "sheet_hidden": ("隐藏的工作表，其中的行已读入", "A hidden sheet; its rows were read"),
    "arrival_guessed": (
        "没有明确的入站日期一列，以“%(column)s”列为入站日期，请核对",
        "No column is clearly the date of arrival; “%(column)s” was taken for it: please check",
    ),
    "people_left_out": (
        "有 %(rows)d 行像是受助人员，没有读入：%(why)s",
        "%(rows)d lines look like people and were not read: %(why)s",
    ),
    "rows_without_headings": ("这些行上方没有能看懂的表头", "There are no headings above them that can be read"),
    "column_guessed": (
        "列“%(column)s”按内容当作“%(field)s”，请核对",
        "The column “%(column)s” was taken for “%(field)s” by its contents: please check",
    ),
    "columns_not_understood": (
        "列%(columns)s没有看懂，其中的内容不导入",
        "Columns not understood, what they hold is not imported: %(columns)s",
    ),
    # rows that are not people
    "note": ("说明、标题或签名行，不是受助人员", "A note, title or signature, not a person"),
    "heading": ("重复的表头", "Headings repeated"),
    "remark_only": ("只有备注，没有人员信息", "Only a remark, nothing about a person"),
    "number_only": ("只有序号的空行", "A numbered line that is otherwise blank"),
    "blank_merged": ("合并单元格延伸的空行", "A blank line within merged cells"),
    "nothing_known": ("没有任何人员信息", "Nothing about a person"),
    "continuation": (
        "与上一行同属一人（合并单元格），内容已并入上一行",
        "Continues the line above (merged cells); what it says was added there",
    ),
    # refusals
    "arrival_missing": ("没有入站日期", "No date of arrival"),
    "arrival_unreadable": ("入站日期无法识别", "The date of arrival cannot be read"),
    "arrival_no_such_day": ("入站日期不存在（如 2 月 30 日）", "The day of arrival does not exist"),
    "arrival_day_missing": ("入站日期没有写到日", "The date of arrival does not name the day"),
    "arrival_year_missing": (
        "入站日期没有年份，标题中也找不到",
        "The date of arrival has no year and none stands in the title",
    ),
    "arrival_implausible": ("入站日期不合理（%(date)s）", "The date of arrival is implausible (%(date)s)"),
    "arrival_in_future": ("入站日期在将来（%(date)s）", "The date of arrival lies in the future (%(date)s)"),
    "left_before_arrival": (
        "离站日期（%(left)s）早于入站日期（%(arrived)s）",
        "The date of leaving (%(left)s) is before the date of arrival (%(arrived)s)",
    ),
    "formula_without_value": (
        "单元格是公式，文件里没有算出的值；请用 Excel 或 WPS 打开并保存后再导入",
        "The cell is a formula and the file holds no value for it: open and save it in Excel or WPS, then import again",
    ),
    # flags
    "arrival_assumed": ("入站日期按上下文补全为 %(date)s", "The date of arrival was completed to %(date)s"),
    "left_assumed": ("离站日期按上下文补全为 %(date)s", "The date of leaving was completed to %(date)s"),
    "left_unreadable": (
        "离站日期无法识别，已按原文保留",
        "The date of leaving cannot be read; the text is kept",
    ),
    "left_missing": ("有离站方式但没有离站日期", "A way of leaving is named but no date"),
    "left_but_in_station": (
        "离站方式为在站，却填了离站日期",
        "It says still in the station and yet a date of leaving",
    ),
    "left_day_missing": ("离站日期没有写到日", "The date of leaving does not name the day"),
    "long_stay": ("在站 %(days)d 天，请核对年份", "A stay of %(days)d days: check the year"),
    "name_missing": ("没有姓名", "No name"),
    "name_placeholder": (
        "姓名为代称，不与任何人自动合并",
        "The name is a stand-in and is never joined with anyone",
    ),
    "sex_missing": ("没有填写性别", "Sex is not stated"),
    "sex_unreadable": ("性别无法识别", "Sex cannot be read"),
    "sex_conflict": ("性别与身份证号不一致", "Sex and identity number disagree"),
    "birth_unreadable": (
        "出生日期无法识别，已按原文保留",
        "The date of birth cannot be read; the text is kept",
    ),
    "birth_after_arrival": ("出生日期晚于入站日期", "The date of birth is after the date of arrival"),
    "birth_implausible": (
        "出生日期不合理（超过 120 岁）",
        "The date of birth is implausible (over 120 years)",
    ),
    "birth_assumed": ("出生日期按 %(date)s 理解", "The date of birth is read as %(date)s"),
    "birth_conflict": ("出生日期与身份证号不一致", "Date of birth and identity number disagree"),
    "age_conflict": (
        "所填年龄与出生日期或身份证号相差 %(years)d 岁",
        "The stated age and the date of birth or identity number differ by %(years)d years",
    ),
    "age_crosses_bands": (
        "年龄写的是 %(low)d–%(high)d 岁，跨越未成年、成年、老年的分界，统计时列为年龄不详",
        "The age is given as %(low)d–%(high)d, which lies in more than one age group: counted as unknown",
    ),
    "age_unreadable": ("年龄无法识别，已按原文保留", "The age cannot be read; the text is kept"),
    "age_unknown": (
        "没有年龄、出生日期或有效身份证号",
        "Neither age nor date of birth nor a valid identity number",
    ),
    "identity_invalid": (
        "身份证号不正确（%(why)s），已按原文保留",
        "The identity number is wrong (%(why)s); the text is kept",
    ),
    "identity_digits_lost": (
        "身份证号以数字保存，末几位已丢失",
        "The identity number was stored as a number: its last digits are lost",
    ),
    "identity_extracted": ("从文字中取出身份证号", "The identity number was taken out of a text"),
    "identity_legacy": ("15 位旧身份证号", "An old identity number of 15 digits"),
    "identity_shared": (
        "同一身份证号在第 %(row)s 行写的是另一个姓名，按两人导入，请核对",
        "Row %(row)s has the same identity number under another name; they come in as two people: please check",
    ),
    "origin_unknown": ("户籍地无法对应到行政区划", "The place of origin matches no region"),
    "origin_code_wrong": (
        "户籍地代码不是有效的行政区划代码",
        "The code of the place of origin is not a region code",
    ),
    "origin_conflict": (
        "户籍地文字与代码不一致，以代码为准",
        "Text and code of the place of origin disagree; the code counts",
    ),
    "departure_unexplained": (
        "离站方式“%(text)s”无法归类，单独列出",
        "The way of leaving “%(text)s” fits no class and is listed by itself",
    ),
    "departure_column_missing": (
        "有离站日期，但表头中没有看懂哪一列是离站方式",
        "A date of leaving, but no column was understood as the way of leaving",
    ),
    "departure_missing": ("有离站日期但没有离站方式", "A date of leaving but no way of leaving"),
    "disability_assumed": (
        "只写残疾，未写类别，按肢体残疾计",
        "Disability without its kind: counted as a bodily one",
    ),
    "group_from_remarks": ("重点人员类别取自备注", "The key group was taken from the remarks"),
    "ditto": ("“同上”，取上一行的值", "“As above”: the value of the line above was taken"),
    "age_estimated": ("年龄是估计的", "The age is an estimate"),
    "left_time_before_arrival": (
        "同日离站，离站时刻早于入站时刻",
        "Left on the day of arrival, at an earlier hour",
    ),
    "arrival_from_other_column": (
        "入站日期取自“%(column)s”列",
        "The date of arrival was taken from the column “%(column)s”",
    ),
    # totals
    "total_rows": (
        "%(label)s写的是 %(stated)s 人次，实际 %(counted)s 行",
        "%(label)s states %(stated)s people, %(counted)s rows were counted",
    ),
    "total_column": (
        "%(label)s中“%(column)s”写的是 %(stated)s，实际合计 %(counted)s",
        "%(label)s states %(stated)s for “%(column)s”, the rows add up to %(counted)s",
    ),
    "total_sex": (
        "%(label)s写的%(sex)s是 %(stated)s 人，实际 %(counted)s 人",
        "%(label)s states %(stated)s (%(sex)s), %(counted)s were counted",
    ),
}

#: Why an identity number is wrong.
_IDENTITY_FAULTS = {
    "length": ("位数不对", "number of digits"),
    "characters": ("含有其他字符", "foreign characters"),
    "check_digit": ("校验码不符", "check digit"),
    "birth_date": ("出生日期不存在", "no such birth date"),
    "pattern": ("格式不对", "form"),
    "digits_lost": ("末几位已丢失", "digits lost"),
}


def say(code: str, **values: object) -> Message:
    """The sentence of a code with its values filled in."""
    zh, en = _TEXTS[code]
    return Message(zh % values, en % values) if values else Message(zh, en)


def say_identity_faults(faults: tuple[str, ...]) -> Message:
    """The sentence for a wrong identity number."""
    known = [_IDENTITY_FAULTS[f] for f in faults if f in _IDENTITY_FAULTS]
    zh, en = _TEXTS["identity_invalid"]
    return Message(
        zh % {"why": "、".join(k[0] for k in known)},
        en % {"why": ", ".join(k[1] for k in known)},
    )


#: What a field is called, for columns that were guessed.
_FIELDS = {
    "arrived": ("入站日期", "date of arrival"),
    "left": ("离站日期", "date of leaving"),
    "birth": ("出生日期", "date of birth"),
    "identity": ("身份证号", "identity number"),
    "sex": ("性别", "sex"),
    "age": ("年龄", "age"),
    "departure": ("离站方式", "way of leaving"),
    "arrival_mode": ("来站方式", "way of coming"),
    "reason": ("求助原因", "reason for help"),
    "origin": ("户籍地", "place of origin"),
    "remarks": ("备注", "remarks"),
    "health": ("身体状况", "health"),
    "health_limb": ("肢体残疾", "physical disability"),
    "health_mental": ("精神障碍", "mental illness"),
    "health_intellect": ("智力障碍", "intellectual disability"),
}


def say_guess(column: str, name: str) -> Message:
    """The sentence for a column that was taken for a field."""
    field_zh, field_en = _FIELDS[name]
    zh, en = _TEXTS["column_guessed"]
    return Message(zh % {"column": column, "field": field_zh}, en % {"column": column, "field": field_en})


def say_not_understood(columns: list[str]) -> Message:
    """The sentence for the columns of a sheet that mean nothing known."""
    zh, en = _TEXTS["columns_not_understood"]
    return Message(
        zh % {"columns": "".join(f"“{c}”" for c in columns)},
        en % {"columns": ", ".join(f"“{c}”" for c in columns)},
    )


def say_left_out(rows: int, why: Message) -> Message:
    """The sentence for people that were not read."""
    zh, en = _TEXTS["people_left_out"]
    return Message(zh % {"rows": rows, "why": why.zh}, en % {"rows": rows, "why": why.en})


def codes() -> frozenset[str]:
    """All codes."""
    return frozenset(_TEXTS)
