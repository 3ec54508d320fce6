"""One search over everything in sight: people, beds, station numbers, organisations, commands."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Concat, Replace
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nuanyang.engines.matching.phonetics import initials, syllables
from nuanyang.foundation.orgs import queries as orgs
from nuanyang.foundation.orgs.choices import OrganisationKind
from nuanyang.insight.person_page import rows
from nuanyang.insight.person_page.words import joined, url
from nuanyang.journey.take_in.stays.models import Bed, BedUse, Stay
from nuanyang.journey.take_in.stays.places import visible_stays
from nuanyang.kernel.actor import Actor
from nuanyang.kernel.dates import local_date
from nuanyang.kernel.names import is_placeholder
from nuanyang.kernel.text import fold_width
from nuanyang.registry.people import queries as people
from nuanyang.registry.people.queries import PersonCard

PEOPLE_SHOWN = 20
OTHERS_SHOWN = 6
STATION_NUMBER = re.compile(r"[A-Z]-\d{4}-\d{3,}")
#: What people call out of a station number: 0026, 2611-0026.
NUMBER_END = re.compile(r"(?:\d{4}-)?\d{3,6}")
RECORD_NUMBER = re.compile(r"R\d{5,14}")

#: Why a person was found, by the reason codes of the search.
REASONS: dict[str, str | Promise] = {
    "number": gettext_lazy("档案编号"), "identity": gettext_lazy("证件号相合"),
    "exact": gettext_lazy("姓名相同"), "same_sound": gettext_lazy("同音"),
    "dialect_sound": gettext_lazy("方言里同音"), "initials": gettext_lazy("拼音首字母"),
    "part": gettext_lazy("姓名的一部分"), "part_sound": gettext_lazy("姓名的一部分近音"),
    "given_sound": gettext_lazy("名字末字同音"), "nickname": gettext_lazy("小名、称呼"),
    "word": gettext_lazy("姓名中的一段"), "word_sound": gettext_lazy("姓名中一段近音"),
    "word_begin": gettext_lazy("姓名开头"),
}


@dataclass(frozen=True, slots=True)
class Command:
    """Something to do or a place to go, found by its words, their pinyin or initials."""

    label: str | Promise
    url_name: str
    permission: str
    icon: str
    words: str = ""


COMMANDS = (
    Command(gettext_lazy("今日"), "workbench:my_day", "workbench.view", "sun", "today"),
    Command(gettext_lazy("新登记"), "intake:new", "intake.register", "plus", "求助登记 接收 intake new"),
    Command(gettext_lazy("街面发现"), "patrols:record", "patrols.record", "eye", "巡查 遇到人 encounter patrol"),
    Command(gettext_lazy("在站人员"), "stays:index", "stays.view", "people", "residents"),
    Command(gettext_lazy("床位图"), "stays:beds", "stays.view", "bed", "beds"),
    Command(gettext_lazy("人员名册"), "people:index", "people.view", "people", "people register"),
    Command(gettext_lazy("评估"), "needs:index", "needs.view", "scale", "需求 needs"),
    Command(gettext_lazy("帮扶计划"), "casework:index", "casework.view", "plan", "任务 plans tasks"),
    Command(gettext_lazy("离站"), "departures:index", "departures.view", "road", "返乡 护送 departures"),
    Command(gettext_lazy("回访"), "visits:index", "visits.view", "home", "上门 visits"),
    Command(gettext_lazy("导入台账"), "ledger:index", "ledger.import", "upload", "excel 表格 import ledger"),
    Command(gettext_lazy("救助站报表"), "reports:station", "reports.view", "chart", "统计 report"),
    Command(gettext_lazy("规则"), "rulebook:index", "rules.view", "book", "时限 依据 rules"),
    Command(gettext_lazy("机构"), "orgs:index", "orgs.manage", "building", "organisations"),
    Command(gettext_lazy("紧急查阅"), "people:emergency", "access.break_glass", "shield", "emergency"),
)


@dataclass(slots=True)
class Found:
    """What a search found, in the order in which it is shown; ``jump`` is the one exact answer."""

    people: list[dict[str, Any]] = field(default_factory=list)
    others: list[dict[str, Any]] = field(default_factory=list)
    commands: list[dict[str, Any]] = field(default_factory=list)
    cards: list[PersonCard] = field(default_factory=list)
    jump: str = ""
    #: One character is too little to look for anybody by.
    too_short: bool = False

    @property
    def nothing(self) -> bool:
        return not (self.people or self.others or self.commands)


def find(text: str, *, actor: Actor, now: datetime) -> Found:
    """Everything in the actor's sight that ``text`` may mean."""
    text = fold_width(text)[:60]
    found = Found(commands=commands(text, actor), too_short=len(text) == 1)
    if not text:
        return found
    called = nameless(text)
    _people(found, text if called is None else called, actor, now)
    if actor.may("stays.view"):
        if called == "":
            _nameless(found, actor, now)
        _stays(found, text, actor, now)
        _beds(found, text, now)
    found.others += _organisations(text, actor)
    return found


