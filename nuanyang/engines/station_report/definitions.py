"""The tables of the station report: ids, labels and what exactly is counted, in Chinese and English.

The ids are stable; whoever counts in SQL uses these ids and these words.
"""
# ruff: noqa: E501 - labels and definitions stand on one line each

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Lang: TypeAlias = Literal["zh", "en"]

#: Under this age at arrival: a minor. From that age on: old. Both in completed years.
MINOR_BELOW = 18
OLD_FROM = 60

UNKNOWN = "unknown"
#: Row of the table ``departure`` for ways of leaving that none of the named rows explains.
UNEXPLAINED = "unexplained"


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in both languages."""

    zh: str
    en: str

    def of(self, lang: Lang) -> str:
        """The words in one language."""
        return self.en if lang == "en" else self.zh


@dataclass(frozen=True, slots=True)
class RowDefinition:
    """One row of a table."""

    id: str
    label: Text
    definition: Text


@dataclass(frozen=True, slots=True)
class TableDefinition:
    """One table. ``adds_up``: its rows are parts of the total, and no stay is in two of them."""

    id: str
    title: Text
    rows: tuple[RowDefinition, ...]
    adds_up: bool = True

    @property
    def row_ids(self) -> tuple[str, ...]:
        """The ids of the rows in order."""
        return tuple(row.id for row in self.rows)


def _row(id_: str, zh: str, en: str, definition_zh: str, definition_en: str) -> RowDefinition:
    return RowDefinition(id_, Text(zh, en), Text(definition_zh, definition_en))


RECEIVED = TableDefinition(
    "received",
    Text("接收救助", "Received"),
    (
        _row(
            "person_times",
            "救助人次",
            "Person-times",
            "入站日期在统计期内（含首尾两日，按救助站所在时区）的在站救助次数",
            "Stays that began within the period, both days included, in the station's time zone",
        ),
        _row(
            "persons",
            "救助人数",
            "Persons",
            "上述人次中已确认为同一人的只计一人；无姓名、未确认身份者各计一人，从不合并",
            "Stays linked to one person count once; people without a name or confirmed identity are never joined and count one by one",
        ),
    ),
    adds_up=False,
)
ORIGIN = TableDefinition(
    "origin",
    Text("人员来源", "Origin"),
    (
        _row(
            "in_city",
            "本市",
            "This city",
            "户籍地代码前四位与救助站所在地相同（直辖市前两位相同）；有代码以代码为准，无代码按文字",
            "First four digits of the home's region code equal the station's (two in municipalities); the code counts before the text",
        ),
        _row(
            "in_province",
            "本省其他地区",
            "Elsewhere in the province",
            "户籍地代码前两位与救助站所在地相同，且不属于本市",
            "First two digits equal the station's, not in this city",
        ),
        _row(
            "out_of_province",
            "外省（含境外）",
            "Outside the province",
            "户籍地代码前两位与救助站所在地不同，或注明外省、境外",
            "First two digits differ from the station's, or another province or country is named",
        ),
        _row(
            UNKNOWN,
            "来源不详",
            "Unknown",
            "没有户籍地，或无法对应到行政区划",
            "No home is stated, or none that matches a region",
        ),
    ),
)
SEX = TableDefinition(
    "sex",
    Text("性别", "Sex"),
    (
        _row("male", "男", "Male", "登记性别为男", "Registered as male"),
        _row("female", "女", "Female", "登记性别为女", "Registered as female"),
        _row(UNKNOWN, "不详", "Unknown", "未登记或无法识别", "Not registered or not readable"),
    ),
)
AGE = TableDefinition(
    "age",
    Text("入站时年龄", "Age at arrival"),
    (
        _row(
            "minor",
            "未成年人（不满 18 周岁）",
            "Minors (under 18)",
            "入站当日不满 18 周岁；依次按出生日期、有效身份证号、所填年龄认定",
            "Under 18 on the day of arrival; by birth date, else a valid identity number, else the stated age",
        ),
        _row(
            "working_age",
            "18 至 59 周岁",
            "Working age (18–59)",
            "入站当日已满 18 周岁、不满 60 周岁；依据同上",
            "18 to 59 on the day of arrival; same sources",
        ),
        _row(
            "old",
            "老年人（60 周岁及以上）",
            "Old (60 and over)",
            "入站当日已满 60 周岁；依据同上",
            "60 or over on the day of arrival; same sources",
        ),
        _row(
            UNKNOWN,
            "年龄不详",
            "Unknown",
            "没有出生日期、有效身份证号，也没有可用的年龄",
            "Neither birth date nor valid identity number nor a usable age",
        ),
    ),
)
KEY_GROUPS = TableDefinition(
    "key_groups",
    Text("重点人员", "Key groups"),
    (
        _row(
            "limb_disability",
            "肢体残疾",
            "Physical disability",
            "登记为肢体残疾（只写残疾、未写类别的计入）",
            "Registered with a physical disability (or a disability of no stated kind)",
        ),
        _row(
            "mental_illness",
            "精神障碍（含疑似）",
            "Mental illness (incl. suspected)",
            "登记为精神障碍或疑似精神障碍",
            "Registered with a mental illness, confirmed or suspected",
        ),
        _row(
            "dementia_or_intellectual",
            "痴呆或智力障碍",
            "Dementia or intellectual disability",
            "登记为痴呆、失智或智力障碍",
            "Registered with dementia or an intellectual disability",
        ),
        _row(
            "none",
            "均无",
            "None of these",
            "不属于以上任何一类；前三类可能重叠",
            "In none of the groups above, which may overlap",
        ),
    ),
    adds_up=False,
)
DEPARTURE = TableDefinition(
    "departure",
    Text("离站去向", "Departure"),
    (
        _row("escorted_home", "护送返乡", "Escorted home", "由工作人员护送回户籍地或家中", "Brought home by staff"),
        _row(
            "funded_return",
            "资助返乡",
            "Funded return",
            "提供乘车凭证或购票资助返乡",
            "Went home with a ticket or travel voucher",
        ),
        _row(
            "collected_by_kin",
            "亲属或单位接回",
            "Collected by kin or employer",
            "由亲属、单位或村（居）委会接领",
            "Collected by family, employer or village committee",
        ),
        _row(
            "left_by_choice",
            "自行离站",
            "Left by choice",
            "本人自愿离站并办理手续",
            "Left at the person's own wish, with formalities",
        ),
        _row("left_without_notice", "擅自离站", "Left without notice", "未办手续擅自离站", "Left without formalities"),
        _row("hospital", "送医治疗", "Hospital", "离站时送往医院", "Taken to hospital"),
        _row(
            "transferred",
            "移交其他机构",
            "Transferred",
            "移交其他救助站或有关部门",
            "Handed over to another station or authority",
        ),
        _row("resettled", "安置", "Resettled", "在福利、供养等机构或落户安置", "Placed in care or settled"),
        _row("ended", "终止救助", "Ended", "依规定终止救助", "Aid ended under the rules"),
        _row("died", "死亡", "Died", "在救助期间死亡", "Died while in the station's care"),
        _row(
            "still_in",
            "在站",
            "Still in the station",
            "统计期末仍在站，或离站日期晚于统计期末",
            "Still in the station when the period ended, or left after it",
        ),
        _row(
            UNEXPLAINED,
            "未说明",
            "Unexplained",
            "已离站，但离站方式为空或无法归入以上各类",
            "Left, but how is not said or fits none of the above",
        ),
    ),
)
TABLES: tuple[TableDefinition, ...] = (RECEIVED, ORIGIN, SEX, AGE, KEY_GROUPS, DEPARTURE)

#: Words of the printed report.
WORDS: dict[str, Text] = {
    "title": Text("救助站统计报告", "Rescue station report"),
    "station": Text("救助站", "Station"),
    "period": Text("统计期", "Period"),
    "span": Text("%(from)s 至 %(to)s（含首尾两日）", "%(from)s to %(to)s, both days included"),
    "item": Text("项目", "Item"),
    "value": Text("数量", "Number"),
    "share": Text("占比", "Share"),
    "definition": Text("统计口径", "Definition"),
    "total": Text("合计（人次）", "Total (person-times)"),
    "unexplained": Text("其中未说明", "of which unexplained"),
    "overlap": Text("各项可能重叠，相加不等于合计", "Rows may overlap and do not add up to the total"),
    "chart": Text("图", "Chart"),
}
