from django.utils.translation import gettext_lazy as _

from nuanyang.foundation.audit.events import EventType
from nuanyang.journey.discover.patrols.choices import Condition, NotComing, Outcome

RECORDED = EventType(
    "patrols.recorded",
    _("街面发现"),
    _("街面发现：%(condition)s，%(outcome)s"),
    "discover",
    choices={"condition": Condition, "outcome": Outcome},
)
NOT_COMING = EventType(
    "patrols.not_coming", _("没有到站"), _("没有到站：%(reason)s"), "discover", choices={"reason": NotComing}
)
LINKED = EventType("patrols.linked", _("认出街面遇到的人"), _("就是 %(met)s 街面发现的人"), "discover")
