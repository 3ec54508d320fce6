"""Every deadline the product counts, one entry each: what starts, meets, ends, moves and pauses it.

Numbers, conditions and sources are the rulebook's; here is only what sets which clock going.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nuanyang.foundation.deadlines.choices import Fact, Owner
from nuanyang.foundation.rulebook.uses import uses


@dataclass(frozen=True, slots=True)
class Timer:
    """One kind of deadline.

    ``meets`` facts fulfil it, ``until`` facts make it pointless, ``moved_by`` sets another end,
    ``paused_by`` stops the clock. ``agreed``: the end is the one named by the starting fact.
    ``ladder``: steps counted from one start, of which a visit fulfils those that are due.
    """

    rule_id: str
    what: str | Promise
    starts: Fact
    meets: tuple[Fact, ...]
    owner: Owner
    until: tuple[Fact, ...] = ()
    moved_by: Fact | None = None
    paused_by: tuple[Fact, ...] = ()
    agreed: bool = False
    ladder: str = ""


_GONE = (Fact.LEFT, Fact.DIED)
_KNOWN_OR_GONE = (Fact.IDENTITY_ESTABLISHED, *_GONE)
#: A notice with name and face would lead whoever looks for a hidden person to the door.
_NOT_TO_PUBLISH = (*_KNOWN_OR_GONE, Fact.HIDDEN)
_FOLLOWED = (Fact.FOLLOW_UP_ENDED, Fact.DIED)


def _step(rule_id: str) -> Timer:
    return Timer(
        rule_id, _("回访"), Fact.RETURNED, (Fact.VISITED,), Owner.VISITOR, until=_FOLLOWED,
        ladder="return",
    )  # fmt: skip


TIMERS: tuple[Timer, ...] = (
    Timer("RS-040", _("安排离站或备案延长"), Fact.ENTERED, (Fact.LEFT,), Owner.CHIEF,
          until=(Fact.DIED,), moved_by=Fact.EXTENSION_FILED),
    Timer("RS-125", _("结束庇护或备案延长"), Fact.SHELTERED, (Fact.LEFT,), Owner.CHIEF,
          until=(Fact.DIED,), moved_by=Fact.EXTENSION_FILED),
    Timer("RS-043", _("发布寻亲公告"), Fact.ENTERED, (Fact.NOTICE_PUBLISHED,), Owner.TRACER,
          until=_NOT_TO_PUBLISH),
    Timer("RS-045", _("提请采集DNA"), Fact.ENTERED, (Fact.DNA_REQUESTED,), Owner.TRACER,
          until=_KNOWN_OR_GONE),
    Timer("RS-046", _("催办DNA比对结果"), Fact.DNA_REQUESTED, (Fact.DNA_ANSWERED,), Owner.TRACER,
          until=(Fact.IDENTITY_ESTABLISHED,)),
    Timer("RS-047", _("向公安机关报案"), Fact.SUSPICION_RAISED, (Fact.POLICE_REPORTED,),
          Owner.RECEPTION),
    Timer("RS-048", _("谈话核查身份"), Fact.ENTERED, (Fact.TALKED,), Owner.TRACER,
          until=_KNOWN_OR_GONE, paused_by=(Fact.IN_HOSPITAL,)),
    Timer("RS-049", _("更新寻亲信息"), Fact.ENTERED, (Fact.NOTICE_REFRESHED,), Owner.TRACER,
          until=_NOT_TO_PUBLISH),
    Timer("RS-050", _("申请安置"), Fact.ENTERED, (Fact.RESETTLEMENT_APPLIED,), Owner.CHIEF,
          until=_KNOWN_OR_GONE),
    Timer("RS-051", _("办理落户"), Fact.REGISTER_APPLIED, (Fact.REGISTERED,), Owner.CHIEF,
          until=(Fact.IDENTITY_ESTABLISHED, Fact.DIED)),
    Timer("RS-053", _("未成年人落户"), Fact.ENTERED, (Fact.REGISTERED,), Owner.CHIEF,
          until=_KNOWN_OR_GONE),
    Timer("RS-072", _("返乡未成年人季度回访"), Fact.RETURNED, (Fact.VISITED,), Owner.VISITOR,
          until=_FOLLOWED),
    _step("FU-001"),
    _step("FU-002"),
    _step("FU-003"),
    _step("FU-004"),
    _step("FU-005"),
    Timer("visit.planned", _("约定的回访"), Fact.VISIT_PLANNED, (Fact.VISITED,), Owner.VISITOR,
          until=(Fact.VISIT_DROPPED, *_FOLLOWED), agreed=True),
    Timer("plan.task", _("计划任务"), Fact.TASK_SET, (Fact.TASK_DONE,), Owner.CASEWORKER,
          until=(Fact.TASK_DROPPED,), agreed=True),
    Timer("LD-001", _("响应线索"), Fact.LEAD_RECEIVED, (Fact.LEAD_ANSWERED,), Owner.PATROL),
    Timer("LD-002", _("响应紧急线索"), Fact.LEAD_RECEIVED, (Fact.LEAD_ANSWERED,), Owner.PATROL),
    Timer("risk.response", _("处理风险"), Fact.RISK_RAISED, (Fact.RISK_ANSWERED,),
          Owner.CASEWORKER, until=(Fact.DIED,)),
)  # fmt: skip

BY_RULE: dict[str, Timer] = {timer.rule_id: timer for timer in TIMERS}

for _timer in TIMERS:
    uses(_timer.rule_id, _("计算期限"))
uses("RS-041", _("备案延长后调整期限"))
