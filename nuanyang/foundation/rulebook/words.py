"""How rules and their numbers are said: names of rules for readers, numbers with their units."""

from __future__ import annotations

import re
from decimal import Decimal

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from nuanyang.foundation.rulebook.choices import Unit
from nuanyang.foundation.rulebook.loader import shipped

#: Ids under which people look a rule up. Those of the house's own habits (plan.task) are for programs.
LEGAL_ID = re.compile(r"[A-Z]{2}-\d{3}")


def called(rule_id: str) -> str:
    """What a reader is shown for a rule: its number in the rulebook, else what it is called."""
    if LEGAL_ID.fullmatch(rule_id):
        return rule_id
    found = shipped().rules.get(rule_id)
    return found.title.in_language(get_language() or "") if found else rule_id


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
