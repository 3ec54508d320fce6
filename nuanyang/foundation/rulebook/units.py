"""Numbers with their units, in the plural where the language has one."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nuanyang.foundation.rulebook.choices import Unit


def amount(value: Decimal | int | str, unit: str) -> str:
    """A number with its unit, in the plural where the language has one: 1 month, 3 months."""
    count = Decimal(value)
    shown = {"count": f"{count.normalize():f}"}
    if unit == Unit.AT_ONCE:
        return str(Unit.AT_ONCE.label)
    # Languages with plurals use the plural for broken numbers.
    n = int(count) if count == count.to_integral_value() else 2
    match Unit(unit):
        case Unit.HOUR:
            return ngettext("%(count)s 小时", "%(count)s 小时", n) % shown
        case Unit.DAY:
            return ngettext("%(count)s 天", "%(count)s 天", n) % shown
        case Unit.WORKING_DAY:
            return ngettext("%(count)s 个工作日", "%(count)s 个工作日", n) % shown
        case Unit.WEEK:
            return ngettext("%(count)s 周", "%(count)s 周", n) % shown
        case Unit.MONTH:
            return ngettext("%(count)s 个月", "%(count)s 个月", n) % shown
        case Unit.YEAR:
            return ngettext("%(count)s 年", "%(count)s 年", n) % shown
        case Unit.PEOPLE:
            return ngettext("%(count)s 人", "%(count)s 人", n) % shown
        case Unit.ITEM:
            return ngettext("%(count)s 项", "%(count)s 项", n) % shown
    return _("%(count)s %(unit)s") % {**shown, "unit": Unit(unit).label}
