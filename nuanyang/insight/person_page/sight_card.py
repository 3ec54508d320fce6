"""Who may see the record, in words; the glass that is broken; and what each change of it will do."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nuanyang.foundation.access import queries as access
from nuanyang.insight.person_page.queries import Subject
from nuanyang.kernel.actor import Actor
from nuanyang.registry.people import sight
from nuanyang.registry.people.sight import Sight


def rows(seen: Sight) -> list[dict[str, Any]]:
    """Who sees the record: organisations, overseers, the circle, single people in an emergency."""
    comma = _("、")
    found: list[dict[str, Any]] = []
    if seen.sealed:
        members = comma.join(c.name for c in seen.confidants)
        note = _("别人在列表、搜索和统计里都看不到；每次查阅都有记录") if seen.inside else ""
        found.append({"label": _("知情人"), "value": members or _("只有名单上的人"), "note": note})
    if seen.organisations:
        found.append(
            {"label": _("机构"), "value": comma.join(seen.organisations), "note": _("机构里能查看人员的同事")}
        )
    if seen.regions:
        found.append({"label": _("监管"), "value": comma.join(seen.regions), "note": _("民政监管人员，只见遮住的姓名，看不到文件")})
    if seen.visitors:
        found.append({"label": _("紧急查阅"), "value": comma.join(seen.visitors), "note": _("到时自动关闭，由他人复核")})
    return found


def verbs(found: Subject, seen: Sight, actor: Actor) -> list[dict[str, str]]:
    """What this reader may change; nothing for who sees the record in an emergency only."""
    if not seen.by_right:
        return []
    names: list[tuple[str, str]] = []
    if not seen.sealed and actor.may("people.edit"):
        names.append(("people:share", _("共享")))
        if len(seen.organisations) > 1:
            names.append(("people:take_back", _("收回共享")))
    if actor.may("people.seal"):
        if not seen.sealed:
            names.append(("people:seal", _("改为密封")))
        elif seen.inside:
            names += [("people:let_in", _("加人")), ("people:take_out", _("移出")), ("people:unseal", _("取消密封"))]
    return [{"label": label, "url": reverse(name, args=[found.card.id])} for name, label in names]


def glass(found: Subject, seen: Sight, actor: Actor, now: datetime) -> dict[str, Any] | None:
    """The emergency access through which alone the reader sees the record: until when, why, how to end it."""
    if seen.by_right or actor.user_id is None or not seen.visitors:
        return None
    broken = access.glass_of(user_id=actor.user_id, person_id=found.person.pk, at=now)
    if broken is None:
        return None
    until = timezone.localtime(broken.ends_at)
    same_day = until.date() == timezone.localtime(now).date()
    return {
        "until": date_format(until, "H:i" if same_day else "m-d H:i"), "reason": broken.reason,
        "end_url": reverse("break_glass:end", args=[broken.pk]),
    }


# ---- what will be so afterwards -------------------------------------------------------------------


def share_consequence() -> list[str]:
    return [
        _("对方机构里能查看人员的人，都会看到这份档案：姓名、资料、遮住的证件号、照片和录音。"),
        _("在站、评估、计划和回访的记录不会一起共享。"),
        _("这件事会写进经过；共享没有期限，可以收回。"),
    ]


def take_back_consequence() -> list[str]:
    return [
        _("对方从此在列表、搜索和统计里看不到这份档案；已经知道的，收不回来。"),
        _("自己也有这个人在站、计划或回访记录的机构不在这里：那是它自己的工作。"),
    ]


def seal_consequence() -> list[str]:
    return [
        _("从现在起，只有您和选中的人看得到：档案、照片、在站、评估、计划和回访。"),
        _("其他同事、监管人员和以前共享过的机构，在列表、搜索、床位图和统计里都看不到这个人。"),
        _("知情人每次查阅都有记录；随时可以加人、移出或解除密封。"),
    ]


def let_in_consequence(beside: int) -> list[str]:
    return [_("他会看到这份档案和有关的一切；每次查阅都有记录。"), *_beside(beside)]


def take_out_consequence(beside: int) -> list[str]:
    return [_("他从此查不到这个人，像从没有过一样；他以前的查阅记录保留。"), *_beside(beside)]


def _beside(beside: int) -> list[str]:
    if not beside:
        return []
    told = ngettext(
        "这份名单还管着另外 %(n)s 份密封档案，也一样。", "这份名单还管着另外 %(n)s 份密封档案，也一样。", beside
    )
    return [told % {"n": beside}]


def unseal_consequence(concealed: bool) -> list[str]:
    who = (
        _("本机构能查看人员的同事都会看到；监管人员仍然看不到。") if concealed
        else _("本机构能查看人员的同事都会看到，辖区监管人员看到遮住的姓名。")
    )  # fmt: skip
    return [who, _("以前共享过的机构不会自动恢复，需要时再共享。"), _("知情人名单作废，理由留在经过里。")]


def seen_by(found: Subject, actor: Actor, now: datetime) -> Sight:
    """Who sees the record, as far as the reader may know."""
    return sight.sight_of(found.person, actor=actor, at=now)
