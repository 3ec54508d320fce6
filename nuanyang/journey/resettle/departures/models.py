"""The papers of a departure: one record a stay, with voucher, collector or escorts."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from nuanyang.foundation.scope.records import Record, Scope
from nuanyang.foundation.secrets.fields import SecretField
from nuanyang.journey.resettle.departures.choices import Belongings, EndGround, Relation
from nuanyang.journey.take_in.stays.choices import DepartureMode
from nuanyang.journey.take_in.stays.models import Stay
from nuanyang.registry.people.choices import SexChoice


class Departure(Record):
    """How somebody left. ``warned`` are rules that were pointed out and did not stand in the way.

    ``receiver`` is who took over (hospital, station, home); ``reference`` and ``issuer`` a
    certificate, decision or police receipt.
    """

    scope = Scope.via("stay")
    history = ("to_region", "to_place", "receiver", "reference", "issuer", "note")

    stay = models.OneToOneField(Stay, models.PROTECT, related_name="departure")
    mode = models.CharField(_("离站方式"), max_length=24, choices=DepartureMode.choices)
    left_at = models.DateTimeField(_("离站时间"))
    to_region = models.CharField(max_length=12, blank=True)
    to_place = models.CharField(_("去往"), max_length=200, blank=True)
    statement_signed = models.BooleanField(_("已签自行离站声明书"), default=False)
    belongings = models.CharField(
        _("代管物品"), max_length=10, choices=Belongings.choices, default=Belongings.NONE
    )
    belongings_note = models.CharField(max_length=200, blank=True)
    cash_fen = models.PositiveIntegerField(_("短途车费（分）"), default=0)
    cash_signed = models.BooleanField(_("车费已签收"), default=False)
    receiver = models.CharField(_("接收方"), max_length=120, blank=True)
    reference = models.CharField(_("文号"), max_length=80, blank=True)
    issuer = models.CharField(_("出具单位"), max_length=120, blank=True)
    ground = models.CharField(_("终止依据"), max_length=16, choices=EndGround.choices, blank=True)
    note = models.CharField(_("说明"), max_length=500, blank=True)
    warned = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    home_letter = models.BooleanField(_("向家乡发函"), default=False)
    decided_by_id = models.BigIntegerField(null=True)
    decided_by_name = models.CharField(_("经办人"), max_length=60, blank=True)

    class Meta(Record.Meta):
        constraints = [
            # RS-100 is a hard rule, so the table holds it too.
            models.CheckConstraint(
                name="departures_death_certified",
                condition=~models.Q(mode="died") | (~models.Q(reference="") & ~models.Q(issuer="")),
            ),
        ]


class Voucher(Record):
    """A ride voucher (RS-061), fare in fen."""

    scope = Scope.via("departure")
    history = ("number", "service", "travel_date", "fare_fen")

    departure = models.OneToOneField(Departure, models.PROTECT, related_name="voucher")
    number = models.CharField(_("凭证号"), max_length=40)
    carrier = models.CharField(_("承运单位"), max_length=60)
    service = models.CharField(_("车次或班次"), max_length=40)
    from_place = models.CharField(_("起点"), max_length=60, blank=True)
    to_place = models.CharField(_("终点"), max_length=60)
    travel_date = models.DateField(_("乘车日期"), null=True)
    fare_fen = models.PositiveIntegerField(_("票价（分）"), null=True)
    signed = models.BooleanField(_("本人已签收"), default=False)
    issued_by_name = models.CharField(_("发放人"), max_length=60, blank=True)


class Collector(Record):
    """Who fetched the person (RS-066). Identity and telephone numbers are encrypted."""

    scope = Scope.via("departure")

    departure = models.OneToOneField(Departure, models.PROTECT, related_name="collector")
    name = models.CharField(_("接领人"), max_length=80)
    relation = models.CharField(_("关系"), max_length=12, choices=Relation.choices)
    id_number = SecretField(purpose="departures.collector.id_number")
    phone = SecretField(purpose="departures.collector.phone")
    id_seen = models.BooleanField(_("已核对证件原件"), default=False)


class Escort(Record):
    """One of those who brought the person home (RS-070)."""

    scope = Scope.via("departure")

    departure = models.ForeignKey(Departure, models.PROTECT, related_name="escorts")
    name = models.CharField(max_length=60)
    sex = models.PositiveSmallIntegerField(choices=SexChoice.choices, default=SexChoice.UNKNOWN)
