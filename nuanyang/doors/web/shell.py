"""What the frame around every page needs: navigation, who, where, theme and language."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from nuanyang.foundation.notify import queries as notices
from nuanyang.kernel.actor import current_actor_or_none

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Entry:
    """One place in the navigation; shown when the actor holds the permission."""

    label: Text
    url_name: str
    icon: str
    permission: str
    hint: Text = ""
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    label: Text
    entries: tuple[Entry, ...]


#: The six stages in their order, with my day before and people and reports after them.
NAVIGATION: tuple[Group, ...] = (
    Group("", (Entry(_("今日"), "workbench:my_day", "sun", "workbench.view", "", "/today/"),)),
    Group(
        _("一个人的路"),
        (
            Entry(_("发现"), "patrols:index", "eye", "patrols.view", _("街面·线索"), "/discover/"),
            Entry(_("接收"), "stays:index", "bed", "stays.view", _("登记·在站"), "/take-in/"),
            Entry(_("评估"), "needs:index", "scale", "needs.view", _("需求·风险"), "/assess/"),
            Entry(_("帮扶"), "casework:index", "plan", "casework.view", _("计划·任务"), "/help/"),
            Entry(_("返乡安置"), "departures:index", "road", "departures.view", _("离站·护送"), "/resettle/"),
            Entry(_("回访"), "visits:index", "home", "visits.view", _("上门·电话"), "/follow-up/"),
        ),
    ),
    Group(
        _("名册"),
        (
            Entry(_("人员"), "people:index", "people", "people.view", "", "/people/"),
            Entry(_("文书"), "documents:index", "file", "documents.issue", "", "/documents/"),
            Entry(_("机构"), "orgs:index", "building", "orgs.manage", "", "/organisations/"),
            Entry(_("账号和角色"), "access_users", "people", "users.manage", "", "/accounts/users/"),
        ),
    ),
    Group(
        _("说明白"),
        (
            Entry(_("报表"), "reports:station", "chart", "reports.view", "", "/reports/"),
            Entry(_("导入台账"), "ledger:index", "upload", "ledger.import", "", "/take-in/ledger/"),
            Entry(_("规则"), "rulebook:index", "book", "rules.view", "", "/rules/"),
            Entry(_("紧急查阅复核"), "break_glass:index", "shield", "access.review", "", "/break-glass/"),
        ),
    ),
)


@dataclass(slots=True)
class Item:
    label: Text
    url: str
    icon: str
    hint: Text
    current: bool
    count: int | None = None


@dataclass(slots=True)
class NavGroup:
    label: Text
    items: list[Item] = field(default_factory=list)


@dataclass(slots=True)
class Place:
    id: int
    name: str
    current: bool


#: More than this the bell does not count.
MOST_NOTICES = 99


@dataclass(slots=True)
class Shell:
    """See ``templates/web/base.html`` for how each part is shown."""

    nav: list[NavGroup]
    organisation: Place | None
    organisations: list[Place]
    user_name: str
    user_key: str
    role: str
    theme: str
    language: str
    query: str
    home_url: str = "/"
    search_url: str = "/search/"
    suggest_url: str = ""
    language_url: str = "/settings/language/"
    theme_url: str = "/settings/theme/"
    organisation_url: str = "/settings/organisation/"
    sign_out_url: str = "/accounts/logout/"
    user_menu: list[Item] = field(default_factory=list)
    nav_narrow: bool = False
    notices_url: str = ""
    #: Whose notices are counted, when the bell is drawn and not before.
    notices_of: int | None = None
    environment: Text = ""

    @property
    def notices_count(self) -> int:
        """Unread notices, at most 100; nothing where no actor acts (pages of errors)."""
        if self.notices_of is None or current_actor_or_none() is None:
            return 0
        return notices.unread_count(user_id=self.notices_of, at_most=MOST_NOTICES + 1)

    @property
    def notices_shown(self) -> str:
        """The number on the bell: 7, 99+, or nothing."""
        count = self.notices_count
        return f"{MOST_NOTICES}+" if count > MOST_NOTICES else str(count or "")


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _is_here(path: str, prefix: str) -> bool:
    """Whether the page lies in this place; the ledger below /take-in/ has a place of its own."""
    deeper = [e.prefix for g in NAVIGATION for e in g.entries if e.prefix.startswith(prefix) and e.prefix != prefix]
    return path.startswith(prefix) and not path.startswith(tuple(deeper))


def _navigation(request: HttpRequest) -> list[NavGroup]:
    actor = getattr(request, "actor", None)
    if actor is None:
        return []
    groups = []
    for group in NAVIGATION:
        items = [
            Item(e.label, url, e.icon, e.hint, _is_here(request.path, e.prefix or url))
            for e in group.entries
            if actor.may(e.permission) and (url := _url(e.url_name))
        ]
        if items:
            groups.append(NavGroup(group.label, items))
    return groups


def context(request: HttpRequest) -> dict[str, Any]:
    """Context processor: ``shell`` for every page, signed in or not."""
    from django.conf import settings

    actor = getattr(request, "actor", None)
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    places = [
        Place(p.organisation_id, p.name, actor is not None and p.organisation_id == actor.organisation_id)
        for p in getattr(request, "places", [])
    ]
    return {
        "shell": Shell(
            nav=_navigation(request),
            organisation=next((p for p in places if p.current), None),
            organisations=places,
            user_name=str(user) if signed_in else "",
            user_key=str(user.pk) if signed_in else "",  # type: ignore[union-attr]
            role="",
            theme=request.COOKIES.get("theme", "auto"),
            nav_narrow=request.COOKIES.get("nav") == "narrow",
            language=get_language() or "zh-hans",
            query=request.GET.get("q", "") if request.path == "/search/" else "",
            search_url="/search/" if actor is not None and actor.may("people.view") else "",
            suggest_url="/search/" if actor is not None and actor.may("people.view") else "",
            user_menu=(
                [
                    Item(_("我的账号与安全"), _url("account_security"), "lock", "", False),
                    Item(_("登录过的设备"), _url("usersessions_list"), "device", "", False),
                ]
                if signed_in
                else []
            ),
            notices_url=_url("notify:index") if actor is not None and actor.may("workbench.view") else "",
            notices_of=actor.user_id if actor is not None else None,
            environment=_("演示数据") if settings.MODE == "demo" else "",
        )
    }
