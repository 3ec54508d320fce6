"""Refusing help: only by a test that was applied, on a lawful ground, in words, with a notice that is printed.

Whoever cannot say who he is, a minor, and whoever is ill or hurt is never refused (RS-004, RS-036, RS-081).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from nuanyang.foundation.audit.log import record
from nuanyang.foundation.audit.operation import operation
from nuanyang.foundation.documents import operations as documents
from nuanyang.foundation.documents.models import Document
from nuanyang.foundation.orgs.models import Organisation
from nuanyang.foundation.rulebook.uses import uses
from nuanyang.journey.take_in.intake import events
from nuanyang.journey.take_in.intake.choices import CRITERIA, TEST_RULE, BodyCheck, Ground, Mark, Standard
from nuanyang.journey.take_in.intake.models import Intake, Refusal
from nuanyang.journey.take_in.stays.choices import HelpReason
from nuanyang.kernel.actor import Actor
from nuanyang.kernel.dates import local_date
from nuanyang.kernel.errors import NotVisible, Refused
from nuanyang.registry.people import queries as people
from nuanyang.registry.people.choices import Alert

NOTICE = "refusal_notice"
HELP_FIRST = uses("RS-004", _("说不清情况的人先救助"))
REASON = uses("RS-003", _("不予救助要说明理由、出具通知书"))
GROUNDS = uses("RS-080", _("不予救助的理由"))
TREAT_FIRST = uses("RS-081", _("有病有伤不是拒绝的理由"))
MINORS = uses("RS-036", _("未成年人由救助站临时监护"))
COMPLAINT = uses("RS-008", _("通知书写明向民政部门举报的渠道"))
#: Who says this is to be protected, whatever else is or is not met.
PROTECTED = frozenset({HelpReason.VIOLENCE, HelpReason.TRAFFICKED})
ANSWERS = frozenset({"yes", "no", "unknown"})


class CannotRefuse(Refused):
    """The law does not let this person be refused, or the reason is not complete."""


def hindrance(intake: Intake, *, at: datetime) -> CannotRefuse | None:
    """Why this person may not be refused at all; None where he may, on a ground."""
    card = people.cards([intake.person_id], today=local_date(at)).get(intake.person_id)
    if card is None:
        raise NotVisible(f"intake {intake.pk}")
    if intake.body_check != BodyCheck.ABLE:
        return CannotRefuse(
            _("有病有伤或者有危险的人不能拒绝，先送医或先报警"), rule=TREAT_FIRST, hint=_("处置后来站的，办理入站")
        )
    if card.minor or Alert.MINOR in card.alerts:
        return CannotRefuse(_("未成年人不能拒绝"), rule=MINORS, hint=_("办理入站，由救助站临时监护"))
    unable = {Mark.MENTAL, Mark.DEMENTIA} & set(intake.marks) or {Alert.MENTAL, Alert.DEMENTIA} & set(card.alerts)
    if unable:
        return CannotRefuse(_("说不清自己情况的人先救助，后查明"), rule=HELP_FIRST, hint=_("办理入站"))
    if intake.help_reason in PROTECTED or {Alert.VIOLENCE, Alert.TRAFFICKED} & set(card.alerts):
        return CannotRefuse(_("受到暴力或者被拐卖的人不能拒绝"), rule=HELP_FIRST, hint=_("办理入站，并考虑密封"))
    return None


@operation(permission="intake.register", events=[events.REFUSED])
def refuse(
    *, intake_id: int, test: str, answers: Mapping[str, str], ground: str, words: str, complaint_to: str, at: datetime,
    actor: Actor,
) -> Document:
    """Refuse help and give the notice its number, in one step: no refusal without its notice.

    ``answers``: condition of the test → yes, no, unknown.

    :raises CannotRefuse: who may not be refused; a test not applied to its end; "not met" while all is met; without
        a word or a route of complaint outside the station.
    """
    intake: Intake | None = Intake.objects.select_for_update(of=("self",)).filter(pk=intake_id).first()
    if intake is None or (actor.kind == "user" and intake.station_id != actor.organisation_id):
        raise NotVisible(f"intake {intake_id}")
    if intake.stay_id is not None or intake.closed_at is not None:
        raise CannotRefuse(_("这次求助已经办结"), code="not_waiting")
    hindered = hindrance(intake, at=at)
    if hindered is not None:
        raise hindered
    _check(test, answers, ground, words, complaint_to)
    made = Refusal(
        intake=intake, test=test, answers={c.value: answers[c.value] for c in CRITERIA[test]}, ground=ground,
        words=" ".join(words.split())[:500], complaint_to=" ".join(complaint_to.split())[:200], refused_at=at,
        refused_by_id=actor.user_id, refused_by_name=actor.name[:60],
    )
    made.save()
    intake.refused_at = intake.closed_at = at
    intake.closed_reason = events.REFUSED_WORDS.stored()
    intake.save(update_fields=["refused_at", "closed_at", "closed_reason"])
    record(
        events.REFUSED, root=("person", intake.person_id), person_id=intake.person_id, at=at, payload={"ground": ground}
    )
    return documents.issue(kind=NOTICE, subject_id=intake.pk, at=at, actor=actor)


def _check(test: str, answers: Mapping[str, str], ground: str, words: str, complaint_to: str) -> None:
    if test not in Standard.values:
        raise CannotRefuse(_("请选择依据哪个标准"), field="test")
    for criterion in CRITERIA[test]:
        if answers.get(criterion) not in ANSWERS:
            raise CannotRefuse(
                _("请逐条核对：%(what)s") % {"what": criterion.label}, field=criterion.value, rule=TEST_RULE[Standard(test)]
            )
    if ground not in Ground.values:
        raise CannotRefuse(_("请选择理由"), field="ground", rule=GROUNDS)
    if ground == Ground.NOT_MET and not any(answers[c] == "no" for c in CRITERIA[test]):
        raise CannotRefuse(
            _("各条都符合或者还不清楚，不能说不符合条件"), field="ground", rule=TEST_RULE[Standard(test)], hint=_("办理入站，先救助后查明")
        )
    if len(words.strip()) < 4:
        raise CannotRefuse(_("请写清具体情况，通知书上要写"), field="words", rule=REASON)
    if len(complaint_to.strip()) < 4:
        raise CannotRefuse(_("请写站外的申诉渠道，如民政局的名称和电话"), field="complaint_to", rule=COMPLAINT)


def complaint_route(station: Organisation) -> str:
    """Where to complain outside the station: the civil-affairs body above it, as far as the tree knows it."""
    above: Organisation | None = Organisation.objects.filter(pk=station.parent_id).first()
    return above.name if above is not None else ""
