from django.utils.translation import gettext_lazy as _

from nuanyang.foundation.audit.events import EventType
from nuanyang.foundation.audit.phrases import Phrase
from nuanyang.journey.take_in.stays.choices import ArrivalMode, DepartureMode

#: Why the station sees the record.
TAKEN_IN = Phrase("stays.taken_in", _("入站"))

ADMITTED = EventType(
    "stays.admitted", _("入站"), _("入站，站内编号 %(number)s（%(mode)s）"), "take_in", choices={"mode": ArrivalMode}
)
BED_ASSIGNED = EventType("stays.bed_assigned", _("安排床位"), _("安排床位 %(bed)s"), "take_in")
BED_LEFT = EventType("stays.bed_left", _("退出床位"), _("退出床位 %(bed)s"), "take_in")
MOVED = EventType("stays.moved", _("调换床位"), _("从 %(before)s 调到 %(bed)s：%(reason)s"), "take_in")
ENDED = EventType("stays.ended", _("离站"), _("离站：%(mode)s"), "resettle", choices={"mode": DepartureMode})
IMPORTED = EventType("stays.imported", _("由台账导入"), _("由台账导入，站内编号 %(number)s"), "take_in")
REASSIGNED = EventType("stays.reassigned", _("更正人员"), _("这次在站更正到 %(number)s 名下"), "take_in")
ROOM_ADDED = EventType("stays.room_added", _("新增房间"), _("新增房间 %(room)s，%(beds)s 张床"), "system")
BED_BLOCKED = EventType("stays.bed_blocked", _("停用床位"), _("停用床位 %(bed)s：%(reason)s"), "system")
BED_REOPENED = EventType("stays.bed_reopened", _("恢复床位"), _("恢复床位 %(bed)s"), "system")
