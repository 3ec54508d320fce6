from django.utils.translation import gettext_lazy as _

from nuanyang.foundation.audit.events import EventType
from nuanyang.foundation.audit.phrases import Phrase
from nuanyang.journey.follow_up.visits.choices import Condition, FollowUpEnd, NotMet

#: Why the home area sees the record.
AFTER_RETURN = Phrase("visits.after_return", _("返乡后回访"))

SCHEDULED = EventType(
    "visits.scheduled", _("安排回访"), _("安排回访：%(organisation)s，%(due)s 前"), "follow_up"
)
TAKEN_ON = EventType("visits.taken_on", _("接手回访"), "", "follow_up")
VISITED = EventType(
    "visits.visited", _("上门回访"), _("回访：%(result)s"), "follow_up", choices={"result": Condition}
)
RISK_SEEN = EventType("visits.risk_seen", _("回访发现风险"), "", "follow_up")
NOT_MET = EventType(
    "visits.not_met", _("回访未见到人"), _("回访未见到人：%(reason)s"), "follow_up", choices={"reason": NotMet}
)
ENDED = EventType(
    "visits.ended", _("结束回访"), _("结束回访：%(reason)s"), "follow_up", choices={"reason": FollowUpEnd}
)
