"""Setting numbers, and what the rulebook then answers."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from nuanyang.foundation.audit.events import EventType
from nuanyang.foundation.audit.models import Event
from nuanyang.foundation.rulebook import operations, queries
from nuanyang.foundation.scope.acting import acting_as
from nuanyang.kernel.errors import NotAllowed, NotVisible

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


@pytest.fixture
def setting(system, now):
    def set_it(**changes):
        given = {
            "rule_id": "RS-040", "region": "510900", "value": Decimal(8), "valid_from": date(2026, 1, 1),
            "reason": "市局规定", "at": now, "actor": system,
        }  # fmt: skip
        return operations.set_override(**given | changes)

    return set_it


def number(system, region="510903", on=DAY, rule_id="RS-040"):
    with acting_as(system, read_only=True):
        return queries.rule(rule_id, region=region, on=on).value


def test_a_number_holds_in_its_region_from_its_day_on(system, setting):
    setting()
    assert number(system) == 8
    assert number(system, on=date(2025, 12, 31)) == 10
    assert number(system, region="510104") == 10


def test_the_event_tells_what_was_set(system, setting, now):
    setting(source="民发〔2026〕1号")
    with acting_as(system, read_only=True):
        payload = Event.objects.get(name="rulebook.rule_set").payload
    assert payload["rule"] == "RS-040" and payload["region"] == "510900"
    assert payload["value"] == {"number": "8", "unit": "day", "effect": ""}
    told = EventType.registry["rulebook.rule_set"]
    assert "8 天" in told.describe(payload)
    with translation.override("en"):
        assert "8 day" in told.describe(payload) and "8天" in told.describe({**payload, "value": "8天"})


def test_ending_a_setting_brings_the_default_back(system, setting, now):
    made = setting().version
    operations.end_override(version_id=made.pk, valid_to=date(2026, 3, 1), at=now, actor=system)
    assert number(system) == 10
    assert number(system, on=date(2026, 2, 28)) == 8
    with pytest.raises(NotVisible):
        operations.end_override(version_id=0, valid_to=DAY, at=now, actor=system)


def test_a_hard_rule_is_not_weakened(setting):
    with pytest.raises(operations.OverrideRefused) as caught:
        setting(rule_id="RS-072", value=Decimal(6))
    assert (caught.value.code, caught.value.rule, caught.value.field) == ("hard_rule_weakened", "RS-072", "value")
    assert setting(rule_id="RS-072", value=Decimal(2)).version.pk


def test_an_unknown_rule_and_an_unknown_region(setting):
    with pytest.raises(NotVisible):
        setting(rule_id="RS-999")
    with pytest.raises(operations.OverrideRefused) as caught:
        setting(region="nowhere")
    assert caught.value.code == "no_such_region"


def test_a_bureau_sets_only_for_its_own_region(setting, city, an):
    assert setting(actor=city, region="510903").version.region == "510903"
    for region in ("511000", "510000", ""):
        with pytest.raises(operations.OverrideRefused) as caught:
            setting(actor=city, region=region)
        assert caught.value.code == "region_not_yours"
    with pytest.raises(NotAllowed):
        setting(actor=an)


def test_the_whole_book_is_one_query(system, setting, django_assert_num_queries):
    setting()
    with acting_as(system, read_only=True), django_assert_num_queries(1):
        rules = {r.id: r for r in queries.list_rules(region="510903", on=DAY)}
    assert rules["RS-040"].value == 8
    assert rules["RS-040"].override.region == "510900"
    assert len(rules) > 150
    with acting_as(system, read_only=True):
        assert {r.group for r in queries.list_rules(group="stay", region="", on=DAY)} == {"stay"}
        assert [v.region for v in queries.versions_of("RS-040")] == ["510900"]
