from django.utils.translation import gettext_lazy as _

from nuanyang.foundation.audit.events import EventType
from nuanyang.journey.take_in.stays.choices import DepartureMode

# "Left the station" is told by the stay; this tells the papers and what the law pointed out.
DISCHARGED = EventType(
    "departures.discharged", _("办结离站手续"), _("办结离站手续（%(mode)s），去往 %(place)s"), "resettle",
    choices={"mode": DepartureMode},
)
