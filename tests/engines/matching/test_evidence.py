import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nuanyang.engines.matching.evidence import CandidatePerson, QueryPerson, Score, posteriors, score
from nuanyang.engines.matching.name_scores import score_name
from nuanyang.kernel.ages import parse_age
from nuanyang.kernel.identity import check_digit
from nuanyang.kernel.sex import Sex

ON = date(2026, 11, 22)
FIRST17 = "51090419790203123"
NUMBER = FIRST17 + check_digit(FIRST17)
KNOWN = CandidatePerson(
    names=("张小三",),
    sex=Sex.MALE,
    birth_date=date(1979, 2, 3),
    hometown="510904",
    id_number=NUMBER,
    height_cm=170,
)


def part(found: Score, field: str) -> tuple[float, str]:
    return next((p.bits, p.reason) for p in found.parts if p.field == field)


def fields(found: Score) -> set[str]:
    return {p.field for p in found.parts}


numbers = st.builds(
    lambda a, d, s: (lambda f: f + check_digit(f))(f"{a}{d:%Y%m%d}{s:03d}"),
    st.sampled_from(["510904", "110105", "430102"]),
    st.dates(date(1930, 1, 1), date(2015, 1, 1)),
    st.integers(0, 999),
)
names = st.sampled_from(
    ["张小三", "章晓珊", "李四", "阿强", "老王", "无名氏1", "", "阿卜杜拉·买买提", "John Smith", "欧阳锋"]
)
queries = st.builds(
    QueryPerson,
    on=st.just(ON),
    name=names,
    sex=st.sampled_from(list(Sex)),
    birth_date=st.none() | st.dates(date(1930, 1, 1), ON),
    age=st.sampled_from(["", "45", "约45岁", "60岁以上", "3个月", "40-50"]).map(parse_age),
    hometown=st.sampled_from(["", "510904", "510900", "510000", "430000", "abc"]),
    id_number=st.just("") | numbers | numbers.map(lambda n: n[:6] + "*" * 8 + n[14:]),
    height_cm=st.none() | st.integers(100, 200),
)
candidates = st.builds(
    CandidatePerson,
    names=st.lists(names, max_size=3).map(tuple),
    sex=st.sampled_from(list(Sex)),
    birth_date=st.none() | st.dates(date(1930, 1, 1), date(2027, 1, 1)),
    birth_year=st.none() | st.integers(1930, 2026),
    birth_estimated=st.booleans(),
    hometown=st.sampled_from(["", "510904", "510900", "510000", "430102"]),
    id_number=st.just("") | numbers,
    height_cm=st.none() | st.integers(100, 200),
)


@given(queries, candidates)
def test_parts_add_up_and_stay_within_reason(query: QueryPerson, candidate: CandidatePerson) -> None:
    found = score(query, candidate)
    assert math.isclose(found.bits, sum(p.bits for p in found.parts), abs_tol=1e-9)
    assert len(fields(found)) == len(found.parts)
    assert all(math.isfinite(p.bits) and -20 < p.bits < 40 and p.reason for p in found.parts)


def test_nothing_known_says_nothing() -> None:
    assert score(QueryPerson(on=ON), KNOWN) == Score(0.0, ())
    assert score(QueryPerson(on=ON, name="无名氏"), KNOWN).parts == ()


@pytest.mark.parametrize(
    ("query", "name", "reason"),
    [
        ("张小三", "张小三", "exact"),
        ("張小三", "张小三", "exact"),
        ("章晓叁", "张小三", "same_sound"),
        ("臧晓珊", "张小三", "dialect_sound"),
        ("张三", "张小三", "part"),
        ("阿三", "张小三", "nickname"),
        ("老张", "张小三", "nickname"),
        ("李四光", "张小三", "differs"),
        ("John Smith", "SMITH John", "exact"),
        ("张三", "Zhang San", "same_sound"),
        ("买买提", "阿卜杜拉·买买提", "part"),
        ("阿卜杜拉 买买提", "阿卜杜拉·买买提", "exact"),
    ],
)
def test_names_are_told_how_they_agree(query: str, name: str, reason: str) -> None:
    scored = score_name(query, name)
    assert scored is not None
    assert scored[1] == reason
    assert (scored[0] < 0) is (reason == "differs")


