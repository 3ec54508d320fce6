"""People, what they are called, their papers, and links between records of one person."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from nuanyang.foundation.audit.phrases import said
from nuanyang.foundation.scope.records import Record, Scope, ViewerKeysField
from nuanyang.foundation.secrets.fields import SecretField
from nuanyang.registry.people.choices import (
    Alert,
    BirthPrecision,
    LinkDecision,
    NameUse,
    PaperKind,
    SexChoice,
)


class Person(Record):
    """Somebody whom we met. An empty ``display_name`` is a person who cannot or will not say.

    ``cluster_id`` is the smallest id among the records linked as one person (empty or its own when
    alone); link, don't merge: the records stay. ``portrait_id`` is one of the person's stored photographs.
    """

    scope = Scope.root()
    history = (
        "display_name", "sex", "birth_date", "birth_precision", "birth_year_low", "birth_year_high",
        "home_region", "home_text", "identity_known", "died_on", "sealed", "portrait_id",
    )

    display_name = models.CharField(_("姓名"), max_length=80, blank=True)
    sex = models.PositiveSmallIntegerField(_("性别"), choices=SexChoice.choices, default=0)
    birth_date = models.DateField(_("出生日期"), null=True, blank=True)
    birth_precision = models.CharField(
        max_length=10, choices=BirthPrecision.choices, default=BirthPrecision.UNKNOWN
    )
    birth_year_low = models.SmallIntegerField(null=True, blank=True)
    birth_year_high = models.SmallIntegerField(null=True, blank=True)
    home_region = models.CharField(_("家乡区划代码"), max_length=12, blank=True)
    home_text = models.CharField(_("家乡"), max_length=200, blank=True)
    identity_known = models.BooleanField(_("身份已明"), default=False)
    died_on = models.DateField(null=True, blank=True)
    sealed = models.BooleanField(_("密封"), default=False)
    circle_id = models.BigIntegerField(null=True, blank=True)
    portrait_id = models.BigIntegerField(null=True, blank=True)
    cluster_id = models.BigIntegerField(null=True, db_index=True)
    viewer_keys = ViewerKeysField()

    @property
    def number(self) -> str:
        """The number that people say and write: R and seven digits or more."""
        return f"R{self.pk:07d}"

    @property
    def alone(self) -> bool:
        return self.cluster_id in (None, self.pk)


class PersonName(Record):
    """One of the names of a person."""

    scope = Scope.via("person")
    deletable = False

    person = models.ForeignKey(Person, models.PROTECT, related_name="names")
    text = models.CharField(max_length=120)
    use = models.CharField(max_length=10, choices=NameUse.choices, default=NameUse.REAL)

    class Meta(Record.Meta):
        constraints = [models.UniqueConstraint("person", "text", name="people_name_once")]


class Paper(Record):
    """An identity paper; the number is encrypted, findable through blind keys only."""

    scope = Scope.via("person")
    history = ("kind", "valid")

    person = models.ForeignKey(Person, models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=24, choices=PaperKind.choices)
    number = SecretField(purpose="people.paper.number")
    valid = models.BooleanField(default=True)
    problems = ArrayField(models.TextField(), default=list, blank=True)


class PersonAlert(Record):
    """Something that must not be missed."""

    scope = Scope.via("person")
    history = ("ended_at",)

    person = models.ForeignKey(Person, models.PROTECT, related_name="alerts")
    alert = models.CharField(max_length=16, choices=Alert.choices)
    note = models.CharField(max_length=200, blank=True)
    raised_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class PersonLink(Record):
    """A remembered decision on a pair of records, which can be undone."""

    scope = Scope.via("low", "high")
    history = ("undone_at", "undone_reason")

    low = models.ForeignKey(Person, models.PROTECT, related_name="+")
    high = models.ForeignKey(Person, models.PROTECT, related_name="+")
    decision = models.CharField(max_length=10, choices=LinkDecision.choices)
    reason = models.CharField(max_length=300, blank=True)
    evidence = models.JSONField(default=dict)
    decided_by_id = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_reason = models.CharField(max_length=300, blank=True)

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                name="people_link_order", condition=models.Q(low__lt=models.F("high"))
            ),
            models.UniqueConstraint(
                "low", "high", condition=models.Q(undone_at__isnull=True), name="people_link_once"
            ),
        ]

    @property
    def reason_told(self) -> str:
        """The reason, in the reader's language where the house gave it."""
        return said(self.reason)


class SearchEntry(models.Model):
    """Keyed digests by which a person is found, beside the viewer keys; no policy, no content.

    Array operators are not leakproof: behind a policy they lose their index. So the keys live
    here, and what is found is joined to the protected person.
    """

    scope = Scope.system("keyed digests and internal ids only")

    person = models.OneToOneField(
        Person, models.CASCADE, primary_key=True, related_name="+", db_constraint=False
    )
    viewers = ArrayField(models.TextField())
    digests = ArrayField(models.BigIntegerField())

    class Meta:
        indexes = [GinIndex(fields=["viewers", "digests"], name="people_search", fastupdate=False)]


class Listing(models.Model):
    """One row for each viewer key of a person: a register page is an index range, for any scope."""

    scope = Scope.system("viewer keys and internal ids only")
    deletable = True

    pk = models.CompositePrimaryKey("viewer_key", "person_id")
    viewer_key = models.TextField()
    person_id = models.BigIntegerField()

    class Meta:
        indexes = [models.Index("person_id", name="people_listing_person")]
