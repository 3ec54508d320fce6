from django.utils.translation import gettext_lazy as _

from nuanyang.foundation.audit.events import EventType

ADDED = EventType("orgs.added", _("新增机构"), _("新增机构 %(code)s"), "system")
CHANGED = EventType("orgs.changed", _("修改机构"), _("修改机构 %(code)s"), "system")
