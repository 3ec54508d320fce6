"""What stations write about leaving, and about body and mind."""

from __future__ import annotations

import pytest

from nuanyang.engines.ledger import departures, health

SAID = {
    "escorted_home": "护送返乡 护送回家 护送返家 护送至原籍 护送至户籍地民政局 民警护送返乡 工作人员送回家 1.护送返乡 救助站护送返乡",
    "funded_return": "资助返乡 资助返乡(乘车凭证) 购票返乡 乘车凭证 购票 提供车票返乡 资助购票返乡 乘车返乡 发放乘车凭证",
    "collected_by_kin": "亲属接回 家属接领 亲属接领 单位接回 由父亲接走 儿子接回 家属来站接回 亲属领回 村委会接回 亲友接走 家属来救助站接回 接领",
    "left_by_choice": "自行离站 自愿离站 自愿放弃救助 主动离站 本人要求离站 自行离开 自行返乡 自行购票返乡",
    "left_without_notice": "擅自离站 不辞而别 未办手续离站 逃跑 未办理离站手续",
    "hospital": "送医治疗 送医 住院 医院 送往医院 送精神病院治疗 护送至医院 转院",
    "transferred": "转送 移交 移交其他救助站 跨省护送至成都市救助站 护送至成都市救助管理站 流出地救助站接回 跨省移交 派出所带走",
    "resettled": "安置 转市福利院 送往敬老院安置 托养 护送至福利院",
    "ended": "终止救助 不符合救助条件 不予救助",
    "died": "死亡 病故",
    "still_in": "在站 未离站 仍在站 滞留 站内照料 尚未离站",
}


@pytest.mark.parametrize(("expected", "text"), [(k, t) for k, words in SAID.items() for t in words.split()])
def test_departures(expected, text):
    assert departures.classify(text) == expected


@pytest.mark.parametrize("text", ["其他", "返乡", "离站", "乘飞船", "1"])
def test_what_no_class_explains_is_other(text):
    assert departures.classify(text) == departures.OTHER


@pytest.mark.parametrize("text", ["", "无", "不详", "——", "/"])
def test_nothing_said(text):
    assert departures.classify(text) == ""


def test_every_class_has_words():
    assert set(SAID) == set(departures.IDS)


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("健康", ""), ("体弱", ""), ("疑似精神障碍", "m"), ("肢体残疾", "l"), ("智力障碍(痴呆)", "d"), ("精神正常", ""), ("无残疾", ""), ("精神病人", "m"), ("智障", "d"),
        ("聋哑", ""), ("视力残疾", ""), ("精神残疾二级", "m"), ("智力残疾", "d"), ("多重残疾(肢体、智力)", "ld"), ("无精神病史", ""), ("精神状况良好,肢体残疾", "l"), ("下肢瘫痪", "l"),
        ("听力残疾", ""), ("精神、智力均正常", ""), ("未发现精神异常", ""), ("无精神障碍和智力障碍", ""), ("身体健康,精神异常", "m"), ("老年痴呆", "d"), ("精神分裂症", "m"),
    ],
)  # fmt: skip
def test_key_groups(text, groups):
    letters = {"l": "limb_disability", "m": "mental_illness", "d": "dementia_or_intellectual"}
    assert health.groups_in(text) == (frozenset(letters[g] for g in groups), False)


def test_disability_without_its_kind_is_assumed_bodily_but_not_in_remarks():
    assert health.groups_in("残疾") == ({"limb_disability"}, True)
    assert health.groups_in("残疾", remarks=True) == (set(), False)


def test_remarks_about_others_do_not_count():
    assert health.groups_in("母亲患精神病,其本人肢体残疾", remarks=True)[0] == {"limb_disability"}


def test_columns_of_ticks():
    assert health.groups_in("√", "mental_illness")[0] == {"mental_illness"}
    assert health.groups_in("否", "mental_illness")[0] == set()
    assert health.groups_in("√")[0] == set()
