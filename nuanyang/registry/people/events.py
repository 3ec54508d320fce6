from django.utils.translation import gettext_lazy as _

from nuanyang.foundation.audit.events import EventType
from nuanyang.registry.people.choices import Alert, Correctable, NameUse, PaperKind

REGISTERED = EventType("people.registered", _("建立档案"), _("建立档案"), "registry")
CHANGED = EventType("people.changed", _("更正资料"), _("更正资料：%(fields)s"), "registry", choices={"fields": Correctable})
NAME_ADDED = EventType("people.name_added", _("补充姓名"), _("补充姓名（%(use)s）"), "registry", choices={"use": NameUse})
PAPER_ADDED = EventType("people.paper_added", _("登记证件"), _("登记证件：%(kind)s"), "registry", choices={"kind": PaperKind})
ALERT_RAISED = EventType("people.alert_raised", _("加注提醒"), _("加注提醒：%(alert)s"), "registry", choices={"alert": Alert})
ALERT_ENDED = EventType("people.alert_ended", _("取消提醒"), _("取消提醒：%(alert)s"), "registry", choices={"alert": Alert})
LINKED = EventType("people.linked", _("认定同一人"), _("与 %(other)s 认定为同一人：%(reason)s"), "registry")
UNLINKED = EventType("people.unlinked", _("撤销认定"), _("撤销与 %(other)s 的认定：%(reason)s"), "registry")
REJECTED = EventType("people.rejected", _("排除同一人"), _("与 %(other)s 不是同一人"), "registry")
SHARED = EventType("people.shared", _("共享档案"), _("向 %(organisation)s 共享档案：%(reason)s"), "registry")
UNSHARED = EventType("people.unshared", _("收回共享"), _("收回对 %(organisation)s 的共享：%(reason)s"), "registry")
SEALED = EventType("people.sealed", _("密封档案"), _("密封档案：%(reason)s"), "registry")
UNSEALED = EventType("people.unsealed", _("解除密封"), _("解除密封：%(reason)s"), "registry")
CONFIDED = EventType("people.confided", _("增加知情人"), _("增加一位知情人：%(reason)s"), "registry")
UNCONFIDED = EventType("people.unconfided", _("移出知情人"), _("移出一位知情人：%(reason)s"), "registry")
PORTRAIT_CHOSEN = EventType("people.portrait_chosen", _("选定肖像"), _("选定肖像"), "registry")
PORTRAIT_TAKEN_DOWN = EventType("people.portrait_taken_down", _("肖像已撤下"), _("肖像已撤下"), "registry")
REVEALED = EventType("people.revealed", _("显示证件号码"), _("显示证件号码，理由：%(reason)s"), "registry", True)
OPENED = EventType("people.opened", _("紧急查阅"), _("紧急查阅：%(reason)s"), "registry")
CLOSED_AGAIN = EventType("people.closed_again", _("结束紧急查阅"), "", "registry")
