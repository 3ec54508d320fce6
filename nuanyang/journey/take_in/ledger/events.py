from django.utils.translation import gettext_lazy as _

from nuanyang.foundation.audit.events import EventType

UPLOADED = EventType("ledger.uploaded", _("上传台账"), _("上传台账，共 %(rows)s 行"), "system")
STARTED = EventType("ledger.started", _("开始导入台账"), _("开始导入台账，选定 %(rows)s 行"), "system")
PROGRESSED = EventType("ledger.progressed", _("导入台账"), _("导入台账：%(imported)s 行"), "system", True)
FINISHED = EventType(
    "ledger.finished", _("台账导入完毕"),
    _("台账导入完毕：新导入 %(imported)s 行，已有 %(already_there)s 行，退回 %(refused)s 行"), "system",
)
FAILED = EventType("ledger.failed", _("台账导入中断"), _("台账导入中断：%(problem)s"), "system")
