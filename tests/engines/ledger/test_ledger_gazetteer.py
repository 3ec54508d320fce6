"""From names of places to region codes: only what is certain."""

from __future__ import annotations

import pytest

from nuanyang.engines.ledger.gazetteer import NameGazetteer, find_origin, hint_of, short_forms, valid_code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("四川省德阳市中江县", "510623"), ("四川中江", "510623"), ("四川省/德阳市/中江县", "510623"), ("四川 德阳 中江县", "510623"), ("德阳中江县", "510623"), ("中江县仓山镇3村", "510623"),
        ("510623四川中江", "510623"), ("510623198001", "510623"), ("川省中江", "510623"), ("四川省", "510000"), ("四川人", "510000"), ("四川省某县", "510000"), ("广西", "450000"),
        ("广西壮族自治区", "450000"), ("内蒙", "150000"), ("内蒙古自治区", "150000"), ("吉林", "220000"), ("吉林市", "220200"), ("吉林省吉林市", "220200"), ("海南", "460000"), ("海南州", "632500"),
        ("凉山州木里县", "513422"), ("凉山", "513400"), ("重庆万州", "500101"), ("渝市", "500000"), ("湖北仙桃", "429004"), ("云南省楚雄州楚雄市", "532301"), ("长沙", "430100"),
        ("大通县", "630121"), ("香港", "810000"), ("户籍：四川省中江县", "510623"), ("本市", "510900"), ("本市船山区", "510903"), ("省内绵阳市", "510700"), ("本省", "510000"),
        ("本省其他市", "510000"), ("朝阳市", "211300"), ("北京朝阳区", "110105"), ("市内", "510900"),
    ],
)  # fmt: skip
def test_places(gazetteer, text, code):
    assert gazetteer.resolve(text, "510900") == code


@pytest.mark.parametrize("text", ["朝阳区", "和平区", "外省", "不详", "", "火星", "无", "国外"])
def test_what_is_not_certain_is_not_answered(gazetteer, text):
    assert gazetteer.resolve(text, "510900") is None


def test_what_is_near_decides_between_equal_names(gazetteer):
    assert gazetteer.resolve("朝阳区", "110101") == "110105"
    assert gazetteer.resolve("朝阳区", "220300") == "220104"
    assert gazetteer.resolve("和平区", "210100") == "210102"


def test_a_name_shared_within_one_province_gives_the_province():
    places = NameGazetteer([("510100", "甲市", None), ("510200", "乙市", None), ("510101", "同名县", None), ("510202", "同名县", None)])
    assert places.resolve("同名县", "") == "510000"
    assert places.resolve("乙市同名县", "") == "510202"


def test_relative_words_need_the_station(gazetteer):
    assert gazetteer.resolve("本市", "") is None
    assert gazetteer.resolve("本市", "110101") == "110000"
    assert gazetteer.resolve("区内", "450900") == "450000"
    assert gazetteer.resolve("本县", "510921") == "510921"


@pytest.mark.parametrize(
    ("text", "hint"), [("外省", "out_of_province"), ("国外", "out_of_province"), ("本省其他市", "in_province"), ("市外省内", "in_province"), ("本市", "in_city"), ("本省", "in_province"), ("四川", "")]
)
def test_hints(text, hint):
    assert hint_of(text) == hint


def test_short_forms():
    assert short_forms("凉山彝族自治州") == ["凉山彝族自治州", "凉山州", "凉山"]
    assert short_forms("伊犁哈萨克自治州") == ["伊犁哈萨克自治州", "伊犁州", "伊犁"]
    assert short_forms("前郭尔罗斯蒙古族自治县")[1] == "前郭尔罗斯县"
    assert short_forms("泾县") == ["泾县"]


@pytest.mark.parametrize(("text", "code"), [("510921", "510921"), ("510921.0", "510921"), ("５１０９２１", "510921"), ("510921001000", "510921"), ("990921", ""), ("51092", ""), ("", "")])
def test_codes(text, code):
    assert valid_code(text) == code


def test_the_code_comes_before_the_text(gazetteer):
    assert find_origin("云南省", "510921", "510900", gazetteer).code == "510921"
    assert find_origin("外省", "", "510900", gazetteer) == find_origin("省外", "", "510900", gazetteer)
    assert NameGazetteer().resolve("四川省德阳市", "") == "510000"


def test_abolished_names_count_where_no_name_in_force_does():
    now = [("510100", "成都市", None), ("510185", "简阳市", None), ("512000", "资阳市", None)]
    old = [("512081", "简阳市", None), ("512022", "乐至老县", None), ("139001", "石家庄市", None)]
    places = NameGazetteer(now, old)
    assert places.resolve("四川省简阳市", "510900") == "510185"
    assert places.resolve("四川省简阳市", "512000") == "512081", "a station knows the old names of its own city"
    assert places.resolve("乐至老县", "") == "512022"


def test_a_county_named_like_its_city():
    places = NameGazetteer([("652900", "阿克苏地区", None), ("652901", "阿克苏市", None), ("130500", "邢台市", None), ("130521", "邢台县", None)])
    assert places.resolve("新疆阿克苏地区阿克苏市", "") == "652901"
    assert places.resolve("邢台邢台", "") == "130521"
    assert places.resolve("邢台", "") == "130500"
