"""What single cells may hold: dates, ages, papers, sexes, departures."""

from __future__ import annotations

import datetime as dt

import pytest

HEAD = ["姓名", "性别", "出生日期", "年龄", "证件号码", "户籍地", "户籍地代码", "入站日期", "离站日期", "离站方式", "身体状况", "备注"]


def line(**cells):
    plain = dict.fromkeys(HEAD)
    plain.update({"姓名": "李明", "性别": "男", "入站日期": "2013-05-01"})
    plain.update(cells)
    return list(plain.values())


def codes(row):
    return {f.code for f in row.flags}


def refusals(row):
    return [(r.code, r.column) for r in row.refusals]


@pytest.fixture
def one(read_rows):
    """Reads one line with some cells set."""

    def read(title="台账", **cells):
        (row,) = read_rows([title], HEAD, line(**cells), name="表").rows
        return row

    return read


MAY_DAY = dt.date(2013, 5, 1)


@pytest.mark.parametrize(
    "cell",
    [
        "2013年5月1日", "2013.5.1", "2013-05-01", "2013/5/1", "20130501", 20130501, "２０１３年５月１日", "二〇一三年五月一日", 41395, "41395", 41395.354,
        dt.date(2013, 5, 1), dt.datetime(2013, 5, 1, 8, 30), "2013-05-01 08:30", "2013年5月1日上午", "2013 年 5 月 1 日", "13.5.1", "2013-5-1（星期三）", "2013年05月01日08时30分",  # noqa: DTZ001 - cells hold no time zone
        "'2013-05-01", "2013.05.01 ",
    ],
)  # fmt: skip
def test_dates_in_every_writing(one, cell):
    assert one(入站日期=cell).arrived.value == MAY_DAY


@pytest.mark.parametrize(
    ("cell", "title"), [("5月1日", "2013年5月台账"), ("5.1", "2013年台账"), ("1日", "2013年5月"), (1, "2013年5月"), ("5/1", "二○一三 2013 年五月")]
)
def test_a_day_without_year_is_completed_from_the_title(one, cell, title):
    row = one(title, 入站日期=cell)
    assert row.arrived.value == MAY_DAY
    assert "arrival_assumed" in codes(row)


def test_the_year_may_stand_in_the_sheets_name(new_book):
    book = new_book().sheet([HEAD, line(入站日期="5月1日")], name="2013年5月").read()
    assert next(book.rows).arrived.value == MAY_DAY


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (None, "arrival_missing"), ("不详", "arrival_missing"), ("2013年2月30日", "arrival_no_such_day"), ("上午来的", "arrival_unreadable"),
        ("2013年5月", "arrival_day_missing"), ("5月1日", "arrival_year_missing"), (45, "arrival_implausible"), ("昨天", "arrival_unreadable"), (True, "arrival_unreadable"),
    ],
)  # fmt: skip
def test_a_row_without_a_day_of_arrival_is_refused(one, cell, code):
    assert refusals(one(入站日期=cell)) == [(code, "入站日期")]


def test_leaving_before_arriving_is_refused(one):
    row = one(离站日期="2013-04-30", 离站方式="护送返乡")
    assert refusals(row) == [("left_before_arrival", "离站日期")]
    assert row.refusals[0].value == "2013-04-30"
    assert not one(离站日期="2013年5月", 离站方式="护送返乡").refused, "the month of arrival may still hold the day of leaving"


def test_future_arrivals_are_refused_when_today_is_known(read_rows):
    rows = [HEAD, line(入站日期="2013-05-02")]
    assert refusals(next(read_rows(*rows, today=MAY_DAY).rows)) == [("arrival_in_future", "入站日期")]
    assert not next(read_rows(*rows).rows).refused


def test_days_counted_from_1904(new_book):
    book = new_book()
    book.options = {"date_1904": True}
    bare = 41395 - 1462
    rows = list(book.sheet([HEAD, line(入站日期=dt.date(2013, 5, 1)), line(入站日期=bare), line(入站日期=str(bare)), line(出生日期=bare - 20000)]).read().rows)
    assert [r.arrived.value for r in rows[:3]] == [MAY_DAY] * 3
    assert rows[3].birth.value == MAY_DAY - dt.timedelta(days=20000)


def test_a_span_in_one_cell_gives_both_days(one):
    for cell in ("2013年5月1日至5月4日", "2013.5.1-2013.5.4", "2013.5.1—5.4", "2013-05-01~2013-05-04"):
        row = one(入站日期=cell)
        assert (row.arrived.value, row.left.value) == (MAY_DAY, dt.date(2013, 5, 4)), cell


def test_time_of_day_in_a_column_of_its_own(read_rows):
    head = ["姓名", "性别", "到站日期", "到站时间"]
    rows = list(read_rows(head, ["甲", "男", "2013-05-01", "08:30"], ["乙", "男", "2013-05-01", dt.time(8, 30)], ["丙", "男", "2013-05-01", "8时30分"]).rows)
    assert {(r.arrived.value, r.arrived.time_of_day) for r in rows} == {(MAY_DAY, dt.time(8, 30))}
    alone = list(read_rows(["姓名", "性别", "到站时间"], ["甲", "男", "2013-05-01 08:30"]).rows)
    assert (alone[0].arrived.value, alone[0].arrived.time_of_day) == (MAY_DAY, dt.time(8, 30))


