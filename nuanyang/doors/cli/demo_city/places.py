"""The city's places and organisations: a made-up city on the codes of a real one.

Counties are those of the official table; sub-districts and communities are made up and have codes
that the official list does not give out (sequence 9xx).
"""

from __future__ import annotations

from dataclasses import dataclass

CITY = "510900"
CITY_NAME = "临江市"
PROVINCE = CITY[:2]

#: Code of the organisation by which a seeded home is known.
BUREAU = "bureau"
STATION, STATION_WEST, STATION_NORTH = "station", "station-shehong", "station-daying"
STATIONS = (STATION, STATION_WEST, STATION_NORTH)
SHELTER = "shelter"
CHARITY, VOLUNTEERS, HOSPITAL, POLICE = "charity", "volunteers", "hospital", "police"
HENAN = "sws-dancheng"
#: The social-work station with most people to visit.
HOME_STATION = "sws-nanmen"


@dataclass(frozen=True, slots=True)
class SubDistrict:
    """A sub-district with its communities, each of two grids; ``key`` is used in codes."""

    code: str
    name: str
    key: str
    communities: tuple[str, ...]


SUB_DISTRICTS: tuple[SubDistrict, ...] = (
    SubDistrict("510903901", "南门街道", "nanmen", ("清平社区", "油坊街社区", "渡口社区")),
    SubDistrict("510903902", "河东街道", "hedong", ("新河社区", "体育场社区")),
    SubDistrict("510904901", "望江街道", "wangjiang", ("望江社区", "砖厂社区")),
    SubDistrict("510921901", "书院街道", "shuyuan", ("文庙社区", "东坝社区")),
    SubDistrict("510981901", "滨江街道", "binjiang", ("码头社区", "纺织社区")),
    SubDistrict("510923901", "盐泉街道", "yanquan", ("盐泉社区", "车站社区")),
)


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation to add; parents stand before their children."""

    code: str
    name: str
    kind: str
    region: str
    parent: str = ""
    phone: str = ""
    address: str = ""
    concealed: bool = False


def organisations() -> list[Organisation]:
    """All organisations of the city, and one far away."""
    found = [
        Organisation(BUREAU, "临江市民政局", "bureau", CITY, "", "0825-0001000", "临江市江北大道1号"),
        Organisation(
            STATION, "临江市救助管理站", "station", CITY, BUREAU, "0825-0001001", "临江市南门街道清平路88号"
        ),
        Organisation(
            STATION_WEST, "射洪市救助管理站", "station", "510981", BUREAU, "0825-0001002", "滨江街道码头路6号"
        ),
        Organisation(
            STATION_NORTH, "大英县救助管理站", "station", "510923", BUREAU, "0825-0001003", "盐泉街道车站路20号"
        ),
        Organisation(CHARITY, "临江市慈善总会", "charity", CITY, "", "0825-0002001"),
        Organisation(VOLUNTEERS, "临江市守望志愿服务队", "volunteer_group", CITY, "", "0825-0002002"),
        Organisation(HOSPITAL, "临江市第三人民医院", "hospital", CITY, "", "0825-0002003"),
        Organisation(POLICE, "临江市公安局南门派出所", "police", CITY, "", "0825-0002004"),
        Organisation("welfare", "临江市社会福利院", "welfare", CITY, BUREAU, "0825-0002005"),
        Organisation(SHELTER, "向阳花家园", "shelter", CITY, "", "0825-0002006", "", concealed=True),
        Organisation(HENAN, "郸城县民和社工站", "social_work_station", "411625", "", "0394-0003001"),
    ]
    for part in SUB_DISTRICTS:
        office = f"street-{part.key}"
        found.append(Organisation(office, f"{part.name}办事处", "sub_district", part.code, BUREAU))
        found.append(
            Organisation(f"sws-{part.key}", f"{part.name}社工站", "social_work_station", part.code, office)
        )
        for number, name in enumerate(part.communities, start=1):
            code = community_code(part, number)
            found.append(
                Organisation(f"{part.key}-{number}", f"{name}居民委员会", "committee", code, office)
            )
    return found


def community_code(part: SubDistrict, number: int) -> str:
    """The 12-digit code of the sub-district's nth community."""
    return f"{part.code}{number:03d}"


def region_names() -> list[tuple[str, str]]:
    """Code and name of every sub-district and community."""
    found: list[tuple[str, str]] = []
    for part in SUB_DISTRICTS:
        found.append((part.code, part.name))
        found += [(community_code(part, n), name) for n, name in enumerate(part.communities, start=1)]
    return found


#: Where people sleep rough.
SPOTS = (
    "火车站南广场候车廊", "汽车总站西侧", "涪江大桥桥洞", "清平路银行自助厅", "河东新区停工楼盘",
    "农贸市场后巷", "体育场看台下", "滨江公园长廊", "城乡接合部废旧窑洞", "中心医院急诊门口",
    "油坊街地下通道", "码头旧仓库", "国道加油站旁", "电信营业厅门前", "建材市场工棚",
)  # fmt: skip

#: Homes outside the province and their rough share.
OTHER_PROVINCES: dict[str, float] = {
    "41": 15, "50": 17, "52": 11, "53": 9, "42": 8, "43": 7, "34": 7, "61": 7, "62": 6, "45": 4, "37": 4,
    "36": 3, "13": 3, "44": 2, "65": 2, "54": 2, "23": 2, "14": 2,
}  # fmt: skip

#: How people from there sound, as the desk hears it.
ACCENTS = {
    "41": "河南口音", "50": "重庆话", "52": "贵州话", "53": "云南话", "42": "湖北口音", "43": "湖南口音",
    "34": "皖北口音", "61": "陕西话", "62": "甘肃口音", "45": "桂柳话", "37": "山东口音", "51": "川北口音",
}  # fmt: skip
