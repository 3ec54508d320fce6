"""What happens to documents."""

from django.utils.translation import gettext_lazy as _

from nuanyang.foundation.audit.events import EventType
from nuanyang.foundation.audit.phrases import Phrase
from nuanyang.foundation.documents.choices import Manner
from nuanyang.foundation.documents.kinds import title_of

SIGNATURE_ADDED = Phrase("documents.signature_added", _("加上签名"))
ISSUED = EventType(
    "documents.issued", _("开具文书"), _("开具%(kind)s，%(number)s"), "take_in", choices={"kind": title_of}
)
ISSUED_AGAIN = EventType(
    "documents.issued_again", _("重新生成文书"), _("%(kind)s %(number)s 生成第 %(version)s 版：%(reason)s"), "take_in", True,
    choices={"kind": title_of},
)  # fmt: skip
SIGNED = EventType(
    "documents.signed", _("文书签名"), _("%(kind)s %(number)s：%(manner)s"), "take_in",
    choices={"kind": title_of, "manner": Manner},
)  # fmt: skip
VOIDED = EventType(
    "documents.voided", _("作废文书"), _("作废%(kind)s %(number)s：%(reason)s"), "take_in", choices={"kind": title_of}
)
TEMPLATE_ADDED = EventType(
    "documents.template_added", _("上传文书模板"), _("上传%(kind)s的官方模板"), "system", choices={"kind": title_of}
)
TEMPLATE_ENDED = EventType(
    "documents.template_ended", _("停用文书模板"), _("停用%(kind)s的官方模板"), "system", choices={"kind": title_of}
)
