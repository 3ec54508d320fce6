"""Kinds of facts that start, meet or end a deadline; who owes it; how it stands."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Fact(StrEnum):
    """What can have happened to a root record, as far as deadlines care."""

    ENTERED = "stay.entered"
    SHELTERED = "stay.sheltered"  # from violence
    HIDDEN = "stay.hidden"  # somebody who must not be found: nothing about him is published
    LEFT = "stay.left"
    DIED = "person.died"
    EXTENSION_FILED = "stay.extension_filed"  # due: the new end
    IDENTITY_ESTABLISHED = "identity.established"
    NOTICE_PUBLISHED = "notice.published"
    NOTICE_REFRESHED = "notice.refreshed"
    DNA_REQUESTED = "dna.requested"
    DNA_ANSWERED = "dna.answered"
    SUSPICION_RAISED = "police.suspicion_raised"
    POLICE_REPORTED = "police.reported"
    TALKED = "stay.talked"
    RESETTLEMENT_APPLIED = "resettlement.applied"
    REGISTER_APPLIED = "register.applied"
    REGISTERED = "register.done"
    RETURNED = "return.done"
    VISITED = "visit.done"
    FOLLOW_UP_ENDED = "follow_up.ended"
    VISIT_PLANNED = "visit.planned"  # key: visit id, due
    VISIT_DROPPED = "visit.dropped"
    TASK_SET = "task.set"  # key: task id, due
    TASK_DONE = "task.done"
    TASK_DROPPED = "task.dropped"
    LEAD_RECEIVED = "lead.received"
    LEAD_ANSWERED = "lead.answered"
    RISK_RAISED = "risk.raised"  # key: risk id
    RISK_ANSWERED = "risk.answered"
    IN_HOSPITAL = "hospital"  # a pause


class Owner(models.TextChoices):
    """Whose work it is, when nobody in particular has taken it."""

    RECEPTION = "reception", _("接待员")
    CHIEF = "chief", _("站长")
    TRACER = "tracer", _("寻亲专员")
    CASEWORKER = "caseworker", _("个案社工")
    VISITOR = "visitor", _("回访社工")
    PATROL = "patrol", _("街面巡查")


class State(models.TextChoices):
    """How a deadline stands at a moment."""

    RUNNING = "running", _("进行中")
    SOON = "soon", _("即将到期")
    OVERDUE = "overdue", _("超期")
    PAUSED = "paused", _("暂停计时")
    MET = "met", _("按时办结")
    MET_LATE = "met_late", _("已办，超期")
    CANCELLED = "cancelled", _("不再需要")
