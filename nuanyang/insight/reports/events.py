"""Exports are logged with the log's own event."""

from django.utils.translation import gettext_lazy as _

from nuanyang.foundation.audit.events import EXPORTED
from nuanyang.foundation.audit.phrases import Phrase

#: What was taken along.
STATION_REPORT = Phrase("reports.station", _("救助站报表 %(rest)s"))

__all__ = ["EXPORTED", "STATION_REPORT"]