def test_the_better_a_name_agrees_the_more_it_says() -> None:
    ways = ["张小三", "张晓三", "章晓叁", "臧晓珊", "李四光"]
    scored = [score_name(way, "张小三") for way in ways]
    bits = [s[0] for s in scored if s is not None]
    assert bits == sorted(bits, reverse=True) and len(bits) == len(ways)
    common, rare = score_name("王伟", "王伟"), score_name("厍伟", "厍伟")
    assert common is not None and rare is not None and rare[0] > common[0] + 5


def test_a_second_name_helps_but_is_not_free() -> None:
    query = QueryPerson(on=ON, name="张小三")
    alone = part(score(query, CandidatePerson(names=("张小三",))), "name")[0]
    both = part(score(query, CandidatePerson(names=("李四", "张小三"))), "name")[0]
    assert both == pytest.approx(alone - 1)


def test_sex() -> None:
    assert part(score(QueryPerson(on=ON, sex=Sex.MALE), CandidatePerson(sex=Sex.MALE)), "sex")[0] > 0
    assert part(score(QueryPerson(on=ON, sex=Sex.FEMALE), CandidatePerson(sex=Sex.MALE)), "sex")[0] < -4
    assert score(QueryPerson(on=ON, sex=Sex.UNKNOWN), CandidatePerson(sex=Sex.MALE)).parts == ()


def test_ages_count_by_how_they_are_known() -> None:
    def bits(age: str, **known: object) -> float:
        return part(score(QueryPerson(on=ON, age=parse_age(age)), CandidatePerson(**known)), "birth")[0]  # type: ignore[arg-type]

    birth = date(1979, 2, 3)  # 47 on the day
    assert bits("47", birth_date=birth) > bits("45", birth_date=birth) > 0 > bits("30", birth_date=birth)
    assert bits("约47岁", birth_date=birth) < bits("47", birth_date=birth)
    assert bits("约40岁", birth_date=birth) > bits("40", birth_date=birth)
    assert bits("47", birth_year=1979) > bits("47", birth_year=1979, birth_estimated=True) > 0
    assert bits("60岁以上", birth_date=birth) < 0
    assert bits("20", birth_date=birth) > -7, "a blunder in the year must not decide alone"


def test_birth_dates() -> None:
    query = QueryPerson(on=ON, birth_date=date(1979, 2, 3))
    same, year, slip, other = (
        part(score(query, CandidatePerson(birth_date=d)), "birth")
        for d in (date(1979, 2, 3), date(1979, 3, 2), date(1989, 2, 3), date(1990, 7, 7))
    )
    assert same[0] > 13 and same[1] == "same_day"
    assert same[0] > year[0] > 0 > other[0]
    assert slip[0] > other[0]


def test_hometowns_by_level() -> None:
    bits = {
        code: part(score(QueryPerson(on=ON, hometown=code), KNOWN), "hometown")
        for code in ("510904", "510900", "510903", "510000", "510104", "430102")
    }
    assert [bits[c][1] for c in bits] == ["county", "city", "city", "province", "province", "elsewhere"]
    assert bits["510904"][0] > bits["510900"][0] > bits["510000"][0] > 0 > bits["430102"][0]
    assert bits["510903"][0] < bits["510900"][0], "another county of the city says less than the city without a county"


@given(st.integers(0, 17), st.integers(1, 9))
def test_one_wrong_digit_still_speaks_for_the_person(place: int, shift: int) -> None:
    wrong = str(((10 if NUMBER[place] == "X" else int(NUMBER[place])) + shift) % 10)
    if wrong == NUMBER[place]:
        wrong = "X" if place == 17 else str((int(wrong) + 1) % 10)
    found = score(QueryPerson(on=ON, id_number=NUMBER[:place] + wrong + NUMBER[place + 1 :]), KNOWN)
    bits, reason = part(found, "id_number")
    assert (
        reason == "one_digit_off"
        and 15 < bits < part(score(QueryPerson(on=ON, id_number=NUMBER), KNOWN), "id_number")[0]
    )