@pytest.mark.parametrize(
    ("cell", "stated", "flag"),
    [
        (45, 45, None), ("45", 45, None), ("45岁", 45, None), ("约45岁", 45, "age_estimated"), ("六十", 60, None), ("４５", 45, None), ("45岁左右", 45, "age_estimated"),
        ("40-50", 45, "age_estimated"), ("3个月", 0, None), (dt.date(1900, 2, 14), 45, None), ("好多岁", None, "age_unreadable"), (500, None, "age_unreadable"), ("未成年", None, "age_estimated"),
    ],
)  # fmt: skip
def test_ages(one, cell, stated, flag):
    row = one(年龄=cell)
    assert row.age.stated == stated
    assert not row.refused
    assert codes(row) & {"age_estimated", "age_unreadable"} == ({flag} if flag else set())


def test_identity_numbers_wrong_or_right_are_kept(one):
    right = one(证件号码="510904197001019931")
    assert right.identity.valid and right.identity.birth_date == dt.date(1970, 1, 1)
    assert "identity_invalid" not in codes(right)
    wrong = one(证件号码="510904197001019932")
    assert (wrong.identity_text, wrong.identity.valid, wrong.refused) == ("510904197001019932", False, False)
    assert "identity_invalid" in codes(wrong)
    assert one(证件号码="'５１０９０４１９７００１０１９９３１ ").identity.number == "510904197001019931"
    assert one(证件号码="身份证510904197001019931（已核）").identity.number == "510904197001019931"
    assert "identity_extracted" in codes(one(证件号码="身份证510904197001019931（已核）"))
    assert one(证件号码="510904700101993").identity.number.startswith("51090419700101993")


def test_identity_numbers_stored_as_numbers_have_lost_digits(one):
    for cell in (510904197001019931, "5.10904E+17"):
        row = one(证件号码=cell)
        assert "identity_digits_lost" in codes(row)
        assert not row.identity.valid and row.identity.birth_date is None
        assert row.identity_text


def test_facts_that_contradict_each_other_are_flagged(one):
    assert "sex_conflict" in codes(one(性别="女", 证件号码="510904197001019931"))
    assert "birth_conflict" in codes(one(出生日期="1971-01-01", 证件号码="510904197001019931"))
    assert "birth_conflict" not in codes(one(出生日期="1970年1月", 证件号码="510904197001019931"))
    assert "age_conflict" in codes(one(出生日期="1970-01-01", 年龄=50))
    assert "age_conflict" not in codes(one(出生日期="1970-01-01", 年龄=44))
    assert "age_conflict" not in codes(one(出生日期="1970-01-01", 年龄="约46岁"))
    assert "birth_after_arrival" in codes(one(出生日期="2014-01-01"))
    assert "birth_implausible" in codes(one(出生日期="1870-01-01"))


def test_blanks_and_stand_ins_are_kept_and_flagged(one):
    blank = one(姓名=None, 性别="不详")
    assert not blank.refused and blank.name == "" and not blank.name_known
    assert codes(blank) >= {"name_missing", "sex_missing", "age_unknown", "origin_unknown"}
    stand_in = one(姓名="无名氏54")
    assert (stand_in.name, stand_in.name_known) == ("无名氏54", False)
    assert "sex_unreadable" in codes(one(性别="？男女"))
    assert one(性别=1).sex.name == "MALE"
    assert one(姓名="阿依古丽·买买提").name == "阿依古丽·买买提"
    assert one(姓名="John  Smith").name == "John Smith"


@pytest.mark.parametrize(
    ("text", "code", "origin", "flag"),
    [
        ("本市", "510921", "510921", None), ("四川省", 510921, "510921", None), ("四川省", None, "510000", None), ("四川省德阳市中江县", None, "510623", None),
        ("510623", None, "510623", None), ("510623 四川中江", None, "510623", None), ("本市", None, "510900", None), ("外省", None, "", None), ("不详", None, "", "origin_unknown"),
        ("四川", "99", "510000", "origin_code_wrong"), ("云南省", "510921", "510921", "origin_conflict"), (None, "510921100000", "510921", None), ("火星", None, "", "origin_unknown"),
    ],
)  # fmt: skip
def test_origins(one, text, code, origin, flag):
    row = one(户籍地=text, 户籍地代码=code)
    assert row.origin_code == origin
    assert codes(row) & {"origin_unknown", "origin_code_wrong", "origin_conflict"} == ({flag} if flag else set())
    assert row.origin_hint == ("out_of_province" if text == "外省" else "in_city" if text == "本市" and code is None else "")


