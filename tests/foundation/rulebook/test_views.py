"""Pages of the rulebook: reading for all who work here, setting for those who may."""

import pytest
from django.utils import translation

from nuanyang.foundation.rulebook.models import CalendarYear, RuleVersion
from nuanyang.foundation.scope.acting import acting_as

pytestmark = pytest.mark.django_db



@pytest.fixture(autouse=True)
def language():
    """A request leaves its language behind in the thread."""
    yield
    translation.deactivate()


SETTING = {
    "region": "510900", "value": "8", "effect": "", "valid_from": "2026-01-01", "valid_to": "",
    "source": "", "reason": "市局规定",
}  # fmt: skip


def text(response) -> str:
    return response.content.decode()


def versions(system) -> int:
    with acting_as(system, read_only=True):
        return RuleVersion.objects.count()


def test_a_chief_reads_the_chapters_and_every_rule(client_for, chief):
    client = client_for(chief)
    page = text(client.get("/rules/?group=stay"))
    assert "在站一般不超过10天" in page and "10 天" in page and "四川省遂宁市" in page
    assert "救助档案整理" not in page
    one = text(client.get("/rules/RS-043/"))
    assert "发布寻亲公告" in one or "24小时内发布寻亲公告" in one
    assert "民发〔2015〕158号" in one and "计算期限" in one
    assert "/rules/RS-043/set/" not in one


def test_a_rule_on_which_nothing_acts_says_so(client_for, chief):
    assert "仅供查阅" in text(client_for(chief).get("/rules/RS-115/"))


def test_rules_are_found_by_word_number_and_source(client_for, chief):
    client = client_for(chief)
    assert "RS-045" in text(client.get("/rules/?q=dna"))
    assert "RS-113" in text(client.get("/rules/?q=第799号"))
    assert "没有符合的规则" in text(client.get("/rules/?q=没有这样的词"))


def test_english_reads_in_english(client_for, chief):
    page = text(client_for(chief).get("/rules/RS-040/", headers={"accept-language": "en"}))
    assert "A stay is generally not more than ten days" in page


def test_unknown_rules_are_404_and_strangers_are_sent_to_sign_in(client_for, client, chief):
    assert client_for(chief).get("/rules/RS-999/").status_code == 404
    assert client.get("/rules/").status_code == 302


def test_the_number_of_queries_does_not_grow_with_settings(client_for, city, system, now, django_assert_max_num_queries):
    client = client_for(city)
    client.get("/rules/?group=stay")
    for day in ("2026-01-01", "2026-01-02"):
        assert client.post("/rules/RS-040/set/", SETTING | {"valid_from": day}).status_code == 302
    with django_assert_max_num_queries(20):
        client.get("/rules/?group=stay")


def test_a_bureau_sets_a_number_which_the_pages_then_show(client_for, city, chief, system):
    client = client_for(city)
    assert "数值" in text(client.get("/rules/RS-040/set/"))
    assert client.post("/rules/RS-040/set/", SETTING).headers["Location"] == "/rules/RS-040/"
    assert versions(system) == 1
    page = text(client_for(chief).get("/rules/?group=stay"))
    assert "8 天" in page and "四川省遂宁市的设置" in page
    rule = text(client.get("/rules/RS-040/"))
    assert "市局规定" in rule
    with acting_as(system, read_only=True):
        version = RuleVersion.objects.get()
    assert "停用这项设置？" in text(client.get(f"/rules/settings/{version.pk}/end/"))
    assert client.post(f"/rules/settings/{version.pk}/end/").status_code == 302
    with acting_as(system, read_only=True):
        assert RuleVersion.objects.get().valid_to is not None
    assert client.get("/rules/settings/0/end/").status_code == 404


@pytest.mark.parametrize(
    ("rule", "change", "said"),
    [
        ("RS-072", {"value": "6"}, "只能改得更严"),
        ("RS-040", {"region": "110000"}, "只能设置本辖区的参数"),
        ("RS-040", {"value": ""}, "没有填写数值"),
        ("RS-040", {"valid_from": "某天"}, "看不懂这个日期"),
        ("RS-040", {"reason": ""}, "必填"),
        ("RS-070", {"value": "", "effect": "default"}, "需要写明依据"),
    ],
)
def test_a_refused_setting_says_why_at_its_field(client_for, city, system, rule, change, said):
    answer = client_for(city).post(f"/rules/{rule}/set/", SETTING | change)
    assert answer.status_code == 422
    assert said in text(answer)
    assert versions(system) == 0


def test_who_only_reads_cannot_set(client_for, chief, system):
    client = client_for(chief)
    assert client.get("/rules/RS-040/set/").status_code == 403
    assert client.post("/rules/RS-040/set/", SETTING).status_code == 403
    assert client.post("/rules/calendar/import/", {}).status_code == 403
    assert versions(system) == 0


def test_the_calendar_shows_years_and_takes_a_new_one(client_for, city, chief, system):
    assert "导入一年的安排" not in text(client_for(chief).get("/rules/calendar/"))
    client = client_for(city)
    assert "暂定" in text(client.get("/rules/calendar/"))
    year = {"year": "2030", "holidays": "2030-01-01，2030-10-01至2030-10-07", "makeup": "2030年9月29日", "source": "国办通知"}
    assert client.post("/rules/calendar/import/", year).status_code == 302
    with acting_as(system, read_only=True):
        stored = CalendarYear.objects.get(year=2030)
    assert len(stored.holidays) == 8 and len(stored.makeup) == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"holidays": "元旦"}, "看不懂这个日期"),
        ({"holidays": "2030-10-07至2030-10-01"}, "日期范围有误"),
        ({"holidays": "2031-01-01"}, "日期不在 2030 年"),
        ({"makeup": "2030-01-07"}, "本来就是工作日"),
    ],
)
def test_a_wrong_calendar_is_told_at_its_field(client_for, city, change, said):
    year = {"year": "2030", "holidays": "2030-01-01", "makeup": "", "source": "国办通知"}
    answer = client_for(city).post("/rules/calendar/import/", year | change)
    assert answer.status_code == 422
    assert said in text(answer)
