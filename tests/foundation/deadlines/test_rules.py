"""Facts in, deadlines out: each clock, its beginning, meeting, ending, moving and standing still."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from nuanyang.foundation.deadlines import rules
from nuanyang.foundation.deadlines.choices import Fact
from nuanyang.foundation.deadlines.facts import Facts, Happened, Pause
from nuanyang.foundation.deadlines.timers import BY_RULE, TIMERS
from nuanyang.foundation.rulebook.calendar import shipped_calendar
from nuanyang.foundation.rulebook.choices import Effect
from nuanyang.foundation.rulebook.loader import shipped
from nuanyang.foundation.rulebook.rules import Amount, Override, as_of

CHINA = ZoneInfo("Asia/Shanghai")
CALENDAR = shipped_calendar()


@dataclass
class Book:
    """The shipped rulebook with overrides by rule."""

    overrides: dict[str, list[Override]] = field(default_factory=dict)

    def rule(self, rule_id, *, region, on):
        return as_of(shipped().rules[rule_id], self.overrides.get(rule_id, ()), region=region, on=on)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def end_of(text: str) -> datetime:
    return datetime.combine(date.fromisoformat(text), datetime.max.time().replace(microsecond=0), CHINA)


ENTRY = at("2026-03-02 15:20")


def a_stay(*happened: Happened, **attributes) -> Facts:
    start = Happened(Fact.ENTERED, ENTRY)
    given = {"age": 40, **attributes}
    return Facts("stay", 1, 7, "510900", (start, *happened), **given)


def dues(facts: Facts, book: Book | None = None) -> dict[tuple[str, int], rules.Due]:
    return {(d.rule_id, d.occurrence): d for d in rules.compute(facts, book or Book(), CALENDAR)}


def due(facts: Facts, rule_id: str, occurrence: int = 1, book: Book | None = None) -> rules.Due:
    return dues(facts, book)[rule_id, occurrence]


def test_a_known_adult_has_ten_days_and_nothing_else():
    assert set(dues(a_stay())) == {("RS-040", 1)}
    found = due(a_stay(), "RS-040")
    assert found.due_at == end_of("2026-03-12")
    assert found.soon_from == end_of("2026-03-09")
    assert (found.term, found.owner_role, found.provisional) == ("10:day", "chief", False)


@pytest.mark.parametrize(
    ("attributes", "limited"),
    [
        ({"age": 16}, True),
        ({"age": 15}, False),
        ({"age": None}, True),
        ({"age": None, "minor": True}, False),
        ({"mental_sign": True}, False),
        ({"intellectual_sign": True}, False),
        ({"violence_shelter": True}, False),
    ],
)
def test_whom_the_ten_days_concern(attributes, limited):
    assert (("RS-040", 1) in dues(a_stay(**attributes))) is limited


def test_an_extension_filed_moves_the_end_and_the_last_one_counts():
    first = Happened(Fact.EXTENSION_FILED, at("2026-03-10 09:00"), due=at("2026-03-20 00:00"))
    second = Happened(Fact.EXTENSION_FILED, at("2026-03-19 09:00"), due=at("2026-03-25 08:00"))
    assert due(a_stay(first), "RS-040").due_at == end_of("2026-03-20")
    assert due(a_stay(second, first), "RS-040").due_at == end_of("2026-03-25")


def test_leaving_meets_the_limit_and_death_ends_it():
    left = due(a_stay(Happened(Fact.LEFT, at("2026-03-05 08:00"), event_id=99)), "RS-040")
    assert (left.met_at, left.met_by, left.cancelled_at) == (at("2026-03-05 08:00"), 99, None)
    died = due(a_stay(Happened(Fact.DIED, at("2026-03-05 08:00"))), "RS-040")
    assert (died.met_at, died.cancelled_at) == (None, at("2026-03-05 08:00"))


def test_the_clocks_of_somebody_unknown():
    found = dues(a_stay(identity_known=False))
    assert {k[0]: v.due_at for k, v in found.items()} == {
        "RS-040": end_of("2026-03-12"),
        "RS-043": at("2026-03-03 15:20"),
        "RS-045": end_of("2026-03-11"),
        "RS-048": end_of("2026-03-12"),
        "RS-049": end_of("2026-04-02"),
        "RS-050": end_of("2026-06-02"),
    }


def test_seven_working_days_step_over_holidays_and_count_makeup_days():
    stay = replace(a_stay(identity_known=False), happened=(Happened(Fact.ENTERED, at("2025-09-26 10:00")),))
    assert due(stay, "RS-045").due_at == end_of("2025-10-13")


def test_a_term_into_an_unpublished_year_is_provisional():
    year = max(d.year for d in CALENDAR.holidays)
    entry = Happened(Fact.ENTERED, at(f"{year}-12-29 10:00"))
    found = dues(replace(a_stay(identity_known=False), happened=(entry,)))
    assert found["RS-045", 1].provisional
    assert not found["RS-050", 1].provisional  # months do not depend on holidays


def test_an_identity_established_later_ends_the_clocks_and_keeps_what_was_met():
    notice = Happened(Fact.NOTICE_PUBLISHED, at("2026-03-03 09:00"))
    known = Happened(Fact.IDENTITY_ESTABLISHED, at("2026-03-04 09:00"))
    found = dues(a_stay(notice, known, identity_known=True))
    assert found["RS-043", 1].met_at == notice.at
    for rule in ("RS-045", "RS-048", "RS-049", "RS-050"):
        assert found[rule, 1].cancelled_at == known.at
    assert found["RS-040", 1].open


def test_an_identity_known_at_entry_starts_no_search():
    known = Happened(Fact.IDENTITY_ESTABLISHED, ENTRY)
    assert set(dues(a_stay(known))) == {("RS-040", 1)}


def test_a_notice_published_too_late_is_met_late():
    late = due(a_stay(Happened(Fact.NOTICE_PUBLISHED, at("2026-03-04 09:00")), identity_known=False), "RS-043")
    assert late.met_at > late.due_at


def test_the_police_have_a_month_from_each_request():
    first = Happened(Fact.DNA_REQUESTED, at("2026-01-31 10:00"))
    second = Happened(Fact.DNA_REQUESTED, at("2026-03-05 10:00"))
    answer = Happened(Fact.DNA_ANSWERED, at("2026-03-20 10:00"))
    facts = replace(a_stay(identity_known=False), happened=(first, second, answer))
    found = dues(facts)
    assert found["RS-046", 1].due_at == end_of("2026-02-28")
    assert found["RS-046", 2].due_at == end_of("2026-04-05")
    assert found["RS-046", 1].met_at == found["RS-046", 2].met_at == answer.at


def test_a_suspicion_is_reported_at_once():
    raised = Happened(Fact.SUSPICION_RAISED, at("2026-03-02 16:00"))
    found = due(a_stay(raised), "RS-047")
    assert found.due_at == raised.at and found.open
    reported = Happened(Fact.POLICE_REPORTED, at("2026-03-02 16:30"))
    assert due(a_stay(raised, reported), "RS-047").met_at == reported.at


def test_talks_repeat_weekly_from_the_last_one_and_one_is_open_at_a_time():
    talks = [Happened(Fact.TALKED, at(f"2026-03-{d} 10:00")) for d in ("11", "17", "30")]
    found = dues(a_stay(*talks, identity_known=False))
    chain = [found["RS-048", n] for n in range(1, 5)]
    assert [d.due_at for d in chain] == [
        end_of("2026-03-12"), end_of("2026-03-18"), end_of("2026-03-24"), end_of("2026-04-06"),
    ]  # fmt: skip
    assert [d.open for d in chain] == [False, False, False, True]
    assert chain[2].met_at > chain[2].due_at
    assert ("RS-048", 5) not in found


def test_a_stay_in_hospital_stops_the_talks():
    pause = Pause(Fact.IN_HOSPITAL, at("2026-03-05 10:00"), at("2026-03-08 10:00"))
    assert due(a_stay(identity_known=False, pauses=(pause,)), "RS-048").due_at == end_of("2026-03-15")
    going_on = due(a_stay(identity_known=False, pauses=(replace(pause, until=None),)), "RS-048")
    assert going_on.paused_at == pause.since and going_on.open
    later = Pause(Fact.IN_HOSPITAL, at("2026-05-01 10:00"))
    assert due(a_stay(identity_known=False, pauses=(later,)), "RS-048").paused_at is None


def test_minors_have_the_backstop_of_two_years():
    found = dues(a_stay(age=9, minor=True, identity_known=False))
    assert found["RS-053", 1].due_at == end_of("2028-03-02")
    assert ("RS-040", 1) not in found


RETURN = Happened(Fact.RETURNED, at("2026-01-31 12:00"))


def returned(*happened: Happened, **attributes) -> dict[tuple[str, int], rules.Due]:
    return dues(Facts("visit", 1, 7, "510900", (RETURN, *happened), **attributes))


def test_the_ladder_after_a_return():
    found = returned()
    assert [found[f"FU-00{n}", 1].due_at for n in range(1, 6)] == [
        end_of("2026-02-07"), end_of("2026-02-28"), end_of("2026-04-30"), end_of("2026-07-31"),
        end_of("2027-01-31"),
    ]  # fmt: skip


def met_steps(*days: str, rule: str = "") -> list[str]:
    visits = [Happened(Fact.VISITED, at(f"{d} 10:00"), rule=rule) for d in days]
    return [k[0] for k, d in sorted(returned(*visits).items()) if d.met_at]


def test_a_visit_fulfils_the_next_step_or_all_that_are_due():
    assert met_steps("2026-02-03") == ["FU-001"]
    assert met_steps("2026-02-03", "2026-02-05") == ["FU-001"]  # the month's step opens when the week is over
    assert met_steps("2026-02-03", "2026-02-20") == ["FU-001", "FU-002"]
    assert met_steps("2026-02-20") == ["FU-001"]
    assert met_steps("2026-03-12") == ["FU-001", "FU-002"]
    assert met_steps("2026-02-03", rule="FU-003") == ["FU-003"]


def test_the_end_of_follow_up_ends_what_is_open():
    ended = Happened(Fact.FOLLOW_UP_ENDED, at("2026-02-20 10:00"))
    found = returned(Happened(Fact.VISITED, at("2026-02-03 10:00")), ended)
    assert found["FU-001", 1].met_at and found["FU-002", 1].cancelled_at == ended.at


def test_returned_minors_are_visited_each_quarter():
    visit = Happened(Fact.VISITED, at("2026-04-15 10:00"))
    assert ("RS-072", 1) not in returned()
    found = returned(visit, minor=True)
    assert found["RS-072", 1].due_at == end_of("2026-04-30") and found["RS-072", 1].met_at
    assert found["RS-072", 2].due_at == end_of("2026-07-15") and found["RS-072", 2].open


def test_a_task_ends_when_agreed_and_each_has_its_own():
    agreed, later = at("2026-03-09 18:00"), at("2026-03-16 18:00")
    facts = Facts("helpplan", 1, 7, "510900", (
        Happened(Fact.TASK_SET, ENTRY, key=11, due=agreed, label="联系家属"),
        Happened(Fact.TASK_SET, ENTRY, key=12, due=agreed),
        Happened(Fact.TASK_SET, ENTRY + timedelta(hours=1), key=12, due=later),
        Happened(Fact.TASK_SET, ENTRY, key=13, due=agreed),
        Happened(Fact.TASK_DONE, at("2026-03-05 10:00"), key=11),
        Happened(Fact.TASK_DROPPED, at("2026-03-05 11:00"), key=13),
    ))  # fmt: skip
    found = dues(facts)
    assert set(found) == {("plan.task", 11), ("plan.task", 12), ("plan.task", 13)}
    assert found["plan.task", 11].met_at and found["plan.task", 11].label == "联系家属"
    assert found["plan.task", 12].due_at == later and found["plan.task", 12].open
    assert found["plan.task", 13].cancelled_at


@pytest.mark.parametrize(("urgent", "rule", "hours"), [(False, "LD-001", 24), (True, "LD-002", 2)])
def test_leads_are_answered(urgent, rule, hours):
    facts = Facts("lead", 1, 7, "510900", (Happened(Fact.LEAD_RECEIVED, ENTRY),), urgent=urgent)
    assert {k[0]: d.due_at for k, d in dues(facts).items()} == {rule: ENTRY + timedelta(hours=hours)}


def test_the_number_of_the_day_on_which_the_clock_runs_out_counts():
    epidemic = Override("", date(2026, 3, 10), Decimal(14))
    assert due(a_stay(), "RS-040", book=Book({"RS-040": [epidemic]})).due_at == end_of("2026-03-16")
    too_late = Override("", date(2026, 3, 13), Decimal(14))
    assert due(a_stay(), "RS-040", book=Book({"RS-040": [too_late]})).due_at == end_of("2026-03-12")


def test_a_rule_switched_off_sets_no_clock_going_and_one_of_the_region_only_there():
    off = Book({"RS-040": [Override("510900", date(2026, 1, 1), effect=Effect.OFF)]})
    assert dues(a_stay(), off) == {}
    assert ("RS-040", 1) in dues(replace(a_stay(), region="510100"), off)


def test_before_the_rule_there_is_no_clock():
    old = replace(a_stay(), happened=(Happened(Fact.ENTERED, at("2013-05-01 10:00")),))
    assert dues(old) == {}


def test_hours_run_on_over_a_change_of_the_clock():
    amount = Amount(Decimal(24), shipped().rules["RS-043"].amount.unit)
    end, _provisional = rules.end_of_term(ENTRY, amount, zone=CHINA, calendar=CALENDAR)
    assert end - ENTRY == timedelta(hours=24)


def test_an_amount_that_is_no_time_cannot_be_counted():
    money = shipped().rules["RS-063"].amount
    with pytest.raises(ValueError, match="no unit of time"):
        rules.end_of_term(ENTRY, money, zone=CHINA, calendar=CALENDAR)


def test_the_day_is_the_stations_day():
    before_midnight = datetime(2026, 3, 2, 16, 30, tzinfo=ZoneInfo("UTC"))  # 3 March in China
    stay = replace(a_stay(), happened=(Happened(Fact.ENTERED, before_midnight),))
    assert due(stay, "RS-040").due_at == end_of("2026-03-13")


def test_every_timer_has_its_rule_and_a_condition_that_can_be_asked():
    assert len(BY_RULE) == len(TIMERS)
    for timer in TIMERS:
        rule = shipped().rules[timer.rule_id]
        assert rule.applies in rules.CONDITIONS
        assert timer.agreed or (rule.amount is not None and rule.amount.is_time), timer.rule_id
