from django.utils.translation import gettext_lazy as _

from nuanyang.foundation.audit.events import EventType
from nuanyang.foundation.files.choices import FileKind

STORED = EventType("files.stored", _("上传文件"), _("上传%(kind)s"), "system", choices={"kind": FileKind})
REMOVED = EventType(
    "files.removed", _("删除文件"), _("删除%(kind)s，原因：%(reason)s"), "system", choices={"kind": FileKind}
)
