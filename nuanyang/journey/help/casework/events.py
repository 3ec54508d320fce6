from django.utils.translation import gettext_lazy as _

from nuanyang.foundation.audit.events import EventType
from nuanyang.foundation.audit.phrases import Phrase
from nuanyang.journey.help.casework.choices import CloseReason, Keeper, Outcome, TaskOrigin

# What the house itself writes into plans, when one stage causes something in this one.
WENT_HOME = Phrase("casework.went_home", _("返乡"))
CAME_BACK = Phrase("casework.came_back", _("再次求助"))
ASK_WHY = Phrase("casework.ask_why", _("了解上次离站后为什么没有稳定下来"))
RISK_TASK = Phrase("casework.risk_task", _("处理风险：%(rest)s"))
RISK_GOAL = Phrase("casework.risk_goal", _("回访发现风险，先稳定下来"))

PLAN_OPENED = EventType("casework.plan_opened", _("制定帮扶计划"), _("制定帮扶计划"), "help")
TASK_SET = EventType(
    "casework.task_set", _("安排任务"), _("安排任务（%(origin)s），%(due)s 前完成"), "help", choices={"origin": TaskOrigin}
)
TASK_DONE = EventType("casework.task_done", _("完成任务"), _("完成 %(due)s 前的任务"), "help")
PLAN_CLOSED = EventType(
    "casework.plan_closed", _("结案"), _("结案：%(reason)s，%(outcome)s；今后由%(keeper)s关注"), "help",
    choices={"reason": CloseReason, "outcome": Outcome, "keeper": Keeper},
)
PLAN_HANDED_OVER = EventType(
    "casework.plan_handed_over", _("移交帮扶计划"), _("帮扶计划移交 %(organisation)s：%(reason)s"), "help"
)
PLAN_TAKEN = EventType("casework.plan_taken", _("接手帮扶计划"), "", "help")
PLAN_REOPENED = EventType(
    "casework.plan_reopened", _("重新启用帮扶计划"), _("重新启用帮扶计划：%(reason)s"), "help"
)
