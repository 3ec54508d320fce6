# ruff: noqa: E501 - patterns and sentences stand on one line each
"""From what stations write as somebody's home (四川省德阳市中江县, 本市, 外省) to a six-digit region code.

The names come from outside as ``(code, name, parent)``; only what is certain is answered: a county
name that several places share is resolved by what stands before it, by what is near, or else
only to the province or city (``510000``, ``510600``) in which all of them lie.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from .cells import says_nothing, squeeze
from .model import OriginHint

PROVINCES: tuple[tuple[str, str], ...] = tuple(
    (code + "0000", name)
    for code, name in (
        pair.split(":")
        for pair in [
            "11:北京市",
            "12:天津市",
            "13:河北省",
            "14:山西省",
            "15:内蒙古自治区",
            "21:辽宁省",
            "22:吉林省",
            "23:黑龙江省",
            "31:上海市",
            "32:江苏省",
            "33:浙江省",
            "34:安徽省",
            "35:福建省",
            "36:江西省",
            "37:山东省",
            "41:河南省",
            "42:湖北省",
            "43:湖南省",
            "44:广东省",
            "45:广西壮族自治区",
            "46:海南省",
            "50:重庆市",
            "51:四川省",
            "52:贵州省",
            "53:云南省",
            "54:西藏自治区",
            "61:陕西省",
            "62:甘肃省",
            "63:青海省",
            "64:宁夏回族自治区",
            "65:新疆维吾尔自治区",
            "71:台湾省",
            "81:香港特别行政区",
            "82:澳门特别行政区",
        ]
    )
)
#: First two digits of every province-level region.
PROVINCE_PREFIXES = frozenset(code[:2] for code, _ in PROVINCES) | {"83"}
#: Regions whose first two digits are already one city.
MUNICIPALITIES = frozenset(("11", "12", "31", "50"))

AUTONOMOUS_REGIONS = frozenset(("15", "45", "54", "64", "65"))

_ABBREVIATIONS = dict(
    pair.split(":")
    for pair in [
        "京:11",
        "津:12",
        "冀:13",
        "晋:14",
        "辽:21",
        "吉:22",
        "黑:23",
        "沪:31",
        "苏:32",
        "浙:33",
        "皖:34",
        "闽:35",
        "赣:36",
        "鲁:37",
        "豫:41",
        "鄂:42",
        "湘:43",
        "粤:44",
        "桂:45",
        "琼:46",
        "渝:50",
        "川:51",
        "蜀:51",
        "贵:52",
        "黔:52",
        "云:53",
        "滇:53",
        "藏:54",
        "陕:61",
        "秦:61",
        "甘:62",
        "陇:62",
        "青:63",
        "宁:64",
        "新:65",
        "台:71",
        "港:81",
        "澳:82",
    ]
)
_PEOPLES = "蒙古|维吾尔|布依|朝鲜|土家|哈尼|哈萨克|傈僳|高山|拉祜|东乡|纳西|景颇|柯尔克孜|达斡尔|仫佬|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺"
_SHORT_PEOPLES = "回|藏|苗|彝|壮|满|侗|瑶|白|傣|黎|佤|畲|水|土|羌|怒|京|各"
_AUTONOMOUS = re.compile(rf"(?:(?:{_PEOPLES})族?|(?:{_SHORT_PEOPLES})族)*(?:自治区|自治州|自治县|自治旗)$")
_SUFFIX = re.compile(r"(?:特别行政区|地区|林区|特区|新区|省|市|盟|州|县|区|旗)$")
_NAMELESS = frozenset(
    [
        "市辖区",
        "县",
        "市",
        "省直辖县级行政区划",
        "自治区直辖县级行政区划",
        "省直辖行政单位",
        "省直辖县级行政单位",
        "县级行政单位",
        "郊县",
        "区",
    ]
)
_NOISE = re.compile(r"[\s,，.。、;；:：/\\|>\-—_()（）\[\]【】·]+")
_LABEL = re.compile(r"^(?:户籍(?:所在)?地?(?:址)?|籍贯|来自|家住|住址|原籍|中国|中华人民共和国|系|为)[:：]?")
_FILLER = re.compile(r"^(?:市辖区|县级市|市辖县|省直辖县级行政区划)")
_LEADING_CODE = re.compile(r"^(\d{12}|\d{9}|\d{6})(?!\d)")
_HERE_CITY = re.compile(r"^(?:本市|市内|我市|本地|当地|本市内|本市辖区|市区|全市|本市户籍|本地户籍|本市人)")
_HERE_COUNTY = re.compile(r"^(?:本县|本区|县内|区内|我县|我区)")
_HERE_REGION = re.compile(r"^(?:本区|区内|我区)")
_HERE_PROVINCE = re.compile(r"^(?:本省|省内|我省|本省内|本省其他|省内其他|本区内|本自治区|区内其他)")
_NOT_CITY = re.compile(
    r"^(?:外市|市外|外地市|市外省内|省内市外|省内外市|本省外市|外市本省|省内(?:其他|其它|外)(?:地?市|市州|地区)?|本省(?:其他|其它|外)(?:地?市|市州|地区)?)"
)
_ELSEWHERE = re.compile(
    r"^(?:外省|省外|跨省|外省市|外省籍|其他省|他省|国外|境外|外国|外籍|港澳台|非本省|越南|缅甸|老挝|朝鲜|韩国|日本|俄罗斯|蒙古国|尼泊尔|印度|巴基斯坦|泰国|美国)"
)


class Gazetteer(Protocol):
    """Anything that finds the region code of a text."""

    def resolve(self, text: str, near: str) -> str | None:
        """The six-digit code that is certain, or None. ``near``: the station's region."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What a home text tells: a code (or ``""``) and what it says relative to the station."""

    code: str
    hint: OriginHint