def commands(text: str, actor: Actor) -> list[dict[str, Any]]:
    """Commands that the actor may give; all of them for an empty text."""
    wanted = text.lower().replace(" ", "")
    return [
        {"label": str(c.label), "url": target, "icon": c.icon}
        for c in COMMANDS
        if actor.may(c.permission) and (target := url(c.url_name)) and (not wanted or _means(c, wanted))
    ]


def _means(command: Command, wanted: str) -> bool:
    label = str(command.label)
    words = f"{label} {command.words}".lower()
    if wanted in words:
        return len(wanted) > 1 or label.startswith(wanted)
    if not (wanted.isascii() and wanted.isalpha() and len(wanted) > 1):
        return False
    return initials(label).startswith(wanted) or "".join(syllables(label)).startswith(wanted)


def _people(found: Found, text: str, actor: Actor, now: datetime) -> None:
    hits = people.search(text, today=local_date(now), limit=PEOPLE_SHOWN)
    found.cards += [h.card for h in hits]
    where = rows.whereabouts((h.card.id for h in hits), actor, now)
    found.people = [
        rows.person(h.card, where.get(h.card.id, ""), str(REASONS.get(h.reason, ""))) for h in hits
    ]
    if RECORD_NUMBER.fullmatch(text.upper()) and hits and hits[0].reason == "number":
        found.jump = found.people[0]["url"]


def nameless(text: str) -> str | None:
    """What stands beside the word for somebody without a name (the record's number, as lists show it, or
    nothing); None where the text is no such word.
    """
    stand_in = (_("无名氏 %(number)s") % {"number": ""}).strip()
    parts = re.sub(r"(?i)(?<=[^\W\d])(?=R\d)", " ", text).split()
    words = [w for w in parts if w.lower() not in stand_in.lower().split() and not is_placeholder(w)]
    return " ".join(words) if len(words) < len(parts) and len(words) <= 1 else None


def _nameless(found: Found, actor: Actor, now: datetime) -> None:
    """Who is in the actor's own station now and has no name."""
    inside = visible_stays().filter(station_id=actor.organisation_id, left_at__isnull=True, departure_mode="")
    ids = inside.filter(person__display_name="").order_by("-arrived_at", "-id").values_list("person_id", flat=True)
    cards = people.cards(ids[:PEOPLE_SHOWN], today=local_date(now))
    shown = {row["url"] for row in found.people}
    where = rows.whereabouts(cards, actor, now)
    told = [rows.person(card, where.get(card.id, "")) for card in cards.values()]
    found.cards += cards.values()
    found.people += [row for row in told if row["url"] not in shown]


def _numbered(text: str, actor: Actor) -> QuerySet[Stay] | None:
    """Stays by the whole number anywhere, or by its end among those who are in the own station now."""
    if STATION_NUMBER.fullmatch(text):
        return visible_stays().filter(number=text)
    if not NUMBER_END.fullmatch(text):
        return None
    inside = visible_stays().filter(station_id=actor.organisation_id, left_at__isnull=True, departure_mode="")
    return inside.filter(number__endswith=f"-{text}")


