from django.utils.translation import gettext_lazy as _

from nuanyang.foundation.audit.events import EventType
from nuanyang.foundation.audit.phrases import Phrase
from nuanyang.journey.take_in.intake.choices import BodyCheck, Ground
from nuanyang.journey.take_in.stays.choices import ArrivalMode, HelpReason

#: Why two records are not one person.
SAID_NO = Phrase("intake.said_no", _("登记时说不是"))

ASKED = EventType(
    "intake.asked",
    _("求助登记"),
    _("求助登记：%(reason)s，%(mode)s；先看身体：%(check)s"),
    "take_in",
    choices={"reason": HelpReason, "mode": ArrivalMode, "check": BodyCheck},
)
SENT_TO_HOSPITAL = EventType("intake.sent_to_hospital", _("先送医"), _("先送医：%(to)s"), "take_in")
POLICE_CALLED = EventType("intake.police_called", _("先报警"), _("先报警：%(to)s，回执 %(receipt)s"), "take_in")
REFUSED_WORDS = Phrase("intake.refused_words", _("不予救助"))
WEIGHED = EventType("intake.weighed", _("核对条件"), _("先登记，核对救助条件"), "take_in")
REFUSED = EventType(
    "intake.refused", _("不予救助"), _("不予救助：%(ground)s；已告知理由和申诉渠道"), "take_in", choices={"ground": Ground}
)
HELPED_AFTER_ALL = EventType("intake.helped_after_all", _("核对后入站"), _("核对条件后办理入站"), "take_in")
CAME_AFTER_ALL = EventType("intake.came_after_all", _("送医或处置后入站"), _("处置后来站，办理入站"), "take_in")
CLOSED = EventType("intake.closed", _("求助了结"), _("未入站，求助了结：%(reason)s"), "take_in")
RECOGNISED = EventType("intake.recognised", _("认出来过"), _("认出来过，以前在站 %(stays)s 次"), "take_in")