class _Names:
    """Which regions a name may mean: provinces, cities and counties by every form of their names."""

    __slots__ = ("cities", "counties", "longest", "provinces")

    def __init__(self, entries: Iterable[tuple[str, str, str | None]]) -> None:
        self.provinces: dict[str, str] = {}
        self.cities: dict[str, list[str]] = {}
        self.counties: dict[str, list[str]] = {}
        self.longest = 2
        for code, name, _parent in entries:
            self._add(code[:6], name.strip())

    def _add(self, code: str, name: str) -> None:
        if len(code) != 6 or not code.isdigit() or not name or name in _NAMELESS:
            return
        for form in short_forms(name):
            self.longest = max(self.longest, len(form))
            if code.endswith("0000"):
                self.provinces.setdefault(form, code)
            else:
                table = self.cities if code.endswith("00") else self.counties
                codes = table.setdefault(form, [])
                if code not in codes:
                    codes.append(code)

    def at(self, form: str, within: str) -> tuple[list[str], list[str]]:
        """Cities and counties of that name inside the region whose digits are ``within``."""
        cities = [c for c in self.cities.get(form, ()) if c.startswith(within)] if len(within) < 4 else []
        return cities, [c for c in self.counties.get(form, ()) if c.startswith(within)]


class NameGazetteer:
    """Finds regions by their names. Provinces are built in.

    ``entries``: (code, name, parent) of the regions in force; ``abolished``: of those that are gone. A name in force counts before
    the same name abolished, except that a station knows the old names of its own city.
    """

    def __init__(
        self,
        entries: Iterable[tuple[str, str, str | None]] = (),
        abolished: Iterable[tuple[str, str, str | None]] = (),
    ) -> None:
        self._names = _Names([*((code, name, None) for code, name in PROVINCES), *entries])
        self._old = _Names(abolished)
        self._longest = max(self._names.longest, self._old.longest)

    def resolve(self, text: str, near: str = "") -> str | None:
        """The code of a home text as far as it is certain.

        >>> NameGazetteer([("510600", "德阳市", None), ("510623", "中江县", None)]).resolve("四川中江")
        '510623'
        """
        said = squeeze(text)
        if says_nothing(said):
            return None
        leading = _LEADING_CODE.match(said)
        if leading and leading[1][:2] in PROVINCE_PREFIXES:
            return leading[1][:6]
        said = _NOISE.sub("", _LABEL.sub("", said))
        here = self._relative(said, near)
        if here is not None:
            return here or None
        code, rest = self._province(said)
        within = code[:2]
        return self._deeper(rest, within, near) or code or None

    def _relative(self, said: str, near: str) -> str | None:
        """The code of 本市 … with what follows; ``""`` when only a hint can be told; None: not relative."""
        if _ELSEWHERE.match(said):
            return ""
        not_city = _NOT_CITY.match(said)
        if not_city:
            rest = said[not_city.end() :]
            return self._deeper(rest, near[:2], "") or (near[:2] + "0000" if near else "")
        if near[:2] in AUTONOMOUS_REGIONS and _HERE_REGION.match(said):
            return near[:2] + "0000"
        for pattern, base in (
            (_HERE_CITY, city_of(near)),
            (_HERE_COUNTY, near),
            (_HERE_PROVINCE, near[:2] + "0000" if near else ""),
        ):
            matched = pattern.match(said)
            if matched:
                return self._deeper(said[matched.end() :], base.rstrip("0") or base, near) or base
        return None

    def _province(self, said: str) -> tuple[str, str]:
        """(code, rest) of the province at the start; a longer name of a city or county is no province (吉林市)."""
        for size in range(min(len(said), self._longest), 1, -1):
            form = said[:size]
            code = self._names.provinces.get(form)
            if code:
                return code, said[size:]
            if form in self._names.cities or form in self._names.counties:
                return "", said
        if len(said) >= 2 and said[0] in _ABBREVIATIONS and said[1] in "省市":
            return _ABBREVIATIONS[said[0]] + "0000", said[2:]
        return "", said

    def _deeper(self, said: str, within: str, near: str) -> str | None:
        """The city or county at the start of ``said`` inside the region whose digits are ``within``."""
        said = _FILLER.sub("", said)
        for size in range(min(len(said), self._longest), 1, -1):
            cities, counties = self._names.at(said[:size], within)
            old_cities, old_counties = self._old.at(said[:size], within)
            rest = said[size:]
            for these in (cities, old_cities):
                deeper = {d for c in these if rest and (d := self._deeper(rest, c[:4], near))}
                if len(deeper) == 1:
                    return deeper.pop()
            here = city_of(near).rstrip("0")
            own = [c for c in (*cities, *counties, *old_cities, *old_counties) if here and c.startswith(here)]
            if own:
                return choose(own, (), near)
            if cities or counties:
                return choose(cities, counties, near)
            if old_cities or old_counties:
                return choose(old_cities, old_counties, near)
        return None


