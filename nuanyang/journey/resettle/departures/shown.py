"""How departures are shown: gates as refusals, answers, papers, consequences. No decisions here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from nuanyang.foundation.orgs import queries as orgs
from nuanyang.foundation.regions import queries as regions
from nuanyang.foundation.rulebook import queries as rulebook
from nuanyang.journey.resettle.departures import queries, rules
from nuanyang.journey.resettle.departures.forms import FIELDS, DepartureForm
from nuanyang.journey.resettle.departures.models import Departure
from nuanyang.journey.take_in.stays.choices import RETURNING_HOME, DepartureMode
from nuanyang.journey.take_in.stays.models import Stay
from nuanyang.journey.take_in.stays.places import zone_of
from nuanyang.kernel.masking import mask_number, mask_phone
from nuanyang.kernel.money import format_yuan
from nuanyang.registry.people.choices import Alert
from nuanyang.registry.people.queries import PersonCard


def about(card: PersonCard) -> str:
    return " · ".join(part for part in (card.sex_label, card.age_text, card.home) if part)


def marks(card: PersonCard, leaver: rules.Leaver | None = None) -> list[dict[str, Any]]:
    """What must not be missed about the person, as chips."""
    labels = [_("未成年人")] if card.minor else []
    labels += [str(Alert(alert).label) for alert in card.alerts if alert != Alert.MINOR]
    if leaver is not None and leaver.mental_sign and Alert.MENTAL not in card.alerts:
        labels.append(str(Alert.MENTAL.label))
    if leaver is not None and leaver.intellectual_sign and Alert.DEMENTIA not in card.alerts:
        labels.append(str(Alert.DEMENTIA.label))
    return [{"label": label, "tone": "risk"} for label in labels]


def left_row(stay: Stay, card: PersonCard) -> dict[str, Any]:
    """A finished stay in the list of who left lately."""
    papers = getattr(stay, "departure", None)
    return {
        "at": stay.left_at,
        "title": card.name,
        "summary": stay.get_departure_mode_display(),
        "text": stay.departure_text,
        "by": papers.decided_by_name if papers else "",
        "url": reverse("departures:departure", args=[papers.pk]) if papers else "",
    }


def mode_chip(mode: str, gates: list[rules.Gate]) -> dict[str, Any]:
    """A manner as a chip; disabled with the reason when the law rules it out."""
    blocking = next((g for g in gates if g.blocks), None)
    return {
        "value": mode,
        "label": DepartureMode(mode).label,
        "disabled": blocking is not None,
        "hint": blocking.message if blocking else "",
    }


def refusals(gates: Iterable[rules.Gate], law: rules.Law) -> list[dict[str, Any]]:
    """Gates with rule, source and the lawful next step, each once."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for gate in gates:
        rule = law.rules.get(gate.rule)
        found.setdefault(
            (gate.rule, gate.message),
            {
                "text": gate.message, "rule": gate.rule, "source": rulebook.told(rule) if rule else "",
                "hint": gate.hint,
            },
        )
    return list(found.values())


def freedom(desk: queries.Desk) -> str:
    """RS-006 for an adult with capacity, in words; empty for others."""
    leaver, law = desk.leaver, desk.law
    if leaver.minor or leaver.incapable or not law.rules[rules.FREE].active:
        return ""
    return _("本人要求离开的，只可劝说，不得阻拦。")


def answers(form: DepartureForm) -> list[dict[str, Any]]:
    """What was filled in, secrets masked."""
    rows = []
    for bound in form:
        value = form.cleaned_data.get(bound.name)
        rows.append({"label": bound.label, "value": _in_words(form, bound.name, value)})
    return [row for row in rows if row["value"]]


def _in_words(form: DepartureForm, name: str, value: Any) -> str:
    if value in (None, "", False):
        return ""
    if value is True:
        return _("是")
    if name == "collector_id":
        return mask_number(value)
    if name == "collector_phone":
        return mask_phone(value)
    if name in ("cash", "fare_fen"):
        return _("%(amount)s 元") % {"amount": format_yuan(value)}
    if name == "left_at":
        return str(value.strftime("%Y-%m-%d %H:%M"))
    choices = dict(getattr(form.fields[name], "choices", ()))
    return str(choices.get(value, value))


