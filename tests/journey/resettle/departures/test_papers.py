"""The papers of leaving: what they say, when they are offered, and that each can be printed, filled and empty."""

from __future__ import annotations

import pytest

from nuanyang.engines.documents import render_pdf
from nuanyang.foundation.documents import operations as documents
from nuanyang.foundation.documents import queries, sheets
from nuanyang.foundation.scope.acting import acting_as
from nuanyang.journey.resettle.departures import operations
from nuanyang.journey.resettle.departures.rules import CollectorDetails, Details, VoucherDetails
from nuanyang.journey.take_in.belongings import operations as belongings
from nuanyang.journey.take_in.belongings.operations import Brought
from nuanyang.journey.take_in.belongings.rules import read_list
from tests.journey.assess.people import resident, somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def stay(an, now):
    return resident(an, somebody(an, at=now), at=now)


def offered(actor, stay):
    with acting_as(actor):
        return {line.kind.code for line in queries.shelf(subject="stay", subject_id=stay.pk, actor=actor)}


def values(actor, code, stay, now):
    with acting_as(actor):
        content = queries.kind_of(code).build(stay.pk, now)
    fields = {f.id: f.value for b in content.blocks if hasattr(b, "fields") for f in b.fields}
    rows = {b.id: b.rows for b in content.blocks if hasattr(b, "rows")}
    return fields, rows, content.names


def test_offered_when_there_is_something_to_say(an, stay, now):
    assert offered(an, stay) == {"belongings_receipt", "own_wish"}
    operations.discharge(
        stay_id=stay.pk, mode="left_by_choice", at=now, actor=an, details=Details(statement_signed=True, to_place="成都")
    )
    assert offered(an, stay) == {"belongings_receipt", "own_wish", "service_record"}


def test_help_that_ended_has_its_notice(an, stay, now):
    operations.discharge(
        stay_id=stay.pk, mode="ended", at=now, actor=an, details=Details(ground="false_details", note="冒用他人姓名，本人承认")
    )
    assert "end_notice" in offered(an, stay)
    fields, _rows, names = values(an, "end_notice", stay, now)
    assert fields["words"] == "冒用他人姓名，本人承认" and fields["ended"] and names["officer"] == "安静"
    made = documents.issue(kind="end_notice", subject_id=stay.pk, at=now, actor=an)
    assert made.number.startswith("终救〔2026〕")


def test_the_service_record_tells_how_the_stay_ended_and_what_was_handed_back(an, stay, now):
    things = [Brought(t) for t in read_list("手机 A-1\n大衣")]
    belongings.register_things(stay_id=stay.pk, things=things, at=now, actor=an)
    voucher = VoucherDetails(number="V001", carrier="铁路", service="K1257", from_place="遂宁", to_place="安康", travel_date=now.date(), fare_fen=6450, signed=True)
    operations.discharge(
        stay_id=stay.pk, mode="funded_return", at=now, actor=an,
        details=Details(to_place="陕西省安康市", voucher=voucher, belongings="returned"),
    )
    fields, rows, _names = values(an, "service_record", stay, now)
    assert fields["voucher"] == "V001 K1257 64.50 元" and fields["mode"] and fields["left"]
    assert [(r[0], r[2]) for r in rows["things"]] == [("手机", "已交还"), ("大衣", "已交还")]


def test_who_fetched_somebody_stands_in_it(an, stay, now):
    collector = CollectorDetails("赵大海", "sibling", "341225197501010012", "13800000000", True)
    operations.discharge(
        stay_id=stay.pk, mode="collected_by_kin", at=now, actor=an, details=Details(collector=collector, to_place="安徽")
    )
    fields, _rows, _names = values(an, "service_record", stay, now)
    assert "赵大海" in fields["collector"] and "3412" not in fields["collector"]


@pytest.mark.parametrize("code", ["own_wish", "service_record", "end_notice"])
def test_each_prints_filled_and_empty(an, stay, now, code):
    kind = queries.kind_of(code)
    with acting_as(an):
        empty = sheets.blank(kind, organisation="临江市救助管理站", mark="", at=now)
        filled = sheets.compose(kind, kind.build(stay.pk, now), organisation="临江市救助管理站", number="x", mark="")
    for sheet in (empty, filled):
        assert render_pdf.render(sheet).startswith(b"%PDF-")


def test_the_page_of_the_stay_shows_its_papers_to_its_own_station(client_for, an, chen, stay):
    html = client_for(an).get(f"/take-in/stays/{stay.pk}/").content.decode()
    assert "自行离站声明书" in html and f"/documents/issue/own_wish/{stay.pk}/" in html and "终止救助通知书" not in html
    assert client_for(chen).get(f"/take-in/stays/{stay.pk}/").status_code == 404