def _stays(found: Found, text: str, actor: Actor, now: datetime) -> None:
    """Stays by the station's own number."""
    numbered = _numbered(text.upper(), actor)
    if numbered is None:
        return
    stays: list[Stay] = list(numbered.select_related("station").order_by("-id")[:PEOPLE_SHOWN])
    cards = people.cards((s.person_id for s in stays), today=local_date(now))
    found.cards += cards.values()
    here = [
        {
            "label": _("站内编号"), "icon": "bed", "value": joined(s.number, cards[s.person_id].name),
            "url": reverse("people:person", args=[s.person_id]),
            "note": joined(
                s.station.name, _("%(day)s 入站") % {"day": local_date(s.arrived_at).isoformat()},
                "" if s.open else s.get_departure_mode_display(),
            ),
        }
        for s in stays
        if s.person_id in cards
    ]
    found.others += here
    if len(here) == 1 and STATION_NUMBER.fullmatch(text.upper()):
        found.jump = here[0]["url"]


_BED_WORDS = re.compile(r"[号室房床位\s–—－_-]+")


def _beds(found: Found, text: str, now: datetime) -> None:
    """Beds of the actor's organisation by room and label: 101-03, 101 03, 10103, 101号03床."""
    plain = _BED_WORDS.sub("-", text.upper()).strip("-")
    bare = plain.replace("-", "")
    if not any(c.isdigit() for c in plain) or len(plain) > 20:
        return
    named = Bed.objects.annotate(
        code=Concat(F("room__name"), Value("-"), F("label")), bare=Replace(F("code"), Value("-"), Value(""))
    )
    meant = Q(code__iexact=plain) | Q(room__name__iexact=plain) | Q(label__iexact=plain) | Q(bare__iexact=bare)
    beds = list(named.filter(meant, closed_on__isnull=True).order_by("code")[:OTHERS_SHOWN])
    uses = dict(
        BedUse.objects.filter(bed_id__in=[b.pk for b in beds], during__upper_inf=True)
        .order_by("id")
        .values_list("bed_id", "stay__person_id")
    )
    cards = people.cards(uses.values(), today=local_date(now))
    found.cards += cards.values()
    board = url("stays:beds")
    for bed in beds:
        card = cards.get(uses.get(bed.pk, 0))
        taken = bed.pk in uses
        found.others.append(
            {
                "label": _("床位"), "icon": "bed", "value": bed.code,
                "url": reverse("people:person", args=[card.id]) if card else board,
                "note": card.name if card else _("有人") if taken else bed.blocked_reason or _("空"),
            }
        )


def _organisations(text: str, actor: Actor) -> list[dict[str, Any]]:
    if len(text) < 2:
        return []
    linked = actor.may("orgs.manage")
    return [
        {
            "label": _("机构"), "icon": "building", "value": line.organisation.name,
            "url": url("orgs:organisation", line.organisation.code) if linked else "",
            "note": joined(OrganisationKind(line.organisation.kind).label, line.organisation.phone),
        }
        for line in orgs.find(text, limit=OTHERS_SHOWN)
    ]


def examples() -> list[dict[str, str]]:
    """How one may ask, for the empty page."""
    return [
        {"label": _("姓名"), "value": _("张小三，或同音字、繁体字、小名")},
        {"label": _("拼音"), "value": _("zhangxiaosan、zhang xiao san、首字母 zxs")},
        {"label": _("证件号"), "value": _("全号，后四位，或任意连续六位；看不清的用 * 代替")},
        {"label": _("编号"), "value": _("档案编号 R0000123、站内编号 L-2611-0074，直接打开；在站的人只写末尾 0074 也行")},
        {"label": _("床位"), "value": _("101-03、101 03、10103")},
        {"label": _("没有姓名的人"), "value": _("无名氏：本站现在在站、还没有姓名的人")},
    ]