def consequences(form: DepartureForm, desk: queries.Desk, *, sealed: bool) -> list[str]:
    """What confirming sets going, in words."""
    mode, lines = form.mode, [_("床位空出，在站结束")]
    if mode in RETURNING_HOME:
        home = form.region or form.home_region
        at_home = None if sealed or not home else orgs.at_home_of(home)
        lines.append(
            _("安排返乡回访，档案向%(organisation)s开放") % {"organisation": at_home.name}
            if at_home
            else _("安排返乡回访，由本站自行回访")
        )
        lines += [] if sealed else [_why_there(form)]
    if rules.writes_home(mode, desk.leaver, desk.law):
        lines.append(_("生成致家乡乡镇（街道）的函"))
    if mode == DepartureMode.DIED:
        lines.append(_("档案登记死亡日期"))
    return lines


def _why_there(form: DepartureForm) -> str:
    """Why those who visit are the ones: by the place written, by the home of the record, or neither."""
    words = {"place": form.place, "home": form.home}
    if form.region:
        return _("回访按“%(region)s”定") % {"region": regions.describe(form.region).name}
    if form.unplaced:
        return (
            _("没认出“%(place)s”在哪个市县，回访按档案里的家乡“%(home)s”定") if form.home_region
            else _("没认出“%(place)s”在哪个市县，档案里也没有家乡")
        ) % words
    return _("没有写去往哪里，回访按档案里的家乡“%(home)s”定") % words if form.home_region else _("不知道家乡在哪里")


def unplaced(form: DepartureForm, desk: queries.Desk) -> dict[str, str]:
    """What is said about a place that nobody here knows, before it is taken as it is."""
    at_home = orgs.at_home_of(form.home_region) if form.home_region else None
    who = at_home.name if at_home else desk.stay.station.name
    return {
        "title": _("没认出“%(place)s”在哪个市县") % {"place": form.place},
        "text": _("写上市县就能认出。不改也可以继续，由%(organisation)s回访。") % {"organisation": who},
        "place": form.place,
    }


def papers(done: Departure) -> list[dict[str, Any]]:
    """The facts of a departure, what is empty left out."""
    rows: list[tuple[Any, Any, Any]] = [
        (_("离站方式"), done.get_mode_display(), ""),
        (_("离站时间"), done.left_at.astimezone(zone_of(done.stay.station)).strftime("%Y-%m-%d %H:%M"), ""),
        (_("去往"), done.to_place, ""),
        (_("接收方"), done.receiver, ""),
        (_("终止依据"), done.get_ground_display(), ""),
        (_reference_label(done.mode), done.reference, done.issuer),
        (_("自行离站声明书"), _("已签") if done.statement_signed else "", ""),
        (_("代管物品"), done.get_belongings_display(), done.belongings_note),
        (_("短途车费"), _("%(amount)s 元") % {"amount": format_yuan(done.cash_fen)} if done.cash_fen else "", ""),
        *_voucher(done),
        *_collector(done),
        (_("护送人员"), _("、").join(e.name for e in done.escorts.all()), ""),
        (_("说明"), done.note, ""),
        (_("经办人"), done.decided_by_name, ""),
    ]
    return [{"label": label, "value": value, "note": note} for label, value, note in rows if value]


def _reference_label(mode: str) -> Any:
    """What the number is, as the form of that manner calls it."""
    made = dict(FIELDS[mode]).get("reference") if mode in FIELDS else None
    return made(date.min).label if made else _("文号")


def _voucher(done: Departure) -> list[tuple[Any, Any, Any]]:
    voucher = getattr(done, "voucher", None)
    if voucher is None:
        return []
    fare = "" if voucher.fare_fen is None else _("%(amount)s 元") % {"amount": format_yuan(voucher.fare_fen)}
    trip = " ".join(str(part) for part in (voucher.travel_date, voucher.carrier, voucher.service) if part)
    signed = _("本人已签收") if voucher.signed else ""
    return [(_("乘车凭证"), voucher.number, " · ".join(part for part in (trip, fare, signed) if part))]


def _collector(done: Departure) -> list[tuple[Any, Any, Any]]:
    collector = getattr(done, "collector", None)
    if collector is None:
        return []
    seen = _("已核对证件原件") if collector.id_seen else _("未核对证件原件")
    secrets = (mask_number(collector.id_number), mask_phone(collector.phone), seen)
    who = _("%(name)s（%(relation)s）") % {"name": collector.name, "relation": collector.get_relation_display()}
    return [(_("接领人"), who, " · ".join(part for part in secrets if part))]


def warned(done: Departure, law: rules.Law) -> list[dict[str, Any]]:
    """Rules that were pointed out and did not stand in the way."""
    known = [law.rules[rule_id] for rule_id in done.warned if rule_id in law.rules]
    language = get_language() or ""
    return [
        {
            "label": r.id, "value": r.title.in_language(language), "note": r.source_in(language),
            "url": reverse("rulebook:rule", args=[r.id]),
        }
        for r in known
    ]
