from django.utils.translation import gettext_lazy as _

from nuanyang.foundation.audit.events import EventType

PLAN_OPENED = EventType("casework.plan_opened", _("制定帮扶计划"), _("制定帮扶计划"), "help")
TASK_SET = EventType("casework.task_set", _("安排任务"), _("安排任务（%(origin)s），%(due)s 前完成"), "help")
TASK_DONE = EventType("casework.task_done", _("完成任务"), _("完成 %(due)s 前的任务"), "help")
PLAN_CLOSED = EventType(
    "casework.plan_closed", _("结案"), _("结案：%(reason)s，%(outcome)s；今后由%(keeper)s关注"), "help"
)
PLAN_HANDED_OVER = EventType(
    "casework.plan_handed_over", _("移交帮扶计划"), _("帮扶计划移交 %(organisation)s：%(reason)s"), "help"
)
PLAN_REOPENED = EventType(
    "casework.plan_reopened", _("重新启用帮扶计划"), _("重新启用帮扶计划：%(reason)s"), "help"
)
