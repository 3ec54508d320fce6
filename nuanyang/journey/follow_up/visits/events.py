from django.utils.translation import gettext_lazy as _

from nuanyang.foundation.audit.events import EventType

SCHEDULED = EventType(
    "visits.scheduled", _("安排回访"), _("安排回访：%(organisation)s，%(due)s 前"), "follow_up"
)
VISITED = EventType("visits.visited", _("上门回访"), _("回访：%(result)s"), "follow_up")
RISK_SEEN = EventType("visits.risk_seen", _("回访发现风险"), "", "follow_up")
NOT_MET = EventType("visits.not_met", _("回访未见到人"), _("回访未见到人：%(reason)s"), "follow_up")
ENDED = EventType("visits.ended", _("结束回访"), _("结束回访：%(reason)s"), "follow_up")
