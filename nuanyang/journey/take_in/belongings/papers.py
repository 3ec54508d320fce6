"""The receipt for belongings in custody."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nuanyang.engines.documents.sheet import Field, Section, Statement, Table
from nuanyang.foundation.documents.kinds import Content, DocumentKind, Signer, declare
from nuanyang.journey.take_in.belongings import queries
from nuanyang.journey.take_in.belongings.choices import Place
from nuanyang.journey.take_in.belongings.models import Belonging
from nuanyang.journey.take_in.stays import queries as stays
from nuanyang.kernel.money import format_yuan
from nuanyang.registry.people import queries as people

#: Rows to write in on the empty form.
BLANK_ROWS = 12


def receipt(stay_id: int | None, at: datetime) -> Content:
    """What the station keeps for somebody, thing by thing."""
    stay = stays.get_stay(stay_id=stay_id) if stay_id is not None else None
    name = people.get_person(person_id=stay.person_id).display_name if stay else ""
    check = queries.checks_of(stay_id=stay_id)[:1] if stay_id is not None else []
    things = [b for b in queries.belongings_of(stay_id=stay_id) if b.place != Place.WITH_OWNER] if stay_id is not None else []
    return Content(
        [
            Section("", [
                Field("name", str(_("姓名")), name, 2), Field("stay_number", str(_("站内编号")), stay.number if stay else "", 2),
                Field("arrived", str(_("入站时间")), _minute(stay.arrived_at) if stay else "", 2),
                Field("checker", str(_("检查人")), check[0].checker_name if check else "", 2),
                Field("witness", str(_("在场人")), check[0].witness_name if check else "", 2),
                Field("written_at", str(_("登记时间")), _minute(at) if stay else "", 2),
            ]),
            Table(
                "things", str(_("代管物品")),
                [str(h) for h in (_("物品"), _("类别"), _("数量"), _("袋号"), _("去向"), _("说明"))],
                [_row(b) for b in things], blank=BLANK_ROWS,
            ),
            Statement("promise", "", [str(_("以上物品由站里封存保管，离站时当面清点交还；证件是本人的，随时可以取回。"))]),
        ],
        {"owner": name},
    )  # fmt: skip


def _minute(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")


def _row(thing: Belonging) -> list[str]:
    amount = f"{format_yuan(thing.amount_fen)} 元" if thing.amount_fen is not None else str(thing.count)
    where = str(Place(thing.place).label)
    if thing.moved_at is not None:
        where = f"{where} {_minute(thing.moved_at)}" + (f" {thing.moved_to}" if thing.moved_to else "")
    return [thing.name, str(thing.get_category_display()), amount, thing.bag, where, thing.note]  # type: ignore[attr-defined]


RECEIPT = declare(
    DocumentKind(
        code="belongings_receipt", title=_("随身物品代管收据"), series="物管", subject="stay", permission="stays.manage",
        basis=_("依据《城市生活无着的流浪乞讨人员救助管理办法》第六条、第九条"),
        source=_("RS-018、RS-019；版式为本系统自拟"), build=receipt,
        signers=(Signer("owner", _("物品所有人签名（捺印）")), Signer("keeper", _("保管人")), Signer("beside", _("在场人"))),
        address=lambda stay_id: reverse("stays:stay", args=[stay_id]),
    )
)
