"""What happens to belongings."""

from django.utils.translation import gettext_lazy as _

from nuanyang.foundation.audit.events import EventType
from nuanyang.foundation.audit.phrases import Phrase
from nuanyang.journey.take_in.belongings.choices import Category, Place, Result

CHECKED = EventType(
    "belongings.checked", _("安全检查"), _("安全检查：%(result)s"), "take_in", choices={"result": Result}
)
TAKEN = EventType(
    "belongings.taken", _("登记随身物品"), _("登记随身物品 %(count)s 件，代管 %(kept)s 件"), "take_in"
)
MOVED = EventType(
    "belongings.moved", _("物品去向"), _("%(category)s %(count)s 件：%(place)s"), "take_in",
    choices={"category": Category, "place": Place},
)  # fmt: skip
CORRECTED = EventType("belongings.corrected", _("更正物品登记"), _("更正一件物品的登记：%(reason)s"), "take_in")
PHOTOGRAPHED = Phrase("belongings.photographed", _("拍了照片"))