@given(st.integers(0, 16).filter(lambda i: NUMBER[i] != NUMBER[i + 1]))
def test_swapped_neighbours_too(place: int) -> None:
    typed = NUMBER[:place] + NUMBER[place + 1] + NUMBER[place] + NUMBER[place + 2 :]
    assert part(score(QueryPerson(on=ON, id_number=typed), KNOWN), "id_number")[1] == "swapped"


def test_digits_that_can_be_read() -> None:
    def bits(number: str) -> tuple[float, str]:
        return part(score(QueryPerson(on=ON, id_number=number), KNOWN), "id_number")

    assert bits(NUMBER[:14])[1] == bits("*" * 14 + NUMBER[14:])[1] == "readable_digits"
    assert bits(NUMBER[:14] + "****")[0] == bits(NUMBER[:14])[0] > bits("*" * 14 + NUMBER[14:])[0] > 8
    assert bits(NUMBER[:13] + "9****")[0] < bits(NUMBER[:14])[0]
    assert bits("43010219900101****")[1] == "differs"
    assert score(QueryPerson(on=ON, id_number="*" * 18), KNOWN).parts == ()


def test_a_number_is_not_counted_twice() -> None:
    same = QueryPerson(on=ON, sex=Sex.MALE, birth_date=date(1979, 2, 3), hometown="510904", id_number=NUMBER)
    assert fields(score(same, KNOWN)) == {"id_number"}
    part_read = QueryPerson(
        on=ON, sex=Sex.MALE, birth_date=date(1979, 2, 3), hometown="510904", id_number=NUMBER[:6] + "*" * 12
    )
    assert fields(score(part_read, KNOWN)) == {"id_number", "sex", "birth"}
    other = QueryPerson(on=ON, sex=Sex.MALE, hometown="510904", id_number="110105194912310021")
    assert fields(score(other, KNOWN)) == {"id_number", "sex", "hometown"}
    assert part(score(other, KNOWN), "id_number")[0] < 0


def test_height() -> None:
    near, far, child = (part(score(QueryPerson(on=ON, height_cm=h), KNOWN), "height") for h in (171, 190, 110))
    assert near[0] > 0 > far[0] >= child[0] == -3.0


@given(st.lists(st.floats(-40, 60), max_size=30), st.integers(1, 10**7), st.floats(0.01, 0.99))
def test_posteriors_are_a_distribution_with_none_as_an_outcome(bits: list[float], size: int, registered: float) -> None:
    found = posteriors(bits, size, registered)
    assert len(found) == len(bits)
    assert all(0 <= p <= 1 for p in found) and sum(found) <= 1 + 1e-9
    assert sorted(range(len(bits)), key=lambda i: bits[i]) == sorted(
        range(len(bits)), key=lambda i: (found[i], bits[i])
    )


def test_posteriors_weigh_the_size_of_the_register() -> None:
    small, large = posteriors([20.0], 1_000)[0], posteriors([20.0], 1_000_000)[0]
    assert small > 0.99 and 0.4 < large < 0.6
    assert posteriors([], 10) == []


def test_the_right_one_of_a_crowd_comes_first() -> None:
    crowd = [
        CandidatePerson(names=(s + g,), sex=Sex.MALE, birth_year=y, hometown=h)
        for s in "张李王赵"
        for g in ("小三", "晓山", "强", "国强")
        for y in (1950, 1975, 1980)
        for h in ("510904", "430102")
    ]
    query = QueryPerson(on=ON, name="章晓三", sex=Sex.MALE, age=parse_age("约46岁"), hometown="510900")
    best = max(crowd, key=lambda c: score(query, c).bits)
    assert best.names[0] in ("张小三", "张晓山") and best.hometown == "510904" and best.birth_year == 1980