def test_leaving(one):
    assert one().departure == ""
    assert one(离站日期="在站").departure == "still_in"
    assert "left_unreadable" not in codes(one(离站日期="在站"))
    assert "departure_missing" in codes(one(离站日期="2013-05-02"))
    assert "left_missing" in codes(one(离站方式="护送返乡"))
    assert "left_but_in_station" in codes(one(离站日期="2013-05-02", 离站方式="在站"))
    odd = one(离站日期="2013-05-02", 离站方式="乘飞船")
    assert (odd.departure, odd.departure_text) == ("other", "乘飞船")
    assert "departure_unexplained" in codes(odd)
    unread = one(离站日期="月底", 离站方式="护送返乡")
    assert not unread.refused and "left_unreadable" in codes(unread)
    assert one(离站日期="5月3日").left.value == dt.date(2013, 5, 3)
    assert "long_stay" in codes(one(离站日期="2031-05-03"))
    late = one(入站日期="2013-05-01 20:00", 离站日期="2013-05-01 08:00", 离站方式="自行离站")
    assert "left_time_before_arrival" in codes(late) and not late.refused


def test_key_groups_from_every_column(read_rows):
    head = ["姓名", "性别", "入站日期", "残疾", "精神状况", "是否智障", "人员类别", "备注"]
    rows = read_rows(
        head,
        ["甲", "男", "2013-05-01", "肢体", "正常", "否", "老年人", None],
        ["乙", "男", "2013-05-01", "无", "异常", "是", None, None],
        ["丙", "男", "2013-05-01", None, None, None, None, "疑似精神障碍，送医"],
        ["丁", "男", "2013-05-01", "是", None, None, "精神病人", "母亲患精神病"],
        ["戊", "男", "2013-05-01", "听力", None, None, None, "无精神病史"],
    ).rows
    limb, mental, mind = "limb_disability", "mental_illness", "dementia_or_intellectual"
    rows = list(rows)
    assert [r.key_groups for r in rows] == [{limb}, {mental, mind}, {mental}, {limb, mental}, set()]
    assert "group_from_remarks" in codes(rows[2])


def test_unknown_columns_are_kept_verbatim(read_rows):
    (row,) = read_rows(["姓名", "性别", "入站日期", "民族", "凭证金额(元)", "登记日期"], ["李明", "男", "2013-05-01", "汉", 12.5, "2013-05-02"]).rows
    assert row.extra == {"民族": "汉", "凭证金额(元)": "12.5", "登记日期": "2013-05-02"}


def test_a_flag_names_the_cell(one):
    row = one(证件号码="123")
    flag = next(f for f in row.flags if f.code == "identity_invalid")
    assert (flag.column, flag.col, flag.value) == ("证件号码", 4, "123")
    assert flag.message.zh.startswith("身份证号不正确") and flag.message.en.startswith("The identity number is wrong")


@pytest.mark.parametrize(
    ("cell", "flagged"),
    [("15-20岁", True), ("55-65岁", True), ("十七八岁", True), ("五六十岁", True), ("成年", True), ("50岁以上", True), ("40-50岁", False), ("60岁以上", False), ("未成年", False), ("约60岁", False), ("59.9", False)],
)  # fmt: skip
def test_an_age_in_two_groups_is_flagged(one, cell, flagged):
    assert ("age_crosses_bands" in codes(one(年龄=cell))) is flagged
    assert "age_crosses_bands" not in codes(one(年龄=cell, 出生日期="1960-01-01"))


def test_an_age_as_text_and_as_number_is_one(one):
    assert one(年龄="59.9").age == one(年龄=59.9).age == one(年龄=59).age
    assert one(年龄="17.5岁").age == one(年龄=17.5).age


def test_one_number_under_two_names_is_flagged_on_every_row(read_rows, new_book):
    number, other = "510904199001010012", "510904199001010039"
    head = ["姓名", "性别", "证件号码", "入站日期"]
    rows = list(read_rows(head, ["何一", "男", number, "2013-05-01"], ["何二", "男", number.lower(), "2013-05-02"], ["何一", "男", number, "2013-05-03"], ["无名氏", "男", number, "2013-05-04"], ["何三", "男", other, "2013-05-05"]).rows)
    flagged = [[f for f in row.flags if f.code == "identity_shared"] for row in rows]
    assert [len(f) for f in flagged] == [1, 1, 1, 0, 0]
    assert (flagged[0][0].column, flagged[0][0].col, flagged[0][0].value) == ("证件号码", 2, number)
    assert "3" in flagged[0][0].message.zh and "2" in flagged[1][0].message.zh
    book = new_book().sheet([head, ["何一", "男", number, "2013-05-01"]], name="五月").sheet([head, ["何二", "男", number, "2013-06-01"]], name="六月").read()
    assert ["六月!2" in f.message.zh for row in book.rows for f in row.flags if f.code == "identity_shared"] == [True, False]
    wrong = list(read_rows(head, ["何一", "男", "510904199001010013", "2013-05-01"], ["何二", "男", "510904199001010013", "2013-05-02"]).rows)
    assert not [f for row in wrong for f in row.flags if f.code == "identity_shared"]
