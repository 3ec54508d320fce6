"""Plans and their tasks."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from nuanyang.foundation.audit.phrases import said
from nuanyang.foundation.orgs.models import Organisation
from nuanyang.foundation.scope.records import Record, Scope, ViewerKeysField
from nuanyang.journey.help.casework.choices import CloseReason, Keeper, Outcome, TaskOrigin
from nuanyang.registry.people.models import Person


class HelpPlan(Record):
    """What we and the person want to reach, led by one organisation at a time."""

    scope = Scope.root()
    history = ("organisation_id", "lead_id", "goal", "closed_at", "close_reason", "outcome", "keeper", "keeper_name")

    person = models.ForeignKey(Person, models.PROTECT, related_name="plans")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="plans")
    goal = models.TextField(_("目标"))
    opened_at = models.DateTimeField()
    opened_by_id = models.BigIntegerField(null=True)
    opened_by_name = models.CharField(max_length=60, blank=True)
    #: Who has it now; nobody between a hand-over and its acceptance.
    lead_id = models.BigIntegerField(null=True)
    lead_name = models.CharField(max_length=60, blank=True, default="", db_default="")
    closed_at = models.DateTimeField(null=True, blank=True)
    close_reason = models.CharField(_("结案原因"), max_length=16, choices=CloseReason.choices, blank=True)
    outcome = models.CharField(_("结果"), max_length=16, choices=Outcome.choices, blank=True)
    keeper = models.CharField(_("今后由谁关注"), max_length=16, choices=Keeper.choices, blank=True)
    keeper_name = models.CharField(_("姓名或单位"), max_length=80, blank=True)
    closing_note = models.TextField(blank=True)
    viewer_keys = ViewerKeysField()

    class Meta(Record.Meta):
        constraints = [
            models.UniqueConstraint(
                "person", condition=models.Q(closed_at__isnull=True), name="casework_one_plan_in_force"
            ),
            models.CheckConstraint(
                name="casework_closed_with_reason",
                condition=models.Q(closed_at__isnull=True) | ~models.Q(close_reason=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "-id"], condition=models.Q(closed_at__isnull=True),
                name="casework_in_force",
            ),
        ]

    @property
    def open(self) -> bool:
        return self.closed_at is None

    @property
    def led_by(self) -> str:
        """Who leads: the worker, else the organisation that has it."""
        return str(self.lead_name or self.organisation.name)

    @property
    def goal_told(self) -> str:
        """The goal in the reader's language where the house set it."""
        return said(self.goal)


class PlanTask(Record):
    """Who does what by when. ``origin_id`` is the visit that raised a risk."""

    scope = Scope.via("plan")
    history = ("title", "due_on", "assignee_id", "done_at", "result")

    plan = models.ForeignKey(HelpPlan, models.PROTECT, related_name="tasks")
    title = models.CharField(_("做什么"), max_length=200)
    due_on = models.DateField(_("完成日期"))
    origin = models.CharField(max_length=12, choices=TaskOrigin.choices, default=TaskOrigin.PLANNED)
    origin_id = models.BigIntegerField(null=True, blank=True)
    assignee_id = models.BigIntegerField(null=True, blank=True)
    assignee_name = models.CharField(_("谁来做"), max_length=60, blank=True)
    set_at = models.DateTimeField()
    set_by_id = models.BigIntegerField(null=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by_id = models.BigIntegerField(null=True)
    done_by_name = models.CharField(max_length=60, blank=True)
    result = models.CharField(_("结果"), max_length=500, blank=True)

    class Meta(Record.Meta):
        constraints = [
            models.UniqueConstraint(
                "origin", "origin_id", condition=models.Q(origin_id__isnull=False),
                name="casework_task_once_per_cause",
            )
        ]
        indexes = [
            models.Index(
                fields=["due_on", "id"], condition=models.Q(done_at__isnull=True), name="casework_task_open"
            )
        ]

    @property
    def title_told(self) -> str:
        """What is to be done, in the reader's language where the house set it."""
        return said(self.title)
