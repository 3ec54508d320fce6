"""The security check at the door, and what somebody brought along (RS-017 to RS-019)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from nuanyang.foundation.scope.records import Record, Scope
from nuanyang.journey.take_in.belongings.choices import Category, Place, Result
from nuanyang.journey.take_in.stays.models import Stay
from nuanyang.registry.people.choices import SexChoice


class SecurityCheck(Record):
    """Somebody was checked at the door, by somebody of the same sex."""

    scope = Scope.via("stay")
    append_only = True

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="security_checks")
    checked_at = models.DateTimeField(_("检查时间"))
    checker_name = models.CharField(_("检查人"), max_length=60)
    checker_sex = models.PositiveSmallIntegerField(_("检查人性别"), choices=SexChoice.choices)
    witness_name = models.CharField(_("在场人"), max_length=60, blank=True)
    result = models.CharField(_("结果"), max_length=10, choices=Result.choices)
    note = models.CharField(_("说明"), max_length=300, blank=True)
    recorded_by_id = models.BigIntegerField(null=True)


class Belonging(Record):
    """One thing, or several alike. ``amount_fen``: of cash. ``bag``: number of the sealed bag or locker.

    Papers are the person's own: kept for him at most, asked back at any time, never withheld (RS-007).
    """

    scope = Scope.via("stay")
    history = ("name", "category", "count", "amount_fen", "bag", "place", "photo_id", "note", "moved_at")

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="belongings")
    name = models.CharField(_("物品"), max_length=80)
    category = models.CharField(_("类别"), max_length=12, choices=Category.choices)
    count = models.PositiveSmallIntegerField(_("数量"), default=1)
    amount_fen = models.PositiveBigIntegerField(_("金额（分）"), null=True, blank=True)
    bag = models.CharField(_("袋号"), max_length=20, blank=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    photo_id = models.BigIntegerField(null=True, blank=True)
    place = models.CharField(_("现在在哪里"), max_length=12, choices=Place.choices)
    taken_at = models.DateTimeField()
    taken_by_name = models.CharField(max_length=60)
    moved_at = models.DateTimeField(null=True, blank=True)
    moved_by_name = models.CharField(max_length=60, blank=True)
    moved_to = models.CharField(_("交给谁"), max_length=120, blank=True)

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(condition=models.Q(count__gte=1), name="belongings_at_least_one"),
            models.CheckConstraint(
                condition=models.Q(category="cash") | models.Q(amount_fen__isnull=True), name="belongings_amount_of_cash"
            ),
            # A dangerous thing never stays with the person, and is not handed back in the house.
            models.CheckConstraint(
                condition=~models.Q(category="prohibited") | ~models.Q(place="with_owner"), name="belongings_no_danger_kept"
            ),
            models.CheckConstraint(
                condition=models.Q(place__in=["with_owner", "custody"]) | models.Q(moved_at__isnull=False),
                name="belongings_moved_when",
            ),
        ]
        indexes = [
            models.Index("stay", condition=models.Q(place="custody"), name="belongings_in_custody"),
        ]
