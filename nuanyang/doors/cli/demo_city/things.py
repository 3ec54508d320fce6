"""What story people bring along, and the receipt they get for it."""

from __future__ import annotations

import io
from datetime import datetime

import docx

from nuanyang.doors.cli.demo_city.world import World
from nuanyang.foundation.documents import operations as documents
from nuanyang.foundation.documents.operations import Hand
from nuanyang.journey.take_in.belongings import operations as belongings
from nuanyang.journey.take_in.belongings.choices import Place
from nuanyang.journey.take_in.belongings.operations import Brought, Checked
from nuanyang.journey.take_in.belongings.rules import Thing, read_list
from nuanyang.registry.people.choices import SexChoice


def kept_at_the_door(
    world: World, stay_id: int, at: datetime, *, who: str, said: str, bag: str, checker: tuple[str, int], unable: bool = False
) -> None:
    """Checked, the list written as it was said, the receipt signed (or witnessed where somebody cannot sign)."""
    actor = world.actor(who)
    name, sex = checker
    belongings.note_check(stay_id=stay_id, checked=Checked(name, sex, "clear", "夜班同事"), at=at, actor=actor)
    things = [Brought(Thing(t.name, t.category, t.count, t.amount_fen, t.bag or bag), Place.CUSTODY) for t in read_list(said)]
    belongings.register_things(stay_id=stay_id, things=things, at=at, actor=actor)
    receipt = documents.issue(kind="belongings_receipt", subject_id=stay_id, at=at, actor=actor)
    if unable:
        hand = Hand("unable", "", witness=name, note="不识字，已读给本人听")
        documents.sign(document_id=receipt.pk, signer="owner", hand=hand, at=at, actor=actor)


def official_layout(world: World, at: datetime, *, who: str) -> None:
    """An example of an official layout with its fields, at one station only."""
    layout = docx.Document()
    layout.add_heading("随身物品代管收据（演示模板）", 1)
    layout.add_paragraph("编号 {{ number }}　单位 {{ organisation }}")
    layout.add_paragraph("姓名 {{ name }}　站内编号 {{ stay_number }}　登记时间 {{ written_at }}")
    out = io.BytesIO()
    layout.save(out)
    documents.add_template(
        kind="belongings_receipt", content=out.getvalue(), name="演示模板.docx", at=at, actor=world.actor(who)
    )


MALE, FEMALE = SexChoice.MALE.value, SexChoice.FEMALE.value
