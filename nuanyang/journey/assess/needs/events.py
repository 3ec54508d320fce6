from django.utils.translation import gettext_lazy as _

from nuanyang.foundation.audit.events import EventType

# Which domains were marked stays with the assessment: whoever reads a timeline need not know it.
ASSESSED = EventType(
    "needs.assessed", _("需求评估"), _("第 %(version)s 次需求评估，涉及 %(domains)s 个方面"), "assess"
)