def short_forms(name: str) -> list[str]:
    """A region's name and what people shorten it to, longest first (凉山彝族自治州 → 凉山州, 凉山)."""
    if name == "内蒙古自治区":
        return [name, "内蒙古", "内蒙"]
    forms = [name]
    autonomous = _AUTONOMOUS.search(name)
    if autonomous:
        stem = name[: autonomous.start()] or name
        ending = {"自治州": "州", "自治县": "县", "自治旗": "旗"}.get(autonomous[0][-3:], "")
        forms += [stem + ending, stem] if ending else [stem]
    else:
        stem = _SUFFIX.sub("", name)
        forms.append(stem)
    return [form for form in dict.fromkeys(forms) if len(form) >= 2]


def city_of(region: str) -> str:
    """The city that a region belongs to (a municipality is its own city)."""
    if not region:
        return ""
    return region[:2] + "0000" if region[:2] in MUNICIPALITIES else region[:4] + "00"


def choose(cities: Sequence[str], counties: Sequence[str], near: str) -> str | None:
    """The one that is meant: the only city of that name, the only county, what is in the station's province,
    or else the city or province that all of them share."""
    candidates: Sequence[str] = cities or counties
    if len(candidates) > 1 and near:
        candidates = [c for c in candidates if c[:2] == near[:2]] or candidates
    if len(candidates) == 1:
        return candidates[0]
    for digits in (4, 2):
        shared = {c[:digits] for c in candidates}
        if len(shared) == 1:
            return shared.pop().ljust(6, "0")
    return None


def valid_code(text: str) -> str:
    """The six digits of a region code as written (also 9 or 12 digits, a trailing .0), or ``""``."""
    digits = re.sub(r"\.0+$", "", squeeze(text))
    if re.fullmatch(r"\d{6}|\d{9}|\d{12}", digits) and digits[:2] in PROVINCE_PREFIXES:
        return digits[:6]
    return ""


def hint_of(text: str, near: str = "") -> OriginHint:
    """What a home text tells relative to the station when there is no code."""
    said = _NOISE.sub("", _LABEL.sub("", squeeze(text)))
    if _ELSEWHERE.match(said):
        return "out_of_province"
    if _NOT_CITY.match(said):
        return "in_province"
    if near[:2] in AUTONOMOUS_REGIONS and _HERE_REGION.match(said):
        return "in_province"
    if _HERE_CITY.match(said) or _HERE_COUNTY.match(said):
        return "in_city"
    return "in_province" if _HERE_PROVINCE.match(said) else ""


def find_origin(text: str, code_text: str, near: str, gazetteer: Gazetteer) -> Origin:
    """The home of a row: the code before the text; a code inside the text counts as a code."""
    code = valid_code(code_text)
    if code:
        return Origin(code, "")
    said = text or code_text
    found = gazetteer.resolve(said, near)
    return Origin(found or "", hint_of(said, near))
